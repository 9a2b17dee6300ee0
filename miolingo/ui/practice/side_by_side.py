"""Lay out marked words with their sounds beside one another, as the terminal has room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

Block = Sequence[Text]
"""Lines that stand below one another."""

_GAP = "  "


def side_by_side(blocks: Iterable[Block], width: int) -> Iterator[Text]:
    """Yield lines with as many blocks on each as fit; none is broken while it fits on one."""
    row: list[Block] = []
    for block in blocks:
        if row and _width_of([*row, block]) > width:
            yield from _lines(row)
            row = []
        row.append(block)
    yield from _lines(row)


def _width_of(row: Sequence[Block]) -> int:
    return sum(map(_block_width, row)) + len(_GAP) * (len(row) - 1)


def _block_width(block: Block) -> int:
    return max((line.cell_len for line in block), default=0)


def _lines(row: Sequence[Block]) -> Iterator[Text]:
    """Yield the lines of blocks that stand beside one another; one without any text is left out."""
    for index in range(max(map(len, row), default=0)):
        line = Text(_GAP).join(_padded(block, index) for block in row)
        line.rstrip()
        if line:
            yield line


def _padded(block: Block, index: int) -> Text:
    line = block[index].copy() if index < len(block) else Text()
    line.pad_right(_block_width(block) - line.cell_len)
    return line
