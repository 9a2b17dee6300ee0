"""Codes redeemed: POST /verify."""

from __future__ import annotations

from starlette.responses import JSONResponse

from tests.supabase_stack.auth import one_time_codes, sessions, users
from tests.supabase_stack.auth.errors import forbidden, invalid
from tests.supabase_stack.auth.one_time_codes import CodeKind
from tests.supabase_stack.auth.server import Call, Row

KINDS = {
    "email": (CodeKind.CONFIRMATION, CodeKind.RECOVERY),
    "signup": (CodeKind.CONFIRMATION,),
    "recovery": (CodeKind.RECOVERY,),
    "email_change": (CodeKind.EMAIL_CHANGE_CURRENT, CodeKind.EMAIL_CHANGE_NEW),
}
OTHER_ADDRESS_NEXT = (
    "Confirmation link accepted. Please proceed to confirm link sent to the other email"
)


def verify(call: Call) -> JSONResponse:
    """POST /verify: a typed code for a session."""
    wanted, code = call.text("type"), call.text("token")
    if wanted not in KINDS or not code:
        raise invalid("Verify requires a verification type and a token")
    email = users.valid_email(call.text("email"))
    found = one_time_codes.owner(call, KINDS[wanted], email, code)
    user = users.by_id(call.db, found[0]) if found else None
    if found is None or user is None:
        raise forbidden("otp_expired", "Token has expired or is invalid")
    if wanted == "email_change" and not _change_email(call, user, found[1]):
        return JSONResponse({"msg": OTHER_ADDRESS_NEXT, "code": "200"})
    one_time_codes.void(call, user)
    if not user["email_confirmed_at"]:
        users.confirm(call, user)
    return JSONResponse(sessions.grant(call, user, "otp"))


def _change_email(call: Call, user: Row, kind: CodeKind) -> bool:
    """Note that one address has confirmed; whether both have, and the change is made."""
    if user["email_change_confirm_status"] == 0:
        users.update(call, user, email_change_confirm_status=1)
        one_time_codes.void(call, user, kind)
        return False
    users.update(
        call, user, email=user["email_change"], email_change="", email_change_confirm_status=0
    )
    call.db.execute(
        """update auth.identities set updated_at = %s,
           identity_data = identity_data || jsonb_build_object('email', %s::text)
           where user_id = %s and provider = 'email'""",
        (call.now, user["email"], user["id"]),
    )
    return True
