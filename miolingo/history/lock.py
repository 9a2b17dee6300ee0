"""Turns between the processes that sync or recover a history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from miolingo.errors import StoreError
from miolingo.files.lock import Busy, UnusableLockError, file_lock

QUIET_WAIT_S = 2.0
"""Who waits no longer than this for another process is told nothing of it."""


class HistoryInUseError(StoreError):
    """Another process syncs or recovers the same history."""


@contextmanager
def exclusive_history(
    data: Path,
    user_id: str | None,
    wait_s: float,
    tell_waiting: Callable[[], None] = lambda: None,
) -> Iterator[None]:
    """Keep other processes from syncing or recovering a history while the block lasts.

    ``data`` is the data folder, ``user_id`` None is a guest. After QUIET_WAIT_S of waiting for
    another process it is told once. Raises HistoryInUseError when that takes longer than
    ``wait_s``, and StoreError where there can be no lock.
    """
    path = data / "account" / f"sync-{user_id or 'guest'}.lock"
    try:
        with ExitStack() as held:
            try:
                held.enter_context(file_lock(path, min(wait_s, QUIET_WAIT_S)))
            except Busy:
                if wait_s <= QUIET_WAIT_S:
                    raise
                tell_waiting()
                held.enter_context(file_lock(path, wait_s - QUIET_WAIT_S))
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
