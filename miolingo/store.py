"""The local history: one SQLite file, and the only SQL in the client."""

from __future__ import annotations

import json
import os
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from miolingo.domain.attempts import Attempt
from miolingo.domain.judgement import Verdict, WordResult, WordStatus
from miolingo.domain.progress import INTERVAL_MINUTES, Interval, Selection, Tally
from miolingo.domain.summary import HardWord
from miolingo.errors import StoreError
from miolingo.store_errors import damaged, primary_code, telling_errors, unusable

_BUSY_S = 5.0
_RETRY_S = 0.01
_COLUMNS = tuple(field.name for field in fields(Attempt))


@dataclass(frozen=True)
class Migration:
    """One step from a schema version to the next; never edited once released."""

    name: str
    statements: tuple[str, ...]


MIGRATIONS = (
    Migration(
        "attempts, sessions and meta",
        (
            """
            CREATE TABLE attempts (
                id TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
                user_id TEXT,
                language_code TEXT NOT NULL CHECK (language_code <> ''),
                practice_date TEXT NOT NULL
                    CHECK (practice_date GLOB '????-??-??T??:??:??.??????Z'),
                target_phrase TEXT NOT NULL CHECK (trim(target_phrase) <> ''),
                recognized_phrase TEXT NOT NULL,
                similarity_score REAL CHECK (similarity_score BETWEEN 0 AND 100),
                perfect_match INTEGER NOT NULL CHECK (perfect_match IN (0, 1)),
                verdict TEXT NOT NULL,
                words TEXT NOT NULL CHECK (json_valid(words)),
                deck TEXT,
                duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
                model TEXT NOT NULL,
                scorer_version TEXT NOT NULL,
                device_id TEXT NOT NULL,
                CHECK ((verdict = 'not_scorable') = (similarity_score IS NULL))
            )
            """,
            """
            CREATE INDEX attempts_by_date
            ON attempts (practice_date, language_code, similarity_score, perfect_match)
            """,
            """
            CREATE TABLE sessions (
                id TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
                device_id TEXT NOT NULL,
                started_at TEXT NOT NULL,
                ended_at TEXT CHECK (ended_at >= started_at)
            )
            """,
            "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)",
        ),
    ),
)

_SELECTED = """
    practice_date >= :since AND (
        :lang IS NULL OR language_code = :lang COLLATE NOCASE OR language_code LIKE :lang || '-%'
    )
"""
_INSERT = (
    f"INSERT INTO attempts ({', '.join(_COLUMNS)}) "  # noqa: S608 - the names of fields
    f"VALUES ({', '.join(f':{name}' for name in _COLUMNS)}) ON CONFLICT (id) DO NOTHING"
)
_LATEST = (
    f"SELECT {', '.join(_COLUMNS)} FROM attempts "  # noqa: S608 - the names of fields
    f"WHERE {_SELECTED} ORDER BY practice_date DESC, id DESC LIMIT :limit"
)
_INTERVALS = f"""
    SELECT
        substr(practice_date, 1, 14) AS hour,
        substr(practice_date, 15, 2) / {INTERVAL_MINUTES} AS part,
        language_code, count(*), count(similarity_score), total(similarity_score),
        sum(perfect_match AND similarity_score IS NOT NULL)
    FROM attempts WHERE {_SELECTED}
    GROUP BY hour, part, language_code
    ORDER BY hour, part, language_code
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


class Store:
    """The attempts in one SQLite file; several processes may use it at once.

    The file and its folder are made at the first write. Reading where there is none finds
    nothing and makes nothing; what lies on a read-only disk can be read. Every method may raise
    StoreError. Use it from one thread.
    """

    def __init__(self, path: Path, *, new_uuid: Callable[[], uuid.UUID] = uuid.uuid4) -> None:
        self._path = path
        self._new_uuid = new_uuid
        self._connection: sqlite3.Connection | None = None
        self._device_id: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def device_id(self) -> str:
        """This store's own UUID, made once; where it cannot be kept, one for this run."""
        if self._device_id is None:
            try:
                with self._transaction() as connection:
                    return self._keep_device_id(connection)
            except StoreError:
                self._device_id = str(self._new_uuid())
        return self._device_id

    def add_attempt(self, attempt: Attempt) -> None:
        """Keep an attempt; it is on disk when this returns. One already kept stays as it is."""
        with self._transaction() as connection:
            connection.execute(_INSERT, _row_of(attempt))

    def begin_session(self, session_id: str, at: datetime) -> None:
        """Note that a practice session began at an aware instant."""
        with self._transaction() as connection:
            device_id = self._keep_device_id(connection)
            connection.execute(
                "INSERT INTO sessions (id, device_id, started_at) VALUES (?, ?, ?) "
                "ON CONFLICT (id) DO NOTHING",
                (session_id, device_id, _text_of(at)),
            )

    def end_session(self, session_id: str, at: datetime) -> None:
        """Note that a practice session ended at an aware instant."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE sessions SET ended_at = max(?, started_at) WHERE id = ?",
                (_text_of(at), session_id),
            )

    def latest_attempts(self, selection: Selection, limit: int) -> Iterator[Attempt]:
        """At most ``limit`` attempts, the newest first, each read when it is asked for."""
        for row in self._read(_LATEST, _parameters(selection) | {"limit": limit}):
            try:
                attempt = _attempt_of(row)
            except (ValueError, TypeError, KeyError) as error:
                raise damaged(self._path) from error
            yield attempt

    def intervals(self, selection: Selection) -> list[Interval]:
        """What was practiced in each quarter of an hour and language, the oldest first."""
        return [
            Interval(
                datetime.fromisoformat(f"{hour}{part * INTERVAL_MINUTES:02}+00:00"),
                language_code,
                Tally(*counts),
            )
            for hour, part, language_code, *counts in self._read(_INTERVALS, _parameters(selection))
        ]

    def hardest_words(self, selection: Selection, *, among: int, limit: int) -> list[HardWord]:
        """The words with the lowest mean score in the newest ``among`` scored attempts.

        Words that were always correct, and extra words, are left out.
        """
        parameters = _parameters(selection) | {"among": among, "limit": limit}
        return [HardWord(*row) for row in self._read(_HARDEST_WORDS, parameters)]

    def last_practice_before(self, instant: datetime) -> datetime | None:
        """When the newest attempt earlier than an aware instant was made."""
        rows = self._read(
            "SELECT max(practice_date) FROM attempts WHERE practice_date < :before",
            {"before": _text_of(instant)},
        )
        (found,) = next(rows, (None,))
        return datetime.fromisoformat(found) if found else None

    def _keep_device_id(self, connection: sqlite3.Connection) -> str:
        connection.execute(
            "INSERT INTO meta (key, value) VALUES ('device_id', ?) ON CONFLICT DO NOTHING",
            (self._device_id or str(self._new_uuid()),),
        )
        row = connection.execute("SELECT value FROM meta WHERE key = 'device_id'").fetchone()
        self._device_id = str(row[0])
        return self._device_id

    def _read(self, query: str, parameters: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
        with telling_errors(self._path):
            if self._connection is not None or self._path.exists():
                yield from self._opened().execute(query, parameters)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with telling_errors(self._path):
            if self._connection is None:
                _make_private_file(self._path)
            connection = self._opened()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = _open(self._path)
        return self._connection


def delete_store(path: Path) -> None:
    """Delete a history and SQLite's files beside it. Raises StoreError."""
    with telling_errors(path):
        for beside in ("-wal", "-shm", ""):
            path.with_name(path.name + beside).unlink(missing_ok=True)


def _make_private_file(path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _open(path: Path) -> sqlite3.Connection:
    """Open a history; only to read where SQLite cannot make the files that it wants beside it."""
    writable = os.access(path.parent, os.W_OK)
    address = path.absolute().as_uri() + ("" if writable else _reading_options(path))
    connection = sqlite3.connect(address, uri=True, timeout=_BUSY_S, isolation_level=None)
    try:
        _refuse_newer_schema(connection, path)
        if writable:
            _prepare(connection)
        elif _schema_version(connection) < len(MIGRATIONS):
            raise unusable(path, "it must be brought up to date first")
    except BaseException:
        connection.close()
        raise
    return connection


def _reading_options(path: Path) -> str:
    """With a log beside the file SQLite has to read that too; without one nothing can change."""
    has_log = path.with_name(path.name + "-wal").exists()
    return "?mode=ro" if has_log else "?mode=ro&immutable=1"


def _prepare(connection: sqlite3.Connection) -> None:
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous = FULL")
    if _schema_version(connection) < len(MIGRATIONS):
        connection.execute("BEGIN IMMEDIATE")
        for migration in MIGRATIONS[_schema_version(connection) :]:
            for statement in migration.statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_schema_version(connection) + 1}")
        connection.execute("COMMIT")


def _refuse_newer_schema(connection: sqlite3.Connection, path: Path) -> None:
    if _schema_version(connection) > len(MIGRATIONS):
        raise StoreError(
            f"A newer Miolingo wrote the history {path}.",
            hint="Upgrade this one: pip install --upgrade miolingo",
        )


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch the log on; a second process that does so at the same moment is refused at once."""
    give_up_at = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                raise
            time.sleep(_RETRY_S)
        else:
            return


def _schema_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _parameters(selection: Selection) -> dict[str, Any]:
    since = _text_of(selection.since) if selection.since else ""
    return {"since": since, "lang": selection.language_code}


def _text_of(at: datetime) -> str:
    if at.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _row_of(attempt: Attempt) -> dict[str, Any]:
    words = [asdict(word) for word in attempt.words]
    return {name: getattr(attempt, name) for name in _COLUMNS} | {
        "practice_date": _text_of(attempt.practice_date),
        "words": json.dumps(words, ensure_ascii=False),
    }


def _attempt_of(row: tuple[Any, ...]) -> Attempt:
    values = dict(zip(_COLUMNS, row, strict=True))
    return Attempt(
        **values
        | {
            "practice_date": datetime.fromisoformat(values["practice_date"]),
            "perfect_match": bool(values["perfect_match"]),
            "verdict": Verdict(values["verdict"]),
            "words": tuple(
                WordResult(**word | {"status": WordStatus(word["status"])})
                for word in json.loads(values["words"])
            ),
        }
    )
