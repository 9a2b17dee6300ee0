"""What a signed-in user does: read and change the account, prove themselves again, sign out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import jwt
from starlette.responses import JSONResponse, Response

from tests.supabase_stack.auth import flows, one_time_codes, passwords, sessions, users
from tests.supabase_stack.auth.errors import (
    AuthError,
    bad_request,
    forbidden,
    invalid,
    unprocessable,
)
from tests.supabase_stack.auth.one_time_codes import CodeKind
from tests.supabase_stack.auth.server import Call, Row

BEARER = re.compile(r"[Bb]earer (\S+)")
ADMINS = {"service_role", "supabase_admin"}
RECENT = timedelta(hours=24)
RECOVERY_METHODS = {"otp", "magiclink", "recovery"}
SCOPES = {"", "global", "local", "others"}


@dataclass(frozen=True)
class Caller:
    """The user whose token came with the request, and the session it belongs to."""

    user: Row
    session: Row


def bearer_claims(call: Call) -> Row:
    """The claims of the token sent. Raises ``no_authorization`` or ``bad_jwt``."""
    sent = BEARER.fullmatch(call.request.headers.get("authorization", ""))
    if sent is None:
        raise AuthError(401, "no_authorization", "This endpoint requires a Bearer token")
    try:
        return call.server.keys.verify(sent[1], call.now)
    except jwt.InvalidTokenError as error:
        raise forbidden(
            "bad_jwt", f"invalid JWT: unable to parse or verify signature, {error}"
        ) from error


def authenticate(call: Call) -> Caller:
    """Who calls. Raises 401 or 403 for a token of nobody, or of a session that has ended."""
    claims = bearer_claims(call)
    if not claims.get("sub"):
        raise forbidden("bad_jwt", "invalid claim: missing sub claim")
    user = users.by_id(call.db, UUID(claims["sub"]))
    if user is None:
        raise forbidden("user_not_found", "User from sub claim in JWT does not exist")
    if users.is_banned(user, call.now):
        raise forbidden("user_banned", "User is banned")
    query = "select * from auth.sessions where id = %s"
    session = call.db.execute(query, (UUID(claims["session_id"]),)).fetchone()
    if session is None:
        raise forbidden("session_not_found", "Session from session_id claim in JWT does not exist")
    return Caller(user, session)


def require_admin(call: Call) -> None:
    """Raise ``not_admin`` unless the service role calls."""
    if bearer_claims(call).get("role") not in ADMINS:
        raise forbidden("not_admin", "User not allowed")


def show(call: Call, caller: Caller) -> JSONResponse:
    """GET /user: the account."""
    return JSONResponse(users.shown(call.db, caller.user))


def change(call: Call, caller: Caller) -> JSONResponse:
    """PUT /user: change the password, the metadata, or ask for another address."""
    user, password = caller.user, call.text("password")
    new_email = users.valid_email(call.text("email")) if call.text("email") else ""
    flows.check_challenge(call.text("code_challenge"), call.text("code_challenge_method"))
    if password:
        passwords.check_strength(password, call.settings)
    moves = bool(new_email) and new_email != user["email"]
    if (password or moves) and caller.session["aal"] != "aal2":
        _refuse_low_assurance(call, user)
    if moves and users.owner_of_email(call.db, new_email, besides=user["id"]):
        raise unprocessable(
            "email_exists", "A user with this email address has already been registered"
        )
    if password:
        _change_password(call, caller, password)
    if call.body.get("data") is not None:
        metadata = users.merged(user["raw_user_meta_data"], call.body["data"])
        users.update(call, user, raw_user_meta_data=metadata)
    if moves:
        pkce = flows.begin_from_body(call, user, "email_change", "email_change")
        one_time_codes.send_email_change(call, user, new_email, pkce)
    return JSONResponse(users.shown(call.db, user))


def reauthenticate(call: Call, caller: Caller) -> JSONResponse:
    """GET /reauthenticate: mail a code that proves the user is still there."""
    if not caller.user["email_confirmed_at"]:
        raise unprocessable("email_not_confirmed", "Please verify your email first.")
    one_time_codes.send(call, caller.user, "reauthentication", CodeKind.REAUTHENTICATION)
    return JSONResponse({})


def sign_out(call: Call, caller: Caller) -> Response:
    """POST /logout: end every session of the user, this one, or all the others."""
    scope = call.query("scope")
    if scope not in SCOPES:
        raise invalid(f'Unsupported logout scope "{scope}"')
    if scope == "local":
        sessions.end(call, caller.session)
    else:
        sessions.end_all(call, caller.user, besides=caller.session if scope == "others" else None)
    return Response(status_code=204)


def store_password(call: Call, user: Row, password: str, session: Row | None = None) -> None:
    """Keep a new password; open codes are void and every other session ends."""
    users.update(
        call,
        user,
        encrypted_password=passwords.hashed(password, call.settings),
        **{kind.value: "" for kind in CodeKind},
        **{kind.sent_at: None for kind in CodeKind},
    )
    users.void_codes(call.db, user)
    sessions.end_all(call, user, besides=session)


def _refuse_low_assurance(call: Call, user: Row) -> None:
    if users.has_second_factor(call.db, user):
        raise AuthError(
            401,
            "insufficient_aal",
            "AAL2 session is required to update email or password when MFA is enabled.",
        )


def _change_password(call: Call, caller: Caller, password: str) -> None:
    user, settings = caller.user, call.settings
    if settings.secure_password_change and call.now > caller.session["created_at"] + RECENT:
        _check_nonce(call, user)
    if user["encrypted_password"]:
        if settings.current_password_required:
            _check_current_password(call, caller)
        if passwords.matches(password, user["encrypted_password"]):
            same = "New password should be different from the old password."
            raise AuthError(422, "same_password", same, commits=True)
    store_password(call, user, password, caller.session)


def _check_nonce(call: Call, user: Row) -> None:
    nonce = call.text("nonce")
    if not nonce:
        raise bad_request("reauthentication_needed", "Password update requires reauthentication")
    claimed_hash = one_time_codes.token_hash(user["email"], nonce)
    if not one_time_codes.is_valid(call, user, CodeKind.REAUTHENTICATION, claimed_hash):
        raise unprocessable("reauthentication_not_valid", "Nonce has expired or is invalid")
    users.update(call, user, reauthentication_token="")
    users.void_codes(call.db, user)


def _check_current_password(call: Call, caller: Caller) -> None:
    proofs = {proof["method"] for proof in sessions.methods(call, caller.session)}
    if proofs & RECOVERY_METHODS:
        return
    message = "Current password required when setting new password."
    current = call.text("current_password")
    if not current:
        raise bad_request("current_password_required", message)
    if not passwords.matches(current, caller.user["encrypted_password"]):
        raise bad_request("current_password_invalid", message)
