"""Words of a recorded phrase, each heard alone, as the first phrases of a deck are said.

People were recorded with phrases of several words. Where a word stands alone, nothing tells how
well the phrase fits without it, and its neighbors tell nothing of the speaker; so such words are
learned from, too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from benchmarks.learning.recordings import between_silences
from miolingo.judging.recording import SPEECH_RATE_HZ, Samples
from miolingo.judging.sounds.features import Aligned

CUT_OUT = "cut out"
"""The name of the channel of such words."""
_WORDS = 2
_LEAST_SOUNDS, _LEAST_S = 3, 0.25
"""Shorter words of hurried speech are hardly to be understood without their neighbors."""
_AROUND_S, _FADE_S = 0.03, 0.01


def lone_words(
    samples: Samples, aligned: Aligned, frame_s: float, seed: int
) -> Iterator[tuple[int, Samples]]:
    """Some words of a phrase, and the sound of each cut out; always the same for a seed."""
    starts, spans = aligned.target.starts(), aligned.fits[0].spans * frame_s
    times = {
        word: (float(spans[start, 0]), float(spans[end - 1, 1]))
        for word, (start, end) in enumerate(pairwise(starts))
        if end - start >= _LEAST_SOUNDS and spans[end - 1, 1] - spans[start, 0] >= _LEAST_S
    }
    chance = random.Random(seed)  # noqa: S311 - no secret
    for word in chance.sample(sorted(times), min(_WORDS, len(times))):
        yield word, _cut_out(samples, *times[word])


def _cut_out(samples: Samples, begin_s: float, end_s: float) -> Samples:
    begin = max(0, round((begin_s - _AROUND_S) * SPEECH_RATE_HZ))
    cut = samples[begin : round((end_s + _AROUND_S) * SPEECH_RATE_HZ)].astype(float)
    fade = np.minimum(1, np.arange(len(cut)) / (_FADE_S * SPEECH_RATE_HZ))
    faded = cut * fade * fade[::-1]
    return between_silences(faded / max(1e-3, float(np.abs(faded).max())))
