"""The histories on this machine: a guest's, those of accounts, and moving one into another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from miolingo.errors import NotSignedInError, StoreError, UsageError
from miolingo.history.database import delete_store
from miolingo.history.interface import PAGE_ROWS, History, pages
from miolingo.history.location import (
    HistoryLocation,
    account_location,
    account_locations,
    forget_address,
    forget_owner,
    guest_location,
    noted_address,
)
from miolingo.history.reports.statistics import Selection
from miolingo.history.sync.state import SyncStore
from miolingo.settings.definitions import SETTINGS
from miolingo.settings.service import SettingsBackend
from miolingo.speech.recordings.folder import RecordingFolder
from miolingo.store import Store


@dataclass(frozen=True)
class KeptHistory:
    """A history on this machine: a guest's, or that of an account in a project.

    ``address`` is the account's, empty where it was not noted. ``unsent`` counts the attempts that
    the account does not have yet, as far as is known here. ``problem`` says why it cannot be read.
    """

    location: HistoryLocation
    project_name: str = ""
    address: str = ""
    attempts: int = 0
    unsent: int = 0
    problem: str = ""
    listening_answers: int = 0

    @property
    def account(self) -> str:
        """What an account is named by: its address, or its id where that is all that is known."""
        return self.address or self.location.user_id or ""


def kept_histories(data: Path) -> list[KeptHistory]:
    """Every history on this machine that holds anything or cannot be read, a guest's first."""
    locations = [("", guest_location(data)), *account_locations(data)]
    kept = [_kept(project_name, location) for project_name, location in locations]
    return [one for one in kept if one.attempts or one.listening_answers or one.problem]


def _kept(project_name: str, location: HistoryLocation) -> KeptHistory:
    address = noted_address(location) if location.user_id else ""
    try:
        with store_at(location) as store:
            attempts, answers = store.count(Selection()), _answers_in(store)
        unsent = _unsent(location)
        return KeptHistory(location, project_name, address, attempts, unsent, "", answers)
    except StoreError as error:
        return KeptHistory(location, project_name, address, problem=error.message)


def _unsent(location: HistoryLocation) -> int:
    if location.user_id is None:
        return 0
    with SyncStore(location.path, user_id=location.user_id) as store:
        return store.unsent()["attempts"]


def history_of(account: str, histories: Iterable[KeptHistory]) -> KeptHistory:
    """The one history of the account with this address or id. Raises UsageError for any other."""
    found = [
        kept
        for kept in histories
        if account and account.casefold() in {kept.address.casefold(), kept.location.user_id}
    ]
    match found:
        case [history]:
            return history
        case []:
            raise UsageError(
                f"There is no other history of “{account}” on this machine.",
                hint="See the list: miolingo doctor",
            )
        case _:
            ids = ", ".join(str(kept.location.user_id) for kept in found)
            raise UsageError(
                f"There are several histories of “{account}” on this machine.",
                hint=f"Choose one by its id instead of the address: {ids}",
            )


def copy_history(source: Store, target: History) -> int:
    """Add all that a history keeps of practice to another one, but recordings; how many attempts.

    The source stays as it is, so that nothing is missing if its owner signs in again. Raises
    StoreError and what ``History.add_all`` raises; doing it again adds what is missing then.
    """
    answers = source.listening_answers(Selection())
    target.add_all(source.every_attempt(), source.every_session(), answers)
    return source.count(Selection())


def store_at(location: HistoryLocation) -> Store:
    """The history at a location; its file is made at the first write."""
    return Store(location.path, user_id=location.user_id)


@contextmanager
def recordings_copied(source: HistoryLocation, target: HistoryLocation) -> Iterator[None]:
    """Copy the recordings of a history before the block that copies or moves its attempts.

    Killed in between, it leaves recordings without an attempt, which never stay. Raises StoreError.
    """
    recorded, copies = RecordingFolder(source.recordings), RecordingFolder(target.recordings)
    if not recorded.exists:
        yield
        return
    with copies.locked():
        recorded.copy_to(copies)
        yield


def _move(source: HistoryLocation, target: HistoryLocation) -> int:
    with (
        recordings_copied(source, target),
        store_at(source) as source_store,
        store_at(target) as target_store,
    ):
        moved = move_history(source_store, target_store)
    left = RecordingFolder(source.recordings)
    left.remove(left.sizes())
    return moved


def move_history(source: Store, target: Store) -> int:
    """Move attempts, practice sessions and listening answers; return the number of attempts.

    Each page is in the target before it leaves the source, so that a run that is interrupted loses
    nothing and the next one completes it. Raises StoreError.
    """
    moved = 0
    while page := list(islice(source.every_attempt(), PAGE_ROWS)):
        target.add_all(page, [])
        source.release(attempt.id for attempt in page)
        moved += len(page)
    for sessions in pages(list(source.every_session())):
        target.add_all([], sessions)
        source.release(session.id for session in sessions)
    for answers in pages(list(source.listening_answers(Selection()))):
        target.add_all([], [], answers)
        source.release(answer.id for answer in answers)
    return moved


def guest_rows_to_offer(data: Path, location: HistoryLocation) -> tuple[int, int]:
    """Count a guest's attempts and listening answers that may be of whoever is signed in.

    None once it was asked. Raises StoreError.
    """
    with store_at(guest_location(data)) as guest, store_at(location) as own:
        if location.user_id is None or own.guest_history_offered:
            return 0, 0
        return guest.count(Selection()), _answers_in(guest)


def _answers_in(store: Store) -> int:
    return sum(1 for _ in store.listening_answers(Selection()))


def note_guest_history_offered(location: HistoryLocation) -> None:
    """Ask whoever is signed in no more. Raises StoreError."""
    with store_at(location) as own:
        own.note_guest_history_offered()


def bring_guest_history(data: Path, location: HistoryLocation) -> int:
    """Make a guest's attempts those of whoever is signed in; how many they were.

    Raises NotSignedInError and StoreError.
    """
    if location.user_id is None:
        raise NotSignedInError
    return _move(guest_location(data), location)


def bring_file_settings(account: SettingsBackend, file: SettingsBackend) -> None:
    """Let the file's choices follow the learner, where the account has none of its own.

    Raises ConfigurationError and StoreError.
    """
    in_account, in_file = account.settings(), file.settings()
    for setting in SETTINGS:
        if setting.key in in_file and setting.key not in in_account and not setting.machine_bound:
            account.set_setting(setting.key, in_file[setting.key])


def detach_account_history(data: Path, project_name: str, user_id: str, *, keep: bool) -> None:
    """After an account's end, make its history here a guest's, or delete it. Raises StoreError."""
    location = account_location(data, project_name, user_id)
    if keep:
        _move(location, guest_location(data))
    RecordingFolder(location.recordings).delete()
    delete_store(location.path)
    forget_address(location)
    forget_owner(data, project_name)
