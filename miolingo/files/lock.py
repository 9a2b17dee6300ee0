"""Locks that keep other processes waiting while one changes something."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

Busy = Timeout
"""Raised while another process keeps the lock for longer than one is willing to wait."""


def file_lock(path: Path, wait_s: float) -> FileLock:
    """A lock that one process at a time holds, until it ends at the latest; its folder is made.

    Entering it waits for ``wait_s`` at most, then raises Busy.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileLock(path, timeout=wait_s)
