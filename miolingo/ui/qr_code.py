"""A QR code drawn in the terminal with half blocks, two modules a line."""

from __future__ import annotations

import segno
from rich.text import Text

_QUIET_ZONE = 4
_BLOCKS = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}


def qr_code(content: str) -> Text:
    """Dark on light whatever the terminal's own colors, where it has any."""
    rows = [bytes(row) for row in segno.make(content, micro=False).matrix_iter(border=_QUIET_ZONE)]
    blank = bytes(len(rows[0]))
    pairs = zip(rows[::2], [*rows[1::2], blank], strict=False)
    lines = ("".join(_BLOCKS[pair] for pair in zip(*two, strict=True)) for two in pairs)
    return Text("\n".join(lines), style="white on black", no_wrap=True)
