"""Broad IPA for Korean, as standard speech says a phrase in one breath, and other ways to say it.

The symbols follow the Korean chapter of the Handbook of the International Phonetic Association.
"""

from __future__ import annotations

from miolingo.language.korean import hangul
from miolingo.language.korean import pronunciations as respelled

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
    """The likeliest of the ``pronunciations`` of a phrase; empty when it has none."""
    return next(iter(pronunciations(phrase)), "")


def pronunciations(phrase: str) -> tuple[str, ...]:
    """The ways to say a phrase of Hangul words in IPA, the likeliest first.

    There are at most ``pronunciations.MOST_PRONUNCIATIONS``, each with the words of the phrase,
    parted by spaces; none for a phrase that holds anything else but Hangul and punctuation.
    """
    words = ["".join(filter(str.isalnum, word)) for word in phrase.split()]
    text = " ".join(filter(None, words))
    if not text or not all(map(hangul.is_syllable, text.replace(" ", ""))):
        return ()
    return tuple(map(_transcribed, respelled.pronunciations(text)))


def _transcribed(said: str) -> str:
    """The IPA of a respelled phrase, each word beginning as if a pause went before it."""
    sounds = []
    coda_before: str | None = None
    for letter in said:
        if letter == " ":
            coda_before = None
            sounds.append(letter)
            continue
        syllable = hangul.split(letter)
        sounds += (_onset(syllable, coda_before), _VOWELS[syllable.vowel], _CODAS[syllable.coda])
        coda_before = syllable.coda
    return "".join(sounds)


def _onset(syllable: hangul.Syllable, coda_before: str | None) -> str:
    """A consonant, voiced between voiced sounds; ``coda_before`` is None at the start of a word."""
    onset = syllable.onset
    if onset in _BEFORE_I and _VOWELS[syllable.vowel].startswith(("i", "j", "wi")):
        return _BEFORE_I[onset]
    if coda_before in _VOICED_CODAS and onset in _VOICED:
        return _VOICED[onset]
    if onset == "ㄹ" and coda_before == "ㄹ":
        return "l"
    return _ONSETS[onset]
