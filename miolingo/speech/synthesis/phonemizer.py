"""Words in IPA: by rules of our own for Korean, by eSpeak NG for every other language."""

from __future__ import annotations

from functools import lru_cache

from miolingo.errors import AudioError
from miolingo.language.ipa import sounds_of
from miolingo.language.korean.ipa import ipa as korean_ipa
from miolingo.language.phonemes import Sound
from miolingo.language.pronunciation import phones, sounds
from miolingo.language.tags import primary
from miolingo.speech.synthesis import espeak


@lru_cache(maxsize=65_536)
def transcribed(phrase: str, language_code: str) -> str:
    """Transcribe a phrase of the language in IPA (NFC), words separated by spaces.

    A Korean phrase that is not all Hangul has an empty transcription. Raises AudioError when
    eSpeak NG is missing or does not know the language.
    """
    if primary(language_code) == "ko":
        return korean_ipa(phrase)
    return espeak.ipa(phrase, espeak.voice_for(language_code))


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
