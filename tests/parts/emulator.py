"""A terminal that shows what is on it: what Rich writes, and lines that a new width wraps anew."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from rich.cells import cell_len

_TOKEN = re.compile(r"\x1b\[(?P<numbers>[?\d;]*)(?P<command>[A-Za-z])|(?P<text>[^\x1b])")


class Emulator:
    """Keeps unwrapped lines, and wraps them at ``columns`` where rows are counted."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.cursor_shown = True
        self._lines = [""]
        self._row, self._column = 0, 0

    def feed(self, output: str) -> None:
        """Take what a program writes."""
        for token in _TOKEN.finditer(output.replace("\r\n", "\n")):
            if token["text"]:
                self._write(token["text"])
            else:
                self._obey(token["numbers"], token["command"])

    def resize(self, columns: int) -> None:
        """Wrap the lines at another width; the cursor stays where it is in its line."""
        rows = self._rows()
        line, start = rows[self._row]
        position = start + self._column
        self.columns = columns
        self._row = max(
            row for row, (at, first) in enumerate(self._rows()) if at == line and first <= position
        )
        self._column = position - self._rows()[self._row][1]

    def lines(self) -> list[str]:
        """What is to be read, line by line."""
        return [line.rstrip() for line in self._lines]

    def _rows(self) -> list[tuple[int, int]]:
        """The line and the first position in it of every row."""
        return [
            (number, start)
            for number, line in enumerate(self._lines)
            for start in row_starts(line, self.columns)
        ]

    def _write(self, letter: str) -> None:
        number, start = self._rows()[self._row]
        if letter == "\r":
            self._column = 0
        elif letter == "\n":
            if number == len(self._lines) - 1:
                self._lines.append("")
            self._row = [line for line, _ in self._rows()].index(number + 1)
            self._column = 0
        else:
            line, position = self._lines[number], start + self._column
            self._lines[number] = line[:position].ljust(position) + letter + line[position + 1 :]
            self._column += 1
            self.resize(self.columns)

    def _obey(self, numbers: str, command: str) -> None:
        count = int(numbers) if numbers.isdigit() else 1
        if command == "A":
            self._row, self._column = max(0, self._row - count), 0
        elif command == "K":
            self._erase_row()
        elif numbers == "?25":
            self.cursor_shown = command == "h"
        elif command != "m":
            raise AssertionError(f"unknown: {numbers}{command}")

    def _erase_row(self) -> None:
        rows = self._rows()
        number, start = rows[self._row]
        ends = [after for (line, _), (also, after) in pairwise(rows) if line == also == number]
        end = next((after for after in ends if after > start), None)
        line = self._lines[number]
        self._lines[number] = line[:start] if end is None else line[:start] + line[end:]


@cache
def row_starts(line: str, columns: int) -> tuple[int, ...]:
    """The first position of every row into which a terminal of this width wraps a line."""
    starts, width = [0], 0
    for position, letter in enumerate(line):
        cells = cell_len(letter)
        if width + cells > columns:
            starts.append(position)
            width = 0
        width += cells
    return tuple(starts)
