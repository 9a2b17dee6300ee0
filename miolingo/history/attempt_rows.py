"""Write, read and delete the rows of attempts, sessions and listening answers in SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from enum import IntEnum
from sqlite3 import Connection
from typing import Any

from miolingo.history.attempts import Attempt, AttemptOutcome, PracticeSession
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.history.reports.statistics import Selection
from miolingo.history.serialization import (
    LISTENING_FIELDS,
    SESSION_FIELDS,
    attempt_from_record,
    attempt_record,
    instant_of,
    listening_from_record,
    listening_record,
    session_from_record,
    session_record,
    text_of,
)
from miolingo.judging.judgement import Verdict

COLUMNS = tuple(field.name for field in fields(Attempt))


class SyncState(IntEnum):
    """How a row stands to the account, as its column ``sync_state`` has it."""

    PENDING = 0
    SYNCED = 1
    REFUSED = 2


_INSERT = (
    f"INSERT INTO attempts ({', '.join(COLUMNS)}, sync_state) "  # noqa: S608 - names of fields
    f"SELECT {', '.join(f':{name}' for name in COLUMNS)}, :sync_state "
    "WHERE NOT EXISTS (SELECT 1 FROM deletions WHERE id = :id) ON CONFLICT (id) DO NOTHING"
)
_INSERT_SESSION = """
    INSERT INTO sessions (id, device_id, started_at, ended_at, sync_state)
    SELECT :id, :device_id, :started_at, :ended_at, :sync_state
    WHERE NOT EXISTS (SELECT 1 FROM deletions WHERE id = :id)
    ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, sync_state = excluded.sync_state
    WHERE coalesce(ended_at, '') < excluded.ended_at
"""
_INSERT_LISTENING = (
    f"INSERT INTO listening_answers ({', '.join(LISTENING_FIELDS)}, sync_state) "  # noqa: S608 - names
    f"SELECT {', '.join(f':{name}' for name in LISTENING_FIELDS)}, :sync_state "
    "WHERE NOT EXISTS (SELECT 1 FROM deletions WHERE id = :id) ON CONFLICT (id) DO NOTHING"
)
_TABLES_WITH_IDS = ("attempts", "sessions", "listening_answers", "refusals")


def insert(
    connection: Connection,
    attempts: Iterable[Attempt],
    sessions: Iterable[PracticeSession],
    listening_answers: Iterable[ListeningAnswer] = (),
    *,
    user_id: str | None = None,
    sync_state: SyncState = SyncState.PENDING,
) -> None:
    """Insert what is neither kept nor deleted; of a session kept already, take the later end."""
    state = {"sync_state": sync_state}
    connection.executemany(
        _INSERT, (attempt_row(replace(attempt, user_id=user_id)) | state for attempt in attempts)
    )
    connection.executemany(_INSERT_SESSION, (session_row(session) | state for session in sessions))
    connection.executemany(
        _INSERT_LISTENING, (listening_record(answer) | state for answer in listening_answers)
    )


def forget(
    connection: Connection, row_id: str, *, sync_state: SyncState = SyncState.PENDING
) -> None:
    """Delete an attempt, a practice session or a listening answer, and keep its tombstone."""
    remove(connection, row_id)
    connection.execute(
        "INSERT INTO deletions (id, sync_state) VALUES (:id, :state) ON CONFLICT (id) "
        "DO UPDATE SET sync_state = excluded.sync_state WHERE sync_state <> :synced",
        {"id": row_id, "state": sync_state, "synced": SyncState.SYNCED},
    )


def remove(connection: Connection, row_id: str) -> None:
    """Delete an attempt, a practice session or a listening answer without a tombstone."""
    for table in _TABLES_WITH_IDS:
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))  # noqa: S608 - constants


def attempt_row(attempt: Attempt) -> dict[str, Any]:
    """Return an attempt's values by COLUMNS."""
    record = attempt_record(attempt)
    as_text = {
        name: json.dumps(record[name], ensure_ascii=False)
        for name in ("words", "details")
        if name in record
    }
    return dict.fromkeys(COLUMNS) | record | as_text | {"user_id": attempt.user_id}


def attempt_from_row(row: tuple[Any, ...]) -> Attempt:
    """Return the attempt of a row of COLUMNS. Raises ValueError."""
    values = dict(zip(COLUMNS, row, strict=True))
    values["perfect_match"] = bool(values["perfect_match"])
    try:
        values["words"] = json.loads(values["words"])
        values["details"] = values["details"] and json.loads(values["details"])
    except TypeError as error:
        raise ValueError("the words are not text") from error
    return attempt_from_record(values, user_id=values["user_id"])


def outcome_from_row(row: tuple[Any, ...]) -> AttemptOutcome:
    """Return the outcome of a row of the fields of AttemptOutcome. Raises ValueError."""
    attempt_id, practice_date, phrase, score, verdict, deck, language_code, shadowed = row
    try:
        at = instant_of(practice_date)
    except TypeError as error:
        raise ValueError("the time is not text") from error
    verdict = Verdict(verdict)
    return AttemptOutcome(
        attempt_id, at, phrase, score, verdict, deck, language_code, bool(shadowed)
    )


def session_row(session: PracticeSession) -> dict[str, Any]:
    """Return a practice session's values by SESSION_FIELDS."""
    return dict.fromkeys(SESSION_FIELDS) | session_record(session)


def session_from_row(row: tuple[Any, ...]) -> PracticeSession:
    """Return the practice session of a row of SESSION_FIELDS. Raises ValueError."""
    return session_from_record(dict(zip(SESSION_FIELDS, row, strict=True)))


def listening_from_row(row: tuple[Any, ...]) -> ListeningAnswer:
    """Return the listening answer of a row of LISTENING_FIELDS. Raises ValueError."""
    values = dict(zip(LISTENING_FIELDS, row, strict=True))
    return listening_from_record(values | {"correct": bool(values["correct"])})


def selection_parameters(selection: Selection) -> dict[str, Any]:
    """Return the parameters ``since`` and ``lang`` of a query here or of a function in the account.

    None stands for no limit.
    """
    since = text_of(selection.since) if selection.since else None
    return {"since": since, "lang": selection.language_code}
