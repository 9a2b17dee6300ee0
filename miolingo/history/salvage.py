"""Read around damage: every row of a history's file that SQLite can still reach."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miolingo.history.database import reading_options
from miolingo.history.database_errors import primary_code
from miolingo.history.schema import MIGRATIONS

Row = tuple[Any, ...]

_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOTADB,
}
_FAILURES = (sqlite3.DatabaseError, UnicodeDecodeError)  # the latter from garbage in a message
_HEADER_BYTES, _PAGE_BYTES = 100, 4096
_TABLES_OF_FIRST_SCHEMA = "EXPLAIN SELECT 1 FROM attempts, sessions, meta"
_BEGIN_TABLE_ON_PAGE = "UPDATE sqlite_schema SET rootpage = :page WHERE name = :table"
_SMALLEST_ROW_BYTES = 64


@dataclass(frozen=True)
class Table:
    """A table of rows with a rowid, and the indices of it, each with its first column."""

    name: str
    columns: tuple[str, ...]
    indices: Mapping[str, str]


class DamagedFile:
    """A file that nobody writes to any more; what cannot be read of it is skipped.

    ``has_all_tables`` is whether tables newer than the first schema can be found.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, *, has_all_tables: bool) -> None:
        self._path = path
        self._connection = connection
        self._highest_rowid = path.stat().st_size // _SMALLEST_ROW_BYTES
        self.has_all_tables = has_all_tables

    def has(self, table: Table) -> bool:
        """Return whether the file has a table that is newer than the first schema."""
        columns = self._connection.execute(f"PRAGMA table_info({table.name})")
        return self.has_all_tables and columns.fetchone() is not None

    def rows_by_key(self, table: str, columns: str, key: str) -> Iterator[Row]:
        """Yield the rows of a table from either end up to the damage; some may come twice."""
        for order in ("ASC", "DESC"):
            try:
                yield from self._connection.execute(
                    f"SELECT {columns} FROM {table} ORDER BY {key} {order}"  # noqa: S608 - constants
                )
            except _FAILURES as error:
                _skip_damage(error)
            else:
                return

    def rowids_listed(self, table: Table) -> set[int]:
        """Return the rowids in a table's indices, whether or not the table still has the rows."""
        return {
            rowid
            for index, column in table.indices.items()
            for (rowid,) in self.rows_by_key(f"{table.name} INDEXED BY {index}", "rowid", column)
        }

    def rows(self, table: Table, listed: Iterable[int]) -> Iterator[Row]:
        """Yield the rows of a table, each behind its rowid; some may come twice.

        A range of rows that fails is halved until what fails is a single row. Those ``listed`` are
        looked for even where no file of this size would have them.
        """
        query = (
            f"SELECT rowid, {self._columns_of(table)} FROM {table.name} NOT INDEXED "  # noqa: S608
            "WHERE rowid BETWEEN :first AND :last ORDER BY rowid"
        )
        ranges = [(rowid, rowid) for rowid in listed if rowid > self._highest_rowid]
        ranges.append((1, self._highest_rowid))
        while ranges:
            first, last = ranges.pop()
            try:
                for row in self._connection.execute(query, {"first": first, "last": last}):
                    yield row
                    first = max(first, row[0] + 1)
            except _FAILURES as error:
                _skip_damage(error)
                middle = (first + last) // 2
                if first < last:
                    ranges += [(middle + 1, last), (first, middle)]

    def _columns_of(self, table: Table) -> str:
        """Return a table's columns as a query names them; one newer than the file is NULL."""
        rows = self._connection.execute(f"PRAGMA table_info({table.name})")
        present = {name for _, name, *_ in rows}
        return ", ".join(name if name in present else "NULL" for name in table.columns)

    def rows_astray(self, table: Table, wanted: Collection[int]) -> Iterator[Row]:
        """Yield rows that the table no longer leads to, each behind its rowid; some may come twice.

        Every page of the file is read as if it were the whole table. Free pages still have
        what was deleted: ``wanted`` are the rows that an index lists.
        """
        if not wanted:
            return
        content = self._path.read_bytes()
        query = f"SELECT rowid, {', '.join(table.columns)} FROM {table.name} NOT INDEXED"  # noqa: S608
        with closing(_in_memory(_sound_beginning() + content[_PAGE_BYTES:])) as connection:
            for page in range(2, len(content) // _PAGE_BYTES + 1):
                connection.execute(_BEGIN_TABLE_ON_PAGE, {"page": page, "table": table.name})
                connection.commit()
                connection.execute("PRAGMA writable_schema = RESET")
                connection.execute("PRAGMA writable_schema = ON")
                try:
                    yield from (row for row in connection.execute(query) if row[0] in wanted)
                except _FAILURES as error:
                    _skip_damage(error)


@contextmanager
def damaged_file(path: Path) -> Iterator[DamagedFile]:
    """Open a file read-only, with the beginning of a sound history where its own is unreadable."""
    with closing(_as_it_lies(path)) as connection:
        if _knows_tables(connection):
            yield DamagedFile(path, connection, has_all_tables=True)
            return
    content, beginning = path.read_bytes(), _sound_beginning()
    with closing(_in_memory(beginning[:_HEADER_BYTES] + content[_HEADER_BYTES:])) as connection:
        if _knows_tables(connection):
            yield DamagedFile(path, connection, has_all_tables=True)
            return
    with closing(_in_memory(beginning + content[_PAGE_BYTES:])) as connection:
        yield DamagedFile(path, connection, has_all_tables=False)


def _as_it_lies(path: Path) -> sqlite3.Connection:
    address = path.absolute().as_uri() + reading_options(path)
    return _tolerant(sqlite3.connect(address, uri=True))


def _in_memory(content: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    return _tolerant(connection)


def _tolerant(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Let SQLite read a file of the wrong length, and a schema that is in part nonsense."""
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _knows_tables(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute(_TABLES_OF_FIRST_SCHEMA)
    except _FAILURES as error:
        _skip_damage(error)
        return False
    return True


def _sound_beginning() -> bytes:
    """Return the first page of an empty history, with no length of the file in its header.

    It lists the tables of the first schema alone: they begin on the same pages in every history.
    They have the columns of the newest schema; SQLite reads older rows as if they had these too.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        for statement in (*MIGRATIONS[0].statements, *_added_columns()):
            connection.execute(statement)
        page = connection.serialize()[:_PAGE_BYTES]
    return page[:28] + bytes(4) + page[32:]


def _added_columns() -> Iterator[str]:
    for migration in MIGRATIONS[1:]:
        for statement in migration.statements:
            if statement.split()[:2] == ["ALTER", "TABLE"]:
                yield statement


def _skip_damage(error: sqlite3.DatabaseError | UnicodeDecodeError) -> None:
    """Return for an error that damage causes; raise any other."""
    if isinstance(error, sqlite3.DatabaseError) and primary_code(error) not in _DAMAGE:
        raise error
