"""What becomes of a syllable where grammar or history, not spelling, decides how it is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto

from miolingo.language.korean.hangul import split
from miolingo.language.korean.standard import NEUTRAL, TENSE

Change = Callable[[str], str]
"""From a letter to the letter that is said in its place."""


class Usage(Enum):
    """How usual a change is beside the letter as it is spelled."""

    ALWAYS = auto()
    USUALLY = auto()
    SOMETIMES = auto()


def tensed(letter: str) -> str:
    """The syllable with its first consonant tense: 가 becomes 까."""
    syllable = split(letter)
    return replace(syllable, onset=TENSE.get(syllable.onset, syllable.onset)).letter


def parted(letter: str) -> str:
    """The syllable ending as a word ends: 맛 becomes 맏."""
    syllable = split(letter)
    return replace(syllable, coda=NEUTRAL.get(syllable.coda, syllable.coda)).letter


def with_onset(onset: str) -> Change:
    """The change of a syllable's first consonant."""
    return lambda letter: replace(split(letter), onset=onset).letter


def with_vowel(vowel: str) -> Change:
    """The change of a syllable's vowel."""
    return lambda letter: replace(split(letter), vowel=vowel).letter


def with_coda(coda: str) -> Change:
    """The change of a syllable's last consonant."""
    return lambda letter: replace(split(letter), coda=coda).letter


_MARKS = {"'": tensed, "+": with_onset("ㄴ")}


def mark_changes(marked: str) -> tuple[str, list[tuple[int, Change]]]:
    """The word of an entry of the lexicon, and what its marks change at which letter.

    A mark stands before the letter that it changes, but for ``|``, which stands behind it.
    """
    word = ""
    changes: list[tuple[int, Change]] = []
    for sign in marked:
        if sign == "|":
            changes.append((len(word) - 1, parted))
        elif sign in _MARKS:
            changes.append((len(word), _MARKS[sign]))
        else:
            word += sign
    return word, changes
