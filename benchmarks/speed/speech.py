"""Spoken phrases to measure with: eSpeak NG saying what a learner would say."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from miolingo.judging.recording import SPEECH_RATE_HZ, Samples
from miolingo.speech.audio.resampling import resample
from miolingo.speech.synthesis.espeak import Voice, speak

PHRASES = Path(__file__).parents[1] / "judgement" / "phrases_ko.txt"
VOICE = Voice("ko+f4")
LEAD_S, TRAIL_S = 0.3, 0.5


@dataclass(frozen=True, eq=False)
class Spoken:
    """A phrase and how it sounds: mono at 16 kHz, with a little silence around it."""

    phrase: str
    samples: Samples

    @property
    def pcm(self) -> bytes:
        """The samples as 16-bit little-endian integers."""
        return (np.clip(self.samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()


def spoken(count: int) -> Iterator[Spoken]:
    """Speak the first ``count`` phrases of the judgement benchmark."""
    lines = PHRASES.read_text(encoding="utf-8").splitlines()
    phrases = [line for line in lines if line and not line.startswith("#")]
    for phrase in phrases[:count]:
        voice = resample(speak(phrase, VOICE), SPEECH_RATE_HZ).samples
        lead, trail = (np.zeros(int(SPEECH_RATE_HZ * s), np.float32) for s in (LEAD_S, TRAIL_S))
        yield Spoken(phrase, np.concatenate([lead, voice, trail]))


def write_wav(path: Path, pcm: bytes) -> None:
    """Write 16-bit mono samples at 16 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SPEECH_RATE_HZ)
        file.writeframes(pcm)
