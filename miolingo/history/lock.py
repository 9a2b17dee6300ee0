"""Turns between the processes that sync or recover a history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from miolingo.errors import StoreError
from miolingo.files.lock import Busy, UnusableLockError, file_lock


class HistoryInUseError(StoreError):
    """Another process syncs or recovers the same history."""


@contextmanager
def exclusive_history(data: Path, user_id: str | None, wait_s: float) -> Iterator[None]:
    """Keep other processes from syncing or recovering a history while the block lasts.

    ``data`` is the data folder, ``user_id`` None is a guest. Raises HistoryInUseError when
    another process takes longer than ``wait_s``, and StoreError where there can be no lock.
    """
    try:
        with file_lock(data / "account" / f"sync-{user_id or 'guest'}.lock", wait_s):
            yield
    except Busy as error:
        raise HistoryInUseError(
            "Another sync or recovery of this history is in progress.",
            hint="Run the command again when it has finished, or stop it if it hangs.",
        ) from error
    except UnusableLockError as error:
        raise StoreError(
            f"The lock {error.filename} cannot be used: {error.strerror}.",
            hint="Make its folder writable, or set MIOLINGO_HOME to a folder on another disk.",
        ) from error
