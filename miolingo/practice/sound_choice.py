"""Which phrases have a sound that the learner asks for, by IPA or by a Hangul letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from miolingo.errors import UsageError
from miolingo.language.ipa import sounds_of
from miolingo.language.korean.hangul import ONSETS, VOWELS, Syllable
from miolingo.language.korean.ipa import ipa as korean_ipa

Symbols = tuple[str, ...]
"""Sounds in a row, as they are written in IPA."""


@dataclass(frozen=True)
class SoundChoice:
    """A sound as the learner named it, and the IPA of the ways in which it is said.

    ``transcribe`` gives the IPA of a phrase.
    """

    name: str
    variants: frozenset[Symbols]
    transcribe: Callable[[str], str]

    def is_in(self, phrase: str, ipa: str = "") -> bool:
        """Whether a phrase has the sound; ``ipa`` is how it is said, where that is known.

        Raises what ``transcribe`` raises.
        """
        symbols = _symbols(ipa or self.transcribe(phrase))
        return any(
            symbols[start : start + len(variant)] == variant
            for variant in self.variants
            for start in range(len(symbols))
        )


def sound_choice(name: str, transcribe: Callable[[str], str]) -> SoundChoice:
    """Return the choice that a name means: one sound in IPA, or a letter such as ㅓ or ㄱ.

    Raises UsageError for anything else.
    """
    text = name.strip()
    sounds = sounds_of(text)
    variants = _variants_of_letter(text)
    if len(sounds) == 1 and sounds[0].features:
        variants = {_symbols(text)}
    if not variants:
        raise UsageError(
            f"“{name}” is not a single sound.",
            hint="Write it in IPA, as the cards show it, such as ʌ; for Korean, or a letter such "
            "as ㅓ.",
        )
    return SoundChoice(text, frozenset(variants), transcribe)


def _variants_of_letter(text: str) -> set[Symbols]:
    """Return how a Hangul letter is said: first in a word, between vowels, and last."""
    if len(text) != 1 or text not in ONSETS + VOWELS:
        return set()
    if text in VOWELS:
        return {_symbols(korean_ipa(Syllable("ㅇ", text).letter))}
    first, between = Syllable(text, "ㅏ").letter, f"아{Syllable(text, 'ㅏ').letter}"
    said = {_symbols(korean_ipa(first))[:-1], _symbols(korean_ipa(between))[1:-1]}
    if text in "ㄱㄴㄷㄹㅁㅂㅇ":  # the others are neutralized to one of these at the end
        said.add(_symbols(korean_ipa(Syllable("ㅇ", "ㅏ", text).letter))[1:])
    return said - {()}


def _symbols(ipa: str) -> Symbols:
    return tuple(sound.symbol for sound in sounds_of(ipa))
