"""Passwords: how strong they must be, and how they are kept."""

from __future__ import annotations

import secrets

import bcrypt

from tests.supabase_stack.auth.errors import AuthError, invalid
from tests.supabase_stack.auth.settings import AuthSettings

LONGEST_BYTES = 72


def hashed(password: str, settings: AuthSettings) -> str:
    """The bcrypt hash of a password."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(settings.bcrypt_cost)).decode()


def matches(password: str, kept: str | None) -> bool:
    """Whether ``password`` is the one whose hash was kept."""
    entered = password.encode()
    if not kept or len(entered) > LONGEST_BYTES:
        return False
    return bcrypt.checkpw(entered, kept.encode())


def unguessable() -> str:
    """A password for an account that is made without one; it meets any required characters."""
    return secrets.token_urlsafe(24) + "aA1!"


def check_strength(password: str, settings: AuthSettings) -> None:
    """Raise ``weak_password`` with every reason, or ``validation_failed`` for one too long."""
    if len(password.encode()) > LONGEST_BYTES:
        raise invalid(f"Password cannot be longer than {LONGEST_BYTES} characters")
    weaknesses = _weaknesses(password, settings)
    if weaknesses:
        raise AuthError(
            422,
            "weak_password",
            " ".join(weaknesses.values()),
            extra={"weak_password": {"reasons": list(weaknesses)}},
        )


def _weaknesses(password: str, settings: AuthSettings) -> dict[str, str]:
    found = {}
    if len(password.encode()) < settings.password_min_length:
        found["length"] = f"Password should be at least {settings.password_min_length} characters."
    required = settings.password_required_characters
    if any(not set(password) & set(characters) for characters in required):
        found["characters"] = (
            f"Password should contain at least one character of each: {', '.join(required)}."
        )
    if password in settings.leaked_passwords:
        found["pwned"] = (
            "Password is known to be weak and easy to guess, please choose a different one."
        )
    return found
