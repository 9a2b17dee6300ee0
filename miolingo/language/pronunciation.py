"""Compare words by their sounds, told from their letters: which sound alike, and how much."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from miolingo.language.conventions import conventions_of
from miolingo.language.ipa import sounds_of
from miolingo.language.korean import hangul
from miolingo.language.korean.ipa import ipa as korean_ipa
from miolingo.language.korean.pronunciations import jamo, pronunciations
from miolingo.language.phonemes import Sound, sound_of

_KOREAN_CODAS = ("", *"ㄱㄴㄷㄹㅁㅂㅇ")
_SILENT = str.maketrans("", "", " '-")
_LATIN = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=65_536)
def sounds(text: str, language: str) -> str:
    """The sounds of a normalized text, one letter each: jamo for Korean, else its letters.

    Spaces, apostrophes and hyphens have no sound.
    """
    return (jamo(text) if language == "ko" else text).translate(_SILENT)


def phones(text: str, language: str) -> tuple[Sound, ...]:
    """The sounds of a normalized text as they are made, as far as its letters tell.

    Korean is transcribed by its rules; letters of other languages count as the IPA they look like.
    """
    transcription = korean_ipa(text) if language == "ko" else ""
    letters = (sound_of(letter, letter, "") for letter in sounds(text, language))
    return sounds_of(transcription) or tuple(letters)


def spelling_variants(form: str, language: str) -> tuple[tuple[str, ...], ...]:
    """The ways that a spoken form may be found in a vocabulary; of each, all spellings.

    A Korean form is there as it is written and, where that differs, as it sounds: 같이 and 가치.
    Cut into pieces, the second often has the sounds of the whole where the first has not. In
    other languages the spellings sound the same, so that the one that is known best will do: in
    one piece, parted at its apostrophes or hyphens, or as others spell it.
    """
    if language == "ko":
        return tuple((spelling,) for spelling in dict.fromkeys((form, pronunciations(form)[0])))
    respelled = [form, *_respelled(form, language)]
    return (tuple(dict.fromkeys(part for spelling in respelled for part in _parted(spelling))),)


def _respelled(form: str, language: str) -> list[str]:
    changes = conventions_of(language).respellings
    return [re.sub(pattern, replacement, form) for pattern, replacement in changes]


def _parted(form: str) -> tuple[str, ...]:
    """The form in one, parted after its apostrophes, at its hyphens, and without either."""
    return (
        form,
        form.strip("'"),
        form.replace("'", "' ").strip(),
        form.replace("-", " "),
        form.replace("'", "' ").replace("-", " ").strip(),
        form.replace("'", " ").replace("-", " ").strip(),
        form.replace("'", "").replace("-", ""),
    )


def similarity(left: str, right: str) -> float:
    """How alike two strings of sounds are, 0-1: one minus their normalized edit distance."""
    return Levenshtein.normalized_similarity(left, right)


def syllables_of(word: str, language: str) -> tuple[str, ...]:
    """The smallest parts of a word that a vocabulary may hold: in Korean its syllables."""
    return tuple(word) if language == "ko" else (word,)


def sound_similarity(word: str, heard: Iterable[str], language: str) -> float:
    """How alike a word and the tokens heard in its place sound, 0-1.

    The tokens count as said in one breath, or one by one, whichever is nearer to the word.
    """
    tokens = tuple(heard)
    target = sounds(word, language)
    together = sounds("".join(tokens), language)
    apart = "".join(sounds(token, language) for token in tokens)
    return max(similarity(target, together), similarity(target, apart))


def neighbors(word: str, language: str) -> list[str]:
    """Spellings that differ from a word in one sound, sorted; most of them are no words."""
    letters = _LATIN + conventions_of(language).letters
    changed = {
        word[:index] + letter + word[index + 1 :]
        for index, original in enumerate(word)
        for letter in (_one_jamo_changed(original) if language == "ko" else letters)
        if original.isalpha()
    }
    own = sounds(word, language)
    return sorted(spelling for spelling in changed if sounds(spelling, language) != own)


def _one_jamo_changed(letter: str) -> list[str]:
    if not hangul.is_syllable(letter):
        return []
    syllable = hangul.split(letter)
    variants = [hangul.Syllable(o, syllable.vowel, syllable.coda) for o in hangul.ONSETS]
    variants += [hangul.Syllable(syllable.onset, v, syllable.coda) for v in hangul.VOWELS]
    variants += [hangul.Syllable(syllable.onset, syllable.vowel, c) for c in _KOREAN_CODAS]
    return [variant.letter for variant in variants]
