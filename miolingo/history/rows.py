"""The rows of attempts and practice sessions in SQLite: written, read and deleted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from sqlite3 import Connection
from typing import Any

from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.history.serialization import instant_of, text_of, word_from_record, word_record
from miolingo.judging.judgement import Verdict

COLUMNS = tuple(field.name for field in fields(Attempt))

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


def insert(
    connection: Connection,
    attempts: Iterable[Attempt],
    sessions: Iterable[PracticeSession],
    *,
    user_id: str | None = None,
    sync_state: int = 0,
) -> None:
    """Take in what is neither kept nor deleted; of a session the later end counts."""
    state = {"sync_state": sync_state}
    connection.executemany(
        _INSERT, (_row_of(replace(attempt, user_id=user_id)) | state for attempt in attempts)
    )
    connection.executemany(_INSERT_SESSION, (_session_row(session) | state for session in sessions))


def forget(connection: Connection, one: str, *, sync_state: int = 0) -> None:
    """Delete an attempt or a session, and remember that it was deleted."""
    remove(connection, one)
    connection.execute(
        "INSERT INTO deletions (id, sync_state) VALUES (?, ?) "
        "ON CONFLICT (id) DO UPDATE SET sync_state = max(sync_state, excluded.sync_state)",
        (one, sync_state),
    )


def attempt_of(row: tuple[Any, ...]) -> Attempt:
    """The attempt of a row of COLUMNS. Raises ValueError, TypeError and KeyError."""
    values = dict(zip(COLUMNS, row, strict=True))
    return Attempt(
        **values
        | {
            "practice_date": instant_of(values["practice_date"]),
            "perfect_match": bool(values["perfect_match"]),
            "verdict": Verdict(values["verdict"]),
            "words": tuple(word_from_record(word) for word in json.loads(values["words"])),
        }
    )


def session_of(row: tuple[Any, ...]) -> PracticeSession:
    """The session of a row: id, device, start and end."""
    one, device_id, started_at, ended_at = row
    return PracticeSession(
        one, device_id, instant_of(started_at), ended_at and instant_of(ended_at)
    )


def remove(connection: Connection, one: str) -> None:
    """Delete an attempt or a session; no deletion is noted."""
    connection.execute("DELETE FROM attempts WHERE id = ?", (one,))
    connection.execute("DELETE FROM sessions WHERE id = ?", (one,))
    connection.execute("DELETE FROM refusals WHERE id = ?", (one,))


def _row_of(attempt: Attempt) -> dict[str, Any]:
    words = [word_record(word) for word in attempt.words]
    return {name: getattr(attempt, name) for name in COLUMNS} | {
        "practice_date": text_of(attempt.practice_date),
        "words": json.dumps(words, ensure_ascii=False),
    }


def _session_row(session: PracticeSession) -> dict[str, Any]:
    return {
        "id": session.id,
        "device_id": session.device_id,
        "started_at": text_of(session.started_at),
        "ended_at": text_of(session.ended_at) if session.ended_at else None,
    }
