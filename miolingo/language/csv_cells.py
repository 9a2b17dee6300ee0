"""Write comma-separated lines that are safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_GUARD = "'"
_BYTE_ORDER_MARK = "\ufeff"
_LINE_END = "\r\n"
"""A cell that holds one of these characters is quoted."""


def csv_line(values: Iterable[object]) -> str:
    """One line without its line end, its texts guarded."""
    line = io.StringIO()
    csv.writer(line, lineterminator=_LINE_END).writerow([_cell(value) for value in values])
    return line.getvalue().removesuffix(_LINE_END)


def marked_for_excel(lines: Iterable[str]) -> Iterator[str]:
    """The lines with a byte-order mark in front, by which Excel knows that they are UTF-8."""
    rest = iter(lines)
    return chain((_BYTE_ORDER_MARK + line for line in islice(rest, 1)), rest)


def guarded(text: str) -> str:
    """The text, behind an apostrophe where it looks like a formula or has one already."""
    return _GUARD + text if text.startswith((*_FORMULA_STARTS, _GUARD)) else text


def unguarded(text: str) -> str:
    """The text that was guarded; one that never was stays as it is."""
    bare = text.removeprefix(_GUARD)
    return bare if guarded(bare) == text else text


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else value
