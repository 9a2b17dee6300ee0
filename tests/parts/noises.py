"""Sounds of a room that are no speech, made of numbers: mono at 16 kHz, peaking at 1."""

from __future__ import annotations

import numpy as np

from miolingo.judging.recording import SPEECH_RATE_HZ, Samples


def _seconds(length_s: float) -> np.ndarray:
    return np.arange(int(length_s * SPEECH_RATE_HZ)) / SPEECH_RATE_HZ


def _hiss(length_s: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(len(_seconds(length_s)))


def _band(sound: np.ndarray, low_hz: float, high_hz: float) -> np.ndarray:
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / SPEECH_RATE_HZ)
    spectrum[(hertz < low_hz) | (hertz > high_hz)] = 0
    return np.fft.irfft(spectrum, len(sound))


def _fading(sound: np.ndarray, half_life_s: float) -> np.ndarray:
    return sound * 0.5 ** (_seconds(len(sound) / SPEECH_RATE_HZ) / half_life_s)


def _peaking(sound: np.ndarray) -> Samples:
    return (sound / np.abs(sound).max()).astype(np.float32)


def burst() -> Samples:
    """0.4 s of white noise."""
    return _peaking(_hiss(0.4, 1))


def cough() -> Samples:
    """Two bursts of breath."""
    one = _fading(_band(_hiss(0.3, 2), 300, 3_000), 0.06)
    return _peaking(np.concatenate([one, 0.6 * one]))


def door() -> Samples:
    """A dull blow that rings."""
    return _peaking(_fading(_band(_hiss(0.6, 3), 60, 500), 0.08))


def clicks() -> Samples:
    """Eight keys of a keyboard."""
    click = np.concatenate([_fading(_hiss(0.02, 4), 0.004), np.zeros(SPEECH_RATE_HZ // 12)])
    return _peaking(np.tile(click, 8))


def beep() -> Samples:
    """A tone of 1 kHz."""
    return _peaking(np.sin(2 * np.pi * 1_000 * _seconds(0.5)))


def bark() -> Samples:
    """Two short falling sounds with overtones."""
    t = _seconds(0.22)
    pitch = 2 * np.pi * np.cumsum(600 - 1_400 * t) / SPEECH_RATE_HZ
    rough = sum(np.sin(n * pitch) / n for n in range(1, 8)) + 0.5 * _hiss(0.22, 5)
    one = rough * np.sin(np.pi * t / 0.22)
    return _peaking(np.concatenate([one, np.zeros(SPEECH_RATE_HZ // 5), one]))


NOISES = (burst, cough, door, clicks, beep, bark)
