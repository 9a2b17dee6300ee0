"""The older app's users.db, a SQLite file: read by the names of its columns, and never written to.

Of its users nothing is read but what names them. The file may come from anyone: only tables are
read, no view and nothing else that computes, and no more of them than such an app can have written.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

START = b"SQLite format 3\0"
_LOGS = ("-wal", "-journal")
_COLUMNS = (
    "language_code",
    "practice_date",
    "target_phrase",
    "recognized_phrase",
    "similarity_score",
    "perfect_match",
)
_MOST_ROWS = 1_000_000
"""More than fifty a day for fifty years."""
_LONGEST_VALUE_BYTES = 2**20
_STEPS_A_LOOK, _MOST_LOOKS = 1_000_000, 5_000
"""How many steps SQLite's machine may take; a million rows take less than a hundredth of them."""


@dataclass(frozen=True)
class ProgressRows:
    """The rows of one user, each with its ``rowid``.

    ``shares`` says that the file's scores are 0-1, not 0-100.
    """

    rows: tuple[dict[str, Any], ...]
    shares: bool


def progress(path: Path, choose: Callable[[list[str]], str]) -> ProgressRows | None:
    """The rows of the user that ``choose`` picks by name; None if the file has no such table.

    Text that is not UTF-8 comes with lone surrogates. Raises sqlite3.Error, OSError and what
    ``choose`` raises.
    """
    with _opened(path) as database:
        columns = _columns(database, "user_progress")
        if not columns:
            return None
        names = ("rowid", *(name for name in _COLUMNS if name in columns))
        query = f"SELECT {', '.join(names)} FROM user_progress"  # noqa: S608 - names from above
        if "user_id" in columns:
            owner = _owner(database, choose)
            rows = _bounded(database.execute(f"{query} WHERE user_id IS ?", (owner,)))
        else:
            rows = _bounded(database.execute(query))
        shares = "similarity_score" not in columns or _has_shares(database)
        return ProgressRows(tuple(dict(zip(names, row, strict=True)) for row in rows), shares)


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    """The columns of a table that lies in the file; none for a view and for what is computed."""
    own = database.execute(
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name = ?", (table,)
    )
    if own.fetchone() is None:
        return set()
    described = database.execute("SELECT name FROM pragma_table_info(?)", (table,))
    return {name for (name,) in described}


def _bounded(rows: sqlite3.Cursor) -> list[Any]:
    """All rows of a query. Raises sqlite3.DataError for more than anybody can have practiced."""
    found = rows.fetchmany(_MOST_ROWS + 1)
    if len(found) > _MOST_ROWS:
        raise sqlite3.DataError(f"it has more than {_MOST_ROWS} rows")
    return found


def _owner(database: sqlite3.Connection, choose: Callable[[list[str]], str]) -> Any:
    """The id of the user who is chosen; without a name, the id stands for it."""
    rows = _bounded(database.execute("SELECT DISTINCT user_id FROM user_progress"))
    ids = [user_id for (user_id,) in rows]
    if not ids:
        return None
    known = {}
    if {"user_id", "username"} <= _columns(database, "users"):
        known = dict(_bounded(database.execute("SELECT user_id, username FROM users")))
    names = {str(known.get(user_id) or user_id): user_id for user_id in ids}
    return names[choose(sorted(names))]


def _has_shares(database: sqlite3.Connection) -> bool:
    (above,) = database.execute(
        "SELECT count(*) FROM user_progress "
        "WHERE typeof(similarity_score) IN ('integer', 'real') AND similarity_score > 1"
    ).fetchone()
    return not above


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as it is; with a log beside it, which SQLite would work into it, a copy of both."""
    logs = [log for suffix in _LOGS if (log := path.with_name(path.name + suffix)).exists()]
    with ExitStack() as stack:
        address = path.absolute().as_uri() + "?mode=ro&immutable=1"
        if logs:
            copy = Path(stack.enter_context(TemporaryDirectory())) / path.name
            for file in (path, *logs):
                shutil.copyfile(file, copy.with_name(file.name))
            address = copy.as_uri()
        database = stack.enter_context(closing(sqlite3.connect(address, uri=True)))
        database.text_factory = _text
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE_BYTES)
        database.execute("PRAGMA trusted_schema = OFF")
        looks = count(1)
        database.set_progress_handler(lambda: next(looks) > _MOST_LOOKS, _STEPS_A_LOOK)
        yield database


def _text(raw: bytes) -> str:
    return raw.decode(errors="surrogateescape")
