"""PKCE (RFC 7636): a challenge kept now, an authorization code redeemed with its verifier later."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import timedelta
from uuid import uuid4

from tests.supabase_stack.auth import sessions, users
from tests.supabase_stack.auth.errors import bad_request, invalid, not_found, unprocessable
from tests.supabase_stack.auth.server import Call, Row

LIFE = timedelta(minutes=5)


def begin(call: Call, provider: str, referrer: str) -> Row:
    """Keep what is known of a flow that the user has yet to finish."""
    challenge, method = call.query("code_challenge"), call.query("code_challenge_method")
    if not challenge or method != "s256":
        raise invalid("PKCE flow requires code_challenge_method and code_challenge")
    values = {
        "id": uuid4(),
        "auth_code": str(uuid4()),
        "code_challenge": challenge,
        "code_challenge_method": method,
        "provider_type": provider,
        "authentication_method": "oauth",
        "referrer": referrer,
        "created_at": call.now,
        "updated_at": call.now,
    }
    return users.insert(call.db, "flow_state", values)


def is_expired(call: Call, flow: Row) -> bool:
    """Whether a flow is too old to be finished."""
    return bool(call.now > flow["created_at"] + LIFE)


def redeem(call: Call) -> Row:
    """Exchange an authorization code and its verifier for a session.

    Raises ``flow_state_not_found``, ``flow_state_expired`` or ``bad_code_verifier``.
    """
    code, verifier = call.text("auth_code"), call.text("code_verifier")
    if not code or not verifier:
        raise invalid("invalid request: both auth code and code verifier should be non-empty")
    query = "select * from auth.flow_state where auth_code = %s for update"
    flow = call.db.execute(query, (code,)).fetchone()
    if flow is None or flow["user_id"] is None:
        raise not_found("flow_state_not_found", "invalid flow state, no valid flow state found")
    if is_expired(call, flow):
        raise unprocessable("flow_state_expired", "invalid flow state, flow state has expired")
    if not secrets.compare_digest(flow["code_challenge"], _challenge_of(verifier)):
        raise bad_request(
            "bad_code_verifier", "code challenge does not match previously saved code verifier"
        )
    call.db.execute("delete from auth.flow_state where id = %s", (flow["id"],))
    user = users.by_id(call.db, flow["user_id"])
    assert user is not None
    return sessions.grant(call, user, flow["authentication_method"])


def _challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
