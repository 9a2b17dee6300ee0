"""Ctrl-Z and ``fg``: the shell gets its terminal as it was, and the practice gets it back."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import FrameType, TracebackType
from typing import Self

Mode = Callable[[], AbstractContextManager[None]]
"""Sets up the terminal while its context lasts."""


class JobControl:
    """Keeps the terminal in a mode while it lasts, but while a shell has stopped the practice.

    A signal only leaves a note. What it asks for is done by ``resumed``, so that no output is torn
    apart: call it several times a second. Where there is no job control, nothing ever stops.
    """

    def __init__(self, mode: Mode, set_aside: Mode) -> None:
        self._mode = mode
        self._set_aside = set_aside
        self._held = ExitStack()
        self._before: dict[int, signal._HANDLER] = {}
        self._stop_asked = self._continued = False

    def __enter__(self) -> Self:
        if hasattr(signal, "SIGTSTP") and threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTSTP, signal.SIGCONT):
                self._before[number] = signal.signal(number, self._note)
        self._held.enter_context(self._mode())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._held.close()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def resumed(self) -> bool:
        """Stop now, if that was asked for; whether the practice was stopped and goes on."""
        if not (self._stop_asked or self._continued):
            return False
        with self._set_aside():
            self._held.close()
            if self._stop_asked:
                self._stop()
            self._stop_asked = self._continued = False
            self._held.enter_context(self._mode())
        return True

    def _stop(self) -> None:
        """Stop as any program does; this returns when the shell lets it go on.

        No note is left of that: another thread may take the signal, so that one would come late.
        """
        for number in self._before:
            signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)
        for number in self._before:
            signal.signal(number, self._note)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGCONT:
            self._continued = True
        else:
            self._stop_asked = True
