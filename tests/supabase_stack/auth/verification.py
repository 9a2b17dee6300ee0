"""Codes and links redeemed: GET and POST /verify."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import JSONResponse, RedirectResponse, Response

from tests.supabase_stack.auth import flows, one_time_codes, sessions, users
from tests.supabase_stack.auth.errors import AuthError, forbidden, invalid
from tests.supabase_stack.auth.one_time_codes import PKCE_PREFIX, CodeKind
from tests.supabase_stack.auth.redirects import (
    error_redirect,
    redirect_target,
    with_fragment,
    with_query,
)
from tests.supabase_stack.auth.server import Call, Row

EMAIL_CHANGE = (CodeKind.EMAIL_CHANGE_CURRENT, CodeKind.EMAIL_CHANGE_NEW)
KINDS = {
    "email": (CodeKind.CONFIRMATION, CodeKind.RECOVERY),
    "signup": (CodeKind.CONFIRMATION,),
    "invite": (CodeKind.CONFIRMATION,),
    "recovery": (CodeKind.RECOVERY,),
    "magiclink": (CodeKind.RECOVERY,),
    "email_change": EMAIL_CHANGE,
}
FLOW_METHODS = {"signup": "email/signup"}
OTHER_ADDRESS_NEXT = (
    "Confirmation link accepted. Please proceed to confirm link sent to the other email"
)


@dataclass(frozen=True)
class Proof:
    """A code that was right: whose, of which kind, and the hash under which it was claimed."""

    user: Row
    kind: CodeKind
    claimed_hash: str


def verify(call: Call) -> JSONResponse:
    """POST /verify: a typed code, or the hash that a link carries, for a session."""
    wanted = call.text("type")
    if not wanted:
        raise invalid("Verify requires a verification type")
    proof = _typed(call, wanted) if _is_typed(call) else _linked(call, wanted, _sent_hash(call))
    user = _accept(call, proof)
    if user is None:
        return JSONResponse({"msg": OTHER_ADDRESS_NEXT, "code": "200"})
    return JSONResponse(sessions.grant(call, user, "otp"))


def verify_link(call: Call) -> Response:
    """GET /verify: follow a mailed link, then back to the program with a session or a code."""
    wanted, claimed_hash = call.query("type"), call.query("token")
    if not wanted:
        raise invalid("Verify requires a verification type")
    if not claimed_hash:
        raise invalid("Verify requires a token or a token hash")
    target, pkce = redirect_target(call), claimed_hash.startswith(PKCE_PREFIX)
    try:
        with call.db.transaction():
            user = _accept(call, _linked(call, wanted, claimed_hash))
            values = _link_values(call, user, wanted, pkce)
    except AuthError as error:
        return error_redirect(target, error, 303, in_query=pkce)
    address = with_query(target, values) if pkce else with_fragment(target, values)
    return RedirectResponse(address, 303)


def _link_values(call: Call, user: Row | None, wanted: str, pkce: bool) -> dict[str, str]:
    if user is None:
        return {"message": OTHER_ADDRESS_NEXT}
    if pkce:
        return {"code": flows.issue_code(call, user, FLOW_METHODS.get(wanted, wanted))}
    session = sessions.grant(call, user, "otp")
    session.pop("user")
    return {name: str(value) for name, value in session.items()} | {"type": wanted}


def _is_typed(call: Call) -> bool:
    code, claimed_hash = call.text("token"), call.text("token_hash")
    if bool(code) == bool(claimed_hash):
        raise invalid("Verify requires either a token or a token hash")
    if code and not call.text("email"):
        raise invalid("Only an email address or phone number should be provided on verify")
    return bool(code)


def _sent_hash(call: Call) -> str:
    if call.text("email") or call.text("redirect_to"):
        raise invalid("Only the token_hash and type should be provided")
    return call.text("token_hash")


def _typed(call: Call, wanted: str) -> Proof:
    if wanted not in KINDS:
        raise invalid("Unsupported verification type")
    email = users.valid_email(call.text("email"))
    claimed_hash = one_time_codes.token_hash(email, call.text("token"))
    user = (
        _owner(call, EMAIL_CHANGE, claimed_hash)
        if wanted == "email_change"
        else users.by_email(call.db, email)
    )
    if user is None:
        raise _refused("Token has expired or is invalid")
    _keep_out_banned(call, user)
    for kind in KINDS[wanted]:
        if one_time_codes.is_valid(call, user, kind, claimed_hash):
            return Proof(user, kind, claimed_hash)
    raise _refused("Token has expired or is invalid")


def _linked(call: Call, wanted: str, claimed_hash: str) -> Proof:
    if wanted not in KINDS:
        raise invalid("Invalid email verification type")
    for kind in KINDS[wanted]:
        user = _owner(call, (kind,), claimed_hash, prefixed=False)
        if user:
            _keep_out_banned(call, user)
            if not one_time_codes.is_old(call, user[kind.sent_at]):
                return Proof(user, kind, claimed_hash)
    raise _refused("Email link is invalid or has expired")


def _owner(
    call: Call, kinds: tuple[CodeKind, ...], claimed_hash: str, prefixed: bool = True
) -> Row | None:
    hashes = [claimed_hash, PKCE_PREFIX + claimed_hash] if prefixed else [claimed_hash]
    query = """select users.* from auth.one_time_tokens join auth.users on users.id = user_id
        where token_type::text = any(%s) and token_hash = any(%s) limit 1"""
    return call.db.execute(query, ([kind.value for kind in kinds], hashes)).fetchone()


def _keep_out_banned(call: Call, user: Row) -> None:
    if users.is_banned(user, call.now):
        raise forbidden("user_banned", "User is banned")


def _refused(message: str) -> AuthError:
    return forbidden("otp_expired", message)


def _accept(call: Call, proof: Proof) -> Row | None:
    """Write down what the code proves; None where the other address must confirm as well."""
    user = proof.user
    if proof.kind in EMAIL_CHANGE:
        if not _change_email(call, proof):
            return None
    elif proof.kind is CodeKind.CONFIRMATION:
        _confirm_sign_up(call, user)
    else:
        users.update(call, user, recovery_token="")
        users.void_codes(call.db, user)
        if not user["email_confirmed_at"]:
            users.confirm(call, user)
    users.list_providers(call, user)
    return user


def _confirm_sign_up(call: Call, user: Row) -> None:
    users.confirm(call, user)
    for identity in users.identities(call.db, user):
        if identity["email"] == user["email"]:
            users.change_identity(call, identity, email_verified=True)


def _change_email(call: Call, proof: Proof) -> bool:
    """Confirm one address, or change to the new one when both have confirmed.

    As on the real server, a code that belongs to a PKCE flow is not voided by the first of
    two confirmations.
    """
    user = proof.user
    both = call.settings.confirm_email and call.settings.secure_email_change
    if both and user["email_change_confirm_status"] == 0 and user["email"]:
        users.update(call, user, email_change_confirm_status=1)
        if user[proof.kind.value] == proof.claimed_hash:
            users.update(call, user, **{proof.kind.value: ""})
            one_time_codes.delete(call, user, proof.kind)
        return False
    new_email = user["email_change"]
    identity = users.identity(call.db, "email", str(user["id"]))
    users.update(
        call,
        user,
        email=new_email,
        email_change="",
        email_change_token_current="",
        email_change_token_new="",
        email_change_confirm_status=0,
    )
    users.void_codes(call.db, user)
    if not user["email_confirmed_at"]:
        users.confirm(call, user)
    if identity:
        users.change_identity(call, identity, email=new_email, email_verified=True)
    else:
        users.add_email_identity(call, user, email_verified=True)
    return True
