"""Single keys from the terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import blessed

from miolingo.practice.session import Key

BINDINGS = {
    "KEY_ENTER": Key.NEXT,
    "\n": Key.NEXT,
    "\r": Key.NEXT,
    " ": Key.NEXT,
    "r": Key.RETRY,
    "l": Key.LISTEN,
    "s": Key.SLOW,
    "m": Key.REPLAY,
    "b": Key.BACK,
    "k": Key.SKIP,
    "t": Key.TAKE_BACK,
    "i": Key.DISPUTE,
    "q": Key.QUIT,
    "KEY_ESCAPE": Key.QUIT,
}
MENU = (
    ("Enter", "next"),
    ("r", "retry"),
    ("l", "listen"),
    ("s", "slow"),
    ("m", "my recording"),
    ("b", "back"),
    ("k", "skip"),
    ("t", "take back"),
    ("i", "I said it right"),
    ("q", "quit"),
)


class TerminalKeys:
    """Implements ``Keys`` on a terminal that is in cbreak mode."""

    interactive = True

    def __init__(self, terminal: blessed.Terminal) -> None:
        self._terminal = terminal

    def pressed(self, timeout_s: float = 0.0) -> Key | None:
        """The key pressed within ``timeout_s``, or None; other keys do not count."""
        stroke = self._terminal.inkey(timeout=timeout_s)
        return BINDINGS.get(stroke.name or str(stroke).lower()) if stroke else None

    def wait(self) -> Key:
        """The next key that counts, however long it takes."""
        while True:
            key = self.pressed(timeout_s=0.25)
            if key is not None:
                return key

    def choose(self, count: int) -> int | None:
        """The digit that is pressed next, from 1 to ``count``, less 1; None for another key."""
        pressed = str(self._terminal.inkey())
        digits = "123456789"[:count]
        return digits.index(pressed) if pressed and pressed in digits else None


class NoKeys:
    """Implements ``Keys`` where nobody can press any: the session goes on by itself."""

    interactive = False

    def pressed(self, timeout_s: float = 0.0) -> Key | None:
        """Wait ``timeout_s``; always None."""
        time.sleep(timeout_s)
        return None

    def wait(self) -> Key:
        """The key that goes on to the next card, at once."""
        return Key.NEXT

    def choose(self, count: int) -> int | None:  # noqa: ARG002 - whatever there is to choose from
        """No digit."""
        return None


@contextmanager
def terminal_keys() -> Iterator[TerminalKeys]:
    """Read keys without Enter and without echo; the terminal is as before when it ends."""
    terminal = blessed.Terminal()
    with terminal.cbreak():
        yield TerminalKeys(terminal)
