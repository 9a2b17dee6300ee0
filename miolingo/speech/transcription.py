"""Words in IPA: by rules of our own for Korean, by eSpeak NG for every other language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from miolingo.domain import korean_ipa
from miolingo.speech import espeak


def transcriber(language_code: str) -> Callable[[str], str]:
    """What transcribes a phrase of the language in IPA (NFC), words separated by spaces.

    A Korean phrase that is not all Hangul has an empty transcription. Raises AudioError, as the
    transcriber does, when eSpeak NG is missing or knows nothing of the language.
    """
    if language_code.partition("-")[0].lower() == "ko":
        return korean_ipa.ipa
    voice = espeak.voice_for(language_code)
    return cache(lambda phrase: espeak.ipa(phrase, voice))
