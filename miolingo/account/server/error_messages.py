"""What the server's error codes mean to a learner, and what leads on from each."""

from __future__ import annotations

from dataclasses import dataclass

from miolingo.errors import AccountError, CloudError


@dataclass(frozen=True)
class Refusal:
    """One sentence of what happened, one of what to do next."""

    sentence: str
    hint: str


_LOG_IN = "Sign in again: miolingo account login"
_NEW_CODE = "Ask for a new code and type the newest one; a code works once and for a short time."
_WAIT = "Wait a little and try again. Everything on this machine is safe."
_OWNER = "Ask the owner of the project."
_AGAIN_IN_BROWSER = "Start again: miolingo account login --provider NAME"
_REPORT = "If it happens again, please report it with the code."
_MIGRATIONS_MISSING = Refusal(
    "The project lacks a part of the database schema.",
    "Its owner must apply the migrations (docs/supabase.md).",
)

ACCOUNT_REFUSALS = {
    "invalid_credentials": Refusal(
        "The address or the password is wrong.",
        "Try again, or set a new password: miolingo account password --reset",
    ),
    "email_not_confirmed": Refusal(
        "The address has not been confirmed yet.",
        "Type the mailed code: miolingo account sign-up --confirm",
    ),
    "user_banned": Refusal("The account is blocked.", _OWNER),
    "user_not_found": Refusal(
        "The account no longer exists.", "Make a new one: miolingo account sign-up"
    ),
    "session_not_found": Refusal("The session was ended on another machine.", _LOG_IN),
    "session_expired": Refusal("The session has expired.", _LOG_IN),
    "refresh_token_not_found": Refusal("The session has ended.", _LOG_IN),
    "refresh_token_already_used": Refusal(
        "The session was renewed from somewhere else and has been ended for safety.",
        f"{_LOG_IN}. Tokens taken from the environment can be renewed only once.",
    ),
    "bad_jwt": Refusal("The server does not accept the session.", _LOG_IN),
    "no_authorization": Refusal("You need to sign in.", _LOG_IN),
    "PGRST301": Refusal("The server does not accept the session.", _LOG_IN),
    "PGRST302": Refusal("You need to sign in.", _LOG_IN),
    "PGRST303": Refusal("The session has expired.", _LOG_IN),
    "otp_expired": Refusal("The code is wrong, used or too old.", _NEW_CODE),
    "otp_disabled": Refusal(
        "The project does not mail codes to this address.",
        "Sign up first, or sign in with a password: miolingo account login",
    ),
    "weak_password": Refusal(
        "The password is too weak.",
        "Choose one of at least 10 characters that is used nowhere else.",
    ),
    "same_password": Refusal(
        "The new password is the same as the old one.", "Choose a different one."
    ),
    "current_password_required": Refusal(
        "The server also needs your current password.", "Type it when you are asked."
    ),
    "current_password_mismatch": Refusal(
        "The current password is wrong.", "Try again, or: miolingo account password --reset"
    ),
    "current_password_invalid": Refusal(
        "The current password is wrong.", "Try again, or: miolingo account password --reset"
    ),
    "reauthentication_needed": Refusal(
        "The server asks you to confirm who you are.",
        "Sign in again and repeat the command: miolingo account login",
    ),
    "reauthentication_not_valid": Refusal("The code is wrong or too old.", _NEW_CODE),
    "email_exists": Refusal("This address cannot be used.", "Use another one."),
    "user_already_exists": Refusal(
        "This address cannot be used.", "Use another one, or sign in: miolingo account login"
    ),
    "email_address_invalid": Refusal(
        "The server does not accept this email address.", "Check it for typos, or use another one."
    ),
    "email_address_not_authorized": Refusal(
        "The project cannot send mail to this address yet.",
        "Its owner must set up a mail server (docs/supabase.md, Mail).",
    ),
    "signup_disabled": Refusal("The project does not accept new accounts.", _OWNER),
    "email_provider_disabled": Refusal("The project does not use email addresses.", _OWNER),
    "provider_disabled": Refusal("The project does not use this provider.", _OWNER),
    "oauth_provider_not_supported": Refusal("The project does not use this provider.", _OWNER),
    "provider_email_needs_verification": Refusal(
        "The provider has not confirmed your email address.",
        "Confirm it with the code that was mailed, then sign in again.",
    ),
    "bad_code_verifier": Refusal(
        "The browser's answer belongs to another sign-in.", _AGAIN_IN_BROWSER
    ),
    "flow_state_expired": Refusal("Signing in took too long.", _AGAIN_IN_BROWSER),
    "flow_state_not_found": Refusal("This sign-in has expired.", _AGAIN_IN_BROWSER),
    "flow_state_already_used": Refusal("This sign-in was used already.", _AGAIN_IN_BROWSER),
    "bad_oauth_state": Refusal("The browser's answer cannot be trusted.", _AGAIN_IN_BROWSER),
    "bad_oauth_callback": Refusal("The provider sent an invalid response.", _AGAIN_IN_BROWSER),
    "captcha_failed": Refusal(
        "The project asks for a captcha, which a terminal cannot show.",
        "Its owner can switch captchas off; a session can also come from the environment "
        "(docs/account.md).",
    ),
    "insufficient_aal": Refusal(
        "This needs the second factor.",
        "Sign in again with the code of your authenticator app: miolingo account login",
    ),
    "mfa_verification_failed": Refusal(
        "The code of the authenticator app is wrong.",
        "Type the one it shows now. Check that the clocks of phone and computer are right.",
    ),
    "mfa_verification_rejected": Refusal("The project refused the second factor.", _OWNER),
    "mfa_challenge_expired": Refusal("Typing the code took too long.", "Try again."),
    "mfa_factor_not_found": Refusal(
        "There is no such second factor.", "See the list: miolingo account mfa list"
    ),
    "mfa_factor_name_conflict": Refusal(
        "A second factor has this name already.", "Choose another name with --name."
    ),
    "mfa_ip_address_mismatch": Refusal(
        "The code was asked for from another network address.",
        "Try again without changing networks.",
    ),
    "too_many_enrolled_mfa_factors": Refusal(
        "The account already has the most second factors allowed.",
        "Remove one first: miolingo account mfa remove",
    ),
    "mfa_verified_factor_exists": Refusal(
        "The account has a second factor already.", "See it: miolingo account mfa list"
    ),
    "mfa_totp_enroll_not_enabled": Refusal(
        "The project does not offer authenticator apps as a second factor.", _OWNER
    ),
    "mfa_totp_verify_not_enabled": Refusal(
        "The project does not accept authenticator apps as a second factor.", _OWNER
    ),
    "validation_failed": Refusal(
        "The server does not accept what you typed.", "Check it and try again."
    ),
    "23503": Refusal("The account no longer exists.", "Make a new one: miolingo account sign-up"),
}

CLOUD_REFUSALS = {
    "over_email_send_rate_limit": Refusal(
        "The project has reached its limit of emails for now.",
        "Wait a minute, or an hour at most. A code that you already have still works.",
    ),
    "over_request_rate_limit": Refusal("There were too many requests.", _WAIT),
    "over_quota": Refusal(
        "The project has used up its quota.", "Its owner can see why on the project's usage page."
    ),
    "account_full": Refusal(
        "The account is full.",
        "Delete what you no longer need (miolingo forget --since DATE), or ask the owner of the "
        "project for more space (docs/supabase.md, Fair shares).",
    ),
    "account_full_today": Refusal(
        "The account has reached its limit for today.",
        "Tomorrow's sync sends the rest. Until then, it is safe on this machine.",
    ),
    "42501": Refusal(
        "The server does not let this account do that.",
        "Make sure that the project has every migration (docs/supabase.md), then sign in again.",
    ),
    "23505": Refusal("The server already has this row.", _REPORT),
    "23514": Refusal("The server does not accept a value.", _REPORT),
    "57014": Refusal("The server gave up: it took too long.", _WAIT),
    "PGRST202": _MIGRATIONS_MISSING,
    "PGRST205": _MIGRATIONS_MISSING,
    "42883": _MIGRATIONS_MISSING,
    "42P01": _MIGRATIONS_MISSING,
    "request_timeout": Refusal("The server took too long.", _WAIT),
    "unexpected_failure": Refusal("The server had an internal error.", _WAIT),
    "invalid_key": Refusal(
        "The project does not know this API key.",
        "Connect again with its publishable key: miolingo account connect --url ADDRESS",
    ),
}


def refusal_for(
    code: str, status: int, message: str, retry_after_s: int | None = None
) -> AccountError | CloudError:
    """The error for an answer with this code, HTTP status and the server's own words.

    A code that is not known is shown as it is.
    """
    if code in ACCOUNT_REFUSALS:
        known = ACCOUNT_REFUSALS[code]
        return AccountError(known.sentence, hint=known.hint, code=code, status=status)
    known = CLOUD_REFUSALS.get(code) or _unknown(code, status, message)
    hint = _waiting(retry_after_s) or known.hint
    return CloudError(known.sentence, hint=hint, code=code, status=status)


def _unknown(code: str, status: int, message: str) -> Refusal:
    if status == 402:
        return CLOUD_REFUSALS["over_quota"]
    if status == 429:
        return CLOUD_REFUSALS["over_request_rate_limit"]
    if status >= 500 and not code:
        return Refusal(f"The server had an internal error (status {status}).", _WAIT)
    name = f"{code}, status {status}" if code else f"status {status}"
    return Refusal(f"The server refused ({name}): {message or 'it gave no reason'}.", _REPORT)


def _waiting(seconds: int | None) -> str:
    return f"Try again in {seconds} s. Everything on this machine is safe." if seconds else ""
