"""Broad IPA for Korean, as the words of a phrase sound one by one in standard speech.

The symbols follow the Korean chapter of the Handbook of the International Phonetic Association.
"""

from __future__ import annotations

from miolingo.language import hangul

_ONSETS = dict(
    zip(
        hangul.ONSETS,
        ("k", "k͈", "n", "t", "t͈", "ɾ", "m", "p", "p͈", "s", "s͈", "", "tɕ", "t͈ɕ", "tɕʰ", "kʰ", "tʰ",
         "pʰ", "h"),
        strict=True,
    )
)  # fmt: skip
_VOWELS = dict(
    zip(
        hangul.VOWELS,
        ("a", "ɛ", "ja", "jɛ", "ʌ", "e", "jʌ", "je", "o", "wa", "wɛ", "we", "jo", "u", "wʌ", "we",
         "wi", "ju", "ɯ", "ɰi", "i"),
        strict=True,
    )
)  # fmt: skip
_CODAS = {"": "", "ㄱ": "k̚", "ㄴ": "n", "ㄷ": "t̚", "ㄹ": "l", "ㅁ": "m", "ㅂ": "p̚", "ㅇ": "ŋ"}
_VOICED = {"ㄱ": "ɡ", "ㄷ": "d", "ㅂ": "b", "ㅈ": "dʑ"}
_BEFORE_I = {"ㅅ": "ɕ", "ㅆ": "ɕ͈"}
_VOICED_CODAS = ("", "ㄴ", "ㄹ", "ㅁ", "ㅇ")


def ipa(phrase: str) -> str:
    """Transcribe a phrase of Hangul words; empty when it holds anything else but punctuation."""
    words = ["".join(filter(str.isalnum, word)) for word in phrase.split()]
    if not all(map(hangul.is_syllable, "".join(words))):
        return ""
    return " ".join(_word(word) for word in words if word)


def _word(word: str) -> str:
    sounds = []
    coda_before: str | None = None
    for syllable in map(hangul.split, hangul.pronounced(word)):
        sounds.append(_onset(syllable, coda_before) + _VOWELS[syllable.vowel])
        sounds.append(_CODAS[syllable.coda])
        coda_before = syllable.coda
    return "".join(sounds)


def _onset(syllable: hangul.Syllable, coda_before: str | None) -> str:
    """A consonant, voiced between voiced sounds; ``coda_before`` is None at the start of a word."""
    onset = syllable.onset
    if onset in _BEFORE_I and _VOWELS[syllable.vowel][0] in "ij":
        return _BEFORE_I[onset]
    if coda_before in _VOICED_CODAS and onset in _VOICED:
        return _VOICED[onset]
    if onset == "ㄹ" and coda_before == "ㄹ":
        return "l"
    return _ONSETS[onset]
