"""Decks as tables: values separated by commas, semicolons or tabs, with a header or without."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from miolingo.decks.cards import Card, DeckLine, card_of
from miolingo.language.csv_cells import csv_line, unguarded
from miolingo.language.terminal_safe import on_one_line

COLUMNS = ("phrase", "translation", "ipa", "recording", "theme")
"""The names of the columns of a table, and their order in one without a header."""

_DELIMITERS = "\t,;"


def table_rows(text: str) -> Iterator[DeckLine]:
    """Read comma, semicolon or tab separated values, with a header that names the phrase or none.

    Reading ends at a row that cannot be divided into cells; that row has the problem.
    """
    bare = text.removeprefix("\ufeff")
    header = _header(bare)
    reader = csv.reader(io.StringIO(bare, newline=""), delimiter=_delimiter(bare), strict=True)
    end = 0
    try:
        for index, cells in enumerate(reader):
            number, end = end + 1, reader.line_num
            is_header = bool(header) and index == 0
            if not is_header and any(cell.strip() for cell in cells):
                yield _table_row(number, dict(zip(header or COLUMNS, cells, strict=False)))
    except csv.Error as error:
        yield DeckLine(
            end + 1, problem=f"this and what follows cannot be parted into cells: {error}"
        )


def table_text(rows: Iterable[DeckLine]) -> str:
    """The cards of rows as comma-separated values that are safe to open in a spreadsheet."""
    table = [COLUMNS, *(_cells(row.card, row.theme) for row in rows if row.card)]
    return "".join(f"{csv_line(cells)}\r\n" for cells in table)


def _cells(card: Card, theme: str) -> tuple[str, ...]:
    return (card.phrase, card.translation, card.ipa, card.recording, theme)


def _table_row(number: int, cells: Mapping[str, str]) -> DeckLine:
    *parts, theme = (on_one_line(unguarded(cells.get(name, ""))) for name in COLUMNS)
    try:
        return DeckLine(number, card_of(*parts), theme=theme)
    except ValueError as error:
        return DeckLine(number, problem=str(error), theme=theme)


def _delimiter(text: str) -> str:
    """The delimiter of the header; without a header a tab where there is one, else a comma."""
    first = text.partition("\n")[0]
    parting = (sign for sign in _DELIMITERS if COLUMNS[0] in _names(first, sign))
    return next(parting, "\t" if "\t" in first else ",")


def _header(text: str) -> list[str]:
    names = _names(text.partition("\n")[0], _delimiter(text))
    return names if COLUMNS[0] in names else []


def _names(line: str, delimiter: str) -> list[str]:
    cells = next(csv.reader([line.strip("\r")], delimiter=delimiter), [])
    return [cell.strip().casefold() for cell in cells]
