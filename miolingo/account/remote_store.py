"""A learner's history in the account alone, for machines whose disk does not last.

It is asked and told what a local history is. Nothing is written to this machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from miolingo.account.asking import asked
from miolingo.account.http import unreadable_answer
from miolingo.account.rest_api import Tables
from miolingo.account.sync_api import SyncClient
from miolingo.errors import AccountError, CloudError
from miolingo.history.attempts import Attempt, AttemptOutcome, PracticeSession, outcome_of
from miolingo.history.closing import Closing
from miolingo.history.paging import PAGE_ROWS, pages
from miolingo.history.reports.statistics import Interval, Selection, Tally
from miolingo.history.reports.summary import HardWord
from miolingo.history.serialization import attempt_from_record, instant_of, text_of
from miolingo.history.sync.plan import Answer, Batch, Page, SyncedSetting

_TRY_S = 3.0
_NEXT_TRY_S = 20.0
_LAST_PAUSES_S = (0.0, 1.0, 2.0, 3.0)
_LAST_TRIES_S = 6.0
_TRIES = 3


@dataclass(frozen=True)
class Unsent:
    """What the account has not taken by the end, and why."""

    entries: tuple[Attempt | PracticeSession, ...]
    why: str


@dataclass
class _Waiting:
    """What is to be sent, by id, and what was refused for good."""

    attempts: dict[str, Attempt] = field(default_factory=dict)
    sessions: dict[str, PracticeSession] = field(default_factory=dict)
    refused: dict[str, Attempt | PracticeSession] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    @property
    def batch(self) -> Batch:
        """The oldest of it."""
        return Batch(
            tuple(self.attempts.values())[:PAGE_ROWS], tuple(self.sessions.values())[:PAGE_ROWS]
        )

    def settle(self, batch: Batch, answer: Answer) -> None:
        """Forget what was taken; put aside what was refused."""
        rows: tuple[Attempt | PracticeSession, ...] = (*batch.attempts, *batch.sessions)
        self.refused |= {one.id: one for one in rows if one.id in answer.refused}
        self.reasons += answer.refused.values()
        for attempt in batch.attempts:
            self.attempts.pop(attempt.id, None)
        for session in batch.sessions:
            if self.sessions.get(session.id) == session:
                del self.sessions[session.id]


class RemoteStore(Closing):
    """One learner's history in the account; read and written through the network.

    What practice writes and the account does not take within 3 s is kept in memory and sent along
    later, but not within the next 20 s; ``close`` tries again, for less than 10 s in all, and
    gives the rest to ``hand_over``. Other methods raise AccountError and CloudError. Use it from
    one thread.
    """

    def __init__(
        self,
        server: SyncClient,
        tables: Tables,
        *,
        user_id: str,
        device_id: str,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        say: Callable[[str], None],
        hand_over: Callable[[Unsent], None],
    ) -> None:
        self.device_id = device_id
        self._server = server
        self._tables = tables
        self._user_id = user_id
        self._clock = clock
        self._sleep = sleep
        self._say = say
        self._hand_over = hand_over
        self._waiting = _Waiting()
        self._begun: dict[str, PracticeSession] = {}
        self._next_try_at = clock()
        self._trouble = ""

    def close(self) -> None:
        """Send what is waiting; what the account still does not take is handed over."""
        try:
            self._send_at_last()
        finally:
            waiting, self._waiting = self._waiting, _Waiting()
            left: tuple[Attempt | PracticeSession, ...] = (
                *waiting.sessions.values(),
                *waiting.attempts.values(),
                *waiting.refused.values(),
            )
            if left:
                self._hand_over(Unsent(left, " ".join([self._trouble, *waiting.reasons]).strip()))

    def add_attempt(self, attempt: Attempt) -> None:
        """Send an attempt, or keep it in memory until the account takes it."""
        self._waiting.attempts[attempt.id] = attempt
        self._send()

    def begin_session(self, session_id: str, at: datetime) -> None:
        """Send, or keep in memory, that a session began at an aware instant."""
        session = PracticeSession(session_id, self.device_id, at)
        self._begun[session_id] = self._waiting.sessions[session_id] = session
        self._send()

    def end_session(self, session_id: str, at: datetime) -> None:
        """Send, or keep in memory, that a session ended at an aware instant."""
        if begun := self._begun.pop(session_id, None):
            ended = replace(begun, ended_at=max(at, begun.started_at))
            self._waiting.sessions[session_id] = ended
            self._send()

    def add_all(self, attempts: Iterable[Attempt], sessions: Iterable[PracticeSession]) -> None:
        """Send all of these in pages; when one fails those before it are kept."""
        self._push(Batch(attempts=tuple(page)) for page in pages(attempts))
        self._push(Batch(sessions=tuple(page)) for page in pages(sessions))

    def forget(self, ids: Iterable[str]) -> None:
        """Delete attempts or sessions for good."""
        self._push(Batch(deletions=tuple(page)) for page in pages(ids))

    def forget_selected(self, selection: Selection) -> None:
        """Delete the attempts of a selection, and the sessions in it when it is of any language."""
        ids = [attempt.id for attempt in self.latest_attempts(selection, self.count(selection))]
        if selection.language_code is None:
            since = selection.since
            ids += [one.id for one in self.every_session() if not since or one.started_at >= since]
        self.forget(ids)

    def known(self, ids: Collection[str]) -> set[str]:
        """Those among these ids whose attempt or session is kept, or was deleted."""
        return self._every_id & set(ids)

    def count(self, selection: Selection) -> int:
        """How many attempts a selection holds."""
        return sum(interval.tally.attempts for interval in self.intervals(selection))

    def every_attempt(self) -> Iterator[Attempt]:
        """All attempts, in the order in which they reached the account."""
        for page in self._changes():
            yield from (replace(attempt, user_id=self._user_id) for attempt in page.attempts)

    def every_session(self) -> Iterator[PracticeSession]:
        """All sessions, in the order in which they reached the account."""
        for page in self._changes():
            yield from page.sessions

    def latest_attempts(self, selection: Selection, limit: int) -> Iterator[Attempt]:
        """At most ``limit`` attempts, the newest first, fetched page by page."""
        last: Attempt | None = None
        while limit > 0:
            rows = min(limit, PAGE_ROWS)
            page = [self._attempt(row) for row in self._page(selection, last, rows)]
            yield from page
            if len(page) < rows:
                return
            limit, last = limit - rows, page[-1]

    def outcomes(self, selection: Selection) -> Iterator[AttemptOutcome]:
        """How the attempts of a selection went, in no order, fetched page by page."""
        return map(outcome_of, self.latest_attempts(selection, sys.maxsize))

    def intervals(self, selection: Selection) -> list[Interval]:
        """What was practiced in each language and quarter of an hour, the oldest first."""
        try:
            return [
                Interval(instant_of(starts_at), language_code, Tally(*counts))
                for starts_at, language_code, *counts in self._tables.call(
                    "progress_intervals", _parameters(selection)
                )
            ]
        except (TypeError, ValueError) as error:
            raise unreadable_answer() from error

    def hardest_words(self, selection: Selection, *, among: int, limit: int) -> list[HardWord]:
        """The words with the lowest mean score in the newest ``among`` scored attempts."""
        asked = _parameters(selection) | {"among": among, "most": limit}
        try:
            return [HardWord(*row) for row in self._tables.call("hardest_words", asked)]
        except TypeError as error:
            raise unreadable_answer() from error

    def last_practice_before(self, instant: datetime) -> datetime | None:
        """The beginning of the newest quarter of an hour with practice before an aware instant."""
        earlier = (
            one.starts_at for one in reversed(self._all_intervals) if one.starts_at < instant
        )
        return next(earlier, None)

    def settings(self) -> dict[str, Any]:
        """The values of the settings that follow the learner, by key."""
        return {key: one.value for key, one in self._settings().items() if one.value is not None}

    def set_setting(self, key: str, value: Any | None) -> None:
        """Choose a value that JSON can hold, or with None go back to having none."""
        setting = self._settings().get(key, SyncedSetting(key, None))
        for _ in range(_TRIES):
            (answer,) = self._push([Batch(settings=(replace(setting, value=value),))])
            (setting,) = answer.settings
            if setting.value == value:
                return
        raise CloudError("Another machine keeps changing this setting.", hint="Try again.")

    @cached_property
    def _every_id(self) -> set[str]:
        return {one for page in self._changes() for one in page.ids}

    @cached_property
    def _all_intervals(self) -> list[Interval]:
        return self.intervals(Selection())

    def _send(self) -> None:
        """Send what is waiting, unless it was tried in vain a moment ago."""
        batch = self._waiting.batch
        if not batch or self._clock() < self._next_try_at:
            return
        try:
            answer = self._push_soon(batch)
        except (AccountError, CloudError) as error:
            self._next_try_at = self._clock() + _NEXT_TRY_S
            if not self._trouble:
                self._say(f"{error.message} Until it can be sent it is kept in memory.")
            self._trouble = error.message
        else:
            self._trouble = ""
            self._waiting.settle(batch, answer)

    def _send_at_last(self) -> None:
        give_up_at = self._clock() + _LAST_TRIES_S
        for pause_s in _LAST_PAUSES_S:
            if not self._waiting.batch or self._clock() + pause_s > give_up_at:
                return
            self._sleep(pause_s)
            self._next_try_at = self._clock()
            self._send()

    def _push_soon(self, batch: Batch) -> Answer:
        """Push a batch, but wait no longer than a learner would: it may be sent once more."""
        try:
            return asked(lambda: self._server.push(batch)).result(_TRY_S)
        except TimeoutError as error:
            raise CloudError("The account did not answer in time.") from error

    def _push(self, batches: Iterable[Batch]) -> list[Answer]:
        """Push batches, all of them before it is told that rows of some were refused."""
        answers = [self._server.push(batch) for batch in batches]
        refused = {one: why for answer in answers for one, why in answer.refused.items()}
        for one, why in refused.items():
            raise CloudError(
                f"The account refused {len(refused)} of what it was sent ({one}: {why}).",
                hint="It has taken the rest. Leave these out, then try again.",
            )
        return answers

    def _changes(self) -> Iterator[Page]:
        cursor, head = 0, 1
        while cursor < head:
            page = self._server.pull(cursor)
            yield page
            cursor, head = page.last, page.head

    def _settings(self) -> dict[str, SyncedSetting]:
        return {
            str(row["setting_key"]): SyncedSetting(
                str(row["setting_key"]), row["setting_value"], int(row["revision"])
            )
            for row in self._tables.rows("user_settings")
        }

    def _page(self, selection: Selection, last: Attempt | None, rows: int) -> Any:
        before = {"before_date": text_of(last.practice_date), "before_id": last.id} if last else {}
        return self._tables.call(
            "progress_page", _parameters(selection) | before | {"page_rows": rows}
        )

    def _attempt(self, row: Any) -> Attempt:
        try:
            return attempt_from_record(row, user_id=self._user_id)
        except (TypeError, ValueError, AttributeError) as error:
            raise unreadable_answer() from error


def _parameters(selection: Selection) -> dict[str, Any]:
    since = text_of(selection.since) if selection.since else None
    return {"since": since, "lang": selection.language_code}
