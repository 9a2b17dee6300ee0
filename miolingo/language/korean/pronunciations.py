"""The ways to say a Korean phrase, respelled in Hangul."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice

from miolingo.language.korean.hangul import is_syllable, split
from miolingo.language.korean.respelling import spellings
from miolingo.language.korean.standard import Joining, pronounced

MOST_PRONUNCIATIONS = 24
"""Of a phrase: enough for each of eight words in a second way, joined in three ways."""
_MERGED_VOWELS = {"ㅐ": "ㅔ", "ㅒ": "ㅖ", "ㅚ": "ㅞ", "ㅙ": "ㅞ"}


@lru_cache(maxsize=16_384)
def pronunciations(phrase: str) -> tuple[str, ...]:
    """The ways to say a phrase, respelled, the likeliest first; at most MOST_PRONUNCIATIONS.

    Each has as many letters as the phrase: 꽃잎 is said 꼰닙. The likeliest words are said in one
    breath, then one by one, then with consonants linked to the next word; the same of phrases in
    which one letter is said in another way follow, then of those in which two are, and so on.
    Letters other than Hangul syllables stay.
    """
    ways = (
        pronounced(spelling, joining)
        for spelling in islice(spellings(phrase), MOST_PRONUNCIATIONS)
        for joining in Joining
    )
    return tuple(dict.fromkeys(ways))[:MOST_PRONUNCIATIONS]


def jamo(phrase: str) -> str:
    """The sounds of a Hangul phrase as it is likeliest said, a letter each, silent ㅇ left out.

    Letters other than Hangul syllables stay. Vowels that most speakers of Seoul no longer tell
    apart (ㅐ/ㅔ, ㅚ/ㅙ/ㅞ) share a letter.
    """
    return "".join(
        _sounds(letter) if is_syllable(letter) else letter for letter in pronunciations(phrase)[0]
    )


def _sounds(letter: str) -> str:
    syllable = split(letter)
    onset = "" if syllable.onset == "ㅇ" else syllable.onset
    return onset + _MERGED_VOWELS.get(syllable.vowel, syllable.vowel) + syllable.coda
