"""Builds a sync out of real parts: this machine's history, the account, and a lock between runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from miolingo.account.manage import AccountContext
from miolingo.account.rest_api import Tables
from miolingo.account.sync_api import SyncClient
from miolingo.composition import context, histories
from miolingo.composition.account import alone_with, open_account
from miolingo.errors import AccountError, CloudError
from miolingo.history.sync.run import Progress, Sync, SyncReport, preview
from miolingo.history.sync.state import SyncStore

BACKGROUND_S = 60.0
_WAIT_FOR_OTHER_S = 60.0


@dataclass(frozen=True)
class SyncParts:
    """One learner's history here and in the account."""

    store: SyncStore
    server: SyncClient


def sync(progress: Progress, *, refused_too: bool = False) -> SyncReport:
    """Bring this machine and the account to the same state, however long it takes.

    Whoever asks tells the learner of superseded settings; they count as told.
    Raises AccountError, CloudError and StoreError; what was done until then is kept.
    """
    with _open(_WAIT_FOR_OTHER_S) as parts:
        if refused_too:
            parts.store.send_refused_again()
        report = _run(parts, lambda: True, progress)
        parts.store.pop_unreported_conflicts()
        return report


def sync_with_deadline() -> None:
    """Do as much of it as a minute allows, and keep what went wrong for ``--status``.

    Where a sync is running already, leave it to that. Raises AccountError and StoreError.
    """
    give_up_at = time.monotonic() + BACKGROUND_S
    with _open(0) as parts:
        _run(parts, lambda: time.monotonic() < give_up_at, lambda _done, _total: None)


def foresee() -> SyncReport:
    """What a sync would do. Raises AccountError, CloudError and StoreError."""
    with _open(_WAIT_FOR_OTHER_S) as parts:
        return preview(parts.store, parts.server)


@contextmanager
def open_sync_store() -> Iterator[SyncStore]:
    """This machine's side alone, with no network. Raises AccountError when nobody is signed in."""
    place = context.history_location()
    if place.user_id is None:
        raise AccountError(
            "You are not signed in: there is nothing to sync with.",
            hint="Sign in: miolingo account login",
        )
    with SyncStore(place.path, user_id=place.user_id) as store:
        yield store


def _run(parts: SyncParts, go_on: Callable[[], bool], progress: Progress) -> SyncReport:
    try:
        report = Sync(parts.store, parts.server, time.sleep, go_on, progress).run()
    except (AccountError, CloudError) as error:
        parts.store.note_problem(f"{error.message} {error.hint}".strip())
        raise
    if report.finished:
        parts.store.note_finished(datetime.now(UTC))
    return report


@contextmanager
def _open(wait_s: float) -> Iterator[SyncParts]:
    with open_account() as account:
        user_id = _owner(account)
        with alone_with(user_id, wait_s), open_sync_store() as store:
            tables = Tables(account.project, account.http, account.account, only_for=user_id)
            yield SyncParts(store, SyncClient(tables))


def _owner(account: AccountContext) -> str:
    """Whose history it is: who signed in last or, where nobody noted that, whose session it is."""
    user_id = context.history_location().user_id
    if user_id is None:
        user_id = account.account.session().user_id
        histories.select_account_history(account.project, user_id)
    return user_id
