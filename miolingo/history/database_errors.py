"""Turn what goes wrong with the local history into errors that a learner can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from miolingo.errors import StoreError


class DamagedHistoryError(StoreError):
    """A history's file is damaged, or is something else."""


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite and of the system into StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise _store_error(error, path) from error
    except UnicodeDecodeError as error:  # SQLite's own message quotes what it stumbled over
        raise damaged(path) from error
    except OSError as error:
        raise unusable(path, error.strerror or str(error)) from error


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def damaged(path: Path) -> DamagedHistoryError:
    """Return the error for a file that is damaged or no history."""
    return DamagedHistoryError(
        f"The history {path} is damaged or is not a Miolingo history.",
        hint="Save what can be read of it: miolingo doctor --recover",
    )


def unusable(path: Path, cause: str) -> StoreError:
    """Return the error for a history that cannot be read or written, with the cause."""
    return StoreError(
        f"The history {path} cannot be used: {cause}.",
        hint="Make sure that its folder is writable and the disk has space, or set MIOLINGO_HOME.",
    )


def _store_error(error: sqlite3.Error, path: Path) -> StoreError:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_IOERR_READ:
        return damaged(path)
    match primary_code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreError(
                f"Another program has kept the history {path} locked for too long.",
                hint="Close other programs that use it and run the command again.",
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_ERROR:
            return damaged(path)
        case sqlite3.SQLITE_FULL:
            return StoreError(
                f"The disk is too full to write the history {path}.",
                hint="Free some space, or set MIOLINGO_HOME to a folder on another disk.",
            )
        case sqlite3.SQLITE_CONSTRAINT:
            return StoreError(
                f"The history {path} cannot store this: {error}.",
                hint="This is a bug in Miolingo; please report it.",
            )
        case _:
            return unusable(path, str(error))
