"""Bring a history and the account to the same state; it may be broken off anywhere and run again.

Everything that the account has is read first, page by page, and then everything that it lacks is
sent, batch by batch. Each step ends on disk before the next one begins.

A server that is slow, locked or out of reach is asked again, a bounded number of times and with
smaller batches: what it does not take then is sent by the next sync. Only rows that it will never
take count as refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from math import inf
from typing import Protocol

from miolingo.errors import AccountError, CloudError, MiolingoError, StoreError
from miolingo.history.interface import PAGE_ROWS
from miolingo.history.lock import HistoryInUseError
from miolingo.history.sync.plan import (
    Answer,
    Batch,
    Checkpoint,
    Page,
    SettingConflict,
    SyncChanges,
    SyncedRows,
    plan_answer,
    plan_page,
    plan_refusal,
)
from miolingo.history.sync.state import SyncStore

_PAUSES_S = (1.0, 3.0)
"""Before each further try where the network or the server failed."""

_BUSY_PAUSES_S = (1.0, 2.0, 4.0, 8.0)
"""The same where the server is busy: the last try comes when sixteen writers of one account, whose
turns take less than a second each, have had theirs."""

_BUSY = ("40", "53", "55P03", "57")
_REFUSED_ROWS = ("22", "54", "23502", "23514", "PGRST102")
_TOO_LARGE = 413
ACCOUNT_FULL = {"account_full", "account_full_today"}
_ACCOUNT_GONE = {"23503", "user_not_found"}

_MOST_ROWS = 4 * PAGE_ROWS
"""A page of each kind."""

_SMALLER_PAGE = 8
"""The next page after one that did not come has the eighth part of its rows: 7 at the last try, of
which even those of 1 MB are within the limits of an answer."""

_MOST_REFUSALS_ALONE = 20
"""So many rows, each sent alone and refused, are taken for a fault of the server's."""

_MOST_RESTORES = 20
"""So many times in one sync may the account be found set back."""


class SyncTransport(Protocol):
    """The account's functions for a sync; each may raise AccountError and CloudError."""

    def pull(self, after: int, checkpoint: Checkpoint, most_rows: int = PAGE_ROWS) -> Page:
        """Return the changes that come after a revision, the first ``most_rows`` of them."""

    def push(self, batch: Batch, checkpoint: Checkpoint) -> Answer:
        """Take in a batch; what came before, in full or in part, stays as it is."""


Progress = Callable[[int, int], None]
"""Takes how many changes have been read or sent, and how many are known to be."""


KINDS = ("attempts", "sessions", "listening_answers", "deletions", "settings")


@dataclass(frozen=True)
class SyncReport:
    """What a sync did, or would do, by KINDS; ``refused`` gives the reason by id.

    ``refused_earlier`` are refusals of syncs before this one that still stand. ``unreadable``
    counts the account's changes that this version cannot read, ``used`` is which part of what it
    may hold the account holds. ``finished`` is False where it stopped at its time limit; the next
    one goes on from there.
    """

    received: Counter[str]
    sent: Counter[str]
    refused: dict[str, str]
    superseded: tuple[SettingConflict, ...]
    finished: bool
    refused_earlier: dict[str, str] = field(default_factory=dict)
    unreadable: int = 0
    used: float = 0.0

    @property
    def changed_anything(self) -> bool:
        """Whether anything was sent, fetched or refused."""
        return self.received.total() + self.sent.total() + len(self.refused) > 0


NOTHING_DONE = SyncReport(Counter(), Counter(), {}, (), finished=True)


@dataclass
class Sync:
    """One sync. ``time_left`` gives the seconds that it may still take; ``sleep`` takes seconds."""

    store: SyncStore
    server: SyncTransport
    sleep: Callable[[float], None]
    time_left: Callable[[], float] = lambda: inf
    progress: Progress = lambda _done, _total: None
    _received: Counter[str] = field(default_factory=Counter)
    _sent: Counter[str] = field(default_factory=Counter)
    _refused: dict[str, str] = field(default_factory=dict)
    _superseded: list[SettingConflict] = field(default_factory=list)
    _most_rows: int = _MOST_ROWS
    _page_rows: int = PAGE_ROWS
    _failures: int = 0
    _refusals_alone: int = 0
    _restores: int = 0
    _account_full: CloudError | None = None

    def run(self) -> SyncReport:
        """Read, then send, until both sides hold the same or the time is up.

        Raises AccountError, CloudError and StoreError; what was done until then is kept.
        """
        self.store.read_again_after_upgrade()
        finished = False
        while not finished and self.time_left() > 0:
            finished = self._pull_all() and self._push_all()
        standing = self.store.refusals()
        return SyncReport(
            self._received,
            self._sent,
            self._refused,
            tuple(self._superseded),
            finished,
            {row_id: why for row_id, why in standing.items() if row_id not in self._refused},
            self.store.unreadable(),
            self.store.used(),
        )

    def _pull_all(self) -> bool:
        """Pull and apply pages; whether everything was read."""
        while self.time_left() > 0:
            page = self._next_page()
            done = self.store.apply_changes(page.ids, partial(plan_page, page=page))
            if done.resend_all:
                self._count_restore()
            self._received += _counts(done)
            self._superseded.extend(done.superseded)
            self._report_progress(page.head - done.cursor)
            if done.cursor >= page.head:
                return True
        return False

    def _next_page(self) -> Page:
        while True:
            try:
                page = self.server.pull(
                    self.store.cursor(), self.store.checkpoint(), self._page_rows
                )
            except CloudError as error:
                self._wait_after(error)
                self._page_rows = max(1, self._page_rows // _SMALLER_PAGE)
            else:
                self._failures = 0
                self._page_rows = min(2 * self._page_rows, PAGE_ROWS)
                return page

    def _push_all(self) -> bool:
        """Push batches; whether everything was sent and no other machine wrote meanwhile."""
        newest = self.store.cursor()
        while self.time_left() > 0:
            batch = self.store.next_batch(self._most_rows)
            if self._account_full:
                batch = Batch(deletions=batch.deletions)
                if not batch:
                    raise self._account_full
            if not batch:
                return self.store.cursor() >= newest
            try:
                answer = self.server.push(batch, self.store.checkpoint())
            except CloudError as error:
                self._make_smaller(batch, error)
                continue
            self._failures = self._refusals_alone = 0
            self._most_rows = min(2 * self._most_rows, _MOST_ROWS)
            done = self.store.apply_changes((), partial(plan_answer, batch=batch, answer=answer))
            if done.resend_all:
                self._count_restore()
                return False
            if not done.settles_anything:
                raise _makes_no_sense("does not say what became of what was sent")
            newest = max(newest, answer.after)
            self._sent += _counts(done.synced)
            self._sent["settings"] += len(batch.settings) - len(done.superseded)
            self._refused.update(done.refused)
            self._superseded.extend(done.superseded)
            self._report_progress(sum(self.store.unsent().values()))
        return False

    def _count_restore(self) -> None:
        """Raise CloudError where the account is found set back again and again."""
        self._restores += 1
        if self._restores > _MOST_RESTORES:
            raise _makes_no_sense("says again and again that it was set back to an older copy")

    def _make_smaller(self, batch: Batch, error: CloudError) -> None:
        """See to a batch that was not taken: send less of it next, or refuse a row that is alone.

        Raises the error where the next sync is to try again.
        """
        if error.code in ACCOUNT_FULL and not self._account_full:
            self._account_full = error  # deletions, which make room, go first
            return
        if not _refuses_rows(error):
            self._wait_after(error)
        elif len(batch) == 1:
            self._refusals_alone += 1
            if self._refusals_alone > _MOST_REFUSALS_ALONE:
                raise error
            refused = dict.fromkeys(batch.names, error.message)
            self.store.apply_changes((), partial(plan_refusal, refused=refused))
            self._refused.update(refused)
        self._most_rows = max(1, len(batch) // 2)

    def _wait_after(self, error: CloudError) -> None:
        """Pause before another try. Raises the error where no try or no time is left."""
        pauses_s = _BUSY_PAUSES_S if error.code.startswith(_BUSY) else _PAUSES_S
        if not _may_pass(error) or self._failures >= len(pauses_s):
            raise error
        pause_s = pauses_s[self._failures]
        if pause_s >= self.time_left():
            raise error
        self._failures += 1
        self.sleep(pause_s)

    def _report_progress(self, left: int) -> None:
        done = self._received.total() + self._sent.total()
        self.progress(done, done + left)


def run_and_note(sync: Sync, now: Callable[[], datetime]) -> SyncReport:
    """Sync, and note in the history how it went, so that it can be told later.

    ``now`` gives an aware instant. Raises AccountError, CloudError and StoreError.
    """
    with ending_noted(sync.store):
        if sync.store.account_is_gone():
            raise _gone()
        sync.store.note_begun(now())
        try:
            report = sync.run()
        except AccountError as error:
            if error.code in _ACCOUNT_GONE:
                sync.store.note_account_gone()
            raise
        if report.finished:
            sync.store.note_finished(now())
        else:
            sync.store.note_problem("It ran out of time; the next sync continues from there.")
    return report


def _makes_no_sense(why: str) -> CloudError:
    return CloudError(
        f"The account {why}.",
        hint="What is on this machine is safe. If it happens again, tell the person who runs the"
        " project.",
    )


def _gone() -> AccountError:
    return AccountError(
        "This account was deleted, so nothing more is sent to it.",
        hint="What you practiced stays on this machine. If the account is back and you want it to "
        "have everything again, sign in: miolingo account login",
    )


@contextmanager
def ending_noted(store: SyncStore) -> Iterator[None]:
    """Note in the history by which error the block ended, whatever it is; raises it again.

    Of a history in use nothing is noted: the process that uses it notes its own ending.
    """
    try:
        yield
    except HistoryInUseError:
        raise
    except Exception as error:
        problem = (
            f"{error.message} {error.hint}".strip()
            if isinstance(error, MiolingoError)
            else f"There was an unexpected error ({type(error).__name__}: {error})."
        )
        with suppress(StoreError):  # the history may be what failed
            store.note_problem(problem)
        raise


def preview(store: SyncStore, server: SyncTransport) -> SyncReport:
    """Return what a sync would do, as far as is known now; nothing is changed on either side."""
    received: Counter[str] = Counter()
    sent = Counter(store.unsent())
    superseded: list[SettingConflict] = []
    unreadable = 0
    cursor, checkpoint, everything_read = store.cursor(), store.checkpoint(), False
    while not everything_read:
        page = server.pull(cursor, checkpoint)
        planned = plan_page(replace(store.local(page.ids), cursor=cursor), page)
        received += _counts(planned)
        superseded += planned.superseded
        unreadable += planned.unreadable
        if planned.resend_all:
            sent = Counter(store.kept())
        cursor, checkpoint = planned.cursor, planned.checkpoint
        everything_read = cursor >= page.head
    return SyncReport(
        received,
        sent,
        store.refusals(),
        tuple(superseded),
        finished=False,
        unreadable=unreadable,
    )


def _counts(rows: SyncChanges | SyncedRows) -> Counter[str]:
    return Counter({kind: len(getattr(rows, kind, ())) for kind in KINDS})


def _refuses_rows(error: CloudError) -> bool:
    """Whether the server refuses what was sent, and not who sends it or when."""
    return error.status == _TOO_LARGE or error.code.startswith(_REFUSED_ROWS)


def _may_pass(error: CloudError) -> bool:
    return error.status in {0, 429} or error.status >= 500
