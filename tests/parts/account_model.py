"""The server's side of a sync in plain Python: what the SQL of the project is meant to do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.history.sync.plan import Answer, Batch, Page, SyncedSetting

PAGE_ROWS = 3
"""Small, so that a test has many pages."""


@dataclass
class AccountModel:
    """One learner's rows, each under the revision of its last change."""

    revision: int = 0
    rows: dict[str, tuple[int, str, Any]] = field(default_factory=dict)

    def pull(self, after: int, page_rows: int = PAGE_ROWS) -> Page:
        """The changes after a revision, in order."""
        changes = sorted(row for row in self.rows.values() if row[0] > after)[:page_rows]
        full = len(changes) == page_rows

        def of(kind: str) -> tuple[Any, ...]:
            return tuple(row[2] for row in changes if row[1] == kind)

        return Page(
            head=self.revision,
            last=changes[-1][0] if full else max(after, self.revision),
            attempts=of("attempt"),
            sessions=of("session"),
            settings=of("setting"),
            deletions=of("deletion"),
        )

    def push(self, batch: Batch) -> Answer:
        """Take in a batch."""
        before = self.revision
        for one in batch.deletions:
            if self._kind(one) != "deletion":
                self._put(one, "deletion", one)
        for session in batch.sessions:
            self._take_session(session)
        for attempt in batch.attempts:
            if not self._kind(attempt.id):
                self._put(attempt.id, "attempt", replace(attempt, user_id=None))
        answers = tuple(self._take_setting(setting) for setting in batch.settings)
        return Answer(before, self.revision, {}, answers)

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

    def _kind(self, one: str) -> str | None:
        return self.rows[one][1] if one in self.rows else None

    def _put(self, one: str, kind: str, row: Any) -> None:
        self.revision += 1
        self.rows[one] = (self.revision, kind, row)
