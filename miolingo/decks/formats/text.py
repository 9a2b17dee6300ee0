"""Decks as text: a card a line, its parts divided by bars, under headings that begin with ``#``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from miolingo.decks.cards import Card, Deck, DeckLine, card_of, deck_of_rows
from miolingo.files.text_encoding import damage, undamaged
from miolingo.language.terminal_safe import printable

_PARTS = 4
_LINE_END = re.compile("\r\n|\r|\n")


def parse_deck(name: str, text: str) -> Deck:
    """Read the lines that ``text_rows`` reads. Raises what ``deck_of_rows`` raises."""
    return deck_of_rows(name, text_rows(text))


def text_rows(text: str) -> Iterator[DeckLine]:
    """Read ``phrase | translation | [ipa] | recording`` lines; only the phrase is needed.

    A line that starts with ``#`` is the theme of those that follow, one such as ``@Anna: Hello!``
    is a partner's in a dialogue; blank lines are skipped.
    """
    theme = ""
    for number, line in enumerate(_LINE_END.split(text.removeprefix("\ufeff")), start=1):
        if line.lstrip().startswith("#"):
            theme = printable(undamaged(line)).strip(" #")
            if told := damage(line):
                yield DeckLine(number, problem=told, theme=theme)
        elif line.strip():
            try:
                yield DeckLine(number, _card_of_line(line), theme=theme)
            except ValueError as error:
                yield DeckLine(number, problem=str(error), theme=theme)


def deck_text(rows: Iterable[DeckLine]) -> str:
    """Write the cards of rows as lines, each theme above its own, and a bare ``#`` for none.

    A bar in a text, which would divide it, becomes a slash.
    """
    lines, theme = [], ""
    for row in rows:
        if row.theme != theme:
            lines.append(f"# {row.theme}".rstrip())
            theme = row.theme
        if row.card:
            lines.append(_line_of_card(row.card))
    return "".join(f"{line}\n" for line in lines)


def _card_of_line(line: str) -> Card:
    """The card of a line. Raises ValueError."""
    bare = [part.strip() for part in line.split("|")]
    if len(bare) > _PARTS:
        raise ValueError("more than four parts")
    if any("\t" in part for part in bare):
        raise ValueError("it is split by a tab, but the other lines by “|” or not at all")
    if told := damage(line):
        raise ValueError(told)
    parts = [printable(part) for part in bare]
    return card_of(*parts)


def _line_of_card(card: Card) -> str:
    parts = [card.written, card.translation, f"[{card.ipa}]" if card.ipa else "", card.recording]
    return " | ".join(part.replace("|", "/") for part in parts).rstrip(" |")
