"""Split Hangul syllables into jamo and compose them again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
CODAS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3


@dataclass(frozen=True)
class Syllable:
    """One Hangul syllable; ``coda`` is empty for an open syllable."""

    onset: str
    vowel: str
    coda: str = ""

    @property
    def letter(self) -> str:
        """The syllable as one precomposed letter."""
        onset, vowel = ONSETS.index(self.onset), VOWELS.index(self.vowel)
        return chr(_FIRST_SYLLABLE + (onset * 21 + vowel) * 28 + CODAS.index(self.coda))


def is_syllable(letter: str) -> bool:
    """Tell whether ``letter`` is one precomposed Hangul syllable."""
    return _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE


def split(letter: str) -> Syllable:
    """Split a precomposed Hangul syllable; ValueError for any other letter."""
    if not is_syllable(letter):
        raise ValueError(f"{letter!r} is not a Hangul syllable")
    index = ord(letter) - _FIRST_SYLLABLE
    return Syllable(ONSETS[index // 588], VOWELS[index % 588 // 28], CODAS[index % 28])


def letters_with(
    *, onsets: str = ONSETS, vowels: str = VOWELS, codas: Iterable[str] = CODAS
) -> str:
    """All syllables with one of these onsets, vowels and codas, "" being no coda."""
    return "".join(
        Syllable(onset, vowel, coda).letter for onset, vowel, coda in product(onsets, vowels, codas)
    )
