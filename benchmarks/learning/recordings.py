"""The recordings to learn from: a drill's list, whose speakers are the folders of its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np
import numpy.typing as npt

from miolingo.composition.speech import read_speech
from miolingo.judging.batch.manifest import read_manifest
from miolingo.judging.recording import SPEECH_RATE_HZ, Samples
from miolingo.speech.audio.resampling import resample
from miolingo.speech.synthesis.espeak import Voice, speak

FOLDS = 5
"""The parts that recordings are divided into, to score each by what was learned from the others."""
_VARIANTS = (("+f4", 140), ("+f4", 115), ("+f4", 140), ("+f1", 140), ("+f4", 140), ("+klatt4", 140))
_LOUDNESS = 0.7
_BEFORE_S, _AFTER_S = 0.3, 0.5
_HISS = 3e-4
SYNTHESIZED = "synthesized"


@dataclass(frozen=True)
class Recording:
    """One recording of a text said right; a speaker is the folder that the file lies in.

    A speaker is in one ``fold``. Without a ``path`` a voice of eSpeak NG says it.
    """

    text: str
    speaker: str
    fold: int
    path: Path | None = None
    voice: Voice | None = None

    @property
    def synthesized(self) -> bool:
        """Whether no human being said it."""
        return self.voice is not None

    def samples(self) -> Samples:
        """The sound, mono at 16 kHz. Raises AudioFileError and AudioError."""
        if self.path:
            return read_speech(self.path).samples
        spoken = resample(speak(self.text, self.voice or Voice("en")), SPEECH_RATE_HZ).samples
        return between_silences(spoken)


def between_silences(speech: npt.NDArray[np.floating]) -> Samples:
    """Speech that peaks at 1, as it is recorded: less loud, in a room with a faint hiss."""
    silences = [np.zeros(round(s * SPEECH_RATE_HZ)) for s in (_BEFORE_S, _AFTER_S)]
    padded = np.concatenate([silences[0], _LOUDNESS * speech, silences[1]])
    hiss = np.random.default_rng(len(padded)).normal(0, _HISS, len(padded))
    return (padded + hiss).clip(-1, 1).astype(np.float32)


def read_recordings(manifest: Path, language: str) -> list[Recording]:
    """Read a drill's list. Raises ConfigurationError."""
    tasks = read_manifest(manifest, language)
    speakers = sorted({task.path.parent.name for task in tasks})
    return [
        Recording(task.text, speaker, speakers.index(speaker) % FOLDS, task.path)
        for task in tasks
        for speaker in [task.path.parent.name]
    ]


def synthesized(texts: Sequence[str], language: str) -> list[Recording]:
    """The texts said by several voices of eSpeak NG in turn."""
    return [
        Recording(text, SYNTHESIZED, number % FOLDS, voice=Voice(f"{language}{variant}", speed))
        for number, (text, (variant, speed)) in enumerate(zip(texts, cycle(_VARIANTS)))
    ]
