"""Open, migrate, read and write one SQLite file that several processes share."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from miolingo.errors import StoreError
from miolingo.files.installation import upgrade
from miolingo.history.database_errors import damaged, primary_code, translate_errors, unusable
from miolingo.history.schema import MIGRATIONS

_BUSY_S = 5.0
_RETRY_S = 0.01

T = TypeVar("T")


class StoreFile:
    """A history's file, opened when it is first wanted; use it from one thread.

    The file and its folder are made at the first write. Reading where there is none finds
    nothing and makes nothing; what lies on a read-only disk can be read. Every method may raise
    StoreError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the file; safe to call twice."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def read(
        self, query: str, parameters: Mapping[str, Any] | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, each read when it is asked for.

        Who wants no more of them may leave the rest, also after the file is closed.
        """
        with translate_errors(self.path):
            if self._connection is not None or self.path.exists():
                rows = self._opened().execute(query, parameters or {})
                for row in rows:  # noqa: UP028 - "yield from" would close what is closed by then
                    yield row

    def read_as(
        self,
        convert: Callable[[tuple[Any, ...]], T],
        query: str,
        parameters: Mapping[str, Any] | None = None,
    ) -> Iterator[T]:
        """Yield what a query's rows are converted to, each when it is asked for.

        Raises DamagedHistoryError for a row that ``convert`` refuses with ValueError.
        """
        for row in self.read(query, parameters):
            try:
                value = convert(row)
            except ValueError as error:
                raise damaged(self.path) from error
            yield value

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write what the block does, on disk when it ends, or nothing of it when it fails."""
        with translate_errors(self.path):
            if self._connection is None:
                _make_private_file(self.path)
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
            self._connection = _open(self.path)
        return self._connection


def delete_store(path: Path) -> None:
    """Delete a history, damaged ones that were set aside, and SQLite's files beside them.

    Raises StoreError.
    """
    with translate_errors(path):
        for history in (*damaged_files(path), path):
            for beside in ("-wal", "-shm", ""):
                history.with_name(history.name + beside).unlink(missing_ok=True)


def damaged_files(path: Path) -> list[Path]:
    """Return the damaged files of a history that were set aside and are still there."""
    return list(path.parent.glob(f"{damaged_stem(path)}*{path.suffix}"))


def damaged_stem(path: Path) -> str:
    """Return how the names of a history's damaged files begin that were set aside."""
    return f"{path.stem}.damaged-"


def _make_private_file(path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _open(path: Path) -> sqlite3.Connection:
    """Open a history; only to read where SQLite cannot make the files that it wants beside it."""
    writable = os.access(path.parent, os.W_OK)
    address = path.absolute().as_uri() + ("" if writable else reading_options(path))
    connection = sqlite3.connect(address, uri=True, timeout=_BUSY_S, isolation_level=None)
    try:
        _refuse_newer_schema(connection, path)
        if writable:
            _prepare(connection)
        elif _schema_version(connection) < len(MIGRATIONS):
            raise unusable(path, "it must be updated first")
    except BaseException:
        connection.close()
        raise
    return connection


def reading_options(path: Path) -> str:
    """Return the options to read a file without writing beside it.

    With a write-ahead log SQLite has to read that too; without one the file cannot change.
    """
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
            f"A newer version of Miolingo wrote the history {path}.",
            hint=upgrade(),
        )


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log, again and again while another process does the same.

    SQLite refuses the second one at once, whatever its timeout.
    """
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
