"""Accounts begun and codes asked for: sign-up, one-time sign-in, recovery, another mail."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from starlette.responses import JSONResponse

from tests.supabase_stack.auth import flows, one_time_codes, passwords, sessions, users
from tests.supabase_stack.auth.errors import bad_request, invalid, unprocessable
from tests.supabase_stack.auth.one_time_codes import CodeKind
from tests.supabase_stack.auth.server import Call, Row

RESENDABLE = {"signup", "email_change", "sms", "phone_change"}


def sign_up(call: Call) -> JSONResponse:
    """POST /signup: a user without a session, until they confirm their address."""
    require_captcha(call)
    if not call.text("email"):
        raise unprocessable("anonymous_provider_disabled", "Anonymous sign-ins are disabled")
    return JSONResponse(_sign_up(call, call.text("password")))


def one_time_sign_in(call: Call) -> JSONResponse:
    """POST /otp: mail a code that signs in, and signs up those who are new."""
    require_captcha(call)
    flows.check_challenge(call.text("code_challenge"), call.text("code_challenge_method"))
    email = users.valid_email(call.text("email"))
    user = users.by_email(call.db, email)
    if user is None and call.body.get("create_user") is False:
        raise unprocessable("otp_disabled", "Signups not allowed for otp")
    if user is None or not user["email_confirmed_at"]:
        _sign_up(call, passwords.unguessable())
        if call.settings.confirm_email:
            return JSONResponse({})
        user = users.by_email(call.db, email)
        assert user is not None
    pkce = flows.begin_from_body(call, user, "magiclink", "magiclink")
    one_time_codes.send(call, user, "magiclink", CodeKind.RECOVERY, pkce)
    return JSONResponse({})


def recover(call: Call) -> JSONResponse:
    """POST /recover: mail a code to a user who cannot sign in; silent about strangers."""
    require_captcha(call)
    if not call.text("email"):
        raise invalid("Password recovery requires an email")
    email = users.valid_email(call.text("email"))
    flows.check_challenge(call.text("code_challenge"), call.text("code_challenge_method"))
    user = users.by_email(call.db, email)
    if user:
        pkce = flows.begin_from_body(call, user, "recovery", "recovery")
        one_time_codes.send(call, user, "recovery", CodeKind.RECOVERY, pkce)
    return JSONResponse({})


def resend(call: Call) -> JSONResponse:
    """POST /resend: mail another code for a sign-up or a change of address that is under way."""
    require_captcha(call)
    wanted = call.text("type")
    if wanted not in RESENDABLE:
        raise invalid("Missing one of these types: signup, email_change, sms, phone_change")
    if not call.text("email"):
        raise invalid("Type provided requires an email address")
    user = users.by_email(call.db, users.valid_email(call.text("email")))
    if user and wanted == "signup" and not user["email_confirmed_at"]:
        one_time_codes.send(call, user, "signup", CodeKind.CONFIRMATION)
    elif user and wanted == "email_change" and user["email_change"]:
        one_time_codes.send_email_change(call, user, user["email_change"])
    return JSONResponse({})


def require_captcha(call: Call) -> None:
    """Raise ``captcha_failed`` where the project wants proof of a human and none is sent."""
    proof = (call.body.get("gotrue_meta_security") or {}).get("captcha_token")
    if call.settings.captcha_required and not proof:
        raise bad_request(
            "captcha_failed",
            "captcha protection: request disallowed (no captcha_token found)",
        )


def new_account(call: Call, email: str, password: str, data: Row) -> Row:
    """Insert a user who signs in by email, with their identity."""
    user = users.create(call, email, passwords.hashed(password, call.settings), "email", data)
    identity = users.add_email_identity(call, user, **data)
    users.keep_only_identity(call, user, identity)
    return user


def check_account(call: Call, password: str) -> None:
    """Raise what keeps an account from being made with this password."""
    if not password:
        raise invalid("Signup requires a valid password")
    passwords.check_strength(password, call.settings)


def _sign_up(call: Call, password: str) -> Row:
    settings = call.settings
    if not settings.signup_enabled:
        raise unprocessable("signup_disabled", "Signups not allowed for this instance")
    check_account(call, password)
    flows.check_challenge(call.text("code_challenge"), call.text("code_challenge_method"))
    email, data = users.valid_email(call.text("email")), call.body.get("data") or {}
    user = users.owner_of_email(call.db, email)
    if user and user["email_confirmed_at"]:
        if settings.confirm_email:
            return _nobody(call, email, data)
        raise unprocessable("user_already_exists", "User already registered")
    if user is None:
        user = new_account(call, email, password, data)
    if not settings.confirm_email:
        users.confirm(call, user)
        return sessions.grant(call, user, "password")
    pkce = flows.begin_from_body(call, user, "email", "email/signup")
    one_time_codes.send(call, user, "signup", CodeKind.CONFIRMATION, pkce)
    return users.shown(call.db, user)


def _nobody(call: Call, email: str, data: Row) -> dict[str, Any]:
    """A user made up for a confirmed address, so that a stranger learns nothing of it."""
    now = users.instant(call.now)
    return {
        "id": str(uuid4()),
        "aud": users.ROLE,
        "role": "",
        "email": email,
        "phone": "",
        "confirmation_sent_at": now,
        "app_metadata": {"provider": "email", "providers": ["email"]},
        "user_metadata": data,
        "identities": [],
        "created_at": now,
        "updated_at": now,
        "is_anonymous": False,
    }
