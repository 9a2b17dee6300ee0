"""The older app's users.db, a SQLite file: read by the names of its columns, and never written to.

Of its users nothing is read but what names them.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

START = b"SQLite format 3\0"
_LOGS = ("-wal", "-journal")
_ROWS = "SELECT rowid, * FROM user_progress"


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
        if "user_id" in columns:
            owner = _owner(database, choose)
            rows = database.execute(f"{_ROWS} WHERE user_id IS ?", (owner,)).fetchall()
        else:
            rows = database.execute(_ROWS).fetchall()
        shares = "similarity_score" not in columns or _has_shares(database)
        names = ("rowid", *columns)
        return ProgressRows(tuple(dict(zip(names, row, strict=True)) for row in rows), shares)


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in database.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def _owner(database: sqlite3.Connection, choose: Callable[[list[str]], str]) -> Any:
    """The id of the user who is chosen; without a name, the id stands for it."""
    ids = [user_id for (user_id,) in database.execute("SELECT DISTINCT user_id FROM user_progress")]
    if not ids:
        return None
    known = {}
    if {"user_id", "username"} <= set(_columns(database, "users")):
        known = dict(database.execute("SELECT user_id, username FROM users"))
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
        yield database


def _text(raw: bytes) -> str:
    return raw.decode(errors="surrogateescape")
