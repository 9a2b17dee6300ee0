"""Locks that keep other processes waiting while one changes something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOLCK
from pathlib import Path

from filelock import FileLock, Timeout

Busy = Timeout
"""Raised while another process keeps the lock for longer than one is willing to wait."""


class UnusableLockError(OSError):
    """There can be no such lock: it may not be written, or its file system has none."""


@contextmanager
def file_lock(path: Path, wait_s: float) -> Iterator[None]:
    """A lock that one process at a time holds, until it ends at the latest; its folder is made.

    Waits for ``wait_s`` at most, then raises Busy; raises UnusableLockError.
    """
    lock = FileLock(path, timeout=wait_s)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire()
    except Busy:
        raise
    except OSError as error:
        raise UnusableLockError(error.errno, error.strerror or str(error), str(path)) from error
    except NotImplementedError as error:  # how FileLock calls a file system without locks
        raise UnusableLockError(ENOLCK, "its file system has no locks", str(path)) from error
    try:
        yield
    finally:
        lock.release()
