"""Disks of a test's own, which may be filled up or made read-only; on Linux, as root or by sudo."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.parts.require import require


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount a disk of ``size``, as ``mount`` writes it, in ``folder``."""
    disk = folder / "disk"
    disk.mkdir()
    may = sys.platform == "linux" and (os.geteuid() == 0 or shutil.which("sudo") is not None)
    require(may and _mount(disk, size), "a Linux on which the tests may mount disks")
    try:
        yield disk
    finally:
        assert _as_root("umount", str(disk))


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """Let nothing be written to a disk for as long as the context lasts."""
    assert _as_root("mount", "-o", "remount,ro", str(disk))
    try:
        yield
    finally:
        assert _as_root("mount", "-o", "remount,rw", str(disk))


def _mount(disk: Path, size: str) -> bool:
    options = f"size={size},mode=0700,uid={os.geteuid()}"
    return _as_root("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk))


def _as_root(*command: str) -> bool:
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    return subprocess.run([*sudo, *command], check=False, capture_output=True).returncode == 0
