"""Ctrl-C, and other requests to end: they wait where they would lose something, and end cleanly."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def defer_interrupts() -> Iterator[Callable[[], bool]]:
    """Run the block to its end; a Ctrl-C meanwhile is raised after it.

    The block is given a function that tells whether there was one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    caught: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: caught.append(number))
    try:
        yield lambda: bool(caught)
    finally:
        signal.signal(signal.SIGINT, before)
    if caught:
        raise KeyboardInterrupt


@contextmanager
def terminations_as_interrupts() -> Iterator[None]:
    """Let a container that stops, or a terminal that closes, end the block as Ctrl-C would."""
    may = threading.current_thread() is threading.main_thread()
    ours = [number for number in _ENDINGS if may and signal.getsignal(number) is signal.SIG_DFL]
    try:
        for number in ours:
            signal.signal(number, signal.default_int_handler)
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
