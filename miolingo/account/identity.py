"""Who is signed in, and where: what is known of a project, its keys and a session."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum, unique
from typing import Any
from urllib.parse import urlsplit


@unique
class KeyKind(StrEnum):
    """What a Supabase API key may do."""

    PUBLISHABLE = "publishable"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Project:
    """A Supabase project: its address without a trailing slash, and its publishable key."""

    url: str
    key: str

    @property
    def name(self) -> str:
        """The host, and the port where one is named; what keeps two projects apart."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True)
class Session:
    """Proof that a user signed in. ``expires_at`` is the access token's end by the server's clock.

    ``access_token`` is None where only the means to get one is known. ``refresh_token`` is empty
    where there are no such means: the session cannot be renewed. ``user_id`` and ``email`` are
    empty where the server has yet to tell.
    """

    user_id: str
    email: str
    refresh_token: str = field(repr=False)
    access_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None


def key_kind(key: str) -> KeyKind:
    """Tell a key that a program may carry from one that opens every learner's rows."""
    if key.startswith("sb_publishable_"):
        return KeyKind.PUBLISHABLE
    if key.startswith("sb_secret_"):
        return KeyKind.SECRET
    match claims(key).get("role"):
        case "anon":
            return KeyKind.PUBLISHABLE
        case "service_role" | "supabase_admin" | "postgres":
            return KeyKind.SECRET
        case _:
            return KeyKind.UNKNOWN


def claims(token: str) -> Mapping[str, Any]:
    """What a JSON Web Token says of itself, unverified (RFC 7519); empty for anything else."""
    try:
        _header, payload, _signature = token.split(".")
        said = json.loads(_bytes_of(payload))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def to_text(session: Session, longest: int) -> str:
    """A session as ASCII JSON of at most ``longest`` characters, if its refresh token fits at all.

    Where the access token is too long it is packed, and where that does not help it is left out:
    a refresh brings another.
    """
    kept = {
        "user_id": session.user_id,
        "email": session.email,
        "refresh_token": session.refresh_token,
    }
    if session.access_token and session.expires_at:
        kept_at = {"expires_at": session.expires_at.astimezone(UTC).isoformat()}
        for form in (
            {"access_token": session.access_token},
            {"packed_token": _packed(session.access_token)},
        ):
            whole = json.dumps(kept | kept_at | form)
            if len(whole) <= longest and all(form.values()):
                return whole
    return json.dumps(kept)


def from_text(text: str) -> Session:
    """The session that ``to_text`` wrote. Raises ValueError for anything else."""
    kept = json.loads(text)
    if not isinstance(kept, dict) or not kept.keys() >= {"user_id", "email", "refresh_token"}:
        raise ValueError("no session")
    if not all(isinstance(value, str) for value in kept.values()):
        raise ValueError("no session")
    try:
        if "packed_token" in kept:
            kept["access_token"] = _unpacked(kept.pop("packed_token"))
        if "expires_at" in kept:
            kept["expires_at"] = datetime.fromisoformat(kept["expires_at"]).astimezone(UTC)
        return Session(**kept)
    except (TypeError, OverflowError, zlib.error) as error:
        raise ValueError("no session") from error


def _packed(token: str) -> str:
    """A JSON Web Token with its claims compressed; empty for one that would not come back."""
    try:
        header, payload, signature = token.split(".")
        deflated = _base64_of(zlib.compress(_bytes_of(payload), 9))
        packed = f"{header}.{deflated}.{signature}"
        return packed if _unpacked(packed) == token else ""
    except ValueError:
        return ""


def _unpacked(packed: str) -> str:
    header, deflated, signature = packed.split(".")
    return f"{header}.{_base64_of(zlib.decompress(_bytes_of(deflated)))}.{signature}"


def _bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _base64_of(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
