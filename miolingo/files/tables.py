"""Read delimited text of any program: its dividing sign, quotation marks and directives.

Quotation marks enclose a cell where they can, and are text where they cannot. What cannot be read
is a row with a problem, and the rest is read all the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from miolingo.files.text_encoding import damage

DELIMITERS = ("\t", ";", ",", "|")
"""What divides the cells of a row, the likeliest first."""

_NAMED_DELIMITERS = {
    "tab": "\t",
    "\\t": "\t",
    "comma": ",",
    "semicolon": ";",
    "pipe": "|",
    "space": " ",
    "colon": ":",
}
_EXCEL_DIRECTIVE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_ANKI_DIRECTIVE = re.compile(
    r"#(separator|html|columns|tags|deck|notetype|if matches|"
    r"(?:tags|deck|notetype|guid) column):(.*)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"(?!")')
_QUOTED_WITH_BACKSLASHES = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_LONGEST_CELL = 32_767
"""In characters: the most that a cell of Excel holds."""

_SNIFFED_ROWS = 1_000


@dataclass(frozen=True)
class TableRow:
    """A row and the number of its first line, from 1; ``problem`` says why it cannot be used."""

    line: int
    cells: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """The rows of a text that are not blank, as ``delimiter`` divides them.

    ``directives`` are what the first lines say of the others, by name in lower case, as Anki
    writes them: ``html``, ``columns``, ``deck column`` and so on.
    """

    rows: tuple[TableRow, ...]
    delimiter: str
    directives: Mapping[str, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """How many cells most rows have; 0 for no rows."""
        return _most_frequent(len(row.cells) for row in self.rows)

    def without_wider_rows(self, width: int) -> Table:
        """The table in which a row that has text beyond so many cells has a problem."""
        rows = (_no_wider(row, width, self.delimiter) for row in self.rows)
        return replace(self, rows=tuple(rows))


def read_table(text: str, delimiter: str = "") -> Table:
    """Divide a text, whose lines end in a line feed, into rows of cells.

    A directive in the text tells the delimiter, else the argument, else what the rows look like.
    """
    directives, said, skipped = _directives(text)
    lines = text.split("\n")
    body = "\n".join(lines[skipped:])
    delimiter = said or delimiter or sniffed_delimiter(body, DELIMITERS)
    rows = tuple(
        _checked(replace(row, line=row.line + skipped))
        for row in _rows(body, delimiter)
        if any(cell.strip() for cell in row.cells)
    )
    widths = {len(row.cells) for row in rows} - {1}
    checked = (_not_otherwise(row, widths, delimiter) for row in rows)
    return Table(tuple(checked), delimiter, directives)


def sniffed_delimiter(text: str, among: Sequence[str]) -> str:
    """The sign that divides the rows of a text best, or the last of these where none does.

    One that gives most rows the same number of cells is better, and one with no space behind it,
    as a comma within a sentence has.
    """
    start = "\n".join(text.split("\n")[:_SNIFFED_ROWS])
    return max(among, key=lambda sign: _aptness(start, sign)) if text.strip() else among[-1]


def _aptness(text: str, delimiter: str) -> float:
    rows = [row.cells for row in _rows(text, delimiter) if any(row.cells)]
    width = _most_frequent(map(len, rows))
    if width < 2:
        return 0.1 * any(len(cells) > 1 for cells in rows)
    alike = sum(len(cells) == width for cells in rows) / len(rows)
    if delimiter == "\t":
        return 1 + alike
    return alike + 0.9 * tightness(text, delimiter)


def tightness(text: str, delimiter: str) -> float:
    """The share of a sign's occurrences that have no space behind them; 0 for none."""
    following = [part[:1] for part in text.split(delimiter)[1:]]
    return sum(sign != " " for sign in following) / len(following) if following else 0


def is_directive(line: str) -> bool:
    """Whether a line says how those below it are to be read."""
    return bool(_ANKI_DIRECTIVE.fullmatch(line) or _EXCEL_DIRECTIVE.fullmatch(line))


def _directives(text: str) -> tuple[dict[str, str], str, int]:
    """The directives, the delimiter that they name or none, and how many lines they take."""
    found: dict[str, str] = {}
    delimiter, taken = "", 0
    for line in text.split("\n"):
        if excel := _EXCEL_DIRECTIVE.fullmatch(line):
            delimiter = excel[1]
        elif anki := _ANKI_DIRECTIVE.fullmatch(line):
            found[anki[1].lower()] = anki[2]
        else:
            break
        taken += 1
    if name := found.get("separator"):
        delimiter = _NAMED_DELIMITERS.get(name.strip().lower(), name[:1])
    return found, delimiter, taken


def _rows(text: str, delimiter: str) -> Iterator[TableRow]:
    """Yield every row, also those of no text."""
    plain_width = _most_frequent(
        line.count(delimiter) + 1 for line in text.split("\n") if line.strip() and '"' not in line
    )
    at, line = 0, 1
    while at < len(text):
        end = _line_end(text, at)
        if '"' not in text[at:end]:
            cells = _split(text[at:end], delimiter, plain_width)
        else:
            quoted, quoted_end = _quoted_cells(text, at, delimiter)
            if not _is_text(text[at:quoted_end], delimiter, plain_width):
                cells, end = quoted, quoted_end
            else:
                cells = text[at:end].split(delimiter)
        yield TableRow(line, tuple(cells))
        line += text.count("\n", at, end) + 1
        at = end + 1


def _split(line: str, delimiter: str, width: int) -> list[str]:
    """The cells of a line; of too many, those behind a backslash are none of their own."""
    cells = line.split(delimiter)
    if len(cells) > width > 1 and f"\\{delimiter}" in line:
        parts = re.split(rf"(?<!\\){re.escape(delimiter)}", line)
        return [part.replace(f"\\{delimiter}", delimiter) for part in parts]
    return cells


def _quoted_cells(text: str, at: int, delimiter: str) -> tuple[list[str], int]:
    """The cells of the row that begins here, some of them quoted, and where the row ends."""
    cells = []
    while True:
        cell, at = _cell(text, at, delimiter)
        cells.append(cell)
        if not text.startswith(delimiter, at):
            return cells, at
        at += len(delimiter)


def _cell(text: str, at: int, delimiter: str) -> tuple[str, int]:
    """The cell that begins here, and where the delimiter or the line end after it is."""
    start = at
    while text[start : start + 1] == " " and delimiter != " ":
        start += 1
    if text.startswith('"', start):
        for pattern in (_QUOTED, _QUOTED_WITH_BACKSLASHES):
            quoted = pattern.match(text, start)
            end = quoted and _end_of_spaces(text, quoted.end(), delimiter)
            if quoted and end is not None:
                return _unquoted(quoted[1], pattern), end
    end = min(_found(text, delimiter, at), _line_end(text, at))
    return text[at:end], end


def _end_of_spaces(text: str, at: int, delimiter: str) -> int | None:
    """Where the spaces behind a quoted cell end, if its row does there or another cell begins."""
    while text[at : at + 1] == " " and not text.startswith(delimiter, at):
        at += 1
    ends = at == len(text) or text[at] == "\n" or text.startswith(delimiter, at)
    return at if ends else None


def _unquoted(content: str, pattern: re.Pattern[str]) -> str:
    if pattern is _QUOTED:
        return content.replace('""', '"')
    return re.sub(r'\\(["\\])', r"\1", content)


def _is_text(row: str, delimiter: str, width: int) -> bool:
    """Whether the quotation marks that would join these lines to one row are letters like others.

    They are where each of the lines is a whole row by itself.
    """
    lines = row.split("\n")
    return len(lines) > 1 and width > 1 and all(_whole(line, delimiter, width) for line in lines)


def _whole(line: str, delimiter: str, width: int) -> bool:
    cells = line.split(delimiter)
    return len(cells) == width and all(c.strip() and not c.startswith(" ") for c in cells)


def _found(text: str, part: str, at: int) -> int:
    place = text.find(part, at)
    return len(text) if place < 0 else place


def _line_end(text: str, at: int) -> int:
    return _found(text, "\n", at)


def _most_frequent(numbers: Iterable[int]) -> int:
    """The most frequent of the numbers; in a draw the smallest one from 2 on. 0 of none."""
    counted = Counter(numbers)
    return max(counted, key=lambda it: (counted[it], it > 1, -it), default=0)


def _checked(row: TableRow) -> TableRow:
    problems = filter(None, map(damage, row.cells))
    if any(len(cell) > _LONGEST_CELL for cell in row.cells):
        return replace(row, problem=f"a cell has more than {_LONGEST_CELL:,} characters")
    return replace(row, problem=next(problems, ""))


def _not_otherwise(row: TableRow, widths: Container[int], delimiter: str) -> TableRow:
    """The row, with a problem where another sign divides it into as many cells as others have."""
    if len(row.cells) > 1 or row.problem:
        return row
    (cell,) = row.cells
    others = (sign for sign in DELIMITERS if sign != delimiter)
    for sign in others:
        if cell.count(sign) + 1 in widths and tightness(cell, sign) == 1:
            problem = f"it is split by {_shown(sign)}, but the others by {_shown(delimiter)}"
            return replace(row, problem=problem)
    return row


def _shown(delimiter: str) -> str:
    return "a tab" if delimiter == "\t" else f"“{delimiter}”"


def _no_wider(row: TableRow, width: int, delimiter: str) -> TableRow:
    beyond = any(cell.strip() for cell in row.cells[width:])
    if row.problem or not beyond:
        return row
    problem = (
        f"it has {len(row.cells)} cells where others have {width}; "
        f"a cell with {_shown(delimiter)} in it needs quotation marks around it"
    )
    return replace(row, problem=problem)
