"""Choose minimal pairs to practice: those of the sounds that this learner mixes up, first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Protocol

from miolingo.domain.attempts import Attempt
from miolingo.domain.decks import Card, Deck
from miolingo.domain.pairs import MinimalPair, by_confusion, confusions, parse_pairs, reason
from miolingo.domain.progress import Selection
from miolingo.domain.sound_hints import Transcribe, sound_hints
from miolingo.errors import ConfigurationError
from miolingo.services.library import pairs_file

DECK = "minimal-pairs"
USUAL_PAIRS = 10
AMONG_ATTEMPTS = 1_000
"""Confusions are looked for in so many of the newest attempts: old trouble is forgiven."""


class LatestAttempts(Protocol):
    """Where attempts are found again; may raise StoreError and CloudError."""

    def latest_attempts(self, selection: Selection, limit: int) -> Iterable[Attempt]:
        """At most ``limit`` attempts, the newest first."""


def pairs_of(language_code: str, transcribe: Transcribe) -> tuple[MinimalPair, ...]:
    """The built-in pairs of a language.

    Raises ConfigurationError where there are none, and AudioError without eSpeak NG.
    """
    file = pairs_file(language_code)
    if file is None:
        raise ConfigurationError(
            f"There are no minimal pairs for “{language_code}”.",
            hint="Choose another --lang, or practice a deck: miolingo practice --deck FILE",
        )
    return parse_pairs(file.read_text(encoding="utf-8"), transcribe)


def choose_pairs(
    history: LatestAttempts, language_code: str, transcribe: Transcribe, count: int | None
) -> tuple[Deck, str]:
    """A deck of both words of USUAL_PAIRS pairs, at most ``count`` cards, and why these.

    Raises ConfigurationError, AudioError, StoreError and CloudError.
    """
    latest = history.latest_attempts(Selection(language_code=language_code), AMONG_ATTEMPTS)
    hints = chain.from_iterable(
        sound_hints(attempt.words, attempt.recognized_phrase, transcribe) for attempt in latest
    )
    mixed = confusions(hints)
    chosen = by_confusion(pairs_of(language_code, transcribe), mixed)[:USUAL_PAIRS]
    return Deck(DECK, _cards(chosen)[:count]), reason(chosen, mixed)


def _cards(pairs: Sequence[MinimalPair]) -> tuple[Card, ...]:
    return tuple(card for pair in pairs for card in pair.cards)
