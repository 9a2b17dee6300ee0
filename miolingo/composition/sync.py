"""Builds a sync out of real parts: this machine's history, the account, and a lock between runs."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from miolingo.account.background_call import call_within
from miolingo.composition.history import sweep_recordings, use_account_history
from miolingo.errors import AccountError, MiolingoError, StoreError
from miolingo.files.module_process import start_module
from miolingo.history.location import note_address
from miolingo.history.sync.plan import SettingConflict
from miolingo.history.sync.run import (
    Progress,
    Sync,
    SyncReport,
    ending_noted,
    preview,
    run_and_note,
)
from miolingo.history.sync.state import SyncStore
from miolingo.history.sync.watch import Watch
from miolingo.settings.definitions import AUTO_SYNC

if TYPE_CHECKING:
    from miolingo.account.live.realtime import ChangeListener
    from miolingo.account.manage import AccountContext
    from miolingo.account.server.sync_api import SyncClient
    from miolingo.composition.context import Context

BACKGROUND_S = 60.0
_WAIT_FOR_OTHER_S = 60.0
_PATIENCE_S = 3.0
_APART_ON_WINDOWS = getattr(subprocess, "DETACHED_PROCESS", 0)


@dataclass(frozen=True)
class SyncParts:
    """One learner's history here and in the account."""

    store: SyncStore
    server: SyncClient


def sync(context: Context, progress: Progress, *, refused_too: bool = False) -> SyncReport:
    """Bring this machine and the account to the same state, however long it takes.

    The caller tells the learner of superseded settings; they count as reported.
    Raises AccountError, CloudError and StoreError; what was done until then is kept.
    """
    with _open_both(context, _WAIT_FOR_OTHER_S) as parts:
        if refused_too:
            parts.store.send_refused_again()
        whole = Sync(parts.store, parts.server, time.sleep, progress=progress)
        report = run_and_note(whole, context.now)
        parts.store.pop_unreported_conflicts()
    sweep_recordings(context.refreshed())
    return report


def sync_with_deadline(context: Context) -> None:
    """Do as much of it as a minute allows, and keep what went wrong for ``--status``.

    Where a sync is running already, leave it to that. Raises AccountError and StoreError.
    """
    give_up_at = time.monotonic() + BACKGROUND_S
    with _ending_noted(context), _open_both(context, 0, most_s=BACKGROUND_S) as parts:
        bounded = Sync(parts.store, parts.server, time.sleep, lambda: give_up_at - time.monotonic())
        run_and_note(bounded, context.now)
        sweep_recordings(context.refreshed())


def watch(context: Context, tell: Callable[[SyncReport | MiolingoError], None]) -> None:
    """Keep this machine current until interrupted; ``tell`` is told of each sync.

    Raises AccountError, ConfigurationError and StoreError.
    """

    def unsent() -> bool:
        with open_sync_store(context) as store:
            return sum(store.unsent().values()) > 0

    Watch(
        sync=lambda: sync(context, lambda _done, _total: None),
        unsent=unsent,
        listen=lambda: _listener(context),
        clock=time.monotonic,
        sleep=time.sleep,
        tell=tell,
    ).run()


def _listener(context: Context) -> ChangeListener:
    from miolingo.account.live.realtime import ChangeListener, realtime_url
    from miolingo.composition.account import open_account

    with open_account(context) as account:
        session = account.account.session()
    project = account.project
    return ChangeListener(
        realtime_url(project),
        session.user_id,
        session.access_token or "",
        direct=project.on_this_machine,
    )


def preview_sync(context: Context) -> SyncReport:
    """What a sync would do. Raises AccountError, CloudError and StoreError."""
    with _open_both(context, _WAIT_FOR_OTHER_S) as parts:
        return preview(parts.store, parts.server)


@contextmanager
def open_sync_store(context: Context) -> Iterator[SyncStore]:
    """This machine's side alone, with no network. Raises AccountError when nobody is signed in."""
    location = context.location
    if location.user_id is None:
        raise AccountError(
            "You are not signed in: there is nothing to sync with.",
            hint="Sign in: miolingo account login",
        )
    with SyncStore(location.path, user_id=location.user_id) as store:
        yield store


def unreported_conflicts(context: Context) -> list[SettingConflict]:
    """Settings that gave way to another machine's since the last time this was asked."""
    if context.in_account_alone or context.location.user_id is None:
        return []
    with open_sync_store(context) as store:
        return store.pop_unreported_conflicts()


def account_used(context: Context) -> float:
    """Which part of what it may hold the account holds, as far as is known; 1 where it is full.

    A history in the account alone asks, and waits for 3 s at most. Never fails.
    """
    with suppress(MiolingoError, TimeoutError):
        if not context.in_account_alone:
            if context.location.user_id is None:
                return 0.0
            with open_sync_store(context) as store:
                return store.used()
        return call_within(_PATIENCE_S, partial(_asked_used, context)).result()
    return 0.0


def _asked_used(context: Context) -> float:
    from miolingo.composition.account import open_account

    with open_account(context) as account:
        return account.tables.account_usage()


def sync_later(context: Context) -> bool:
    """Start a sync in the background, if that is wanted; whether one was started.

    Raises ConfigurationError and StoreError when the settings cannot be read.
    """
    return context.machine_settings.value(AUTO_SYNC) and sync_in_background(context)


def sync_in_background(context: Context) -> bool:
    """Start a sync that outlives this process, bounded in time; whether one was started.

    None is started without a history here that belongs to an account. What goes wrong with it is
    told by ``miolingo sync --status``.
    """
    if context.in_account_alone or context.location.user_id is None:
        return False
    try:
        start_module(
            "miolingo",
            "sync",
            "--background",
            environ=context.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=_APART_ON_WINDOWS,
        )
    except OSError:  # no process to be had: the next sync sends it
        return False
    return True


@contextmanager
def _ending_noted(context: Context) -> Iterator[None]:
    """Note by which error the block ended, where it is known in whose history."""
    if context.location.user_id is None:
        yield
        return
    with open_sync_store(context) as store, ending_noted(store):
        yield


@contextmanager
def _open_both(context: Context, wait_s: float, *, most_s: float = inf) -> Iterator[SyncParts]:
    """Open this machine's history and the account, which is asked for ``most_s`` in all."""
    from miolingo.account.server.rest_api import Tables
    from miolingo.account.server.sync_api import SyncClient
    from miolingo.composition.account import open_account
    from miolingo.history.lock import exclusive_history
    from miolingo.ui.console import say

    with open_account(context, most_s=most_s) as account:
        owner = _with_owner(context, account)
        user_id = owner.location.user_id
        with (
            exclusive_history(
                context.folders.data, user_id, wait_s, lambda: say(_waiting_line(wait_s))
            ),
            open_sync_store(owner) as store,
        ):
            tables = Tables(account.project, account.http, account.account, only_for=user_id)
            yield SyncParts(store, SyncClient(tables))


def _waiting_line(wait_s: float) -> str:
    return (
        f"Waiting for another sync or recovery of this history, for {wait_s:.0f} seconds at most. "
        "Ctrl-C stops the wait; if the other process was stopped or hangs, continue or end it."
    )


def _with_owner(context: Context, account: AccountContext) -> Context:
    """Where it is not known, or not for sure, who signed in last, go by whose session it is."""
    try:
        location = context.location
    except StoreError:
        location = None
    if location is None or location.user_id is None:
        return use_account_history(context, account.account.session())
    session = account.account.stored()
    if session and session.user_id == location.user_id:
        note_address(location, session.email)
    return context
