"""The formats of decks other than plain text: tables and the older app's stories; and writing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from miolingo.decks.cards import Card, DeckLine, card_of, printable
from miolingo.language.csv_cells import csv_line, unguarded

COLUMNS = ("phrase", "translation", "ipa", "recording", "theme")
"""What the columns of a table are called, and their order in one without a header."""

_STORY_NOTES = ("english", "translation", "ipa")
_DELIMITERS = "\t,;"
_REMARK = "it begins with “#”, as a theme in a deck does"


def table_rows(text: str) -> Iterator[DeckLine]:
    """Read comma, semicolon or tab separated values, with a header that names the phrase or none.

    A row that cannot be parted into cells is the last one.
    """
    bare = text.removeprefix("\ufeff")
    header = _header(bare)
    reader = csv.reader(io.StringIO(bare, newline=""), delimiter=_delimiter(bare), strict=True)
    end = 0
    try:
        for place, cells in enumerate(reader):
            number, end = end + 1, reader.line_num
            is_header = bool(header) and place == 0
            if not is_header and any(cell.strip() for cell in cells):
                yield _table_row(number, dict(zip(header or COLUMNS, cells, strict=False)))
    except csv.Error as error:
        yield DeckLine(
            end + 1, problem=f"this and what follows cannot be parted into cells: {error}"
        )


def story_rows(text: str) -> Iterator[DeckLine]:
    """Read a story of the older app, its lines counted in order. Raises ValueError for others."""
    for number, line in enumerate(story_lines(json.loads(text)), start=1):
        try:
            yield DeckLine(number, story_card(line))
        except ValueError as error:
            yield DeckLine(number, problem=str(error))


def story_lines(story: Any) -> list[Any]:
    """The lines of a story file in either of its shapes; empty for anything else."""
    if isinstance(story, dict):
        lists = [value for value in story.values() if isinstance(value, list)]
        return lists[0] if len(lists) == 1 else []
    return story if isinstance(story, list) else []


def story_card(line: Any) -> Card:
    """The card of a line of a story. Raises ValueError."""
    if not isinstance(line, dict):
        raise ValueError("it is no record")
    texts = {name: text for name, value in line.items() if (text := _in_one_line(value))}
    phrases = [text for name, text in texts.items() if name not in _STORY_NOTES]
    if len(phrases) != 1 or len(texts) == 1:
        raise ValueError("it is not one phrase with its translation or IPA")
    if phrases[0].startswith("#"):
        raise ValueError("it begins with “#”, as a remark in a deck does")
    english, translation, ipa = (texts.get(name, "") for name in _STORY_NOTES)
    return Card(phrases[0], english or translation, ipa.strip("[]/"))


def deck_text(rows: Iterable[DeckLine]) -> str:
    """The cards of rows as a deck file, each theme above its own.

    A bar in a text, which would part it, becomes a slash.
    """
    lines, theme = [], ""
    for row in rows:
        if row.theme and row.theme != theme:
            lines.append(f"# {row.theme}")
            theme = row.theme
        if row.card:
            lines.append(_card_line(row.card))
    return "".join(f"{line}\n" for line in lines)


def table_text(rows: Iterable[DeckLine]) -> str:
    """The cards of rows as comma-separated values that are safe to open in a spreadsheet."""
    table = [COLUMNS, *(_cells(row.card, row.theme) for row in rows if row.card)]
    return "".join(f"{csv_line(cells)}\r\n" for cells in table)


def _cells(card: Card, theme: str) -> tuple[str, ...]:
    return (card.phrase, card.translation, card.ipa, card.recording, theme)


def _card_line(card: Card) -> str:
    parts = [card.phrase, card.translation, f"[{card.ipa}]" if card.ipa else "", card.recording]
    return " | ".join(part.replace("|", "/") for part in parts).rstrip(" |")


def _table_row(number: int, cells: Mapping[str, str]) -> DeckLine:
    *parts, theme = (_on_one_line(unguarded(cells.get(name, ""))) for name in COLUMNS)
    try:
        if parts[0].startswith("#"):
            raise ValueError(_REMARK)
        return DeckLine(number, card_of(*parts), theme=theme)
    except ValueError as error:
        return DeckLine(number, problem=str(error), theme=theme)


def _delimiter(text: str) -> str:
    """The one that parts a header; without a header a tab where there is one, else a comma."""
    first = text.partition("\n")[0]
    parting = (sign for sign in _DELIMITERS if COLUMNS[0] in _names(first, sign))
    return next(parting, "\t" if "\t" in first else ",")


def _header(text: str) -> list[str]:
    names = _names(text.partition("\n")[0], _delimiter(text))
    return names if COLUMNS[0] in names else []


def _names(line: str, delimiter: str) -> list[str]:
    cells = next(csv.reader([line.strip("\r")], delimiter=delimiter), [])
    return [cell.strip().casefold() for cell in cells]


def _on_one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _in_one_line(value: Any) -> str:
    return printable(" ".join(value.split())) if isinstance(value, str) else ""
