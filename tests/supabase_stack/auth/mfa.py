"""Second factors: one-time passwords by time (RFC 6238), enrolled, challenged and verified."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID, uuid4

import pyotp
import segno
from starlette.responses import JSONResponse

from tests.supabase_stack.auth import sessions, users
from tests.supabase_stack.auth.account import Caller
from tests.supabase_stack.auth.errors import AuthError, forbidden, invalid, not_found, unprocessable
from tests.supabase_stack.auth.server import Call, Row

STEPS_OF_DRIFT = 1


def enroll(call: Call, caller: Caller) -> JSONResponse:
    """POST /factors: a secret that the user's authenticator shares from now on."""
    if call.text("factor_type") != "totp":
        raise invalid("factor_type needs to be totp, phone, or webauthn")
    name = call.text("friendly_name")
    _forget_unverified(call)
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
    issuer = call.text("issuer") or urlsplit(call.settings.site_url).netloc
    uri = _uri(issuer, caller.user["email"], secret)
    totp = {"qr_code": _qr_code(uri), "secret": secret, "uri": uri}
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
    call.db.execute(
        "update auth.mfa_factors set last_challenged_at = %s where id = %s",
        (call.now, factor["id"]),
    )
    expires_at = int((call.now + _challenge_life(call)).timestamp())
    return JSONResponse({"id": str(begun["id"]), "type": "totp", "expires_at": expires_at})


def verify(call: Call, caller: Caller) -> JSONResponse:
    """POST /factors/{id}/verify: raise the session to the second level; lower ones end."""
    factor, code = _own_factor(call, caller), call.text("code")
    if not code:
        raise invalid("Code needs to be non-empty")
    begun = _open_challenge(call, factor)
    totp = pyotp.TOTP(factor["secret"])
    if not totp.verify(code, for_time=call.now, valid_window=STEPS_OF_DRIFT):
        raise unprocessable("mfa_verification_failed", "Invalid TOTP code entered")
    call.db.execute(
        "update auth.mfa_challenges set verified_at = %s where id = %s", (call.now, begun["id"])
    )
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


def _forget_unverified(call: Call) -> None:
    call.db.execute(
        """delete from auth.mfa_factors where status <> 'verified' and created_at < %s and not
           exists (select 1 from auth.mfa_challenges where factor_id = mfa_factors.id)""",
        (call.now - timedelta(seconds=call.settings.mfa_unverified_factor_s),),
    )


def _check_room(call: Call, caller: Caller, name: str) -> None:
    enrolled = users.factors(call.db, caller.user)
    if any((factor["friendly_name"] or "") == name for factor in enrolled):
        raise unprocessable(
            "mfa_factor_name_conflict",
            f'A factor with the friendly name "{name}" for this user already exists',
        )
    if len(enrolled) >= call.settings.mfa_most_factors:
        raise unprocessable(
            "too_many_enrolled_mfa_factors",
            "Maximum number of verified factors reached, unenroll to continue",
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


def _open_challenge(call: Call, factor: Row) -> Row:
    query = "select * from auth.mfa_challenges where id::text = %s and factor_id = %s"
    begun = call.db.execute(query, (call.text("challenge_id"), factor["id"])).fetchone()
    if begun is None:
        raise unprocessable(
            "mfa_factor_not_found", "MFA factor with the provided challenge ID not found"
        )
    if begun["verified_at"] or str(begun["ip_address"]) != call.caller_address:
        raise unprocessable(
            "mfa_ip_address_mismatch", "Challenge and verify IP addresses mismatch."
        )
    if call.now > begun["created_at"] + _challenge_life(call):
        call.db.execute("delete from auth.mfa_challenges where id = %s", (begun["id"],))
        raise AuthError(
            422,
            "mfa_challenge_expired",
            f"MFA challenge {begun['id']} has expired, verify against another challenge or "
            "create a new challenge.",
            commits=True,
        )
    return begun


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


def _challenge_life(call: Call) -> timedelta:
    return timedelta(seconds=call.settings.mfa_challenge_s)


def _uri(issuer: str, account: str, secret: str) -> str:
    known = {"algorithm": "SHA1", "digits": "6", "issuer": issuer, "period": "30"}
    query = urlencode(known | {"secret": secret}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"


def _qr_code(uri: str) -> str:
    drawn = BytesIO()
    segno.make(uri, error="h").save(drawn, kind="svg", scale=3)
    return drawn.getvalue().decode()
