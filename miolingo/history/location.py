"""Whose history is meant: each account has a file of its own, and so has whoever is signed out.

Signing in points to the account's file and signing out away from it, so that what one learner
practiced is never among the rows of the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from miolingo.auth import ACCESS_TOKEN, claims
from miolingo.errors import StoreError
from miolingo.files.atomic import replace_file


@dataclass(frozen=True)
class HistoryLocation:
    """The file of a history, and whose it is; None is a guest."""

    path: Path
    user_id: str | None = None


def guest_location(data: Path) -> HistoryLocation:
    """Where somebody without an account practices, below the data folder."""
    return HistoryLocation(data / "history.db")


def account_location(data: Path, project_name: str, user_id: str) -> HistoryLocation:
    """Where a learner of a project practices. Raises ValueError for an id that is no UUID."""
    canonical_id = str(UUID(user_id))
    return HistoryLocation(_folder(data, project_name) / f"{canonical_id}.db", canonical_id)


def current_location(data: Path, project_name: str, environ: Mapping[str, str]) -> HistoryLocation:
    """Where to practice now: with whom the environment names, or who signed in here last.

    Raises StoreError when what was remembered cannot be read.
    """
    named = claims(environ.get(ACCESS_TOKEN, "")).get("sub")
    owner = _owner_file(data, project_name)
    try:
        remembered = named or (owner.read_text(encoding="ascii").strip() if owner.exists() else "")
        return (
            account_location(data, project_name, remembered) if remembered else guest_location(data)
        )
    except (OSError, ValueError) as error:
        raise StoreError(
            f"It cannot be told whose history is meant ({owner} cannot be read).",
            hint="Sign in again: miolingo account login",
        ) from error


def remember_owner(data: Path, project_name: str, user_id: str) -> HistoryLocation:
    """From now on, practice with this learner's history. Raises StoreError."""
    location = account_location(data, project_name, user_id)
    owner = _owner_file(data, project_name)
    try:
        owner.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(owner, f"{location.user_id}\n")
    except OSError as error:
        raise _unwritable(owner, error) from error
    return location


def forget_owner(data: Path, project_name: str) -> None:
    """From now on, practice as a guest; the learner's history stays. Raises StoreError."""
    owner = _owner_file(data, project_name)
    try:
        owner.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(owner, error) from error


def _folder(data: Path, project_name: str) -> Path:
    return data / "account" / "histories" / quote(project_name, safe="")


def _owner_file(data: Path, project_name: str) -> Path:
    return _folder(data, project_name) / "owner"


def _unwritable(owner: Path, error: OSError) -> StoreError:
    return StoreError(
        f"{owner} cannot be written: {error.strerror}.",
        hint="Make its folder writable, or set MIOLINGO_HOME to a folder of yours.",
    )
