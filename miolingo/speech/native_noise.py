"""What native libraries write to the terminal on their own, kept off it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2
_lock = threading.RLock()


@contextmanager
def silenced() -> Iterator[None]:
    """Send the process's standard error nowhere for a moment; errors are raised, not printed.

    Only for short native calls: it holds for every thread.
    """
    with _lock:
        try:
            kept = os.dup(_STDERR)
        except OSError:  # standard error is closed: there is nothing to keep quiet
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)
        os.close(nowhere)
        try:
            yield
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)
