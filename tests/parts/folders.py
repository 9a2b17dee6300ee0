"""Folders that tests use: the project's own, and one in memory for what need not last."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SPACE_BYTES = 2**30
"""What the servers of two workers write fits in here several times."""


def memory_folder() -> str | None:
    """A folder in memory; None where there is none or it is small, as in some containers."""
    folder = "/dev/shm"  # noqa: S108 - each user of it makes a folder of its own
    try:
        return folder if shutil.disk_usage(folder).free >= SPACE_BYTES else None
    except OSError:
        return None
