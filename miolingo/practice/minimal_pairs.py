"""Choose minimal pairs to practice: those of the sounds that this learner mixes up, first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

from miolingo.decks.built_in import minimal_pairs
from miolingo.decks.cards import Card, Deck
from miolingo.errors import ConfigurationError
from miolingo.history.interface import History
from miolingo.history.reports.statistics import Selection
from miolingo.judging.sound_hints import sound_hints
from miolingo.language.names import language_name
from miolingo.practice.pairs import (
    Confusions,
    Contrast,
    MinimalPair,
    by_confusion,
    confused_in,
    confusions,
    parse_pairs,
)

DECK = "minimal-pairs"
USUAL_PAIRS = 10
AMONG_ATTEMPTS = 1_000
"""Confusions are counted in so many of the newest attempts, so that those overcome fade."""


Transcribed = Callable[[str, str], str]
"""Gives a phrase of a language, by its code, in IPA."""


def pairs_of(language_code: str, transcribed: Transcribed) -> tuple[MinimalPair, ...]:
    """Return the built-in pairs of a language.

    Raises ConfigurationError where there are none, and AudioError without eSpeak NG.
    """
    built_in = minimal_pairs(language_code)
    if built_in is None:
        raise ConfigurationError(
            f"There are no minimal pairs for {language_name(language_code)}.",
            hint="Choose another --lang, or practice a deck: miolingo practice --deck FILE",
        )
    own_code, text = built_in
    return parse_pairs(text, lambda word: transcribed(word, own_code))


def choose_pairs(
    history: History, language_code: str, transcribed: Transcribed, count: int | None
) -> tuple[Deck, tuple[Contrast, ...]]:
    """Return a deck of both words of USUAL_PAIRS pairs, at most ``count`` cards.

    With it come the sounds of theirs that this learner mixes up, the most often first.

    Raises ConfigurationError, AudioError, StoreError and CloudError.
    """
    mixed = confusions_in(history, language_code, transcribed)
    chosen = by_confusion(pairs_of(language_code, transcribed), mixed)[:USUAL_PAIRS]
    return Deck(DECK, _cards(chosen)[:count]), confused_in(chosen, mixed)


def confusions_in(history: History, language_code: str, transcribed: Transcribed) -> Confusions:
    """Return which sounds this learner mixes up, in the newest attempts of a language.

    Raises AudioError, StoreError and CloudError.
    """
    latest = history.latest_attempts(Selection(language_code=language_code), AMONG_ATTEMPTS)
    hints = chain.from_iterable(
        sound_hints(
            attempt.words,
            attempt.recognized_phrase,
            lambda phrase: transcribed(phrase, language_code),
        )
        for attempt in latest
    )
    return confusions(hints)


def _cards(pairs: Sequence[MinimalPair]) -> tuple[Card, ...]:
    return tuple(card for pair in pairs for card in pair.cards)
