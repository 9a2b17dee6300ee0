"""The local history: what was practiced, kept in one SQLite file for each person."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from miolingo.errors import StoreError
from miolingo.history.attempt_rows import (
    COLUMNS,
    SyncState,
    attempt_from_row,
    forget,
    insert,
    listening_from_row,
    outcome_from_row,
    remove,
    selection_parameters,
    session_from_row,
)
from miolingo.history.attempts import Attempt, AttemptOutcome, PracticeSession
from miolingo.history.database import StoreFile, damaged_files
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.history.reports.offset_spans import WINDOW_DAYS, offset_spans
from miolingo.history.reports.statistics import Interval, PracticeDay, Selection, Tally
from miolingo.history.reports.summary import HardWord
from miolingo.history.serialization import LISTENING_FIELDS, SESSION_FIELDS, text_of
from miolingo.history.sync.setting_rows import choose_setting, setting_rows

# All queries are put together from names of fields and from each other.
# ruff: noqa: S608


def _minute_of(instant: str) -> str:
    """Return SQL for an instant in the form of ``intervals.starts_at``, which has no seconds.

    An instant in the middle of a minute stays as it is, and sorts behind that minute.
    """
    return f"replace({instant}, ':00.000000Z', '')"


_OF_LANGUAGE = """
    (:lang IS NULL OR language_code = :lang COLLATE NOCASE OR language_code LIKE :lang || '-%')
"""
_SELECTED = f"practice_date >= coalesce(:since, '') AND {_OF_LANGUAGE}"
_SINCE_MINUTE = _minute_of("coalesce(:since, '')")
_SELECTED_SESSIONS = ":lang IS NULL AND started_at >= coalesce(:since, '')"
_SELECTED_LISTENING = f"answered_at >= coalesce(:since, '') AND {_OF_LANGUAGE}"
_LISTENING = f"""
    SELECT {", ".join(LISTENING_FIELDS)} FROM listening_answers
    WHERE {_SELECTED_LISTENING} ORDER BY answered_at, id
"""
_FORGOTTEN = (
    ("attempts", _SELECTED),
    ("listening_answers", _SELECTED_LISTENING),
    ("sessions", _SELECTED_SESSIONS),
)
_ATTEMPTS = f"SELECT {', '.join(COLUMNS)} FROM attempts"
_LATEST = f"{_ATTEMPTS} WHERE {_SELECTED} ORDER BY practice_date DESC, id DESC LIMIT :limit"
_SESSIONS = f"SELECT {', '.join(SESSION_FIELDS)} FROM sessions ORDER BY id"
_OUTCOME = """
    SELECT id, practice_date, target_phrase, similarity_score, verdict, deck, language_code
    FROM attempts
"""
_OUTCOMES = f"{_OUTCOME} WHERE {_SELECTED}"
_OUTCOMES_OF = f"{_OUTCOME} WHERE id IN (SELECT value FROM json_each(:ids))"
_FROM_INTERVALS = f"FROM intervals WHERE starts_at >= {_SINCE_MINUTE} AND {_OF_LANGUAGE}"
_COUNT = f"SELECT coalesce(sum(attempts), 0) {_FROM_INTERVALS}"
_INTERVALS = f"""
    SELECT starts_at, language_code, attempts, scored, score_sum, perfect {_FROM_INTERVALS}
    ORDER BY starts_at, language_code
"""
# From each window with practice to the next by the key, whatever the number of quarters.
_WINDOWS = f"""
    WITH RECURSIVE windows (first_at) AS (
        SELECT min(starts_at) FROM intervals WHERE starts_at >= {_SINCE_MINUTE}
        UNION ALL
        SELECT (
            SELECT min(starts_at) FROM intervals
            WHERE starts_at >= strftime('%Y-%m-%dT%H:%M', first_at, '+{WINDOW_DAYS} days')
        )
        FROM windows WHERE first_at IS NOT NULL
    )
    SELECT first_at FROM windows WHERE first_at IS NOT NULL
"""
# The limit keeps SQLite from reading the spans again for every quarter.
_PRACTICE_DAYS = f"""
    SELECT
        date(starts_at, shift) AS day,
        language_code, sum(attempts), sum(scored), sum(score_sum), sum(perfect)
    FROM (
        SELECT
            json_extract(value, '$[0]') AS first_at,
            json_extract(value, '$[1]') AS last_at,
            json_extract(value, '$[2]') || ' seconds' AS shift
        FROM json_each(:spans) LIMIT -1
    ) CROSS JOIN intervals
    WHERE starts_at BETWEEN first_at AND last_at AND {_OF_LANGUAGE}
    GROUP BY day, language_code
    ORDER BY day, language_code
"""
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
"""
# From each version to the next by the index, whatever the number of attempts.
_VERSIONS = f"""
    WITH RECURSIVE present (version) AS (
        SELECT min(scorer_version) FROM attempts
        UNION ALL
        SELECT (SELECT min(scorer_version) FROM attempts WHERE scorer_version > version)
        FROM present WHERE version IS NOT NULL
    )
    SELECT version FROM present
    WHERE EXISTS (
        SELECT 1 FROM attempts
        WHERE scorer_version = version AND {_SELECTED} AND similarity_score IS NOT NULL
    )
    ORDER BY version
"""


class Store(AbstractContextManager["Store"]):
    """A History in one SQLite file that several processes may use at once.

    The file and its folder are made at the first write; reading before finds nothing. Attempts
    become those of ``user_id``, which is None for a guest. What a method writes is on disk, all of
    it, when it returns, and none of it when it raises.
    """

    def __init__(self, path: Path, *, user_id: str | None = None) -> None:
        self._file = StoreFile(path)
        self._user_id = user_id
        self._device_id: str | None = None

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file; safe to call twice."""
        self._file.close()

    @property
    def device_id(self) -> str:
        """This file's own UUID, made once; where it cannot be kept, one for this run."""
        if self._device_id is None:
            try:
                with self._file.transaction() as connection:
                    return self._keep_device_id(connection)
            except StoreError:
                self._device_id = str(uuid.uuid4())
        return self._device_id

    def add_attempt(self, attempt: Attempt) -> None:
        """Keep an attempt."""
        self.add_all([attempt], [])

    def add_listening_answer(self, answer: ListeningAnswer) -> None:
        """Keep a listening answer."""
        self.add_all([], [], [answer])

    def add_all(
        self,
        attempts: Iterable[Attempt],
        sessions: Iterable[PracticeSession],
        listening_answers: Iterable[ListeningAnswer] = (),
    ) -> None:
        """Keep all of these or, when one cannot be kept, none."""
        with self._file.transaction() as connection:
            insert(connection, attempts, sessions, listening_answers, user_id=self._user_id)

    def take_back(self, attempt_id: str, instead: Attempt | None = None) -> None:
        """Delete an attempt for good, wherever it is synced to; keep another in its place."""
        with self._file.transaction() as connection:
            forget(connection, attempt_id)
            insert(connection, [instead] if instead else [], [], user_id=self._user_id)

    def begin_session(self, session_id: str, at: datetime) -> None:
        """Keep that a practice session began."""
        with self._file.transaction() as connection:
            session = PracticeSession(session_id, self._keep_device_id(connection), at)
            insert(connection, [], [session])

    def end_session(self, session_id: str, at: datetime) -> None:
        """Keep that a practice session ended."""
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE sessions SET ended_at = max(?, started_at), sync_state = ? WHERE id = ?",
                (text_of(at), SyncState.PENDING, session_id),
            )

    def forget(self, ids: Iterable[str]) -> None:
        """Delete attempts, sessions and listening answers, for good and wherever they are."""
        with self._file.transaction() as connection:
            for row_id in ids:
                forget(connection, row_id)

    def forget_selected(self, selection: Selection) -> None:
        """Delete the attempts and listening answers of a selection; of every language, sessions."""
        parameters = selection_parameters(selection)
        with self._file.transaction() as connection:
            for table, chosen in _FORGOTTEN:
                connection.execute(
                    f"INSERT OR IGNORE INTO deletions (id) SELECT id FROM {table} WHERE {chosen}",
                    parameters,
                )
                connection.execute(f"DELETE FROM {table} WHERE {chosen}", parameters)

    def release(self, ids: Iterable[str]) -> None:
        """Remove what is kept elsewhere now, by its ids and without tombstones."""
        with self._file.transaction() as connection:
            for row_id in ids:
                remove(connection, row_id)

    def known(self, ids: Collection[str]) -> set[str]:
        """Return those of the ids whose attempt, session or answer is kept, or was deleted."""
        rows = self._file.read(
            "SELECT value FROM json_each(:ids) WHERE value IN (SELECT id FROM attempts) "
            "OR value IN (SELECT id FROM sessions) OR value IN (SELECT id FROM listening_answers) "
            "OR value IN (SELECT id FROM deletions)",
            {"ids": json.dumps(list(ids))},
        )
        return {str(row_id) for (row_id,) in rows}

    def count(self, selection: Selection) -> int:
        """Return how many attempts ``intervals`` of a selection hold."""
        counted = self._file.read(_COUNT, selection_parameters(selection))
        return sum(attempts for (attempts,) in counted)

    def every_attempt(self) -> Iterator[Attempt]:
        """Yield all attempts in the order of their ids."""
        return self._file.read_as(attempt_from_row, f"{_ATTEMPTS} ORDER BY id")

    def every_session(self) -> Iterator[PracticeSession]:
        """Yield all practice sessions in the order of their ids."""
        return self._file.read_as(session_from_row, _SESSIONS)

    def listening_answers(self, selection: Selection) -> Iterator[ListeningAnswer]:
        """Yield the listening answers of a selection, the oldest first."""
        return self._file.read_as(listening_from_row, _LISTENING, selection_parameters(selection))

    def latest_attempts(self, selection: Selection, limit: int) -> Iterator[Attempt]:
        """Yield at most ``limit`` attempts, the newest first."""
        parameters = selection_parameters(selection) | {"limit": limit}
        return self._file.read_as(attempt_from_row, _LATEST, parameters)

    def outcomes(self, selection: Selection) -> Iterator[AttemptOutcome]:
        """Yield how the attempts of a selection went, in no order."""
        return self._file.read_as(outcome_from_row, _OUTCOMES, selection_parameters(selection))

    def outcomes_of(self, ids: Iterable[str]) -> list[AttemptOutcome]:
        """Return how those attempts went that are kept, of these ids, in no order."""
        parameters = {"ids": json.dumps(list(ids))}
        return list(self._file.read_as(outcome_from_row, _OUTCOMES_OF, parameters))

    @property
    def has_damaged_aside(self) -> bool:
        """Whether a damaged file of this history was set aside, and not deleted since."""
        return bool(damaged_files(self._file.path))

    def intervals(self, selection: Selection) -> list[Interval]:
        """Return what was practiced by quarter of an hour and language, the oldest first."""
        return [
            Interval(_quarter(starts_at), language_code, Tally(*counts))
            for starts_at, language_code, *counts in self._file.read(
                _INTERVALS, selection_parameters(selection)
            )
        ]

    def practice_days(self, selection: Selection, zone: tzinfo | None) -> list[PracticeDay]:
        """Return what was practiced by calendar day in ``zone`` and language, the oldest first."""
        parameters = selection_parameters(selection)
        windows = (_quarter(first_at) for (first_at,) in self._file.read(_WINDOWS, parameters))
        spans = [
            (_minute_text(span.first_at), _minute_text(span.last_at), span.offset_s)
            for span in offset_spans(windows, zone)
        ]
        return [
            PracticeDay(date.fromisoformat(day), language_code, Tally(*counts))
            for day, language_code, *counts in self._file.read(
                _PRACTICE_DAYS, parameters | {"spans": json.dumps(spans)}
            )
        ]

    def hardest_words(self, selection: Selection, *, among: int, limit: int) -> list[HardWord]:
        """Return the words with the lowest mean score in the newest ``among`` scored attempts."""
        parameters = selection_parameters(selection) | {"among": among, "limit": limit}
        return [HardWord(*row) for row in self._file.read(_HARDEST_WORDS, parameters)]

    def scorer_versions(self, selection: Selection) -> list[str]:
        """Return the versions of the scorer that gave the scores of a selection, sorted."""
        rows = self._file.read(_VERSIONS, selection_parameters(selection))
        return [version for (version,) in rows]

    def last_practice_before(self, instant: datetime) -> datetime | None:
        """Return the start of the newest quarter of an hour with practice that begins before it."""
        rows = self._file.read(
            f"SELECT max(starts_at) FROM intervals WHERE starts_at < {_minute_of(':before')}",
            {"before": text_of(instant)},
        )
        (starts_at,) = next(rows, (None,))
        return _quarter(starts_at) if starts_at else None

    def settings(self) -> dict[str, Any]:
        """Return the values of the settings that follow the learner, by key."""
        rows = setting_rows(self._file)
        return {row.setting.key: row.setting.value for row in rows if row.setting.value is not None}

    def set_setting(self, key: str, value: Any | None) -> None:
        """Choose a value that JSON can hold, or with None go back to having none."""
        with self._file.transaction() as connection:
            choose_setting(connection, key, value)

    @property
    def guest_history_offered(self) -> bool:
        """Whether the learner was asked if a guest's history is to come into this one."""
        rows = self._file.read("SELECT 1 FROM meta WHERE key = 'guest_history_offered'")
        return next(rows, None) is not None

    def note_guest_history_offered(self) -> None:
        """Keep that the learner was asked."""
        with self._file.transaction() as connection:
            connection.execute(
                "INSERT INTO meta (key, value) VALUES ('guest_history_offered', 'yes') "
                "ON CONFLICT DO NOTHING"
            )

    def _keep_device_id(self, connection: Connection) -> str:
        connection.execute(
            "INSERT INTO meta (key, value) VALUES ('device_id', ?) ON CONFLICT DO NOTHING",
            (self._device_id or str(uuid.uuid4()),),
        )
        row = connection.execute("SELECT value FROM meta WHERE key = 'device_id'").fetchone()
        self._device_id = str(row[0])
        return self._device_id


def _quarter(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _minute_text(quarter: datetime) -> str:
    return quarter.replace(tzinfo=None).isoformat(timespec="minutes")
