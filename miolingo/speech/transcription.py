"""Words in IPA: by rules of our own for Korean, by eSpeak NG for every other language."""

from __future__ import annotations

from functools import lru_cache

from miolingo.domain import korean_ipa
from miolingo.speech import espeak


@lru_cache(maxsize=65_536)
def transcribed(phrase: str, language_code: str) -> str:
    """Transcribe a phrase of the language in IPA (NFC), words separated by spaces.

    A Korean phrase that is not all Hangul has an empty transcription. Raises AudioError when
    eSpeak NG is missing or does not know the language.
    """
    if language_code.partition("-")[0].lower() == "ko":
        return korean_ipa.ipa(phrase)
    return espeak.ipa(phrase, espeak.voice_for(language_code))
