"""A terminal at which somebody types."""

from __future__ import annotations

from typing import cast

import blessed
from blessed.keyboard import Keystroke


class TypedTerminal:
    """What ``TerminalKeys`` asks of Blessed's terminal.

    ``waiting`` was typed before; the parts arrive one by one, an empty one when nothing does.
    """

    def __init__(self, *parts: str, waiting: str = "") -> None:
        self._parts = list(parts)
        self._arrived = waiting

    @property
    def terminal(self) -> blessed.Terminal:
        return cast("blessed.Terminal", self)

    def kbhit(self, _timeout_s: float) -> bool:
        self._arrived += self._parts.pop(0) if self._parts else ""
        return bool(self._arrived)

    def flushinp(self) -> str:
        typed, self._arrived = self._arrived, ""
        return typed

    def ungetch(self, text: str) -> None:
        self._arrived = text + self._arrived

    def inkey(self, timeout: float) -> Keystroke:
        assert timeout == 0
        key, self._arrived = self._arrived[:1], self._arrived[1:]
        return Keystroke(key, name="KEY_ENTER" if key in "\r\n" else None)
