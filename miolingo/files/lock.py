"""Locks that keep other processes waiting while one changes something."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

Busy = Timeout
"""Another process has the lock for longer than one waits."""


def file_lock(path: Path, wait_s: float) -> FileLock:
    """A lock for one process at a time, which ends with it; its folder is made.

    Taking it raises Busy when that lasts longer than ``wait_s``.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileLock(path, timeout=wait_s)
