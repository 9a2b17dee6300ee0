"""Practice screens on recorded terminals of all sorts, and a summary to show there."""

from __future__ import annotations

import io

from rich.console import Console, ConsoleDimensions

from miolingo.history.reports.summary import HardWord, Summary
from miolingo.ui.practice.live_screen import LiveScreen
from miolingo.ui.practice.plain_screen import PlainScreen
from miolingo.ui.practice.screen import ScreenParts
from tests.parts.emulator import Emulator

SUMMARY = Summary(3, 1, 71.25, 1, (HardWord("반갑습니다", 12.4, 2),))


class Tty(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Screen:
    """A screen that is recorded; ``terminal`` is how the console sees itself."""

    def __init__(
        self,
        width: int = 80,
        *,
        encoding: str = "utf-8",
        terminal: bool = True,
        color: bool = False,
        plain: bool = False,
    ) -> None:
        self.terminal = Emulator(width)
        self._taken = 0
        self._bytes = io.BytesIO()
        self._file = (Tty if terminal else io.TextIOWrapper)(
            self._bytes, encoding=encoding, errors="strict", newline=""
        )
        self.console = Console(
            file=self._file,
            width=width,
            force_terminal=terminal,
            no_color=not color,
            color_system="standard" if color else None,
            highlight=False,
            markup=False,
            legacy_windows=False,
        )
        parts = ScreenParts(self.console, interactive=True)
        self.view = PlainScreen(parts) if plain else LiveScreen(parts)

    def text(self) -> str:
        """All that was written."""
        self._file.flush()
        return self._bytes.getvalue().decode(self._file.encoding)

    def shown(self) -> list[str]:
        """The lines that a terminal shows by now, without empty ones at the end."""
        written = self.text()
        self.terminal.feed(written[self._taken :])
        self._taken = len(written)
        lines = self.terminal.lines()
        return lines[: max((n for n, line in enumerate(lines, 1) if line), default=0)]

    def resize(self, width: int) -> None:
        """Make the terminal wider or narrower."""
        self.shown()
        self.terminal.resize(width)
        self.console.size = ConsoleDimensions(width, 25)

    def lines(self) -> list[str]:
        """The lines that were written."""
        return self.text().splitlines()
