"""The rows of a table or of JSON lines; one that cannot be read says why, and the rest goes on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest

_DELIMITERS = ("\t", ";", ",")
_MUDDLED = "its quotation marks are not in pairs, or a cell is too long"


class _PlainTabs(csv.excel_tab):
    """Tab-separated values as most tools write them: a quotation mark is a letter like others."""

    quoting = csv.QUOTE_NONE


@dataclass(frozen=True)
class Row:
    """A row, the ``line`` where it begins (from 1), and what is wrong with it, or nothing."""

    line: int
    cells: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def json_rows(text: str, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of JSON lines, each an object with texts in ``columns``.

    Only a line feed ends a line: all other line ends may stand in a text of JSON.
    """
    for line, content in enumerate(text.split("\n"), start=1):
        if content.strip():
            yield _json_row(line, content, columns)


def table_rows(text: str, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a table with tabs, semicolons or commas; empty ones are left out.

    Its first line names ``columns`` in any case, and may name others. Raises ValueError when it
    does not.
    """
    lines = list(io.StringIO(text, newline=None))
    start = 1 if lines and lines[0].lstrip('"').lower().startswith("sep=") else 0
    header, dialect = _header(lines[start] if start < len(lines) else "", columns)
    for line, cells in _records(lines, start + 1, dialect):
        if cells is None:
            yield Row(line, problem=_MUDDLED)
        elif any(cell.strip() for cell in cells):
            yield _table_row(line, header, cells)


def _json_row(line: int, content: str, columns: Sequence[str]) -> Row:
    try:
        record = json.loads(content)
    except RecursionError:
        return Row(line, problem="its JSON is nested too deep")
    except ValueError:
        return Row(line, problem="it is not valid JSON")
    if not isinstance(record, dict):
        return Row(line, problem="it is not a JSON object")
    names = _named(record, columns)
    cells = dict(zip(names, map(_text_of, record.values()), strict=True))
    wanted = [value for name, value in zip(names, record.values(), strict=True) if name in columns]
    if len(wanted) != len(columns) or not all(isinstance(value, str) for value in wanted):
        return Row(line, cells, f"it does not have each of {', '.join(columns)} once, as a text")
    return Row(line, cells)


def _text_of(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _named(names: Iterable[str], columns: Sequence[str]) -> list[str]:
    """The names of columns as they are asked for; others as they are, without spaces around."""
    plain = [name.strip() for name in names]
    return [name.lower() if name.lower() in columns else name for name in plain]


def _header(line: str, columns: Sequence[str]) -> tuple[list[str], type[csv.Dialect]]:
    for delimiter in _DELIMITERS:
        dialect = _dialect(delimiter)
        names = _named(_cells_of(line, dialect) or (), columns)
        if all(names.count(column) == 1 for column in columns):
            return names, dialect
    raise ValueError(f"its first line does not name {', '.join(columns)}")


def _dialect(separator: str) -> type[csv.Dialect]:
    if separator == "\t":
        return _PlainTabs

    class Separated(csv.excel):
        delimiter = separator
        strict = True

    return Separated


def _records(
    lines: Sequence[str], start: int, dialect: type[csv.Dialect]
) -> Iterator[tuple[int, list[str] | None]]:
    """Yield where each record begins, and its cells; None where it makes no sense.

    The line after such a one begins a record of its own, lest a mark swallow all that follows.
    """
    while start < len(lines):
        reader = csv.reader(islice(lines, start, None), dialect)
        begins = start
        try:
            for cells in reader:
                yield begins + 1, cells
                begins = start + reader.line_num
            return
        except csv.Error:
            yield begins + 1, _cells_of(lines[begins], dialect)
            start = begins + 1


def _cells_of(line: str, dialect: type[csv.Dialect]) -> list[str] | None:
    """The cells of a line that is not written by the rules, if its quotation marks pair up."""
    try:
        return None if line.count('"') % 2 else next(csv.reader([line], dialect, strict=False), [])
    except csv.Error:
        return None


def _table_row(line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    named = {name: text for name, text in zip_longest(header, cells, fillvalue="") if name}
    if any(cell.strip() for cell in cells[len(header) :]):
        return Row(line, named, f"it has {len(cells)} cells, the header {len(header)}")
    return Row(line, named)
