"""Sessions: granted, refreshed with rotating tokens, raised to a second factor, ended."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.supabase_stack.auth import users
from tests.supabase_stack.auth.errors import AuthError, bad_request, invalid
from tests.supabase_stack.auth.server import Call, Row

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
REFRESH_TOKEN = re.compile("[a-z0-9]{12}")
ACCESS_TOKEN_S = 3600
REUSE = timedelta(seconds=10)


def grant(call: Call, user: Row, method: str) -> Row:
    """Begin a session for a user who proved themselves by ``method``; the answer with tokens."""
    values = {
        "id": uuid4(),
        "user_id": user["id"],
        "aal": "aal1",
        "created_at": call.now,
        "updated_at": call.now,
        "user_agent": call.request.headers.get("user-agent"),
        "ip": call.caller_address,
    }
    session = users.insert(call.db, "sessions", values)
    refresh_token = _new_refresh_token(call, session)
    add_method(call, session, method)
    return answer(call, user, session, refresh_token)


def answer(call: Call, user: Row, session: Row, refresh_token: str) -> Row:
    """The body that carries a new access token."""
    expires_at = int(call.now.timestamp()) + ACCESS_TOKEN_S
    return {
        "access_token": call.server.keys.sign(_claims(call, user, session, expires_at)),
        "token_type": "bearer",
        "expires_in": ACCESS_TOKEN_S,
        "expires_at": expires_at,
        "refresh_token": refresh_token,
        "user": users.shown(call.db, user),
    }


def add_method(call: Call, session: Row, method: str) -> None:
    """Note that the session's user proved themselves by this method now."""
    call.db.execute(
        """insert into auth.mfa_amr_claims
             (id, session_id, authentication_method, created_at, updated_at)
           values (%(id)s, %(session)s, %(method)s, %(now)s, %(now)s)
           on conflict (session_id, authentication_method) do update set updated_at = %(now)s""",
        {"id": uuid4(), "session": session["id"], "method": method, "now": call.now},
    )


def methods(call: Call, session: Row) -> list[dict[str, Any]]:
    """The methods by which the session's user proved themselves, oldest first."""
    query = """select authentication_method, updated_at from auth.mfa_amr_claims
        where session_id = %s order by updated_at"""
    return [
        {"method": row["authentication_method"], "timestamp": int(row["updated_at"].timestamp())}
        for row in call.db.execute(query, (session["id"],))
    ]


def refresh(call: Call) -> Row:
    """Exchange a refresh token for the next one.

    Raises ``validation_failed``, ``refresh_token_not_found`` or ``refresh_token_already_used``;
    the last ends the use of every token of the session.
    """
    offered = call.text("refresh_token")
    if not REFRESH_TOKEN.fullmatch(offered):
        raise invalid("Refresh token is not valid")
    session, token = _locked(call, offered)
    user = users.by_id(call.db, session["user_id"])
    assert user is not None
    issued = _reused(call, session, token) if token["revoked"] else None
    if issued is None:
        issued = swap(call, session, token)
    call.db.execute(
        "update auth.sessions set refreshed_at = %s, user_agent = %s, ip = %s where id = %s",
        (
            call.now.replace(tzinfo=None),
            call.request.headers.get("user-agent"),
            call.caller_address,
            session["id"],
        ),
    )
    return answer(call, user, session, issued)


def swap(call: Call, session: Row, token: Row) -> str:
    """Revoke a refresh token and issue its successor."""
    call.db.execute(
        "update auth.refresh_tokens set revoked = true, updated_at = %s where id = %s",
        (call.now, token["id"]),
    )
    return _new_refresh_token(call, session, parent=token["token"])


def first_token(call: Call, session: Row) -> Row:
    """The refresh token with which the session began."""
    query = (
        "select * from auth.refresh_tokens where session_id = %s order by created_at, id limit 1"
    )
    row = call.db.execute(query, (session["id"],)).fetchone()
    assert row is not None
    return row


def end_all(call: Call, user: Row, besides: Row | None = None) -> None:
    """End the user's sessions, all of them or all but one."""
    call.db.execute(
        "delete from auth.sessions where user_id = %s and id is distinct from %s",
        (user["id"], besides["id"] if besides else None),
    )


def end(call: Call, session: Row) -> None:
    """End one session."""
    call.db.execute("delete from auth.sessions where id = %s", (session["id"],))


def _locked(call: Call, offered: str) -> tuple[Row, Row]:
    """The session of a token and the token, when no other request is refreshing it."""
    find = "select * from auth.refresh_tokens where token = %s"
    token = call.db.execute(find, (offered,)).fetchone()
    if token:
        lock = "select * from auth.sessions where id = %s for update"
        session = call.db.execute(lock, (token["session_id"],)).fetchone()
        token = call.db.execute(find, (offered,)).fetchone()
        if session and token:
            return session, token
    raise bad_request("refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")


def _reused(call: Call, session: Row, token: Row) -> str | None:
    """The active token where ``token`` is its parent; None for another used a moment ago."""
    query = """select * from auth.refresh_tokens
        where session_id = %s and revoked is false order by id desc limit 1"""
    active = call.db.execute(query, (session["id"],)).fetchone()
    if active and active["parent"] == token["token"]:
        return str(active["token"])
    if call.now > token["updated_at"] + REUSE:
        call.db.execute(
            """update auth.refresh_tokens set revoked = true, updated_at = %s
               where session_id = %s and revoked is false""",
            (call.now, session["id"]),
        )
        raise AuthError(
            400,
            "refresh_token_already_used",
            "Invalid Refresh Token: Already Used",
            commits=True,
        )
    return None


def _new_refresh_token(call: Call, session: Row, parent: str | None = None) -> str:
    token = "".join(secrets.choice(ALPHABET) for _ in range(12))
    values = {
        "token": token,
        "user_id": str(session["user_id"]),
        "session_id": session["id"],
        "parent": parent,
        "revoked": False,
        "created_at": call.now,
        "updated_at": call.now,
    }
    users.insert(call.db, "refresh_tokens", values)
    return token


def _claims(call: Call, user: Row, session: Row, expires_at: int) -> dict[str, Any]:
    proofs = methods(call, session)
    is_second = any(proof["method"] == "totp" for proof in proofs)
    return {
        "iss": call.settings.external_url,
        "sub": str(user["id"]),
        "aud": user["aud"],
        "exp": expires_at,
        "iat": int(call.now.timestamp()),
        "email": user["email"],
        "role": user["role"],
        "aal": "aal2" if is_second else "aal1",
        "amr": proofs,
        "session_id": str(session["id"]),
    }
