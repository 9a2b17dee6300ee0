"""Minimal pairs: words of a language that differ in one sound, and which of them to practice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from miolingo.decks.cards import Card
from miolingo.errors import ConfigurationError
from miolingo.judging.sound_hints import SoundHint, Transcribe
from miolingo.language.ipa import Pairing, aligned, sounds_of
from miolingo.language.phonemes import Feature
from miolingo.language.terminal_safe import printable

Contrast = frozenset[str]
"""Two sounds in no order, as they are written."""


@dataclass(frozen=True)
class MinimalPair:
    """Two words that differ in the sounds of ``pairing``, the first word's as its target."""

    cards: tuple[Card, Card]
    pairing: Pairing

    @property
    def contrast(self) -> Contrast:
        """The two sounds in which the words differ."""
        return contrast_of(self.pairing)


def contrast_of(pairing: Pairing) -> Contrast:
    """The sounds of a pairing in no order; a sound that is not there is no part of it."""
    return frozenset(sound.symbol for sound in (pairing.target, pairing.heard) if sound)


def parse_pairs(text: str, transcribe: Transcribe) -> tuple[MinimalPair, ...]:
    """Read lines of ``word | word | translation | translation``; # and blank lines are skipped.

    Raises ConfigurationError, with the line's number, for a line without four parts or whose words
    do not differ in just one sound, and what ``transcribe`` raises.
    """
    return tuple(
        _parsed(line, number, transcribe)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    )


def _parsed(line: str, number: int, transcribe: Transcribe) -> MinimalPair:
    parts = [printable(part).strip() for part in line.split("|")]
    if len(parts) != 4 or not all(parts):
        raise ConfigurationError(
            f"Line {number} of the pairs does not have four parts.",
            hint="Write a line as: word | word | translation | translation",
        )
    word, other_word, meaning, other_meaning = parts
    ipa, other_ipa = transcribe(word), transcribe(other_word)
    differing = [pair for pair in aligned(sounds_of(ipa), sounds_of(other_ipa)) if not pair.same]
    if len(differing) != 1 or len(contrast_of(differing[0])) != 2:
        raise ConfigurationError(
            f"Line {number} of the pairs: [{ipa}] and [{other_ipa}] do not differ in one sound.",
            hint="Choose words that differ in one sound only.",
        )
    card, other = Card(word, meaning, ipa), Card(other_word, other_meaning, other_ipa)
    cards = (replace(card, rivals=(other,)), replace(other, rivals=(card,)))
    return MinimalPair(cards, differing[0])


@dataclass(frozen=True)
class Confusions:
    """How often which two sounds, and which features of sounds, were mixed up."""

    contrasts: Counter[Contrast]
    features: Counter[tuple[Feature, ...]]


def confusions(hints: Iterable[SoundHint]) -> Confusions:
    """Count the sounds that were mixed up with one another in words that were not understood."""
    mixed = [pair for hint in hints for pair in hint.differences if len(contrast_of(pair)) == 2]
    return Confusions(
        Counter(contrast_of(pair) for pair in mixed),
        Counter(pair.features for pair in mixed if pair.features),
    )


def by_confusion(pairs: Iterable[MinimalPair], mixed: Confusions) -> list[MinimalPair]:
    """The pairs of the sounds that are mixed up most first, then those whose sounds differ alike.

    All others keep their order behind these.
    """

    def trouble(pair: MinimalPair) -> tuple[int, int]:
        return -mixed.contrasts[pair.contrast], -mixed.features[pair.pairing.features]

    return sorted(pairs, key=trouble)


def confused_in(pairs: Iterable[MinimalPair], mixed: Confusions) -> tuple[Contrast, ...]:
    """The sounds of these pairs that were mixed up, each once, in the order of the pairs."""
    return tuple(dict.fromkeys(pair.contrast for pair in pairs if mixed.contrasts[pair.contrast]))
