"""Search decks for a text, whatever its case, accents and width."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from miolingo.decks.cards import Card
from miolingo.decks.lookup import StoredDeck
from miolingo.errors import UsageError
from miolingo.language.normalize import normalized

_ACCENTS = 200
"""Unicode's combining classes from here on are those of marks above, below and around a letter."""


def search_decks(decks: Iterable[StoredDeck], text: str) -> Iterator[StoredDeck]:
    """Yield decks with those of their rows that hold the text in phrase or translation.

    Case, accents and width do not matter. Raises UsageError for a text of nothing but spaces.
    """
    wanted = folded(text)
    if not wanted:
        raise UsageError("There is no word to search for.", hint="Give a word or a part of one.")
    for deck in decks:
        matches = tuple(row for row in deck.rows if row.card and _contains(row.card, wanted))
        if matches:
            yield replace(deck, rows=matches)


def folded(text: str) -> str:
    """A text in the form in which texts are compared: no case, no accents, single spaces."""
    decomposed = unicodedata.normalize("NFD", normalized(text))
    bare = "".join(sign for sign in decomposed if unicodedata.combining(sign) < _ACCENTS)
    return " ".join(unicodedata.normalize("NFC", bare).split())


def _contains(card: Card, wanted: str) -> bool:
    return any(wanted in folded(text) for text in (card.phrase, card.translation))
