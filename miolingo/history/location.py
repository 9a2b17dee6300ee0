"""Whose history is meant: each account has a file of its own, and so has whoever is signed out.

Signing in points to the account's file and signing out away from it, so that what one learner
practiced is never among the rows of the next one. Once somebody has signed in, a missing or damaged
note of whose turn it is counts as an error, never as a guest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote
from uuid import UUID

from miolingo.auth import ACCESS_TOKEN, claims, issued_by
from miolingo.errors import StoreError
from miolingo.files.atomic import replace_file

_GUEST = "guest"


@dataclass(frozen=True)
class HistoryLocation:
    """The file of a history, and whose it is; None is a guest."""

    path: Path
    user_id: str | None = None

    @property
    def recordings(self) -> Path:
        """The folder for recordings of its attempts, beside it."""
        return self.path.with_suffix(".recordings")


def guest_location(data: Path) -> HistoryLocation:
    """Where somebody without an account practices, below the data folder."""
    return HistoryLocation(data / "history.db")


def account_location(data: Path, project_name: str, user_id: str) -> HistoryLocation:
    """Where a learner of a project practices. Raises ValueError for an id that is no UUID."""
    canonical_id = str(UUID(user_id))
    return HistoryLocation(_folder(data, project_name) / f"{canonical_id}.db", canonical_id)


def current_location(data: Path, project_name: str, environ: Mapping[str, str]) -> HistoryLocation:
    """Where to practice now: with whom the environment names, or who signed in here last.

    Raises StoreError when what was remembered is lost or cannot be read.
    """
    owner = _owner_file(data, project_name)
    try:
        token = environ.get(ACCESS_TOKEN, "").strip()
        if issued_by(project_name, token) and (named := claims(token).get("sub")):
            return account_location(data, project_name, named)
        if not owner.parent.exists():  # nobody has ever signed in here
            return guest_location(data)
        remembered = owner.read_text(encoding="ascii").strip()
        if remembered == _GUEST:
            return guest_location(data)
        return account_location(data, project_name, remembered)
    except (OSError, ValueError, AttributeError) as error:
        raise StoreError(
            f"Miolingo does not know whose history to use ({owner} cannot be read).",
            hint="Sign in again (miolingo account login), or continue without an account "
            "(miolingo account logout).",
        ) from error


def account_locations(data: Path) -> Iterator[tuple[str, HistoryLocation]]:
    """Yield the histories of accounts that are on this machine, each behind its project's name."""
    for path in sorted((data / "account" / "histories").glob("*/*.db")):
        project_name = unquote(path.parent.name)
        with suppress(ValueError):  # a damaged one that was set aside
            yield project_name, account_location(data, project_name, path.stem)


def noted_address(location: HistoryLocation) -> str:
    """Return the mail address of the account whose history it is; empty where none was noted."""
    try:
        return _address_file(location).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def note_address(location: HistoryLocation, address: str) -> None:
    """Keep the mail address of an account beside its history. Raises StoreError."""
    if not address or noted_address(location) == address:
        return
    file = _address_file(location)
    try:
        replace_file(file, f"{address}\n")
    except OSError as error:
        raise _unwritable(file, error) from error


def forget_address(location: HistoryLocation) -> None:
    """Remove the note of an account's mail address. Raises StoreError."""
    file = _address_file(location)
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(file, error) from error


def remember_owner(data: Path, project_name: str, user_id: str) -> HistoryLocation:
    """From now on, practice with this learner's history. Raises StoreError."""
    try:
        location = account_location(data, project_name, user_id)
    except (ValueError, AttributeError) as error:
        raise StoreError(
            "The account's id is not valid.",
            hint="Make sure that the address is that of the project: miolingo account status",
        ) from error
    _write_owner(data, project_name, str(location.user_id))
    return location


def forget_owner(data: Path, project_name: str) -> None:
    """From now on, practice as a guest; the learner's history stays. Raises StoreError."""
    _write_owner(data, project_name, _GUEST)


def _write_owner(data: Path, project_name: str, whose: str) -> None:
    owner = _owner_file(data, project_name)
    try:
        owner.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(owner, f"{whose}\n")
    except OSError as error:
        raise _unwritable(owner, error) from error


def _folder(data: Path, project_name: str) -> Path:
    return data / "account" / "histories" / quote(project_name, safe="")


def _owner_file(data: Path, project_name: str) -> Path:
    return _folder(data, project_name) / "owner"


def _address_file(location: HistoryLocation) -> Path:
    return location.path.with_suffix(".address")


def _unwritable(file: Path, error: OSError) -> StoreError:
    return StoreError(
        f"{file} cannot be written: {error.strerror}.",
        hint="Make its folder writable, or set MIOLINGO_HOME to your own folder.",
    )
