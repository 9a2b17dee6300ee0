"""Words in IPA: by rules of our own for Korean, by eSpeak NG for every other language.

What eSpeak NG says is printed in the symbols of dictionaries; ``library/*/pronunciations.tsv`` has
the words that it says wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources

from miolingo.errors import AudioError
from miolingo.language.ipa import sounds_of
from miolingo.language.korean.ipa import ipa as korean_ipa
from miolingo.language.normalize import normalized
from miolingo.language.phonemes import Sound
from miolingo.language.printed_ipa import printed
from miolingo.language.pronunciation import phones, sounds
from miolingo.language.tags import primary
from miolingo.speech.synthesis import espeak

_WORDS_LINKED = ("fr",)
"""Languages in which a word begins otherwise after another one: *les amis* has a [z]."""
_RARELY_LINKED = ("à", "au", "aux", "et", "ou")
"""Words that few speakers link with an s before them."""
_PUNCTUATION = '"!?.,:;()[]«»„“”¿¡…'


@lru_cache(maxsize=65_536)
def transcribed(phrase: str, language_code: str) -> str:
    """Transcribe a phrase of the language in IPA (NFC) as dictionaries do, a space between words.

    A Korean phrase that is not all Hangul has an empty transcription. Raises AudioError when
    eSpeak NG is missing or does not know the language.
    """
    language = primary(language_code)
    if language == "ko":
        return korean_ipa(phrase)
    words = [word for word in phrase.split() if any(map(str.isalnum, word))]
    if language in _WORDS_LINKED:
        linked = espeak.ipa(phrase, espeak.voice_for(language_code)).split()
        if len(linked) == len(words):
            return " ".join(
                _looked_up(word, language_code) or printed(sounds, word, language)
                for word, sounds in zip(words, _parted(words, linked), strict=True)
            )
    return " ".join(filter(None, (_word(word, language_code) for word in words)))


def _parted(words: Sequence[str], linked: Sequence[str]) -> Iterator[str]:
    """The sounds of words without a liaison that few speakers make: minutes à pied."""
    for word, said, following in zip(words, linked, [*words[1:], ""], strict=True):
        unlinked = word.endswith("s") and following in _RARELY_LINKED
        yield said.removesuffix("z") if unlinked else said


@lru_cache(maxsize=65_536)
def _word(word: str, language_code: str) -> str:
    """The transcription of one written word, which may be said as several: 30."""
    spoken = espeak.ipa(word, espeak.voice_for(language_code)).split()
    return _looked_up(word, language_code) or " ".join(
        printed(sounds, word, language_code) for sounds in spoken
    )


def _looked_up(word: str, language_code: str) -> str:
    """The IPA of a word that eSpeak NG says wrong; empty for all others."""
    bare = normalized(word).strip(_PUNCTUATION)
    return _exceptions(primary(language_code)).get(bare, "")


@cache
def _exceptions(language: str) -> Mapping[str, str]:
    """The words of the language that eSpeak NG says wrong, in lower case, with their IPA."""
    for folder in resources.files("miolingo.library").iterdir():
        file = folder / "pronunciations.tsv"
        if primary(folder.name) == language and file.is_file():
            lines = file.read_text(encoding="utf-8").splitlines()
            pairs = (line.partition("\t") for line in lines if not line.startswith("#"))
            return {word: ipa for word, _, ipa in pairs}
    return {}


def phonetic_key(phrase: str, language_code: str) -> str:
    """The sounds of a normalized phrase, to see whether another sounds alike or is part of it.

    They are jamo for Korean and IPA without stress and length elsewhere; where eSpeak NG cannot
    tell, they are letters.
    """
    language = primary(language_code)
    if language == "ko":
        return sounds(phrase, language)
    try:
        found = sounds_of(transcribed(phrase, language_code))
    except AudioError:
        return sounds(phrase, language)
    return "".join(sound.symbol.replace("ː", "") for sound in found)


def phonemes_of(phrase: str, language_code: str) -> tuple[Sound, ...]:
    """The sounds of a normalized phrase, told from its letters where it cannot be transcribed."""
    try:
        found = sounds_of(transcribed(phrase, language_code))
    except AudioError:
        found = ()
    return found or phones(phrase, primary(language_code))
