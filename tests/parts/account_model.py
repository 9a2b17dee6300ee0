"""The server's side of a sync in plain Python: what the SQL of the project is meant to do."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.history.sync.plan import (
    NO_CHECKPOINT,
    Answer,
    Batch,
    Checkpoint,
    Page,
    SyncedSetting,
)

PAGE_ROWS = 3
"""Small, so that a test has many pages."""

NUMBERS = count()
"""Marks, none of which is ever given twice, as the random ones of the server."""


@dataclass
class AccountModel:
    """One learner's rows, each under the revision of its last change.

    ``marks`` has the mark of each transaction by its first revision. What ``refuses`` names is
    refused for the moment.
    """

    revision: int = 0
    rows: dict[str, tuple[int, str, Any]] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)

    def copy(self) -> AccountModel:
        """What a backup keeps."""
        return AccountModel(self.revision, dict(self.rows), dict(self.marks))

    def set_back(self, older: AccountModel) -> None:
        """Restore a backup."""
        kept = older.copy()
        self.revision, self.rows, self.marks = kept.revision, kept.rows, kept.marks

    def pull(
        self, after: int, checkpoint: Checkpoint = NO_CHECKPOINT, page_rows: int = PAGE_ROWS
    ) -> Page:
        """The changes after a revision, in order."""
        if self._is_set_back(checkpoint):
            return Page(self.revision, after, set_back=True)
        changes = sorted(row for row in self.rows.values() if row[0] > after)[:page_rows]
        full = len(changes) == page_rows

        def of(kind: str) -> tuple[Any, ...]:
            return tuple(row[2] for row in changes if row[1] == kind)

        return Page(
            head=self.revision,
            mark=self._mark(self.revision),
            last=changes[-1][0] if full else max(after, self.revision),
            attempts=of("attempt"),
            sessions=of("session"),
            settings=of("setting"),
            deletions=of("deletion"),
            listening_answers=of("listening answer"),
        )

    def push(self, batch: Batch, checkpoint: Checkpoint = NO_CHECKPOINT) -> Answer:
        """Take in a batch."""
        before = self.revision
        if self._is_set_back(checkpoint):
            return Answer(before, before, set_back=True)
        refused = {name: "It does not fit." for name in batch.names if name in self.refuses}
        batch = _without(batch, refused)
        for one in batch.deletions:
            if self._kind(one) != "deletion":
                self._put(one, "deletion", one)
        for session in batch.sessions:
            self._take_session(session)
        for attempt in batch.attempts:
            if not self._kind(attempt.id):
                self._put(attempt.id, "attempt", replace(attempt, user_id=None))
        for answer in batch.listening_answers:
            if not self._kind(answer.id):
                self._put(answer.id, "listening answer", answer)
        answers = tuple(self._take_setting(setting) for setting in batch.settings)
        if self.revision > before:
            self.marks[before + 1] = f"mark {next(NUMBERS)}"
        return Answer(before, self.revision, refused, answers, self._mark(self.revision))

    def attempts(self) -> dict[str, Attempt]:
        """What is kept, by id."""
        return {one: row for one, (_, kind, row) in self.rows.items() if kind == "attempt"}

    def _take_session(self, session: PracticeSession) -> None:
        kind = self._kind(session.id)
        if kind is None:
            self._put(session.id, "session", session)
        elif kind == "session":
            kept: PracticeSession = self.rows[session.id][2]
            ends = [end for end in (kept.ended_at, session.ended_at) if end]
            later = replace(kept, ended_at=max(ends, default=None))
            if later != kept:
                self._put(session.id, "session", later)

    def _take_setting(self, setting: SyncedSetting) -> SyncedSetting:
        kept = self.rows.get(setting.key, (0, "setting", SyncedSetting(setting.key, None)))
        if kept[0] == setting.revision:
            self._put(setting.key, "setting", replace(setting, revision=self.revision + 1))
        theirs: SyncedSetting = self.rows.get(setting.key, kept)[2]
        return theirs

    def _is_set_back(self, checkpoint: Checkpoint) -> bool:
        if not checkpoint.revision:
            return False
        known = checkpoint.mark is not None and checkpoint.revision <= self.revision
        return not known or self._mark(checkpoint.revision) != checkpoint.mark

    def _mark(self, revision: int) -> str | None:
        first = max((start for start in self.marks if start <= revision), default=0)
        return self.marks.get(first)

    def _kind(self, one: str) -> str | None:
        return self.rows[one][1] if one in self.rows else None

    def _put(self, one: str, kind: str, row: Any) -> None:
        self.revision += 1
        self.rows[one] = (self.revision, kind, row)


def _without(batch: Batch, names: Container[str]) -> Batch:
    return Batch(
        tuple(row for row in batch.attempts if row.id not in names),
        tuple(row for row in batch.sessions if row.id not in names),
        batch.settings,
        tuple(row_id for row_id in batch.deletions if row_id not in names),
        tuple(row for row in batch.listening_answers if row.id not in names),
    )
