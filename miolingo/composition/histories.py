"""Builds what belongs to histories as wholes: whose turn it is, moving them, syncing them later."""

from __future__ import annotations

import subprocess
import sys

from miolingo import paths
from miolingo.account.local_history import move_history
from miolingo.auth import Project
from miolingo.composition import context
from miolingo.errors import AccountError
from miolingo.history.database import delete_store
from miolingo.history.location import (
    HistoryLocation,
    account_location,
    forget_owner,
    guest_location,
    remember_owner,
)
from miolingo.history.reports.statistics import Selection
from miolingo.history.sync.plan import SettingConflict
from miolingo.history.sync.state import SyncStore

_APART_ON_WINDOWS = getattr(subprocess, "DETACHED_PROCESS", 0)


def select_account_history(project: Project, user_id: str) -> HistoryLocation:
    """From now on this machine practices with a learner's own history. Raises StoreError."""
    return remember_owner(paths.data_dir(), project.name, user_id)


def select_guest_history(project: Project) -> None:
    """From now on this machine practices as a guest. Raises StoreError."""
    forget_owner(paths.data_dir(), project.name)


def detach_account_history(project: Project, user_id: str, *, keep: bool) -> None:
    """After an account's end, make its history here a guest's, or delete it. Raises StoreError."""
    place = account_location(paths.data_dir(), project.name, user_id)
    if keep:
        guest = guest_location(paths.data_dir())
        with context.store_at(place) as source, context.store_at(guest) as target:
            move_history(source, target)
    delete_store(place.path)
    select_guest_history(project)


def guest_history_to_offer() -> int:
    """How many attempts of a guest may belong to whoever is signed in; 0 once it was asked."""
    place = context.history_location()
    with (
        context.store_at(guest_location(paths.data_dir())) as guest,
        context.store_at(place) as own,
    ):
        if place.user_id is None or own.guest_history_offered:
            return 0
        return guest.count(Selection())


def note_guest_history_offered() -> None:
    """Ask whoever is signed in no more. Raises StoreError."""
    with context.open_store() as store:
        store.note_guest_history_offered()


def bring_guest_history() -> int:
    """Make a guest's attempts those of whoever is signed in; how many they were.

    Raises AccountError when nobody is signed in, and StoreError.
    """
    place = context.history_location()
    if place.user_id is None:
        raise AccountError("You are not signed in.", hint="Sign in: miolingo account login")
    with (
        context.store_at(guest_location(paths.data_dir())) as guest,
        context.store_at(place) as own,
    ):
        return move_history(guest, own)


def unreported_conflicts() -> list[SettingConflict]:
    """Settings that gave way to another machine's since the last time this was asked."""
    place = context.history_location()
    if place.user_id is None:
        return []
    with SyncStore(place.path, user_id=place.user_id) as store:
        return store.pop_unreported_conflicts()


def sync_in_background() -> bool:
    """Start a sync that outlives this process, bounded in time; whether one was started.

    What goes wrong with it is told by ``miolingo sync --status``.
    """
    if context.history_location().user_id is None:
        return False
    try:
        subprocess.Popen(
            [sys.executable, "-m", "miolingo", "sync", "--background"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=_APART_ON_WINDOWS,
        )
    except OSError:  # no process to be had: the next sync sends it
        return False
    return True
