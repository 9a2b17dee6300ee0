"""The histories on this machine: a guest's, those of accounts, and moving one into another."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from miolingo.errors import AccountError
from miolingo.history.database import delete_store
from miolingo.history.interface import PAGE_ROWS, pages
from miolingo.history.location import (
    HistoryLocation,
    account_location,
    forget_owner,
    guest_location,
)
from miolingo.history.reports.statistics import Selection
from miolingo.settings.definitions import SETTINGS
from miolingo.settings.service import SettingsBackend
from miolingo.store import Store


def store_at(location: HistoryLocation) -> Store:
    """The history at a location; its file is made at the first write."""
    return Store(location.path, user_id=location.user_id)


def move_history(source: Store, target: Store) -> int:
    """Move all attempts and practice sessions; return the number of attempts.

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
    return moved


def guest_attempts_to_offer(data: Path, location: HistoryLocation) -> int:
    """Count the guest's attempts that may belong to whoever is signed in; 0 once it was asked.

    Raises StoreError.
    """
    with store_at(guest_location(data)) as guest, store_at(location) as own:
        if location.user_id is None or own.guest_history_offered:
            return 0
        return guest.count(Selection())


def note_guest_history_offered(location: HistoryLocation) -> None:
    """Ask whoever is signed in no more. Raises StoreError."""
    with store_at(location) as own:
        own.note_guest_history_offered()


def bring_guest_history(data: Path, location: HistoryLocation) -> int:
    """Make a guest's attempts those of whoever is signed in; how many they were.

    Raises AccountError when nobody is signed in, and StoreError.
    """
    if location.user_id is None:
        raise AccountError("You are not signed in.", hint="Sign in: miolingo account login")
    with store_at(guest_location(data)) as guest, store_at(location) as own:
        return move_history(guest, own)


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
        with store_at(location) as source, store_at(guest_location(data)) as target:
            move_history(source, target)
    delete_store(location.path)
    forget_owner(data, project_name)
