"""Second factors: one-time passwords by time (RFC 6238), enrolled, challenged and verified."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4

import pyotp
from starlette.responses import JSONResponse

from tests.supabase_stack.auth import sessions, users
from tests.supabase_stack.auth.account import Caller
from tests.supabase_stack.auth.errors import forbidden, invalid, not_found, unprocessable
from tests.supabase_stack.auth.server import Call, Row

STEPS_OF_DRIFT = 1
CHALLENGE_LIFE = timedelta(minutes=5)
NO_DRAWING = "<svg/>"


def enroll(call: Call, caller: Caller) -> JSONResponse:
    """POST /factors: a secret that the user's authenticator shares from now on."""
    if call.text("factor_type") != "totp":
        raise invalid("factor_type needs to be totp, phone, or webauthn")
    name = call.text("friendly_name")
    _check_room(call, caller, name)
    secret = pyotp.random_base32()
    values = {
        "id": uuid4(),
        "user_id": caller.user["id"],
        "friendly_name": name,
        "factor_type": "totp",
        "status": "unverified",
        "secret": secret,
        "created_at": call.now,
        "updated_at": call.now,
    }
    factor = users.insert(call.db, "mfa_factors", values)
    uri = _uri(call.text("issuer"), caller.user["email"], secret)
    totp = {"qr_code": NO_DRAWING, "secret": secret, "uri": uri}
    return JSONResponse(
        {"id": str(factor["id"]), "type": "totp", "friendly_name": name, "totp": totp}
    )


def challenge(call: Call, caller: Caller) -> JSONResponse:
    """POST /factors/{id}/challenge: begin to ask for the factor's code."""
    factor = _own_factor(call, caller)
    values = {
        "id": uuid4(),
        "factor_id": factor["id"],
        "created_at": call.now,
        "ip_address": call.caller_address,
    }
    begun = users.insert(call.db, "mfa_challenges", values)
    expires_at = int((call.now + CHALLENGE_LIFE).timestamp())
    return JSONResponse({"id": str(begun["id"]), "type": "totp", "expires_at": expires_at})


def verify(call: Call, caller: Caller) -> JSONResponse:
    """POST /factors/{id}/verify: raise the session to the second level; lower ones end."""
    factor, code = _own_factor(call, caller), call.text("code")
    _check_challenge(call, factor)
    totp = pyotp.TOTP(factor["secret"])
    if not totp.verify(code, for_time=call.now, valid_window=STEPS_OF_DRIFT):
        raise unprocessable("mfa_verification_failed", "Invalid TOTP code entered")
    call.db.execute(
        "update auth.mfa_factors set status = 'verified', updated_at = %s where id = %s",
        (call.now, factor["id"]),
    )
    answer = _raise_session(call, caller, factor)
    call.db.execute(
        "delete from auth.sessions where user_id = %s and aal < 'aal2'", (caller.user["id"],)
    )
    return JSONResponse(answer)


def unenroll(call: Call, caller: Caller) -> JSONResponse:
    """DELETE /factors/{id}: forget a factor; the sessions it raised fall to the first level."""
    factor = _own_factor(call, caller)
    if factor["status"] == "verified" and caller.session["aal"] != "aal2":
        raise unprocessable("insufficient_aal", "AAL2 required to unenroll verified factor")
    call.db.execute("delete from auth.mfa_factors where id = %s", (factor["id"],))
    call.db.execute(
        """delete from auth.mfa_amr_claims where authentication_method = 'totp'
           and session_id in (select id from auth.sessions where factor_id = %s)""",
        (factor["id"],),
    )
    call.db.execute(
        "update auth.sessions set aal = 'aal1', factor_id = null where factor_id = %s",
        (factor["id"],),
    )
    return JSONResponse({"id": str(factor["id"])})


def _check_room(call: Call, caller: Caller, name: str) -> None:
    enrolled = users.factors(call.db, caller.user)
    if any(factor["friendly_name"] == name for factor in enrolled):
        raise unprocessable(
            "mfa_factor_name_conflict",
            f'A factor with the friendly name "{name}" for this user already exists',
        )
    is_verified = any(factor["status"] == "verified" for factor in enrolled)
    if is_verified and caller.session["aal"] != "aal2":
        raise forbidden("insufficient_aal", "AAL2 required to enroll a new factor")


def _own_factor(call: Call, caller: Caller) -> Row:
    try:
        factor_id = UUID(call.request.path_params["factor_id"])
    except ValueError as error:
        raise not_found("validation_failed", "factor_id must be an UUID") from error
    query = "select * from auth.mfa_factors where id = %s and user_id = %s"
    factor = call.db.execute(query, (factor_id, caller.user["id"])).fetchone()
    if factor is None:
        raise not_found("mfa_factor_not_found", "Factor not found")
    return factor


def _check_challenge(call: Call, factor: Row) -> None:
    query = "select from auth.mfa_challenges where id::text = %s and factor_id = %s"
    if call.db.execute(query, (call.text("challenge_id"), factor["id"])).fetchone() is None:
        raise unprocessable(
            "mfa_factor_not_found", "MFA factor with the provided challenge ID not found"
        )


def _raise_session(call: Call, caller: Caller, factor: Row) -> Row:
    session, user = caller.session, caller.user
    call.db.execute(
        """delete from auth.mfa_factors
           where user_id = %s and status = 'unverified' and factor_type = 'totp'""",
        (user["id"],),
    )
    sessions.add_method(call, session, "totp")
    call.db.execute(
        "update auth.sessions set aal = 'aal2', factor_id = %s, updated_at = %s where id = %s",
        (factor["id"], call.now, session["id"]),
    )
    refresh_token = sessions.swap(call, session, sessions.first_token(call, session))
    return sessions.answer(call, user, session, refresh_token)


def _uri(issuer: str, account: str, secret: str) -> str:
    known = {"algorithm": "SHA1", "digits": "6", "issuer": issuer, "period": "30"}
    query = urlencode(known | {"secret": secret}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"
