"""Listening answers, and what a round of listening is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from miolingo.decks.cards import Card
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.practice.pairs import MinimalPair, parse_pairs

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
IPA = {"bata": "bata", "pata": "pata", "bote": "bote", "pote": "pote", "mal": "mal", "nal": "nal"}

ANSWER = ListeningAnswer(
    id="01936000-0000-7000-8000-00000000ea12",
    device_id="c0ffee00-0000-4000-8000-000000000000",
    language_code="ko",
    answered_at=NOON,
    played_word="달",
    other_word="딸",
    contrast="t t͈",
    correct=True,
    voice="ko+f4",
    step=0,
)


def an_answer(number: int = 0, **changes: object) -> ListeningAnswer:
    """An answer with an id of its own for each number."""
    changed = replace(ANSWER, id=f"01936000-0000-7000-8000-ea12{number:08x}")
    return replace(changed, **changes)  # type: ignore[arg-type]


def pairs() -> tuple[MinimalPair, ...]:
    """Two pairs of [p] and [b], and one of [m] and [n]."""
    lines = "bata | pata | robe | leg\nbote | pote | boat | pot\nmal | nal | bad | none"
    return parse_pairs(lines, IPA.__getitem__)


def phrases(cards: tuple[Card, ...]) -> tuple[str, ...]:
    """What is on cards."""
    return tuple(card.phrase for card in cards)


def chance(seed: int) -> Random:
    """The same chance each time."""
    return Random(seed)  # noqa: S311 - tests are to be the same each time
