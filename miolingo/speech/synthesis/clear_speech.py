"""A phrase said by a clear voice in a quiet room: any recognizer should understand it."""

from __future__ import annotations

import numpy as np

from miolingo.judging.recording import SPEECH_RATE_HZ, Samples
from miolingo.speech.audio.resampling import resample
from miolingo.speech.synthesis.espeak import Voice, speak, voice_for

VARIANTS = ("+f4", "+f1", "+m3")
"""Voices of eSpeak NG that differ in pitch and in the length of the throat."""
_WORDS_PER_MINUTE = 140
_PEAK = 0.7
_BEFORE, _AFTER = SPEECH_RATE_HZ * 3 // 10, SPEECH_RATE_HZ // 2


def synthesize_calibration(phrase: str, language_code: str, variant: str = VARIANTS[0]) -> Samples:
    """Say a phrase, mono at 16 kHz, with 0.3 s of silence before it and 0.5 s after.

    Raises AudioError when eSpeak NG or a voice of the language is missing.
    """
    voice = Voice(f"{voice_for(language_code)}{variant}", _WORDS_PER_MINUTE)
    speech = resample(speak(phrase, voice), SPEECH_RATE_HZ).samples
    loudest = max(float(np.abs(speech).max(initial=0.0)), 1e-6)
    return np.pad(speech * np.float32(_PEAK / loudest), (_BEFORE, _AFTER))
