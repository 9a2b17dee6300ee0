"""What a word's score loses where the recording fits better without it."""

from __future__ import annotations

import numpy as np
import pytest

from miolingo.judging.sounds.columns import misfit
from miolingo.judging.sounds.features import NO_DELETION, SPEECH_COSTS, Changes, SoundFeatures

NOTHING = np.zeros((3, 2), np.float32)
NO_CHANGES = Changes(*[np.zeros(0, np.int32)] * 3, np.zeros((2, 0), np.float32))


def features(left_out: float, any_speech: float) -> SoundFeatures:
    """A word of one sound, then one of two of which the gains, in both heads, are these."""
    gains = np.zeros((3, 2 * len(SPEECH_COSTS)), np.float32)
    gains[1:] = any_speech
    deletions = np.full((3, 2), left_out, np.float32)
    words = np.array([0, 1, 1], np.int32)
    return SoundFeatures(
        words, words, words, NOTHING, deletions, gains, NO_CHANGES, NOTHING, NOTHING
    )


@pytest.mark.parametrize(("left_out", "any_speech"), [(-5.0, -5.0), (0.0, 3.0), (NO_DELETION, 0.2)])
def test_a_word_that_fits_loses_nothing(left_out: float, any_speech: float) -> None:
    assert misfit(features(left_out, any_speech), 1) == 0


def test_a_word_loses_more_the_better_it_fits_without_it() -> None:
    lost = [misfit(features(gain, -5.0), 1) for gain in (-1.0, 1.0, 3.0)]
    assert lost == [0, 0.5, 1.5]
    assert misfit(features(-5.0, 6.0), 1) > misfit(features(-5.0, 5.0), 1) > 0


def test_a_word_alone_is_held_more_strictly_against_any_speech() -> None:
    assert misfit(features(NO_DELETION, 3.0), 1) > misfit(features(-5.0, 3.0), 1)
    assert misfit(features(NO_DELETION, 3.0), 0) == 0
