"""A history's file whose process dies at a chosen statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from miolingo.history.database import StoreFile


class Crash(BaseException):
    """The process is gone; nothing may catch this but who plays the process."""


class CrashingFile(StoreFile):
    """Every statement that writes, and every commit, counts as a step; the chosen one is the last.

    What stands uncommitted then is lost, as it is when a process is killed.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.steps_left: int | None = None

    def step(self) -> None:
        """Go one step further, or die."""
        if self.steps_left is not None:
            self.steps_left -= 1
            if self.steps_left < 0:
                raise Crash

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """As the real one, in steps."""
        with super().transaction() as connection:
            yield _Stepping(connection, self)  # type: ignore[misc]
            self.step()
        self.step()


class _Stepping:
    def __init__(self, connection: Connection, file: CrashingFile) -> None:
        self._connection, self._file = connection, file

    def execute(self, *arguments: Any) -> Any:
        self._file.step()
        return self._connection.execute(*arguments)

    def executemany(self, statement: str, rows: Any) -> None:
        for row in rows:
            self.execute(statement, row)
