"""The cards of a film as the lines of a deck, with their clips as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from miolingo.decks.cards import Card, DeckLine
from miolingo.decks.films.making import FilmCard
from miolingo.errors import ConfigurationError


def film_rows(
    cards: Sequence[FilmCard], clips: Iterable[bytes], folder: Path
) -> tuple[DeckLine, ...]:
    """Write the clip of each card into a folder; the easiest cards come first.

    Within a level they are in the order of the film. Raises ConfigurationError.
    """
    rows = []
    for number, (card, clip) in enumerate(zip(cards, clips, strict=True), start=1):
        path = folder / f"{number}.ogg"
        try:
            path.write_bytes(clip)
        except OSError as error:
            raise ConfigurationError(
                f"The recordings cannot be written: {error.strerror}.",
                hint="Make room on the disk, and run the same command again.",
            ) from error
        made = Card(card.sentence.text, card.translation, recording=str(path))
        rows.append(DeckLine(card.sentence.line, made, theme=card.level))
    return tuple(sorted(rows, key=lambda row: row.theme))
