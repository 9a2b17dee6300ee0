"""Single keys from the terminal."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import ClassVar

import blessed

from miolingo.practice.interface import Key
from miolingo.ui.practice.job_control import JobControl

BINDINGS = {
    "KEY_ENTER": Key.NEXT,
    "\n": Key.NEXT,
    "\r": Key.NEXT,
    " ": Key.NEXT,
    "r": Key.RETRY,
    "l": Key.LISTEN,
    "s": Key.SLOW,
    "c": Key.COMPARE,
    "m": Key.REPLAY,
    "w": Key.WORD,
    "p": Key.MELODY,
    ",": Key.WORD_BEFORE,
    "KEY_LEFT": Key.WORD_BEFORE,
    ".": Key.WORD_AFTER,
    "KEY_RIGHT": Key.WORD_AFTER,
    "b": Key.BACK,
    "k": Key.SKIP,
    "t": Key.TAKE_BACK,
    "i": Key.DISPUTE,
    "?": Key.HELP,
    "h": Key.HELP,
    "q": Key.QUIT,
    "KEY_ESCAPE": Key.QUIT,
}

ENTER_IGNORED_S = 0.5
"""Enter also ends a recording: one meant for that comes this late when it ended by itself."""

LOOK_S = 4.0
"""How long a demonstration shows a result: its lines are read aloud in about that time."""

_POLL_S = 0.25
_PASTE = re.compile(r"\x1b\[200~.*?\x1b\[201~", re.DOTALL)
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
_PASTE_PAUSE_S = 1.0  # between two parts of a long paste over a slow line
_FASTEST_TYPING = 8
"""More characters than these at once are pasted, in a terminal that does not tell."""


class TerminalKeys:
    """Implements ``Keys`` on a terminal that is in cbreak mode.

    ``resumed`` is asked again and again whether the practice was stopped and goes on, and ``idle``
    is called while no key is pressed.
    """

    interactive = True
    bindings: ClassVar[Mapping[str, Key]] = BINDINGS

    def __init__(
        self,
        terminal: blessed.Terminal,
        resumed: Callable[[], bool] = lambda: False,
        idle: Callable[[], None] = lambda: None,
    ) -> None:
        self._terminal = terminal
        self._resumed = resumed
        self._idle = idle

    def pressed(self, timeout_s: float = 0.0) -> Key | None:
        """The key pressed within ``timeout_s``, or None; no other key and no pasted text counts."""
        name = self._stroke(timeout_s)
        if self._resumed():
            return Key.RESUMED
        if not name:
            self._idle()
        return self.bindings.get(name)

    def settle(self) -> Key | None:
        """Forget what was pressed; a key pressed in the next half second, unless it is Enter."""
        self._terminal.flushinp()
        until = time.monotonic() + ENTER_IGNORED_S
        while (left_s := until - time.monotonic()) > 0:
            key = self.pressed(min(left_s, _POLL_S))
            if key not in (None, Key.NEXT):
                return key
        return None

    def wait(self) -> Key:
        """The next key that counts, however long it takes."""
        while True:
            key = self.pressed(_POLL_S)
            if key is not None:
                return key

    def choose(self, count: int) -> int | None:
        """The digit that is pressed next, from 1 to ``count``, less 1; None for another key."""
        name = self.stroke()
        digits = "123456789"[:count]
        return digits.index(name) if name in digits else None

    def stroke(self) -> str:
        """The name of the next key that is pressed, or its letter, however long it takes."""
        name = ""
        while not name:
            name = self._stroke(_POLL_S)
        return name

    def _stroke(self, timeout_s: float) -> str:
        """The name of the key pressed within ``timeout_s``, or empty."""
        typed = self._terminal.flushinp()
        if not typed and self._terminal.kbhit(timeout_s):
            typed = self._terminal.flushinp()
        typed = self._without_paste(typed)
        if not typed:
            return ""
        self._terminal.ungetch(typed)
        stroke = self._terminal.inkey(timeout=0)
        return stroke.name or str(stroke).lower()

    def _without_paste(self, typed: str) -> str:
        while typed.rfind(_PASTE_BEGINS) > typed.rfind(_PASTE_ENDS):
            if not self._terminal.kbhit(_PASTE_PAUSE_S):
                return typed[: typed.rfind(_PASTE_BEGINS)]
            typed += self._terminal.flushinp()
        typed = _PASTE.sub("", typed)
        return "" if len(typed) > _FASTEST_TYPING and "\x1b" not in typed else typed


class DemonstrationKeys(TerminalKeys):
    """Keys for somebody who looks on: without one, the demonstration goes on after a while."""

    def wait(self) -> Key:
        """The key that is pressed while there is something to read, or the one that goes on."""
        until = time.monotonic() + LOOK_S
        while (left_s := until - time.monotonic()) > 0:
            key = self.pressed(min(left_s, _POLL_S))
            if key is not None:
                return key
        return Key.NEXT


class NoKeys:
    """Implements ``Keys`` where nobody can press any: the session goes on by itself."""

    interactive = False

    def pressed(self, timeout_s: float = 0.0) -> Key | None:
        """Wait ``timeout_s``; always None."""
        time.sleep(timeout_s)
        return None

    def settle(self) -> Key | None:
        """Nothing: there is nobody to look."""
        return None

    def wait(self) -> Key:
        """The key that goes on to the next card, at once."""
        return Key.NEXT

    def choose(self, count: int) -> int | None:  # noqa: ARG002 - whatever there is to choose from
        """No digit."""
        return None


@contextmanager
def terminal_keys(
    kind: type[TerminalKeys] = TerminalKeys,
    *,
    idle: Callable[[], None] = lambda: None,
    set_aside: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Iterator[TerminalKeys]:
    """Read keys without Enter and without echo; the terminal is as before when it ends.

    It is so too while Ctrl-Z stops the practice; ``set_aside`` clears the screen meanwhile.
    """
    terminal = blessed.Terminal()
    with JobControl(lambda: _single_keys(terminal), set_aside) as job:
        yield kind(terminal, job.resumed, idle)


@contextmanager
def _single_keys(terminal: blessed.Terminal) -> Iterator[None]:
    """Let the terminal hand over each key, and tell pasted text from typed keys.

    It is not asked whether it can: some never answer. What was typed before there was anything to
    see is forgotten.
    """
    with terminal.cbreak():
        terminal.flushinp()
        _command(terminal, "\x1b[?2004h")
        try:
            yield
        finally:
            _command(terminal, "\x1b[?2004l")


def _command(terminal: blessed.Terminal, sequence: str) -> None:
    if terminal.is_a_tty and terminal.kind != "dumb":
        terminal.stream.write(sequence)
        terminal.stream.flush()
