"""Passwords: how strong they must be, and how they are kept."""

from __future__ import annotations

import bcrypt

from tests.supabase_stack.auth.errors import invalid, unprocessable

COST = 4
SHORTEST = 10
LONGEST_BYTES = 72


def hashed(password: str) -> str:
    """The bcrypt hash of a password."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(COST)).decode()


def matches(password: str, kept: str | None) -> bool:
    """Whether ``password`` is the one whose hash was kept."""
    entered = password.encode()
    if not kept or len(entered) > LONGEST_BYTES:
        return False
    return bcrypt.checkpw(entered, kept.encode())


def check_strength(password: str) -> None:
    """Raise ``weak_password``, or ``validation_failed`` for one too long."""
    if len(password.encode()) > LONGEST_BYTES:
        raise invalid(f"Password cannot be longer than {LONGEST_BYTES} characters")
    if len(password) < SHORTEST:
        raise unprocessable("weak_password", f"Password should be at least {SHORTEST} characters.")
