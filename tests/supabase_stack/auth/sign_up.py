"""Accounts begun and codes asked for: sign-up, one-time sign-in, recovery, another mail."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from starlette.responses import JSONResponse

from tests.supabase_stack.auth import one_time_codes, passwords, sessions, users
from tests.supabase_stack.auth.errors import invalid, unprocessable
from tests.supabase_stack.auth.one_time_codes import CodeKind
from tests.supabase_stack.auth.server import Call, Row


def sign_up(call: Call) -> JSONResponse:
    """POST /signup: a user without a session, until they confirm their address."""
    return JSONResponse(_sign_up(call, call.text("password")))


def one_time_sign_in(call: Call) -> JSONResponse:
    """POST /otp: mail a code that signs in; strangers are refused, as the client asks for it."""
    user = users.by_email(call.db, users.valid_email(call.text("email")))
    if user is None:
        raise unprocessable("otp_disabled", "Signups not allowed for otp")
    if user["email_confirmed_at"]:
        one_time_codes.send(call, user, "magiclink", CodeKind.RECOVERY)
    else:
        one_time_codes.send(call, user, "signup", CodeKind.CONFIRMATION)
    return JSONResponse({})


def recover(call: Call) -> JSONResponse:
    """POST /recover: mail a code to a user who cannot sign in; silent about strangers."""
    user = users.by_email(call.db, users.valid_email(call.text("email")))
    if user:
        one_time_codes.send(call, user, "recovery", CodeKind.RECOVERY)
    return JSONResponse({})


def resend(call: Call) -> JSONResponse:
    """POST /resend: mail another code for a sign-up that is under way."""
    if call.text("type") != "signup":
        raise invalid("Missing one of these types: signup, email_change, sms, phone_change")
    user = users.by_email(call.db, users.valid_email(call.text("email")))
    if user and not user["email_confirmed_at"]:
        one_time_codes.send(call, user, "signup", CodeKind.CONFIRMATION)
    return JSONResponse({})


def _sign_up(call: Call, password: str) -> Row:
    if not password:
        raise invalid("Signup requires a valid password")
    passwords.check_strength(password)
    email = users.valid_email(call.text("email"))
    user = users.by_email(call.db, email)
    if user and user["email_confirmed_at"]:
        if call.settings.confirm_email:
            return _nobody(call, email)
        raise unprocessable("user_already_exists", "User already registered")
    if user is None:
        user = users.create(call, email, passwords.hashed(password))
        users.add_email_identity(call, user)
    if not call.settings.confirm_email:
        users.confirm(call, user)
        return sessions.grant(call, user, "password")
    one_time_codes.send(call, user, "signup", CodeKind.CONFIRMATION)
    return users.shown(call.db, user)


def _nobody(call: Call, email: str) -> dict[str, Any]:
    """A user made up for a confirmed address, so that a stranger learns nothing of it."""
    now = users.instant(call.now)
    return {
        "id": str(uuid4()),
        "aud": users.ROLE,
        "role": "",
        "email": email,
        "app_metadata": {},
        "user_metadata": {},
        "identities": [],
        "created_at": now,
        "updated_at": now,
    }
