"""Bring a history and the account to the same state; it may be broken off anywhere and run again.

Everything that the account has is read first, page by page, and then everything that it lacks is
sent, batch by batch. Each step ends on disk before the next one begins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from miolingo.errors import AccountError, CloudError
from miolingo.history.sync.plan import (
    Answer,
    Batch,
    Page,
    SettingConflict,
    SyncChanges,
    SyncedRows,
    halves,
    plan_answer,
    plan_page,
)
from miolingo.history.sync.state import SyncStore

T = TypeVar("T")

_PAUSES_S = (1.0, 3.0)
_REFUSED_ROWS = ("22", "54", "23502", "23514", "57014", "PGRST102")
_TOO_LARGE = 413


class SyncTransport(Protocol):
    """The account's functions for a sync; each may raise AccountError and CloudError."""

    def pull(self, after: int) -> Page:
        """Return the changes that come after a revision, as many as fit a page."""

    def push(self, batch: Batch) -> Answer:
        """Take in a batch; what came before, in full or in part, stays as it is."""


Progress = Callable[[int, int], None]
"""Takes how many changes have been read or sent, and how many are known to be."""


KINDS = ("attempts", "sessions", "deletions", "settings")


@dataclass(frozen=True)
class SyncReport:
    """What a sync did, or would do, by KINDS; ``refused`` gives the reason by id.

    ``finished`` is False where it stopped at its time limit; the next one goes on from there.
    """

    received: Counter[str]
    sent: Counter[str]
    refused: dict[str, str]
    superseded: tuple[SettingConflict, ...]
    finished: bool


NOTHING_DONE = SyncReport(Counter(), Counter(), {}, (), finished=True)


@dataclass
class Sync:
    """One sync. ``go_on`` says whether there is time for another step; ``sleep`` takes seconds."""

    store: SyncStore
    server: SyncTransport
    sleep: Callable[[float], None]
    go_on: Callable[[], bool] = lambda: True
    progress: Progress = lambda _done, _total: None
    _received: Counter[str] = field(default_factory=Counter)
    _sent: Counter[str] = field(default_factory=Counter)
    _refused: dict[str, str] = field(default_factory=dict)
    _superseded: list[SettingConflict] = field(default_factory=list)

    def run(self) -> SyncReport:
        """Read, then send, until both sides hold the same or the time is up.

        Raises AccountError, CloudError and StoreError; what was done until then is kept.
        """
        finished = False
        while not finished and self.go_on():
            finished = self._pull_all() and self._push_all()
        return SyncReport(
            self._received, self._sent, self._refused, tuple(self._superseded), finished
        )

    def _pull_all(self) -> bool:
        """Pull and apply pages; whether everything was read."""
        while self.go_on():
            page = self._with_retries(partial(self.server.pull, self.store.cursor()))
            done = self.store.apply_changes(page.ids, partial(plan_page, page=page))
            self._received += _counts(done)
            self._superseded.extend(done.superseded)
            self._report_progress(page.head - done.cursor)
            if done.cursor >= page.head:
                return True
        return False

    def _push_all(self) -> bool:
        """Push batches; whether everything was sent and no other machine wrote meanwhile."""
        newest = self.store.cursor()
        while self.go_on():
            batch = self.store.next_batch()
            if not batch:
                return self.store.cursor() >= newest
            for part, answer in self._pushed(batch):
                plan = partial(plan_answer, batch=part, answer=answer)
                done = self.store.apply_changes((), plan)
                if done.resend_all:
                    return False
                newest = max(newest, answer.after)
                self._sent += _counts(done.synced)
                self._sent["settings"] += len(part.settings) - len(done.superseded)
                self._refused.update(done.refused)
                self._superseded.extend(done.superseded)
            self._report_progress(sum(self.store.unsent().values()))
        return False

    def _pushed(self, batch: Batch) -> Iterator[tuple[Batch, Answer]]:
        """Push a batch, in halves where the server refuses the whole, down to a single row."""
        try:
            yield batch, self._with_retries(partial(self.server.push, batch))
        except CloudError as error:
            if not _refuses_rows(error):
                raise
            if len(batch) == 1:
                yield batch, Answer(-1, -1, dict.fromkeys(batch.names, error.message))
            else:
                for half in halves(batch):
                    yield from self._pushed(half)

    def _with_retries(self, request: Callable[[], T]) -> T:
        """Return the answer to a request, which is made again where network or server failed."""
        for pause_s in _PAUSES_S:
            try:
                return request()
            except CloudError as error:
                if not _may_pass(error) or not self.go_on():
                    raise
            self.sleep(pause_s)
        return request()

    def _report_progress(self, left: int) -> None:
        done = self._received.total() + self._sent.total()
        self.progress(done, done + left)


def run_and_note(sync: Sync, now: Callable[[], datetime]) -> SyncReport:
    """Sync, and note in the history how it went, so that it can be told later.

    ``now`` gives an aware instant. Raises AccountError, CloudError and StoreError.
    """
    try:
        report = sync.run()
    except (AccountError, CloudError) as error:
        sync.store.note_problem(f"{error.message} {error.hint}".strip())
        raise
    if report.finished:
        sync.store.note_finished(now())
    return report


def preview(store: SyncStore, server: SyncTransport) -> SyncReport:
    """Return what a sync would do, as far as is known now; nothing is changed on either side."""
    received: Counter[str] = Counter()
    superseded: list[SettingConflict] = []
    cursor, everything_read = store.cursor(), False
    while not everything_read:
        page = server.pull(cursor)
        planned = plan_page(replace(store.local(page.ids), cursor=cursor), page)
        received += _counts(planned)
        superseded += planned.superseded
        cursor = planned.cursor
        everything_read = cursor >= page.head
    return SyncReport(
        received, Counter(store.unsent()), store.refusals(), tuple(superseded), finished=False
    )


def _counts(rows: SyncChanges | SyncedRows) -> Counter[str]:
    return Counter({kind: len(getattr(rows, kind, ())) for kind in KINDS})


def _refuses_rows(error: CloudError) -> bool:
    """Whether the server refuses what was sent, and not who sends it or when."""
    return error.status == _TOO_LARGE or error.code.startswith(_REFUSED_ROWS)


def _may_pass(error: CloudError) -> bool:
    return error.status in {0, 429} or (error.status >= 500 and not error.code.startswith("5"))
