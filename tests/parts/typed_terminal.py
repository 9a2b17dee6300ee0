"""A terminal at which somebody types."""

from __future__ import annotations

from typing import cast

import blessed


class TypedTerminal:
    """What ``TerminalKeys`` asks of Blessed's terminal; parts of text arrive one by one."""

    def __init__(self, *parts: str) -> None:
        self._parts = list(parts)
        self._unread = ""

    @property
    def terminal(self) -> blessed.Terminal:
        return cast("blessed.Terminal", self)

    def kbhit(self, _timeout_s: float) -> bool:
        return bool(self._parts)

    def flushinp(self) -> str:
        typed, self._unread = self._unread, ""
        return typed or (self._parts.pop(0) if self._parts else "")

    def ungetch(self, text: str) -> None:
        self._unread = text + self._unread

    def inkey(self, timeout: float) -> blessed.keyboard.Keystroke:
        assert timeout == 0
        key, self._unread = self._unread[:1], self._unread[1:]
        return blessed.keyboard.Keystroke(key)
