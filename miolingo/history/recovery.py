"""Recover a damaged history: set it aside as it is, and put what can be read into a new one.

The log is moved first, then the file, which is read where it lies then. A history has notes of
which of the files beside it were taken in, so that the next run completes one that was interrupted.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

from miolingo.errors import StoreError
from miolingo.history.attempt_rows import (
    COLUMNS,
    SyncState,
    attempt_from_row,
    insert,
    listening_from_row,
    session_from_row,
)
from miolingo.history.database import StoreFile, damaged_stem
from miolingo.history.database_errors import DamagedHistoryError, damaged, translate_errors
from miolingo.history.interface import pages
from miolingo.history.location import HistoryLocation
from miolingo.history.salvage import DamagedFile, Row, Table, damaged_file
from miolingo.history.serialization import LISTENING_FIELDS, SESSION_FIELDS

_ATTEMPTS = Table(
    "attempts", COLUMNS, {"sqlite_autoindex_attempts_1": "id", "attempts_by_date": "practice_date"}
)
_SESSIONS = Table("sessions", SESSION_FIELDS, {"sqlite_autoindex_sessions_1": "id"})
_LISTENING = Table(
    "listening_answers",
    LISTENING_FIELDS,
    {
        "sqlite_autoindex_listening_answers_1": "id",
        "listening_answers_by_date": "answered_at",
    },
)

_LOG = "-wal"
_PARTS = ("-journal", _LOG, "-shm", "")
_LOCKS_AT, _LOCKS_BYTES = 0x40000000, 512
"""Where in its file, as SQLite's format has it, a program that has a history open holds a lock."""

_KEPT_NOTES = ("device_id", "guest_history_offered")
_TAKEN_IN = "taken in: "
_UNFIT = (ValueError, sqlite3.IntegrityError)

Write = Callable[[sqlite3.Connection, Row], None]


@dataclass(frozen=True)
class Recovery:
    """What was read of a damaged file, which lies at ``aside`` now.

    ``lost`` counts the attempts, sessions and listening answers that were there for sure and
    cannot be read.
    """

    aside: Path
    attempts: int
    sessions: int
    settings: int
    deletions: int
    lost: int
    listening_answers: int = 0


@dataclass(frozen=True)
class RecoveryReport:
    """A history that is sound now, and what was taken in from damaged ones; none if it always was.

    ``attempts`` counts all that it holds.
    """

    path: Path
    signed_in: bool
    attempts: int
    recoveries: tuple[Recovery, ...]


def sound_attempts(path: Path, *, thorough: bool = False) -> int:
    """Return how many attempts a history holds, if it is sound as far as can be told.

    A thorough look also compares indices with their tables, and reads every row. Raises
    StoreError: a DamagedHistoryError for a file with damage.
    """
    check = "PRAGMA integrity_check(1)" if thorough else "PRAGMA quick_check(1)"
    with closing(StoreFile(path)) as file:
        if next(file.read(check), ("ok",)) != ("ok",):
            raise damaged(path)
        if thorough:
            _read_every_row(file)
        (count,) = next(file.read("SELECT count(*) FROM attempts"), (0,))
        return int(count)


def _read_every_row(file: StoreFile) -> None:
    """Raise DamagedHistoryError for a row that is not what its table is of."""
    attempts = f"SELECT {', '.join(COLUMNS)} FROM attempts"  # noqa: S608 - names of fields
    sessions = f"SELECT {', '.join(SESSION_FIELDS)} FROM sessions"  # noqa: S608 - names of fields
    answers = f"SELECT {', '.join(LISTENING_FIELDS)} FROM listening_answers"  # noqa: S608 - the same
    for _ in chain(
        file.read_as(attempt_from_row, attempts),
        file.read_as(session_from_row, sessions),
        file.read_as(listening_from_row, answers),
    ):
        pass


def recover(location: HistoryLocation, now: datetime) -> RecoveryReport:
    """Set a damaged history aside and begin a new one with what can be read of it.

    A sound history is left alone; an earlier run that was interrupted is completed. Only one
    process may do this at a time. Raises StoreError; another run then completes this one.
    """
    if _half_moved(location.path) or not _is_sound(location.path):
        _set_aside(location.path, now)
    recoveries = []
    while asides := _not_taken_in(location.path):
        recoveries.append(_take_in(asides[0], location))
    attempts = sound_attempts(location.path)
    return RecoveryReport(location.path, location.user_id is not None, attempts, tuple(recoveries))


def _is_sound(path: Path) -> bool:
    try:
        sound_attempts(path, thorough=True)
    except DamagedHistoryError:
        return False
    return True


def _set_aside(path: Path, now: datetime) -> None:
    aside = _half_moved(path) or path.with_name(
        f"{damaged_stem(path)}{now:%Y%m%dT%H%M%SZ}{path.suffix}"
    )
    with translate_errors(path), _alone_with(path):
        for source, target in zip(_parts(path), _parts(aside), strict=True):
            if source.exists() and target.exists():
                raise StoreError(f"{target} already exists.", hint="Run the command again.")
            if source.exists():
                source.rename(target)


def _half_moved(path: Path) -> Path | None:
    """Return where a move that was interrupted has put the log and not yet the file itself."""
    logs = path.parent.glob(f"{damaged_stem(path)}*{path.suffix}{_LOG}")
    asides = (log.with_name(log.name.removesuffix(_LOG)) for log in logs)
    has_log = path.with_name(path.name + _LOG).exists()
    begun = path.exists() and not has_log
    return next((aside for aside in asides if begun and not aside.exists()), None)


def _parts(path: Path) -> list[Path]:
    return [path.with_name(path.name + part) for part in _PARTS]


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    """Raise StoreError where another program has a history open; Windows moves no such file."""
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - Windows has none

    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKS_BYTES, _LOCKS_AT)
        except OSError as error:
            raise StoreError(
                f"Another program has the history {path} open.",
                hint="Close it (for example a practice session) and run this again.",
            ) from error
        yield


def _not_taken_in(path: Path) -> list[Path]:
    """Return the damaged files beside a history that were not wholly taken in, newest first."""
    with closing(StoreFile(path)) as file:
        notes = {key for (key,) in file.read("SELECT key FROM meta")}
    asides = sorted(path.parent.glob(f"{damaged_stem(path)}*{path.suffix}"), reverse=True)
    return [aside for aside in asides if _TAKEN_IN + aside.name not in notes]


def _take_in(aside: Path, location: HistoryLocation) -> Recovery:
    def keep_attempt(connection: sqlite3.Connection, row: Row) -> None:
        insert(connection, [attempt_from_row(row)], [], user_id=location.user_id)

    with (
        translate_errors(aside),
        damaged_file(aside) as old,
        closing(StoreFile(location.path)) as file,
    ):
        with file.transaction() as connection:
            _copy_notes(old, connection)
        attempts, lost_attempts = _copy(old, file, _ATTEMPTS, keep_attempt)
        sessions, lost_sessions = _copy(old, file, _SESSIONS, _keep_session)
        has_answers = old.has(_LISTENING)
        answers, lost_answers = (
            _copy(old, file, _LISTENING, _keep_answer) if has_answers else (0, 0)
        )
        settings, deletions = _settings(old), _deletions(old)
        with file.transaction() as connection:
            connection.executemany(
                "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING",
                settings.items(),
            )
            connection.executemany(
                "INSERT INTO deletions (id) SELECT :id WHERE :id NOT IN (SELECT id FROM attempts) "
                "AND :id NOT IN (SELECT id FROM sessions) "
                "AND :id NOT IN (SELECT id FROM listening_answers) ON CONFLICT DO NOTHING",
                ({"id": row_id} for row_id in deletions),
            )
            _note(connection, _TAKEN_IN + aside.name, "yes")
    lost = lost_attempts + lost_sessions + lost_answers
    return Recovery(aside, attempts, sessions, len(settings), len(deletions), lost, answers)


def _copy(old: DamagedFile, file: StoreFile, table: Table, keep: Write) -> tuple[int, int]:
    """Take in the rows of a table; return how many were read, and how many more are lost."""
    listed = old.rowids_listed(table)
    kept, unfit = _kept(file, old.rows(table, listed), keep)
    strays, _ = _kept(file, old.rows_astray(table, listed - kept), keep)
    kept |= strays
    return len(kept), len((listed | unfit) - kept)


def _kept(file: StoreFile, rows: Iterator[Row], keep: Write) -> tuple[set[int], set[int]]:
    """Keep what can be kept; return the rowids of those rows and of the others."""
    kept, unfit = set[int](), set[int]()
    for page in pages(rows):
        with file.transaction() as connection:
            for rowid, *row in page:
                try:
                    keep(connection, tuple(row))
                    kept.add(rowid)
                except _UNFIT:
                    unfit.add(rowid)
    return kept, unfit


def _keep_answer(connection: sqlite3.Connection, row: Row) -> None:
    insert(connection, [], [], [listening_from_row(row)])


def _keep_session(connection: sqlite3.Connection, row: Row) -> None:
    insert(connection, [], [session_from_row(row)])


def _copy_notes(old: DamagedFile, connection: sqlite3.Connection) -> None:
    for key, value in old.rows_by_key("meta", "key, value", "key"):
        if key in _KEPT_NOTES or str(key).startswith(_TAKEN_IN):
            _note(connection, key, value)


def _note(connection: sqlite3.Connection, key: str, value: str) -> None:
    connection.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING", (key, value)
    )


def _settings(old: DamagedFile) -> dict[str, str]:
    rows = old.rows_by_key("settings", "key, value", "key") if old.has_all_tables else ()
    return {key: value for key, value in rows if isinstance(key, str) and _is_json(value)}


def _is_json(value: Any) -> bool:
    try:
        json.loads(value)
    except (ValueError, TypeError):
        return False
    return True


def _deletions(old: DamagedFile) -> set[str]:
    rows = old.rows_by_key("deletions", "id, sync_state", "id") if old.has_all_tables else ()
    return {row_id for row_id, state in rows if _is_uuid(row_id) and state in set(SyncState)}


def _is_uuid(value: Any) -> bool:
    try:
        return bool(str(UUID(value)) == value)
    except (ValueError, TypeError, AttributeError):
        return False
