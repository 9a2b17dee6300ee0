"""A level as a bar."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

_CELLS = 24
_FLOOR_DBFS = -60.0


def level_bar(level_dbfs: float, speaking: bool, console: Console) -> Text:
    """The level between -60 and 0 dBFS as a bar, and whether a voice was heard."""
    word = "speaking" if speaking else "listening"
    return Text(f"  {level_cells(level_dbfs, console)} {word}", style="green")


def level_cells(level_dbfs: float, console: Console) -> str:
    """The bar alone."""
    full, empty = "#-" if console.options.ascii_only else "█░"
    share = min(max((level_dbfs - _FLOOR_DBFS) / -_FLOOR_DBFS, 0.0), 1.0)
    cells = min(_CELLS, console.width - len("  listening "))
    filled = round(share * cells)
    return full * filled + empty * (cells - filled)
