"""Decks: what there is to say, one card a line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from miolingo.errors import ConfigurationError
from miolingo.language.terminal_safe import strip_controls


@dataclass(frozen=True)
class Card:
    """A phrase to say; ``translation`` and ``ipa`` are empty where the deck gives none.

    ``deck`` names the deck of a card that was taken out of it, to be practiced among others.
    ``recording`` is the path of a native speaker's recording, in a deck file relative to it.
    ``confusable_with`` are phrases that it must not be taken for.
    """

    phrase: str
    translation: str = ""
    ipa: str = ""
    deck: str = ""
    recording: str = ""
    confusable_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deck:
    """A named, ordered list of cards, never empty."""

    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class DeckLine:
    """What a line of a deck holds: a card, or the ``problem`` why there is none.

    A card that lacks only its recording has a problem as well. ``line`` counts from 1; ``theme``
    is the heading that the line stands under, empty for none.
    """

    line: int
    card: Card | None = None
    problem: str = ""
    theme: str = ""


_IPA = re.compile(r"^[\[/](.*)[\]/]$")
_PARTS = 4


def printable(text: str) -> str:
    """The text in composed form, on one line, without what could command a terminal."""
    kept = (sign for sign in strip_controls(text) if unicodedata.category(sign) != "Cc")
    return unicodedata.normalize("NFC", "".join(kept))


def parse_deck(name: str, text: str) -> Deck:
    """Read the lines that ``deck_rows`` reads. Raises what ``deck_of_rows`` raises."""
    return deck_of_rows(name, deck_rows(text))


def deck_of_rows(name: str, rows: Iterable[DeckLine]) -> Deck:
    """The deck of these rows.

    Raises ConfigurationError, with the line's number, for a row with a problem, and for a deck of
    no cards.
    """
    cards = []
    for row in rows:
        if row.problem:
            raise ConfigurationError(
                f"Deck “{name}”, line {row.line}: {row.problem}.",
                hint="Mend it, or add the deck without such lines: miolingo deck add FILE",
            )
        if row.card:
            cards.append(row.card)
    if not cards:
        raise ConfigurationError(
            f"The deck “{name}” has no phrases.", hint="Add one phrase a line, in UTF-8."
        )
    return Deck(name, tuple(cards))


def deck_rows(text: str) -> Iterator[DeckLine]:
    """Read ``phrase | translation | [ipa] | recording`` lines; only the phrase is needed.

    A line that starts with ``#`` is the theme of those that follow; blank lines are skipped.
    """
    theme = ""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if line.lstrip().startswith("#"):
            theme = printable(line).strip(" #")
        elif line.strip():
            try:
                yield DeckLine(number, parse_card(line), theme=theme)
            except ValueError as error:
                yield DeckLine(number, problem=str(error), theme=theme)


def parse_card(line: str) -> Card:
    """The card of a line. Raises ValueError."""
    parts = [printable(part).strip() for part in line.split("|")]
    if len(parts) > _PARTS:
        raise ValueError("more than four parts")
    return card_of(*parts)


def card_of(phrase: str, translation: str = "", ipa: str = "", recording: str = "") -> Card:
    """The card of a row's parts. Raises ValueError."""
    if not phrase:
        raise ValueError("the phrase is empty")
    return Card(phrase, translation, _IPA.sub(r"\1", ipa), recording=path_inside(recording))


def path_inside(recording: str) -> str:
    """A recording's path below its deck's folder, with slashes. Raises ValueError."""
    path = recording.replace("\\", "/")
    leaves = ".." in PurePosixPath(path).parts or path.startswith("/")
    if leaves or PureWindowsPath(path).drive:
        raise ValueError("the recording is not in the deck’s folder")
    return path
