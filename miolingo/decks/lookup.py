"""Find and open decks: by name, among the built-in ones and the learner's own, or by file."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from miolingo.decks.built_in import built_in_rows
from miolingo.decks.cards import Card, Deck, DeckLine, card_with_ipa, deck_of_rows, learner_cards
from miolingo.decks.columns import ReadOptions
from miolingo.decks.folder import DeckFolder
from miolingo.decks.places import DeckPlace, deck_places
from miolingo.decks.read_write import read_deck_file, read_own_deck
from miolingo.errors import ConfigurationError
from miolingo.language.names import language_name
from miolingo.language.terminal_safe import printable


@dataclass(frozen=True)
class StoredDeck:
    """A deck with its rows; ``trouble`` says why it cannot be read, empty where it can."""

    place: DeckPlace
    rows: tuple[DeckLine, ...] = ()
    trouble: str = ""

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all rows that have one, without a partner's lines."""
        return learner_cards(self.rows)


def find_deck(folder: DeckFolder, name: str, language_code: str) -> DeckPlace:
    """Find the deck of this name and language, of any region: an own one before a built-in one.

    Raises ConfigurationError when there is none.
    """
    wanted = printable(name)
    places = list(deck_places(folder, language_code))
    named = [place for place in places if place.name == wanted]
    if not named:
        near = sorted(get_close_matches(wanted, {place.name for place in places}))
        guess = f"Did you mean {' or '.join(near)}? " if near else ""
        what = f"deck “{name}”"
        if _is_file(name):
            guess = f"It is a file: miolingo deck add {shlex.quote(name)}. "
        elif Path(name).suffix:
            what = f"file “{name}”, and no deck of that name"
        raise ConfigurationError(
            f"There is no {what} for {language_name(language_code)}.",
            hint=f"{guess}See the list: miolingo deck list",
        )
    return min(named, key=lambda place: (not place.path, place.language_code != language_code))


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # it is too long for a name
        return False


def load_deck(place: DeckPlace) -> StoredDeck:
    """Read a deck. Raises ConfigurationError when it cannot be read."""
    if place.path:
        return StoredDeck(place, tuple(read_own_deck(place.path)))
    return StoredDeck(place, built_in_rows(place.language_code, place.name))


def open_deck(
    folder: DeckFolder, path_or_name: str, language_code: str, media_folder: Path
) -> StoredDeck:
    """Read the deck of the file of this path or, where there is none, of this name.

    Recordings that are packed into the file go into the media folder, which must exist. Raises
    ConfigurationError when there is no such deck, or it cannot be read.
    """
    path = Path(path_or_name)
    if path.is_dir() or not path.exists():
        return load_deck(find_deck(folder, path_or_name, language_code))
    place = DeckPlace(printable(path.stem), language_code, path)
    deck_file = read_deck_file(path, media_folder, ReadOptions(language_code))
    return StoredDeck(place, tuple(deck_file.rows))


def stored_decks(folder: DeckFolder, language_code: str | None) -> Iterator[StoredDeck]:
    """Read all decks of a language, or of all; those that cannot be read have a ``trouble``."""
    for place in deck_places(folder, language_code):
        try:
            yield load_deck(place)
        except ConfigurationError as error:
            yield StoredDeck(place, trouble=error.message)


def known_decks(folder: DeckFolder, language_code: str) -> Iterator[Deck]:
    """Read the built-in decks of a language, and then the learner's own that can be read."""
    for place in deck_places(folder, language_code):
        with suppress(ConfigurationError):
            yield deck_of(load_deck(place))


def deck_of(stored_deck: StoredDeck) -> Deck:
    """The deck to practice. Raises ConfigurationError for one that is broken anywhere or empty."""
    return deck_of_rows(stored_deck.place.name, stored_deck.rows)


def pronounced(deck: StoredDeck) -> StoredDeck:
    """The deck with IPA for the cards that have none, in languages whose rules we know."""
    language_code = deck.place.language_code
    rows = (
        replace(row, card=card_with_ipa(row.card, language_code)) if row.card else row
        for row in deck.rows
    )
    return replace(deck, rows=tuple(rows))
