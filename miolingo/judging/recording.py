"""Sound as numbers: a mono recording and what can be measured on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miolingo.judging.judgement import Reason

Samples = npt.NDArray[np.float32]
Levels = npt.NDArray[np.float64]

SPEECH_RATE_HZ = 16_000
FRAME_MS = 20
SILENT_DBFS = -100.0

_VOICE_BAND_HZ = (200, 4_000)  # above offset and mains hum, below hiss
_SMOOTH_FRAMES = 5

_MIN_DURATION_MS = 300
_FAINTEST_VOICE_DBFS = -70.0  # speech that peaks at -45 dBFS reaches -55 in this band
_MIN_RISE_DB = 6.0  # steady noise rises by less than 5; one word at an SNR of 5 dB by 9
_FULL_SCALE = 0.999
_LOUD_RANGE_DB = 20.0
_MAX_CLIPPED_SHARE = 0.25  # 12 dB of overdrive (0.14) is still understood, 20 dB (0.35) is not
_WORKING_LEVEL_DBFS = -14.0  # where the loudest syllable stands when speech peaks near -3
_MAX_GAIN = 200.0


@dataclass(frozen=True, eq=False)
class Audio:
    """A mono recording: ``samples`` has shape (n,), float32 in -1..1."""

    samples: Samples
    sample_rate_hz: int

    @property
    def duration_ms(self) -> int:
        """The length in whole milliseconds."""
        return round(1000 * len(self.samples) / self.sample_rate_hz)


def frame_levels(samples: Samples, sample_rate_hz: int) -> Levels:
    """Measure each whole 20 ms frame: its power in the band of the voice, in dBFS, -100 or more."""
    size = sample_rate_hz * FRAME_MS // 1000
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    window = np.hanning(size)
    spectrum = np.abs(np.fft.rfft(frames * window)) ** 2
    low, high = (round(hz * size / sample_rate_hz) for hz in _VOICE_BAND_HZ)
    power = 2 * spectrum[:, low : high + 1].sum(axis=1) / (size * np.sum(window**2))
    levels: Levels = 10 * np.log10(np.maximum(power, 10 ** (SILENT_DBFS / 10)))
    return levels


def smooth(levels: Levels) -> Levels:
    """Take the running median over 100 ms, so that a click of up to 40 ms leaves no trace."""
    if not len(levels):
        return levels
    padded = np.pad(levels, _SMOOTH_FRAMES // 2, constant_values=SILENT_DBFS)
    medians: Levels = np.median(
        np.lib.stride_tricks.sliding_window_view(padded, _SMOOTH_FRAMES), axis=1
    )
    return medians


def level_dbfs(block: Samples) -> float:
    """Give the level of a block for a meter: its RMS in dBFS, from -100 (nothing) to 0."""
    power = float(np.mean(np.square(block - np.mean(block)))) if len(block) else 0.0
    return 10 * math.log10(max(power, 10 ** (SILENT_DBFS / 10)))


def quiet_speech_gain(audio: Audio) -> float:
    """Give the factor, 1 to 200, that lifts quiet speech to where the recognizer hears it best.

    A recognizer takes speech that peaks below -30 dBFS for silence; what is loud enough gets 1.
    """
    levels = smooth(frame_levels(audio.samples, audio.sample_rate_hz))
    if not len(levels):
        return 1.0
    lift_db = _WORKING_LEVEL_DBFS - float(levels.max())
    return float(np.clip(10 ** (lift_db / 20), 1, _MAX_GAIN))


def check_recording(audio: Audio) -> Reason | None:
    """Say why a recording cannot be judged (too short, clipped, silence or noise only), or None."""
    if audio.duration_ms < _MIN_DURATION_MS:
        return Reason.TOO_SHORT
    levels = frame_levels(audio.samples, audio.sample_rate_hz)
    if _clipped_share(audio.samples, levels) > _MAX_CLIPPED_SHARE:
        return Reason.CLIPPED
    return None if _has_voice(levels) else Reason.SILENCE


def _clipped_share(samples: Samples, levels: Levels) -> float:
    """Of the samples in loud frames, the share at full scale."""
    size = len(samples) // len(levels)
    full = np.abs(samples[: size * len(levels)]) >= _FULL_SCALE
    loud = levels > levels.max() - _LOUD_RANGE_DB
    return float(full.reshape(-1, size)[loud].mean())


def _has_voice(levels: Levels) -> bool:
    """Tell whether something rises above the noise, the zeros of a starting device apart."""
    heard = np.trim_zeros(smooth(levels) - SILENT_DBFS, "f") + SILENT_DBFS
    if not len(heard) or heard.max() < _FAINTEST_VOICE_DBFS:
        return False
    return bool(heard.max() - np.percentile(heard, 10) >= _MIN_RISE_DB)
