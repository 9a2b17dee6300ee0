"""A word as it is played: as loud as all others, and in noise where it is to be harder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from miolingo.judging.recording import Audio, Samples

_PEAK = 0.7
_AROUND_S = 0.3
"""The noise begins before the word and ends after it, so that its beginning is no cue."""


def as_played(audio: Audio, signal_to_noise_db: float | None, seed: int) -> Audio:
    """Return a word at an even level; with a ratio (by power, of the whole word), in noise.

    The noise is pink: as much of it in each octave, much as the voices of many people have it.
    """
    word = _at_peak(audio.samples)
    if signal_to_noise_db is None or not len(word):
        return replace(audio, samples=word)
    around = round(_AROUND_S * audio.sample_rate_hz)
    padded = np.pad(word, around)
    loudness = _level(word) * 10 ** (-signal_to_noise_db / 20)
    noise = np.float32(loudness) * _pink(len(padded), seed)
    return replace(audio, samples=_at_peak(padded + noise))


def _at_peak(samples: Samples) -> Samples:
    loudest = max(float(np.abs(samples).max(initial=0.0)), 1e-6)
    return samples * np.float32(_PEAK / loudest)


def _level(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


def _pink(count: int, seed: int) -> Samples:
    """Pink noise with a root mean square of 1."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    noise: Samples = np.fft.irfft(spectrum, count).astype(np.float32)
    return noise / np.float32(_level(noise))
