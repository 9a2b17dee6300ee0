"""Six-digit codes: made, kept as hashes, mailed and checked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum, unique
from uuid import UUID, uuid4

from tests.supabase_stack.auth import users
from tests.supabase_stack.auth.server import Call, Row

DIGITS = 6
LIFE = timedelta(hours=1)


@unique
class CodeKind(StrEnum):
    """What a code proves: a type of one-time token."""

    CONFIRMATION = "confirmation_token"
    RECOVERY = "recovery_token"
    EMAIL_CHANGE_CURRENT = "email_change_token_current"
    EMAIL_CHANGE_NEW = "email_change_token_new"
    REAUTHENTICATION = "reauthentication_token"


def send(call: Call, user: Row, mail_type: str, kind: CodeKind, to: str = "") -> None:
    """Mail a new code, to the user's address where no other is named; earlier ones are void."""
    to = to or user["email"]
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    void(call, user, kind)
    values = {
        "id": uuid4(),
        "user_id": user["id"],
        "token_type": kind.value,
        "token_hash": _hash(to, code),
        "relates_to": to,
        "created_at": call.now,
        "updated_at": call.now,
    }
    users.insert(call.db, "one_time_tokens", values)
    known = {"Token": code, "Email": user["email"], "NewEmail": user["email_change"] or ""}
    call.server.mailbox.deliver(to, mail_type, known)


def owner(
    call: Call, kinds: Collection[CodeKind], address: str, code: str
) -> tuple[UUID, CodeKind] | None:
    """Whose open code of one of these kinds this is, and of which, if it was mailed there."""
    query = """select user_id, token_type::text as kind from auth.one_time_tokens
        where token_type::text = any(%s) and token_hash = %s and created_at >= %s limit 1"""
    oldest = (call.now - LIFE).replace(tzinfo=None)
    found = call.db.execute(query, (list(kinds), _hash(address, code), oldest)).fetchone()
    return (found["user_id"], CodeKind(found["kind"])) if found else None


def void(call: Call, user: Row, kind: CodeKind | None = None) -> None:
    """Delete the user's open code of one kind, or of every kind."""
    call.db.execute(
        "delete from auth.one_time_tokens where user_id = %s and token_type::text = any(%s)",
        (user["id"], [kind] if kind else list(CodeKind)),
    )


def _hash(address: str, code: str) -> str:
    return hashlib.sha224((address.lower() + code).encode()).hexdigest()
