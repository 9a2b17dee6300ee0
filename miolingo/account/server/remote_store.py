"""A learner's history in the account alone, for machines whose disk does not last.

Nothing is written to this machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

from miolingo.account.background_call import call_within
from miolingo.account.http import unreadable_answer
from miolingo.account.server.rest_api import Tables
from miolingo.account.server.sync_api import SyncClient
from miolingo.errors import CloudError
from miolingo.history.attempt_rows import selection_parameters
from miolingo.history.attempts import Attempt, AttemptOutcome, PracticeSession, outcome_of
from miolingo.history.interface import PAGE_ROWS, pages
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.history.reports.statistics import Interval, PracticeDay, Selection, Tally, by_day
from miolingo.history.reports.summary import HardWord
from miolingo.history.serialization import (
    attempt_from_record,
    instant_of,
    is_canonical_uuid,
    listening_from_record,
    text_of,
)
from miolingo.history.sync.outbox import Outbox, Row
from miolingo.history.sync.plan import Answer, Batch, Page, SyncedSetting
from miolingo.history.sync.wire import setting_from_record

_PATIENCE_S = 3.0
"""How long a learner who practices waits for the account."""

_SETTING_TRIES = 3

_FORGOTTEN_AT_ONCE = 5000
"""How many rows the account's ``forget_selected`` deletes, all of them or none."""


@dataclass(frozen=True)
class Unsent:
    """What the account has not taken by the end, and why."""

    entries: tuple[Row, ...]
    why: str


class RemoteStore(AbstractContextManager["RemoteStore"]):
    """A History in the account; read and written through the network.

    What practice adds and the account does not take within 3 s is kept in memory and sent along
    later; ``close`` tries again, for less than 10 s, and gives the rest to ``hand_over``. Other
    methods raise AccountError and CloudError.
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
        self._hand_over = hand_over
        self._outbox = Outbox(self._push_soon, clock, sleep, say)
        self._begun: dict[str, PracticeSession] = {}

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Send what is waiting; what the account still does not take is handed over."""
        try:
            self._outbox.send_at_last()
        finally:
            rows, why = self._outbox.take_unsent()
            if rows or why:
                self._hand_over(Unsent(rows, why))

    def add_attempt(self, attempt: Attempt) -> None:
        """Send an attempt, or keep it in memory until the account takes it."""
        self._outbox.add_attempt(attempt)

    def take_back(self, attempt_id: str, instead: Attempt | None = None) -> None:
        """Send, or keep in memory, that an attempt is deleted, and another in its place."""
        self._outbox.take_back(attempt_id, instead)

    def begin_session(self, session_id: str, at: datetime) -> None:
        """Send, or keep in memory, that a practice session began."""
        session = PracticeSession(session_id, self.device_id, at)
        self._begun[session_id] = session
        self._outbox.add_session(session)

    def end_session(self, session_id: str, at: datetime) -> None:
        """Send, or keep in memory, that a practice session ended."""
        if begun := self._begun.pop(session_id, None):
            self._outbox.add_session(replace(begun, ended_at=max(at, begun.started_at)))

    def add_listening_answer(self, answer: ListeningAnswer) -> None:
        """Send a listening answer, or keep it in memory until the account takes it."""
        self._outbox.add_listening_answer(answer)

    def add_all(
        self,
        attempts: Iterable[Attempt],
        sessions: Iterable[PracticeSession],
        listening_answers: Iterable[ListeningAnswer] = (),
    ) -> None:
        """Send all of these page by page; where this raises, what was taken is kept."""
        self._push_all(Batch(attempts=tuple(page)) for page in pages(attempts))
        self._push_all(Batch(sessions=tuple(page)) for page in pages(sessions))
        self._push_all(Batch(listening_answers=tuple(page)) for page in pages(listening_answers))

    def forget(self, ids: Iterable[str]) -> None:
        """Delete attempts, sessions and listening answers for good, page by page."""
        self._push_all(Batch(deletions=tuple(page)) for page in pages(ids))

    def forget_selected(self, selection: Selection) -> None:
        """Delete the attempts and listening answers of a selection; of every language, sessions."""
        self._forget_what_was_read()
        forgotten = _FORGOTTEN_AT_ONCE
        while forgotten == _FORGOTTEN_AT_ONCE:
            forgotten = self._tables.call("forget_selected", selection_parameters(selection))
        if not isinstance(forgotten, int):
            raise unreadable_answer()

    def known(self, ids: Collection[str]) -> set[str]:
        """Return those of the ids whose attempt, session or answer is kept, or was deleted."""
        known: set[str] = set()
        for page in pages(filter(is_canonical_uuid, ids)):
            answer = self._tables.call("known_ids", {"ids": page})
            if not isinstance(answer, list):
                raise unreadable_answer()
            known.update(answer)
        return known

    def count(self, selection: Selection) -> int:
        """Return how many attempts ``intervals`` of a selection hold."""
        return sum(interval.tally.attempts for interval in self.intervals(selection))

    def every_attempt(self) -> Iterator[Attempt]:
        """Yield all attempts in the order in which they reached the account."""
        for page in self._changes():
            yield from (replace(attempt, user_id=self._user_id) for attempt in page.attempts)

    def every_session(self) -> Iterator[PracticeSession]:
        """Yield all practice sessions in the order in which they reached the account."""
        for page in self._changes():
            yield from page.sessions

    def listening_answers(self, selection: Selection) -> Iterator[ListeningAnswer]:
        """Yield the listening answers of a selection, in the order of their ids, page by page."""
        last: dict[str, str] = {}
        parameters = selection_parameters(selection)
        while page := self._tables.call("listening_page", parameters | last):
            answers = [self._listening_answer(row) for row in page]
            yield from answers
            last = {"after_id": answers[-1].id}

    def latest_attempts(self, selection: Selection, limit: int) -> Iterator[Attempt]:
        """Yield at most ``limit`` attempts, the newest first, fetched page by page."""
        last: Attempt | None = None
        while limit > 0:
            rows = min(limit, PAGE_ROWS)
            page = [self._attempt(row) for row in self._page(selection, last, rows)]
            yield from page
            if len(page) < rows:
                return
            limit, last = limit - rows, page[-1]

    def outcomes(self, selection: Selection) -> Iterator[AttemptOutcome]:
        """Yield how the attempts of a selection went, the newest first."""
        return map(outcome_of, self.latest_attempts(selection, sys.maxsize))

    def intervals(self, selection: Selection) -> list[Interval]:
        """Return what was practiced by quarter of an hour and language, the oldest first."""
        try:
            return [
                Interval(instant_of(starts_at), language_code, Tally(*counts))
                for starts_at, language_code, *counts in self._tables.call(
                    "progress_intervals", selection_parameters(selection)
                )
            ]
        except (TypeError, ValueError) as error:
            raise unreadable_answer() from error

    def practice_days(self, selection: Selection, zone: tzinfo | None) -> list[PracticeDay]:
        """Return what was practiced by calendar day in ``zone`` and language, the oldest first."""
        return by_day(self.intervals(selection), zone)

    def hardest_words(self, selection: Selection, *, among: int, limit: int) -> list[HardWord]:
        """Return the words with the lowest mean score in the newest ``among`` scored attempts."""
        parameters = selection_parameters(selection) | {"among": among, "most": limit}
        try:
            return [HardWord(*row) for row in self._tables.call("hardest_words", parameters)]
        except TypeError as error:
            raise unreadable_answer() from error

    def scorer_versions(self, selection: Selection) -> list[str]:
        """Return the versions of the scorer that gave the scores of a selection, sorted."""
        try:
            versions = self._tables.call("scorer_versions", selection_parameters(selection))
            return [str(version) for version in versions]
        except TypeError as error:
            raise unreadable_answer() from error

    def last_practice_before(self, instant: datetime) -> datetime | None:
        """Return the start of the newest quarter of an hour with practice that begins before it."""
        newest_first = (interval.starts_at for interval in reversed(self._all_intervals))
        return next((starts_at for starts_at in newest_first if starts_at < instant), None)

    def settings(self) -> dict[str, Any]:
        """Return the values of the settings that follow the learner, by key."""
        settings = self._settings().values()
        return {setting.key: setting.value for setting in settings if setting.value is not None}

    def set_setting(self, key: str, value: Any | None) -> None:
        """Choose a value that JSON can hold, or with None go back to having none."""
        setting = self._settings().get(key, SyncedSetting(key, None))
        for _ in range(_SETTING_TRIES):
            (answer,) = self._push_all([Batch(settings=(replace(setting, value=value),))])
            (setting,) = answer.settings
            if setting.value == value:
                return
        raise CloudError("Another machine keeps changing this setting.", hint="Try again.")

    @cached_property
    def _all_intervals(self) -> list[Interval]:
        return self.intervals(Selection())

    def _push_soon(self, batch: Batch) -> Answer:
        """Push a batch, but wait no longer than a learner would: it may be sent once more."""
        try:
            return call_within(_PATIENCE_S, lambda: self._push(batch)).result()
        except TimeoutError as error:
            raise CloudError("The account did not answer in time.") from error

    def _push_all(self, batches: Iterable[Batch]) -> list[Answer]:
        """Push batches. Raises CloudError, after the last of them, where rows were refused."""
        answers = [self._push(batch) for batch in batches]
        refused = {row_id: why for answer in answers for row_id, why in answer.refused.items()}
        for row_id, why in refused.items():
            raise CloudError(
                f"The account refused {len(refused)} of the rows sent ({row_id}: {why}).",
                hint="It accepted the rest. Leave these out, then try again.",
            )
        return answers

    def _push(self, batch: Batch) -> Answer:
        """Push a batch; what was read before and kept in memory may be true no longer."""
        self._forget_what_was_read()
        return self._server.push(batch)

    def _forget_what_was_read(self) -> None:
        self.__dict__.pop("_all_intervals", None)

    def _changes(self) -> Iterator[Page]:
        cursor, head = 0, 1
        while cursor < head:
            page = self._server.pull(cursor)
            yield page
            cursor, head = page.last, page.head

    def _settings(self) -> dict[str, SyncedSetting]:
        settings = map(setting_from_record, self._tables.rows("user_settings"))
        return {setting.key: setting for setting in settings}

    def _page(self, selection: Selection, last: Attempt | None, rows: int) -> Any:
        before = {"before_date": text_of(last.practice_date), "before_id": last.id} if last else {}
        parameters = selection_parameters(selection) | before | {"page_rows": rows}
        return self._tables.call("progress_page", parameters)

    def _listening_answer(self, row: Any) -> ListeningAnswer:
        try:
            return listening_from_record(row)
        except (ValueError, AttributeError) as error:
            raise unreadable_answer() from error

    def _attempt(self, row: Any) -> Attempt:
        try:
            return attempt_from_record(row, user_id=self._user_id)
        except (ValueError, AttributeError) as error:
            raise unreadable_answer() from error
