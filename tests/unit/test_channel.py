"""Undo what a channel did to cepstra."""

from __future__ import annotations

import numpy as np
import pytest

from miolingo.judging.sounds.learned import CleanSpeech
from miolingo.speech.acoustics.channel import Restorer, cosines

BANDS = 20
CHANCE = np.random.default_rng(3)
SLOPE = np.linspace(0, 3, BANDS)


def clean() -> CleanSpeech:
    """Two kinds of frames whose bands go up and down together."""
    alike = np.full((BANDS, BANDS), 0.9) + 0.1 * np.eye(BANDS)
    means = np.stack([12 + SLOPE, 12 - SLOPE])
    return CleanSpeech(np.array([0.5, 0.5]), means, np.stack([alike, alike]))


MATRIX = cosines(BANDS, 22.0)
RESTORER = Restorer(MATRIX, clean())
KIND = CHANCE.integers(0, 2, 300)
FRAMES = clean().means[KIND] + CHANCE.normal(0, 1, (300, 1)) + CHANCE.normal(0, 0.1, (300, BANDS))
SPEECH = np.concatenate([FRAMES, FRAMES[:60] - 12])
"""With a silence behind it."""
VOICED = np.arange(360) < 300


def cepstra(bands: np.ndarray) -> np.ndarray:
    return (bands @ MATRIX.T).astype(np.float32)


def bands(restored: np.ndarray) -> np.ndarray:
    return restored @ np.linalg.inv(MATRIX).T


def test_cepstra_and_bands_are_the_same_in_both_ways() -> None:
    assert bands(cepstra(FRAMES)) == pytest.approx(FRAMES, abs=1e-3)


@pytest.mark.parametrize("gain_db", [-40.0, 0.0, 20.0])
def test_the_level_is_made_that_of_clean_speech(gain_db: float) -> None:
    restored, channel = RESTORER.restore(cepstra(SPEECH + gain_db * np.log(10) / 10), VOICED)
    assert bands(restored)[VOICED].mean() == pytest.approx(clean().mean.mean(), abs=1e-3)
    assert (channel.missing_low, channel.missing_high) == (0, 0)
    assert channel.gain_db == pytest.approx(-gain_db, abs=1.0)


def test_bands_that_were_cut_off_are_what_the_others_let_expect() -> None:
    cut = SPEECH.copy()
    cut[:, -5:] = -10 + CHANCE.normal(0, 0.5, (360, 5))
    restored, channel = RESTORER.restore(cepstra(cut), VOICED)
    assert channel.missing_high == pytest.approx(5 / BANDS)
    assert channel.missing_low == 0
    off = (bands(restored) - SPEECH)[VOICED, -5:]
    assert np.abs(off - off.mean()).mean() < 0.5
    assert abs(off.mean()) < 0.5


def test_noise_is_told_by_how_little_speech_stands_out() -> None:
    paused, voiced = FRAMES.copy(), np.ones(300, np.bool_)
    paused[::3] -= 8
    _, quiet = RESTORER.restore(cepstra(paused), voiced)
    paused[::3] += 6
    _, noisy = RESTORER.restore(cepstra(paused), voiced)
    assert noisy.snr_db + 15 < quiet.snr_db


def test_a_steady_noise_is_subtracted() -> None:
    voiced = np.arange(300) % 3 > 0
    spoken = np.where(voiced[:, None], FRAMES, FRAMES - 12)
    noise = clean().mean - 3 + CHANCE.normal(0, 0.1, (300, BANDS))
    restored, noisy = RESTORER.restore(cepstra(np.logaddexp(spoken, noise)), voiced)
    alone, quiet = RESTORER.restore(cepstra(spoken), voiced)
    pauses = bands(restored)[~voiced].mean() - bands(restored)[voiced].mean()
    heard = np.logaddexp(spoken, noise)
    assert pauses < heard[~voiced].mean() - heard[voiced].mean() - 2
    assert np.abs(bands(restored) - bands(alone))[voiced].mean() < 0.3
    assert (noisy.noisy_bands, quiet.noisy_bands) == (1, 0)


def test_where_nobody_speaks_nothing_is_changed() -> None:
    restored, channel = RESTORER.restore(cepstra(SPEECH), np.zeros(360, np.bool_))
    assert (restored == cepstra(SPEECH)).all()
    assert channel.gain_db == 0
