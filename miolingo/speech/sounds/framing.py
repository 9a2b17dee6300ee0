"""Where a recording begins for the network, however long somebody waited to speak.

The network gives its outputs every 30 ms from the start. Where a sound falls between two of them
can change the score of a short phrase by ten points, so the same words have to fall alike.
"""

from __future__ import annotations

import numpy as np

from miolingo.judging.listening.voice_activity import FRAME_MS, find_voice, smooth
from miolingo.judging.recording import SPEECH_RATE_HZ, Samples, frame_levels

_LEAD_SAMPLES = SPEECH_RATE_HZ * 240 // 1000  # most recordings of people have as much
_STEP_SAMPLES = SPEECH_RATE_HZ * 30 // 1000
_WINDOW_SAMPLES = SPEECH_RATE_HZ * 40 // 1000
_HISS = 1e-4  # as what is decoded has, too: -80 dBFS


def in_step(samples: Samples) -> tuple[Samples, float]:
    """The samples from about 0.25 s before the voice on, and where they begin, in seconds.

    That is less than 0 where there was not as much before it. The loudest moment lies on a step of
    the network. Where no voice is found nothing is changed.
    """
    levels = smooth(frame_levels(samples))
    voice = find_voice(levels) if len(levels) else None
    if voice is None:
        return samples, 0.0
    begin = voice.first * SPEECH_RATE_HZ * FRAME_MS // 1000 - _LEAD_SAMPLES
    begin -= (begin - _loudest(samples)) % _STEP_SAMPLES
    fill = np.random.default_rng(0).normal(0, _HISS, max(0, -begin)).astype(np.float32)
    return np.concatenate([fill, samples[max(0, begin) :]]), begin / SPEECH_RATE_HZ


def _loudest(samples: Samples) -> int:
    """The middle of the 40 ms that have the most energy."""
    energy = np.cumsum(np.square(samples, dtype=np.float64))
    return int(np.argmax(energy[_WINDOW_SAMPLES:] - energy[:-_WINDOW_SAMPLES]))
