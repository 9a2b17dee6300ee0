"""Words that are cut out of recorded phrases, to learn from."""

from __future__ import annotations

import numpy as np

from benchmarks.learning.lone_words import lone_words
from miolingo.judging.recording import SPEECH_RATE_HZ
from miolingo.judging.sounds.features import Aligned
from miolingo.judging.sounds.replacements import Chain, Fit
from miolingo.judging.sounds.target import Target

FRAME_S = 0.03
TARGET = Target(((0, 1, 2), (1, 0), (2, 1, 0)))
SPANS = np.array([[n, n + 1] for n in (*range(10, 40, 10), 40, 41, *range(60, 90, 10))], np.int32)
NOTHING = np.zeros((0, 0), np.float32)


def aligned(spans: np.ndarray) -> Aligned:
    fit = Fit(0.0, NOTHING, NOTHING, spans)
    return Aligned(TARGET, Chain(np.zeros(8, np.int32), np.zeros(8, np.bool_)), (fit, fit), ())


def test_words_long_enough_are_heard_alone_between_silences() -> None:
    second = np.arange(3 * SPEECH_RATE_HZ) / SPEECH_RATE_HZ
    samples = np.sin(2 * np.pi * 200 * second).astype(np.float32)
    found = dict(lone_words(samples, aligned(SPANS), FRAME_S, seed=1))
    assert sorted(found) == [0, 2]
    for cut in found.values():
        loud = np.flatnonzero(np.abs(cut) > 0.1) / SPEECH_RATE_HZ
        assert 0.6 <= np.ptp(loud) <= 0.75  # 21 frames, and what is around them
        assert loud[0] > 0.25
        assert loud[-1] < len(cut) / SPEECH_RATE_HZ - 0.4


def test_hurried_words_are_left_where_they_are() -> None:
    assert not list(lone_words(np.zeros(48_000, np.float32), aligned(SPANS // 10), FRAME_S, seed=1))
