"""Learners without a microphone: a synthesized voice, and a recording."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from miolingo.judging.recording import SPEECH_RATE_HZ, Samples
from miolingo.speech.audio.block_stream import BlockStream
from miolingo.speech.audio.resampling import resample
from miolingo.speech.synthesis.espeak import Voice, speak

_BLOCK_SAMPLES = SPEECH_RATE_HZ * 30 // 1000
_LEAD_SAMPLES = SPEECH_RATE_HZ * 300 // 1000
_ROOM_NOISE = 0.0005  # -66 dBFS, a quiet room


@dataclass(frozen=True)
class SynthesizedMicrophone:
    """Says ``text`` in an eSpeak NG voice, in real time, in a quiet room, as a learner would."""

    text: str
    voice: Voice
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    seed: int = 0

    @contextmanager
    def open(self) -> Iterator[BlockStream]:
        """Give 0.3 s of room noise, the speech, then room noise without end: mono, 16 kHz.

        Raises AudioError when eSpeak NG or the voice is missing.
        """
        speech = resample(speak(self.text, self.voice), SPEECH_RATE_HZ).samples
        silence = np.zeros(_LEAD_SAMPLES, np.float32)
        yield BlockStream(self._in_real_time(np.concatenate([silence, speech])))

    def _in_real_time(self, speech: Samples) -> Iterator[Samples]:
        room = np.random.default_rng(self.seed)
        due = self.clock()
        position = 0
        while True:
            block = room.standard_normal(_BLOCK_SAMPLES, np.float32) * np.float32(_ROOM_NOISE)
            spoken = speech[position : position + _BLOCK_SAMPLES]
            block[: len(spoken)] += spoken
            position += _BLOCK_SAMPLES
            due += _BLOCK_SAMPLES / SPEECH_RATE_HZ
            self.sleep(max(0.0, due - self.clock()))
            yield np.clip(block, -1, 1)


@dataclass(frozen=True)
class FileMicrophone:
    """Gives a recording, mono at 16 kHz, as fast as it is taken, then ends."""

    samples: Samples

    @contextmanager
    def open(self) -> Iterator[BlockStream]:
        """Give the recording as blocks of 30 ms."""
        yield BlockStream(
            self.samples[start : start + _BLOCK_SAMPLES]
            for start in range(0, len(self.samples), _BLOCK_SAMPLES)
        )
