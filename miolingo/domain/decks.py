"""Decks: what there is to say, one card a line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from miolingo.domain.screen_text import harmless
from miolingo.errors import ConfigurationError


@dataclass(frozen=True)
class Card:
    """A phrase to say; ``translation`` and ``ipa`` are empty where the deck gives none.

    ``deck`` names the deck of a card that was taken out of it, to be practiced among others.
    ``rivals`` are phrases that it must not be taken for.
    """

    phrase: str
    translation: str = ""
    ipa: str = ""
    deck: str = ""
    recording: str = ""
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deck:
    """A named, ordered list of cards, never empty."""

    name: str
    cards: tuple[Card, ...]


_IPA = re.compile(r"^[\[/](.*)[\]/]$")


def printable(text: str) -> str:
    """The text in composed form, on one line, without what could command a terminal."""
    kept = (sign for sign in harmless(text) if unicodedata.category(sign) != "Cc")
    return unicodedata.normalize("NFC", "".join(kept))


def parse_deck(name: str, text: str) -> Deck:
    """Read ``phrase``, ``phrase | translation`` or ``phrase | translation | [ipa]`` lines.

    Blank lines and lines that start with ``#`` are skipped. Raises ConfigurationError, with the
    line's number, for a line without a phrase or with too many parts, and for a deck of no cards.
    """
    cards = []
    for number, line in card_lines(text):
        try:
            cards.append(parse_card(line))
        except ValueError as error:
            raise ConfigurationError(
                f"Deck “{name}”, line {number}: {error}.",
                hint="Write a line as: phrase | translation | [ipa]",
            ) from error
    if not cards:
        raise ConfigurationError(
            f"The deck “{name}” has no phrases.", hint="Add one phrase a line, in UTF-8."
        )
    return Deck(name, tuple(cards))


def card_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are to hold a card, each with its number from 1."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line


def parse_card(line: str) -> Card:
    """The card of a line. Raises ValueError."""
    parts = [printable(part).strip() for part in line.split("|")]
    if len(parts) > 3:
        raise ValueError("more than three parts")
    phrase, translation, ipa = parts + [""] * (3 - len(parts))
    if not phrase:
        raise ValueError("the phrase is empty")
    return Card(phrase, translation, _IPA.sub(r"\1", ipa))
