"""What a signed-in user does: read and change the account, prove themselves again, sign out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import jwt
from starlette.responses import JSONResponse, Response

from tests.supabase_stack.auth import one_time_codes, passwords, sessions, users
from tests.supabase_stack.auth.errors import (
    AuthError,
    bad_request,
    forbidden,
    not_found,
    unprocessable,
)
from tests.supabase_stack.auth.one_time_codes import CodeKind
from tests.supabase_stack.auth.server import Call, Row

BEARER = re.compile(r"[Bb]earer (\S+)")
RECENT = timedelta(hours=24)


@dataclass(frozen=True)
class Caller:
    """The user whose token came with the request, and the session it belongs to."""

    user: Row
    session: Row


def authenticate(call: Call) -> Caller:
    """Who calls. Raises 401 or 403 for a token of nobody, or of a session that has ended."""
    claims = _bearer_claims(call)
    if not claims.get("sub"):
        raise forbidden("bad_jwt", "invalid claim: missing sub claim")
    user = users.by_id(call.db, UUID(claims["sub"]))
    if user is None:
        raise forbidden("user_not_found", "User from sub claim in JWT does not exist")
    query = "select * from auth.sessions where id = %s"
    session = call.db.execute(query, (UUID(claims["session_id"]),)).fetchone()
    if session is None:
        raise forbidden("session_not_found", "Session from session_id claim in JWT does not exist")
    return Caller(user, session)


def show(call: Call, caller: Caller) -> JSONResponse:
    """GET /user: the account."""
    return JSONResponse(users.shown(call.db, caller.user))


def change(call: Call, caller: Caller) -> JSONResponse:
    """PUT /user: change the password, or ask for another address."""
    user, password, new_email = caller.user, call.text("password"), call.text("email")
    if password:
        passwords.check_strength(password)
    if caller.session["aal"] != "aal2" and users.has_second_factor(call.db, user):
        raise AuthError(
            401,
            "insufficient_aal",
            "AAL2 session is required to update email or password when MFA is enabled.",
        )
    if password:
        _change_password(call, caller, password)
    if new_email:
        _begin_change_of_email(call, user, users.valid_email(new_email))
    return JSONResponse(users.shown(call.db, user))


def reauthenticate(call: Call, caller: Caller) -> JSONResponse:
    """GET /reauthenticate: mail a code that proves the user is still there."""
    one_time_codes.send(call, caller.user, "reauthentication", CodeKind.REAUTHENTICATION)
    return JSONResponse({})


def sign_out(call: Call, caller: Caller) -> Response:
    """POST /logout: end every session of the user, or this one."""
    if call.query("scope") == "local":
        sessions.end(call, caller.session)
    else:
        sessions.end_all(call, caller.user)
    return Response(status_code=204)


def create(call: Call) -> JSONResponse:
    """POST /admin/users: a confirmed user."""
    _require_admin(call)
    email = users.valid_email(call.text("email"))
    if users.by_email(call.db, email):
        raise unprocessable(
            "email_exists", "A user with this email address has already been registered"
        )
    user = users.create(call, email, passwords.hashed(call.text("password")))
    users.add_email_identity(call, user)
    users.confirm(call, user)
    return JSONResponse(users.shown(call.db, user))


def look_up(call: Call) -> JSONResponse:
    """GET /admin/users/{id}: one user."""
    _require_admin(call)
    user = users.by_id(call.db, UUID(call.request.path_params["user_id"]))
    if user is None:
        raise not_found("user_not_found", "User not found")
    return JSONResponse(users.shown(call.db, user))


def _bearer_claims(call: Call) -> Row:
    """The claims of the token sent. Raises ``no_authorization`` or ``bad_jwt``."""
    sent = BEARER.fullmatch(call.request.headers.get("authorization", ""))
    if sent is None:
        raise AuthError(401, "no_authorization", "This endpoint requires a Bearer token")
    try:
        return call.server.keys.verify(sent[1], call.now)
    except jwt.InvalidTokenError as error:
        message = f"invalid JWT: unable to parse or verify signature, {error}"
        raise forbidden("bad_jwt", message) from error


def _require_admin(call: Call) -> None:
    if _bearer_claims(call).get("role") != "service_role":
        raise forbidden("not_admin", "User not allowed")


def _begin_change_of_email(call: Call, user: Row, new_email: str) -> None:
    if users.by_email(call.db, new_email):
        raise unprocessable(
            "email_exists", "A user with this email address has already been registered"
        )
    users.update(call, user, email_change=new_email, email_change_confirm_status=0)
    one_time_codes.send(call, user, "email_change", CodeKind.EMAIL_CHANGE_NEW, new_email)
    one_time_codes.send(call, user, "email_change", CodeKind.EMAIL_CHANGE_CURRENT)


def _change_password(call: Call, caller: Caller, password: str) -> None:
    """Keep a new password; open codes are void and every other session ends."""
    user = caller.user
    if call.now > caller.session["created_at"] + RECENT:
        _check_nonce(call, user)
    if call.settings.current_password_required:
        _check_current_password(call, caller)
    if passwords.matches(password, user["encrypted_password"]):
        same = "New password should be different from the old password."
        raise unprocessable("same_password", same)
    users.update(call, user, encrypted_password=passwords.hashed(password))
    one_time_codes.void(call, user)
    sessions.end_all(call, user, besides=caller.session)


def _check_nonce(call: Call, user: Row) -> None:
    nonce = call.text("nonce")
    if not nonce:
        raise bad_request("reauthentication_needed", "Password update requires reauthentication")
    kinds = [CodeKind.REAUTHENTICATION]
    if one_time_codes.owner(call, kinds, user["email"], nonce) is None:
        raise unprocessable("reauthentication_not_valid", "Nonce has expired or is invalid")


def _check_current_password(call: Call, caller: Caller) -> None:
    if any(proof["method"] == "otp" for proof in sessions.methods(call, caller.session)):
        return  # who comes by a mailed code has forgotten it
    message = "Current password required when setting new password."
    current = call.text("current_password")
    if not current:
        raise bad_request("current_password_required", message)
    if not passwords.matches(current, caller.user["encrypted_password"]):
        raise bad_request("current_password_invalid", message)
