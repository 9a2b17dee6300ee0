"""A history in memory, on the disk of a machine whose process dies at a chosen statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from miolingo.history.database import StoreFile
from miolingo.history.schema import MIGRATIONS


class Crash(BaseException):
    """The process is gone; nothing may catch this but who plays the process."""


class CrashingFile(StoreFile):
    """A history that outlives its processes: closing it leaves it as it is.

    Every statement that writes, and every commit, counts as a step; with ``steps_left`` the last
    of these is the process's last, and what stands uncommitted then is lost, as it is when a
    process is killed.
    """

    def __init__(self, copied: CrashingFile | None = None) -> None:
        super().__init__(Path("in memory"))
        self.steps_left: int | None = None
        self._connection = self._memory = sqlite3.connect(":memory:", isolation_level=None)
        (copied._memory if copied else _empty()).backup(self._memory)

    def close(self) -> None:
        """Leave the disk as it is."""

    def destroy(self) -> None:
        """Give the memory back."""
        self._memory.close()

    def step(self) -> None:
        """Go one step further, or die."""
        if self.steps_left is not None:
            self.steps_left -= 1
            if self.steps_left < 0:
                raise Crash

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """As the real one, in steps."""
        with super().transaction() as connection:
            yield _Stepping(connection, self)  # type: ignore[misc]
            self.step()
        self.step()


@cache
def _empty() -> sqlite3.Connection:
    """A history that nothing was written to yet."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for migration in MIGRATIONS:
        for statement in migration.statements:
            connection.execute(statement)
    return connection


class _Stepping:
    def __init__(self, connection: sqlite3.Connection, file: CrashingFile) -> None:
        self._connection, self._file = connection, file

    def execute(self, *arguments: Any) -> Any:
        self._file.step()
        return self._connection.execute(*arguments)

    def executemany(self, statement: str, rows: Any) -> None:
        for row in rows:
            self.execute(statement, row)
