"""The local history: what was practiced, kept in one SQLite file for each person."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from miolingo.errors import StoreError
from miolingo.history.attempts import Attempt, AttemptOutcome, PracticeSession
from miolingo.history.closing import Closing
from miolingo.history.database import StoreFile
from miolingo.history.database_errors import damaged
from miolingo.history.reports.statistics import Interval, Selection, Tally
from miolingo.history.reports.summary import HardWord
from miolingo.history.rows import COLUMNS, attempt_of, forget, insert, remove, session_of
from miolingo.history.serialization import instant_of, text_of
from miolingo.judging.judgement import Verdict

_SELECTED = """
    practice_date >= :since AND (
        :lang IS NULL OR language_code = :lang COLLATE NOCASE OR language_code LIKE :lang || '-%'
    )
"""
_LATEST = (
    f"SELECT {', '.join(COLUMNS)} FROM attempts "  # noqa: S608 - the names of fields
    f"WHERE {_SELECTED} ORDER BY practice_date DESC, id DESC LIMIT :limit"
)
_EVERY = f"SELECT {', '.join(COLUMNS)} FROM attempts ORDER BY id"  # noqa: S608 - names of fields
_OUTCOMES = f"""
    SELECT id, practice_date, target_phrase, similarity_score, verdict, deck
    FROM attempts WHERE {_SELECTED}
"""  # noqa: S608 - constants
_INTERVALS = f"""
    SELECT starts_at, language_code, attempts, scored, score_sum, perfect
    FROM intervals WHERE {_SELECTED.replace("practice_date", "starts_at")}
    ORDER BY starts_at, language_code
"""  # noqa: S608 - constants
_HARDEST_WORDS = f"""
    SELECT word, avg(score), count(*)
    FROM (
        SELECT
            json_extract(value, '$.word') AS word,
            json_extract(value, '$.score') AS score,
            json_extract(value, '$.status') AS status
        FROM (
            SELECT words FROM attempts WHERE {_SELECTED} AND similarity_score IS NOT NULL
            ORDER BY practice_date DESC, id DESC LIMIT :among
        ), json_each(words)
    )
    WHERE status <> 'extra'
    GROUP BY word HAVING sum(status <> 'correct') > 0
    ORDER BY avg(score), word LIMIT :limit
"""  # noqa: S608 - constants


class Store(Closing):
    """One person's attempts, sessions and settings; several processes may use it at once.

    The file and its folder are made at the first write; reading before finds nothing. Attempts
    become those of ``user_id``, which is None for a guest. What was deleted once is never taken in
    again. Every method may raise StoreError. Use it from one thread.
    """

    def __init__(
        self,
        path: Path,
        *,
        user_id: str | None = None,
        new_uuid: Callable[[], uuid.UUID] = uuid.uuid4,
    ) -> None:
        self._file = StoreFile(path)
        self._user_id = user_id
        self._new_uuid = new_uuid
        self._device_id: str | None = None

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        self._file.close()

    @property
    def device_id(self) -> str:
        """This store's own UUID, made once; where it cannot be kept, one for this run."""
        if self._device_id is None:
            try:
                with self._file.transaction() as connection:
                    return self._keep_device_id(connection)
            except StoreError:
                self._device_id = str(self._new_uuid())
        return self._device_id

    def add_attempt(self, attempt: Attempt) -> None:
        """Keep an attempt; it is on disk when this returns. One already kept stays as it is."""
        self.add_all([attempt], [])

    def add_all(self, attempts: Iterable[Attempt], sessions: Iterable[PracticeSession]) -> None:
        """Keep all of these or, when one cannot be kept, none; what is kept stays as it is."""
        with self._file.transaction() as connection:
            insert(connection, attempts, sessions, user_id=self._user_id)

    def begin_session(self, session_id: str, at: datetime) -> None:
        """Note that a session began at an aware instant."""
        with self._file.transaction() as connection:
            session = PracticeSession(session_id, self._keep_device_id(connection), at)
            insert(connection, [], [session])

    def end_session(self, session_id: str, at: datetime) -> None:
        """Note that a session ended at an aware instant."""
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE sessions SET ended_at = max(?, started_at), sync_state = 0 WHERE id = ?",
                (text_of(at), session_id),
            )

    def forget(self, ids: Iterable[str]) -> None:
        """Delete attempts or sessions, for good and wherever they are synced to."""
        with self._file.transaction() as connection:
            for one in ids:
                forget(connection, one)

    def forget_selected(self, selection: Selection) -> None:
        """Delete the attempts of a selection, and the sessions in it when it is of any language."""
        with self._file.transaction() as connection:
            parameters = _parameters(selection)
            connection.execute(
                f"INSERT OR IGNORE INTO deletions (id) SELECT id FROM attempts WHERE {_SELECTED}",  # noqa: S608
                parameters,
            )
            connection.execute(f"DELETE FROM attempts WHERE {_SELECTED}", parameters)  # noqa: S608
            connection.execute(
                "INSERT OR IGNORE INTO deletions (id) "
                "SELECT id FROM sessions WHERE :lang IS NULL AND started_at >= :since",
                parameters,
            )
            connection.execute(
                "DELETE FROM sessions WHERE :lang IS NULL AND started_at >= :since", parameters
            )

    def hand_over(self, ids: Iterable[str]) -> None:
        """Let go of attempts and sessions that are kept elsewhere now; no deletion is noted."""
        with self._file.transaction() as connection:
            for one in ids:
                remove(connection, one)

    def known(self, ids: Collection[str]) -> set[str]:
        """Those among these ids whose attempt or session is kept, or was deleted."""
        found = self._file.read(
            "SELECT value FROM json_each(:ids) WHERE value IN (SELECT id FROM attempts) "
            "OR value IN (SELECT id FROM sessions) OR value IN (SELECT id FROM deletions)",
            {"ids": json.dumps(list(ids))},
        )
        return {str(one) for (one,) in found}

    def count(self, selection: Selection) -> int:
        """How many attempts a selection holds."""
        return sum(interval.tally.attempts for interval in self.intervals(selection))

    def every_attempt(self) -> Iterator[Attempt]:
        """All attempts in the order of their ids, each read when it is asked for."""
        return self._attempts(_EVERY, {})

    def every_session(self) -> Iterator[PracticeSession]:
        """All sessions in the order of their ids, each read when it is asked for."""
        for row in self._file.read(
            "SELECT id, device_id, started_at, ended_at FROM sessions ORDER BY id"
        ):
            yield session_of(row)

    def latest_attempts(self, selection: Selection, limit: int) -> Iterator[Attempt]:
        """At most ``limit`` attempts, the newest first, each read when it is asked for."""
        return self._attempts(_LATEST, _parameters(selection) | {"limit": limit})

    def outcomes(self, selection: Selection) -> Iterator[AttemptOutcome]:
        """How the attempts of a selection went, in no order, each read when it is asked for."""
        for one, date, phrase, score, verdict, deck in self._file.read(
            _OUTCOMES, _parameters(selection)
        ):
            try:
                outcome = AttemptOutcome(
                    one, instant_of(date), phrase, score, Verdict(verdict), deck
                )
            except (ValueError, TypeError) as error:
                raise damaged(self._file.path) from error
            yield outcome

    def intervals(self, selection: Selection) -> list[Interval]:
        """What was practiced in each language and quarter of an hour, the oldest first.

        Only quarters that begin at ``since`` or later count.
        """
        parameters = _parameters(selection)
        parameters["since"] = parameters["since"][: len("2026-11-23T12:15")]
        return [
            Interval(datetime.fromisoformat(f"{starts_at}+00:00"), language_code, Tally(*counts))
            for starts_at, language_code, *counts in self._file.read(_INTERVALS, parameters)
        ]

    def hardest_words(self, selection: Selection, *, among: int, limit: int) -> list[HardWord]:
        """The words with the lowest mean score in the newest ``among`` scored attempts.

        Words that were always correct, and extra words, are left out.
        """
        parameters = _parameters(selection) | {"among": among, "limit": limit}
        return [HardWord(*row) for row in self._file.read(_HARDEST_WORDS, parameters)]

    def last_practice_before(self, instant: datetime) -> datetime | None:
        """When the newest attempt earlier than an aware instant was made."""
        rows = self._file.read(
            "SELECT max(practice_date) FROM attempts WHERE practice_date < :before",
            {"before": text_of(instant)},
        )
        (found,) = next(rows, (None,))
        return datetime.fromisoformat(found) if found else None

    def settings(self) -> dict[str, Any]:
        """The values of the settings that follow the learner, by key."""
        found = self._file.read("SELECT key, value FROM settings WHERE value <> 'null'")
        return {key: json.loads(value) for key, value in found}

    def set_setting(self, key: str, value: Any | None) -> None:
        """Choose a value that JSON can hold, or with None go back to having none."""
        with self._file.transaction() as connection:
            connection.execute(
                "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET "
                "value = excluded.value, sync_state = 0, superseded = NULL, told = 1",
                (key, json.dumps(value, ensure_ascii=False)),
            )

    @property
    def guest_history_offered(self) -> bool:
        """Whether it was asked before if a guest's history is to come into this one."""
        found = self._file.read("SELECT 1 FROM meta WHERE key = 'guest_history_offered'")
        return next(found, None) is not None

    def note_guest_history_offered(self) -> None:
        """Remember that it was asked."""
        with self._file.transaction() as connection:
            connection.execute(
                "INSERT INTO meta (key, value) VALUES ('guest_history_offered', 'yes') "
                "ON CONFLICT DO NOTHING"
            )

    def _keep_device_id(self, connection: Connection) -> str:
        connection.execute(
            "INSERT INTO meta (key, value) VALUES ('device_id', ?) ON CONFLICT DO NOTHING",
            (self._device_id or str(self._new_uuid()),),
        )
        row = connection.execute("SELECT value FROM meta WHERE key = 'device_id'").fetchone()
        self._device_id = str(row[0])
        return self._device_id

    def _attempts(self, query: str, parameters: dict[str, Any]) -> Iterator[Attempt]:
        for row in self._file.read(query, parameters):
            try:
                attempt = attempt_of(row)
            except (ValueError, TypeError, KeyError) as error:
                raise damaged(self._file.path) from error
            yield attempt


def _parameters(selection: Selection) -> dict[str, Any]:
    since = text_of(selection.since) if selection.since else ""
    return {"since": since, "lang": selection.language_code}
