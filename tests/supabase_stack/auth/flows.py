"""PKCE (RFC 7636): a challenge kept now, an authorization code redeemed with its verifier later."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.supabase_stack.auth import sessions, users
from tests.supabase_stack.auth.errors import bad_request, invalid, not_found, unprocessable
from tests.supabase_stack.auth.server import Call, Row

METHODS = {"s256", "plain"}
CHALLENGE = re.compile(r"[a-zA-Z._~0-9-]+")


def check_challenge(challenge: str, method: str) -> None:
    """Raise ``validation_failed`` unless both are there and well-formed, or both are absent."""
    if bool(challenge) != bool(method):
        raise invalid("PKCE flow requires code_challenge_method and code_challenge")
    if not challenge:
        return
    if not 43 <= len(challenge) <= 128:
        raise invalid("code challenge has to be between 43 and 128 characters")
    if not CHALLENGE.fullmatch(challenge):
        raise invalid(
            "code challenge can only contain alphanumeric characters, hyphens, periods, "
            "underscores and tildes"
        )
    if method.lower() not in METHODS:
        raise invalid("Invalid code_challenge_method")


def begin_from_body(call: Call, user: Row, provider: str, method: str) -> bool:
    """Keep the challenge in the body, if there is one; whether there is."""
    challenge, named = call.text("code_challenge"), call.text("code_challenge_method")
    if challenge:
        begin(call, provider, method, challenge, named, user_id=user["id"])
    return bool(challenge)


def begin(
    call: Call, provider: str, method: str, challenge: str, challenge_method: str, **more: Any
) -> Row:
    """Keep what is known of a flow that the user has yet to finish."""
    values = {
        "id": uuid4(),
        "auth_code": str(uuid4()) if challenge else None,
        "code_challenge": challenge or None,
        "code_challenge_method": challenge_method.lower() or None,
        "provider_type": provider,
        "authentication_method": method,
        "created_at": call.now,
        "updated_at": call.now,
    }
    return users.insert(call.db, "flow_state", values | more)


def is_expired(call: Call, flow: Row) -> bool:
    """Whether a flow is too old to be finished."""
    since = flow["created_at"]
    if flow["authentication_method"] == "magiclink" and flow["auth_code_issued_at"]:
        since = flow["auth_code_issued_at"]
    return bool(call.now > since + timedelta(seconds=call.settings.flow_state_s))


def issue_code(call: Call, user: Row, method: str) -> str:
    """The code of the user's newest flow of this method. Raises ``flow_state_not_found``."""
    query = """select * from auth.flow_state where user_id = %s and authentication_method = %s
        order by created_at desc limit 1"""
    flow = call.db.execute(query, (user["id"], method)).fetchone()
    if flow is None:
        raise bad_request(
            "flow_state_not_found",
            "No associated flow state found. No valid flow state found for user.",
        )
    call.db.execute(
        "update auth.flow_state set auth_code_issued_at = %s, updated_at = %s where id = %s",
        (call.now, call.now, flow["id"]),
    )
    return str(flow["auth_code"])


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
    if not secrets.compare_digest(flow["code_challenge"], _challenge_of(verifier, flow)):
        raise bad_request(
            "bad_code_verifier", "code challenge does not match previously saved code verifier"
        )
    call.db.execute("delete from auth.flow_state where id = %s", (flow["id"],))
    user = users.by_id(call.db, flow["user_id"])
    assert user is not None
    session = sessions.grant(call, user, flow["authentication_method"])
    provider_token = flow["provider_access_token"]
    return session | ({"provider_token": provider_token} if provider_token else {})


def _challenge_of(verifier: str, flow: Row) -> str:
    if flow["code_challenge_method"] == "plain":
        return verifier
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
