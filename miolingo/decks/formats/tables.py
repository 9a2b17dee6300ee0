"""Decks as tables, of whatever program: values divided by tabs, semicolons, commas or bars."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from miolingo.decks.cards import Card, DeckLine
from miolingo.decks.column_names import Role
from miolingo.decks.columns import Layout, ReadOptions, choose_columns, is_header
from miolingo.decks.formats.fields import Field, field_of_html, field_of_text, looks_like_html
from miolingo.files.tables import (
    DELIMITERS,
    Table,
    TableRow,
    is_directive,
    read_table,
    sniffed_delimiter,
    tightness,
)
from miolingo.files.text_encoding import damage, undamaged
from miolingo.language.csv_cells import csv_line, unguarded
from miolingo.language.detection import evidence

_BETWEEN_HALVES = (" - ", " – ", " — ", " = ", " → ", " -> ", ": ")
"""What people write between a phrase and its translation where they have no table."""

_FEWEST_ALIKE = 3
"""Lines with such a sign that are no chance."""

_MOST_COLUMNS = 1_000


@dataclass(frozen=True)
class DeckTable:
    """The rows of a table, and what it was understood as; None where it has no rows."""

    rows: tuple[DeckLine, ...]
    layout: Layout | None = None


def deck_table(text: str, options: ReadOptions, delimiter: str = "") -> DeckTable:
    """Read a table, divided by ``delimiter`` or else by the sign that its rows tell.

    Raises ValueError where no column can hold phrases, and UsageError for options that do not fit.
    """
    table = read_table(_rows_on_lines(text), delimiter)
    if table.width == 1 and (sign := _between_halves(text.split("\n"))):
        table = read_table(text, sign)
    rows = list(_read_rows(table))
    said = _anki_names(table)
    names = said or _header(rows, options)
    if names and not said:
        rows.remove(next(row for row in rows if row.cells))
    if not any(row.cells for row in rows):
        return DeckTable(tuple(DeckLine(row.line, problem=row.problem) for row in rows))
    width = max(table.width, len(names))
    wider = {row.line: row.problem for row in table.without_wider_rows(width).rows if row.problem}
    rows = [
        _Row(row.line, problem=wider[row.line], theme=row.theme) if row.line in wider else row
        for row in rows
    ]
    layout = choose_columns(names, [row.cells for row in rows if row.cells], options)
    return DeckTable(tuple(_deck_line(row, layout) for row in rows), layout)


def table_text(rows: Iterable[DeckLine]) -> str:
    """The cells of rows as comma-separated values that are safe to open in a spreadsheet."""
    table = [tuple(Role), *(_cells(row.card, row.theme) for row in rows if row.card)]
    return "".join(f"{csv_line(cells)}\r\n" for cells in table)


def delimiter_of_text(text: str, language_code: str) -> str:
    """What divides the lines of a text into cells; empty where they are lines of a text deck.

    A text deck has bars or phrases alone. A comma or a semicolon divides only where it does in
    each line, as it does not in phrases: with no space behind it, or with another script.
    """
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    if is_directive(text.split("\n", 1)[0]):
        return sniffed_delimiter("\n".join(lines), DELIMITERS)
    if not lines or sum("|" in line for line in lines) * 2 >= len(lines):
        return ""
    if sum("\t" in line for line in lines) * 2 >= len(lines):
        return "\t"
    for sign in (";", ","):
        table = read_table("\n".join(lines), sign)
        if _is_tight(table) or _parts_scripts(table, language_code):
            return sign
    return _between_halves(lines)


def _between_halves(lines: Sequence[str]) -> str:
    """The sign that divides each line in two halves; empty for none."""
    written = [line for line in lines if line.strip()]
    for sign in _BETWEEN_HALVES:
        if len(written) >= _FEWEST_ALIKE and all(line.count(sign) == 1 for line in written):
            return sign
    return ""


def _is_tight(table: Table) -> bool:
    """Whether all rows have as many cells, two or more, none of which begins with a space."""
    widths = {len(row.cells) for row in table.rows}
    tight = not any(cell.startswith(" ") for row in table.rows for cell in row.cells[1:])
    return tight and len(widths) == 1 and widths != {1}


def _parts_scripts(table: Table, language_code: str) -> bool:
    """Whether all rows have two cells, and those of one side alone are in the language's script."""
    if len(table.rows) < 2 or {len(row.cells) for row in table.rows} != {2}:
        return False
    sides = zip(*(row.cells for row in table.rows), strict=True)
    return evidence(sides, language_code).count(-math.inf) == 1


def _rows_on_lines(text: str) -> str:
    """A text with a row a line, also where its rows are divided by semicolons on a single one."""
    line = text.strip()
    rows = [row for row in line.split(";") if row.strip()]
    if "\n" in line or len(rows) < 2 or is_directive(line):
        return text
    in_pairs = any(
        all(row.count(sign) == 1 for row in rows) and tightness(line, sign) == 1
        for sign in ("\t", ",")
    )
    return "\n".join(row.strip(" ") for row in rows) if in_pairs else text


@dataclass(frozen=True)
class _Row:
    """A row whose cells were read; it has none where it has a problem."""

    line: int
    cells: tuple[Field, ...] = ()
    problem: str = ""
    theme: str = ""


def _read_rows(table: Table) -> Iterator[_Row]:
    """Yield the rows of a table; one of a hash and no other cell is the theme of those below it."""
    read = field_of_html if _is_html(table) else field_of_text
    theme = ""
    for row in table.rows:
        if table.width > 1 and _is_theme(row):
            theme = field_of_text(undamaged(row.cells[0])).text.strip("# ")
            if told := damage(row.cells[0]):
                yield _Row(row.line, problem=told, theme=theme)
        elif row.problem:
            yield _Row(row.line, problem=row.problem, theme=theme)
        else:
            yield _read_row(row, read, theme)


def _read_row(row: TableRow, read: Callable[[str], Field], theme: str) -> _Row:
    try:
        cells = tuple(read(unguarded(cell)) for cell in row.cells)
    except ValueError as error:
        return _Row(row.line, problem=str(error), theme=theme)
    return _Row(row.line, cells, theme=theme)


def _is_theme(row: TableRow) -> bool:
    return row.cells[0].startswith("#") and not any(cell.strip() for cell in row.cells[1:])


def _is_html(table: Table) -> bool:
    said = table.directives.get("html")
    if said is not None:
        return said.strip().lower() == "true"
    return any(looks_like_html(cell) for row in table.rows for cell in row.cells)


def _anki_names(table: Table) -> list[str]:
    """The names of the columns that Anki's directives give; none where there are none."""
    columns = table.directives.get("columns")
    names = columns.split(table.delimiter) if columns else []
    for directive, place in table.directives.items():
        if (
            directive.endswith(" column")
            and place.strip().isdecimal()
            and 0 < int(place) <= _MOST_COLUMNS
        ):
            names += [""] * (int(place) - len(names))
            names[int(place) - 1] = directive.removesuffix(" column")
    return names


def _header(rows: Sequence[_Row], options: ReadOptions) -> list[str]:
    """The names of the columns in the first row that can be read; none where they are no names."""
    cells = [row.cells for row in rows if row.cells]
    if not cells or options.has_header is False:
        return []
    if options.has_header or is_header(cells[0], cells[1:], options.language_code):
        return [cell.text for cell in cells[0]]
    return []


def _deck_line(row: _Row, layout: Layout) -> DeckLine:
    if row.problem:
        return DeckLine(row.line, problem=row.problem, theme=row.theme)
    theme = layout.theme(row.cells) or row.theme
    try:
        return DeckLine(row.line, layout.card(row.cells), theme=theme)
    except ValueError as error:
        return DeckLine(row.line, problem=str(error), theme=theme)


def _cells(card: Card, theme: str) -> tuple[str, ...]:
    return (card.written, card.translation, card.ipa, card.recording, theme)
