"""Music made of numbers: chords, a melody and drums, as behind the voices of films."""

from __future__ import annotations

import numpy as np

from miolingo.judging.recording import SPEECH_RATE_HZ, Samples

_BEAT_S = 0.5
_CHORDS = ((0, 4, 7), (-3, 0, 4), (-7, -3, 0), (-5, -1, 2))
_SCALE = (0, 2, 4, 7, 9, 12)


def music(length: int, seed: int = 0) -> Samples:
    """So many samples of music at 16 kHz, with a root mean square of 1."""
    chance = np.random.default_rng(seed)
    beat = int(_BEAT_S * SPEECH_RATE_HZ)
    at = np.arange(beat) / SPEECH_RATE_HZ
    phase = np.arange(beat * 4) / SPEECH_RATE_HZ
    bars = []
    for bar in range(length // (beat * 4) + 1):
        sound = sum(_tone(note, phase) for note in _CHORDS[bar % len(_CHORDS)]) * 0.3
        for number in range(4):
            part = slice(number * beat, (number + 1) * beat)
            sound[part] += 0.5 * _tone(12 + chance.choice(_SCALE), at) * np.exp(-3 * at)
            kind = 60 if number % 2 == 0 else None
            sound[part] += _drum(at, chance, kind)
        bars.append(sound.astype(np.float32))
    made = np.concatenate(bars)[:length]
    result: Samples = made / np.sqrt(np.mean(made**2))
    return result


def _tone(semitones: int, at: np.ndarray) -> np.ndarray:
    hertz = 220 * 2 ** (semitones / 12)
    return sum(np.sin(2 * np.pi * hertz * part * at) / part for part in range(1, 6))


def _drum(at: np.ndarray, chance: np.random.Generator, hertz: float | None) -> np.ndarray:
    if hertz:
        return 1.5 * np.sin(2 * np.pi * hertz * at) * np.exp(-20 * at)
    return 0.5 * chance.normal(0, 1, len(at)) * np.exp(-25 * at)
