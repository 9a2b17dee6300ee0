"""Counts the syllables of words: by the blocks of Hangul, or by the vowels of the IPA."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

_DIPHTHONGS = frozenset(
    {"aɪ", "aʊ", "eɪ", "oʊ", "əʊ", "ɔɪ", "ɔʏ", "ɔø", "ɪə", "eə", "ʊə", "ɛɪ", "ʌʊ", "œy", "ɛi", "ʌu"}
    | {"ai", "au", "ei", "eu", "oi", "ɔi", "ɛu", "ou", "ɔu", "ui", "iu", "ʊi"}
    | {"aj", "aw", "ej", "ew", "oj", "ow"}
)
"""Vowels that eSpeak NG writes with two letters and that are one syllable."""
_VOWELS = frozenset("iyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒɚɝᵻ")
_SYLLABIC = "\N{COMBINING VERTICAL LINE BELOW}"
_NOT_SYLLABIC = "\N{COMBINING INVERTED BREVE BELOW}"
_STRESS = "ˈˌ"


def syllables_of(word: str, transcribe: Callable[[str], str]) -> int:
    """The syllables of a word: of Hangul its blocks, else those of its IPA; 0 where unknown."""
    letters = [letter for letter in unicodedata.normalize("NFC", word) if letter.isalnum()]
    if letters and all("가" <= letter <= "힣" for letter in letters):
        return len(letters)
    return syllables_of_ipa(transcribe(word))


def syllables_of_ipa(ipa: str) -> int:
    """The vowels of a transcription, a diphthong for one, and its syllabic consonants."""
    count = 0
    before = ""
    for sign in unicodedata.normalize("NFD", ipa):
        if sign == _SYLLABIC:
            count += before not in _VOWELS
        elif sign == _NOT_SYLLABIC:
            count -= before in _VOWELS
        elif unicodedata.category(sign) == "Mn":
            continue
        else:
            joined = before + sign in _DIPHTHONGS
            count += sign in _VOWELS and not joined
            before = "" if joined else sign
    return count
