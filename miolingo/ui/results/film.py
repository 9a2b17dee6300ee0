"""A deck that was made of a film, as text and as JSON: its cards, and what was left out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from miolingo.decks.editing import CopiedDeck
from miolingo.decks.films.making import FilmCard, FilmDeck
from miolingo.speech.long_sound.finder import Timing
from miolingo.ui.decks import added_line
from miolingo.ui.json_objects import json_object

SCHEMA = "miolingo.film/1"

_OFFSET_WORTH_TELLING_S, _DRIFT_WORTH_TELLING = 0.5, 0.001


def print_film(film: FilmDeck, added: CopiedDeck | None, console: Console) -> None:
    """Print what was left out of a film, line by line, how many cards it has, and their levels."""
    if film.left_out:
        table = Table("Line", "Left out because", "Text", box=None, pad_edge=False)
        for left_out in film.left_out:
            table.add_row(*map(Text, (str(left_out.line), left_out.reason, left_out.text)))
        console.print(table)
        console.print()
    if film.timing:
        _tell_timing(film.timing, console)
    for level, count in sorted(Counter(card.level for card in film.cards).items()):
        console.print(Text(f"{level}: {count:,}"), soft_wrap=True)
    last = added_line(added) if added else "Nothing was added: --dry-run."
    console.print(Text(last), soft_wrap=True)


def _tell_timing(timing: Timing, console: Console) -> None:
    offset_s, drift = timing.offset_ms / 1000, timing.drift
    if abs(offset_s) >= _OFFSET_WORTH_TELLING_S or abs(drift) >= _DRIFT_WORTH_TELLING:
        told = f"The subtitles were {offset_s:+.1f} s and {drift:+.2%} off; that was corrected."
        console.print(Text(told), soft_wrap=True)


def film_json(film: FilmDeck, added: CopiedDeck | None) -> str:
    """A film as the JSON object that docs/films.md describes, on one line."""
    return json_object(
        SCHEMA,
        {
            "deck": added and added.place.name,
            "offset_ms": film.timing and round(film.timing.offset_ms),
            "drift": film.timing and round(film.timing.drift, 5),
            "cards": [_card_object(card) for card in film.cards],
            "left_out": [
                {"line": each.line, "text": each.text, "reason": each.reason.name.lower()}
                for each in film.left_out
            ],
        },
    )


def _card_object(card: FilmCard) -> dict[str, Any]:
    return {
        "line": card.sentence.line,
        "phrase": card.sentence.text,
        "translation": card.translation or None,
        "level": card.level.removeprefix("Level ")[0],
        "start_ms": card.place.start_ms,
        "end_ms": card.place.end_ms,
        "score": card.place.score,
    }
