"""Practice screens on recorded terminals of all sorts, and a summary to show there."""

from __future__ import annotations

import io

from rich.console import Console

from miolingo.history.reports.summary import HardWord, Summary
from miolingo.ui.practice.screen import PracticeScreen

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
        self.view = PracticeScreen(self.console, plain=plain, interactive=True)

    def text(self) -> str:
        """All that was written."""
        self._file.flush()
        return self._bytes.getvalue().decode(self._file.encoding)

    def lines(self) -> list[str]:
        """The lines that were written."""
        return self.text().splitlines()
