"""What native libraries write to the terminal on their own, kept off it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2


class _Silence:
    """Standard error pointed at nothing while anybody asks for it, in whichever thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holders = 0
        self._kept: int | None = None

    def acquire(self) -> None:
        with self._lock:
            self._holders += 1
            if self._holders == 1:
                self._kept = _point_nowhere()

    def release(self) -> None:
        with self._lock:
            self._holders -= 1
            if self._holders == 0 and self._kept is not None:
                os.dup2(self._kept, _STDERR)
                os.close(self._kept)


_silence = _Silence()


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Send the process's standard error nowhere; errors are raised, not printed.

    It holds for every thread, so nothing that a user must read may be written meanwhile. It may be
    nested and overlap.
    """
    _silence.acquire()
    try:
        yield
    finally:
        _silence.release()


def _point_nowhere() -> int | None:
    """Give a copy of standard error to go back to; None where it is closed."""
    try:
        kept = os.dup(_STDERR)
    except OSError:
        return None
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    os.close(nowhere)
    return kept
