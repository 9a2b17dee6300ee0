"""Ctrl-C at a moment when it would lose something waits until that moment is over."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def interrupt_held_back() -> Iterator[Callable[[], bool]]:
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
