"""The last lines of a terminal, drawn anew whenever something changes; what stays is above them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.control import Control
from rich.live import Live
from rich.segment import ControlType
from rich.text import Text

_ONE_ROW_UP = ((ControlType.ERASE_IN_LINE, 2), (ControlType.CURSOR_UP, 1))


class LiveRegion:
    """Rich's ``Live``, but its lines fit and leave no trace when the terminal gets narrower.

    What is printed to the console meanwhile appears above; call ``make_room`` before that.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None
        self._widths: list[int] = []
        self._columns = console.width

    @property
    def outdated(self) -> bool:
        """Whether the terminal has another width than when this was drawn."""
        return self._live is not None and self._columns != self._console.width

    def draw(self, lines: Sequence[Text]) -> None:
        """Show these lines, none wider than the terminal, in place of those before."""
        if self._live is None:
            self._live = Live(
                console=self._console,
                auto_refresh=False,
                transient=True,
                vertical_overflow="crop",
            )
            self._live.start()
        else:
            self.make_room()
        self._live.update(Text("\n").join(lines), refresh=True)
        self._widths = [line.cell_len for line in lines]
        self._columns = self._console.width

    def make_room(self) -> None:
        """Step over the rows that a narrower terminal has made of the lines.

        Rich goes back by as many rows as it has drawn, and would leave the rest.
        """
        if not self.outdated:
            return
        columns = self._columns = self._console.width
        added = sum(max(0, width - 1) // columns for width in self._widths)
        self._console.control(Control(*_ONE_ROW_UP * added))
        self._widths = [min(width, columns) for width in self._widths]

    def close(self) -> None:
        """Take the lines off the screen."""
        if self._live is not None:
            self.make_room()
            self._live.update(Text())
            self._live.stop()
            self._live = None
