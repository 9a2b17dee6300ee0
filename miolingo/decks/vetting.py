"""Vet decks: leave out phrases that cannot be said and recordings that cannot be played."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from miolingo.decks.cards import Card, Deck, DeckLine, answered
from miolingo.decks.folder import DeckFolder
from miolingo.decks.lookup import StoredDeck, open_deck
from miolingo.errors import AudioError, ConfigurationError, UsageError
from miolingo.language.normalize import words_of

CheckRecording = Callable[[Path], object]
"""Reads a recording. Raises AudioError when it cannot be played."""


def open_vetted_deck(
    folder: DeckFolder, path_or_name: str, language_code: str, check_recording: CheckRecording
) -> StoredDeck:
    """Read the deck of a file or of a name, its rows vetted. Raises ConfigurationError."""
    with TemporaryDirectory(prefix="miolingo-deck-") as media:
        deck = open_deck(folder, path_or_name, language_code, Path(media))
        rows = vetted_rows(deck.rows, deck.place.language_code, check_recording)
    return replace(deck, rows=tuple(rows))


def vetted_rows(
    rows: Iterable[DeckLine], language_code: str, check_recording: CheckRecording
) -> list[DeckLine]:
    """The rows, without cards that cannot be said and recordings that cannot be played.

    A partner's lines that no card answers are left out as well.

    A row that lost something has a problem.
    """
    return answered(_vetted(row, row.card, language_code, check_recording) for row in rows)


def require_sayable(deck: Deck, language_code: str) -> Deck:
    """Return the deck. Raises ConfigurationError, with the phrase, when one cannot be said."""
    for card in deck.cards:
        try:
            words_of(card.phrase, language_code)
        except UsageError as error:
            raise ConfigurationError(
                f"Deck “{deck.name}”, phrase “{card.phrase}”: {error.message}", hint=error.hint
            ) from error
    return deck


def _vetted(
    row: DeckLine, card: Card | None, language_code: str, check_recording: CheckRecording
) -> DeckLine:
    if card is None:
        return row
    try:
        words_of(card.phrase, language_code)
    except UsageError as error:
        return replace(row, card=None, problem=error.message.rstrip("."))
    try:
        if card.recording:
            check_recording(Path(card.recording))
    except AudioError as error:
        return replace(row, card=replace(card, recording=""), problem=error.message.rstrip("."))
    return row
