"""Find the echo of what was played in a recording, and take it out.

It is done for a whole phrase at once: the delay by a generalized cross-correlation with phase
transform (Knapp and Carter 1976), tried for clocks of loudspeaker and microphone that run apart,
the way from the loudspeaker to the microphone as the finite
impulse response with the least squares of what it leaves (Haykin, Adaptive Filter Theory, on
Wiener filters), and what this cannot follow by a residual echo suppressor, as Speex has one (Valin
2007). A voice that speaks meanwhile disturbs a filter of the whole phrase far less than one that
adapts sample by sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from miolingo.judging.recording import SPEECH_RATE_HZ, Samples

Values = npt.NDArray[np.float64]
Spectra = npt.NDArray[np.complex128]

_BAND_HZ = (150, 6_000)  # what small loudspeakers play and small microphones hear
_TAPS = 1_024  # 64 ms: the direct sound and the first reflections
_TAPS_BEFORE = 32  # 2 ms: the delay that was found may be that of a strong reflection
_REGULARIZATION = 1e-3

_APART_PPM = (200, 50)
"""Steps in which it is looked for how far clocks run apart; half of the last one moves a phrase of
2.5 s by one sample."""
_MOST_STEPS = 3
_CLEARLY = 1.1
"""Less may be chance: of eight phrases without an echo, six gained less by another length."""
_FINER = 8  # times the sample rate, between which a line is straight enough

_WINDOW_SAMPLES, _HOP_SAMPLES = 512, 128
_WINDOW = np.sqrt(np.hanning(_WINDOW_SAMPLES + 1)[:-1])
_LEFT_DB = -9.0
"""What a filter of 64 ms leaves of an echo, at most: measured -11 with 0.6 s of reverberation and
a loudspeaker that distorts, -25 in a furnished room, -45 without a room."""
_DECAY_DB_A_HOP = 0.8  # 60 dB in 0.6 s, the reverberation of a room with little furniture


@dataclass(frozen=True)
class Echo:
    """The echo in a recording: it begins after ``delay_samples``.

    ``samples`` is the echo alone and ``rest`` what the recording is without it. ``prominence`` is
    how far the delay stands out among all others, in standard deviations: 70 and more of an echo,
    55 beside a voice that is 10 dB louder, up to 35 without one (voices of eSpeak NG, which are
    alike).
    """

    delay_samples: int
    prominence: float
    samples: Values
    rest: Values


def find_echo(recorded: Samples, played: Samples) -> Echo:
    """Find what was played in what was recorded since then, both mono at 16 kHz, none empty."""
    heard, delay, prominence = _by_the_microphones_clock(recorded, played)
    echo = _echo(recorded, heard, delay)
    return Echo(delay, prominence, echo, _without_residual(recorded - echo, echo))


def _by_the_microphones_clock(recorded: Samples, played: Samples) -> tuple[Samples, int, float]:
    """What was played as long as the microphone's clock says, its delay, and its prominence.

    Of all lengths, it is that at which the delay stands out most, if it does so clearly.
    """
    best_ppm, best = 0, (played, *_delay(recorded, played))
    as_played = best
    fine = _finer(played)
    for step_ppm in _APART_PPM:
        middle_ppm = best_ppm
        for steps in range(-_MOST_STEPS, _MOST_STEPS + 1):
            if not steps:
                continue
            apart_ppm = middle_ppm + steps * step_ppm
            stretched = _stretched(fine, len(played), apart_ppm)
            delay, prominence = _delay(recorded, stretched)
            if prominence > best[2]:
                best_ppm, best = apart_ppm, (stretched, delay, prominence)
    return best if best[2] > _CLEARLY * as_played[2] else as_played


def _finer(samples: Samples) -> Values:
    """The samples at a rate of which the values between two are on a line."""
    finer: Values = np.fft.irfft(np.fft.rfft(samples), _FINER * len(samples)) * _FINER
    return finer


def _stretched(finer: Values, length: int, apart_ppm: float) -> Samples:
    times = np.arange(round(length * (1 + apart_ppm * 1e-6))) / (1 + apart_ppm * 1e-6)
    stretched = np.interp(times * _FINER, np.arange(len(finer)), finer)
    return stretched.astype(np.float32)


def _delay(recorded: Samples, played: Samples) -> tuple[int, float]:
    size = _fast_size(len(recorded) + len(played))
    cross = np.fft.rfft(recorded, size) * np.conj(np.fft.rfft(played, size))
    hz = np.fft.rfftfreq(size, 1 / SPEECH_RATE_HZ)
    cross /= np.maximum(np.abs(cross), 1e-12)
    cross[(hz < _BAND_HZ[0]) | (hz > _BAND_HZ[1])] = 0
    strength = np.abs(np.fft.irfft(cross, size)[: len(recorded)])
    delay = int(strength.argmax())
    usual = float(np.sqrt(np.mean(strength**2)))
    return delay, float(strength[delay]) / usual if usual else 0.0


def _echo(recorded: Samples, played: Samples, delay: int) -> Values:
    """The part of a recording that a filter makes of what was played."""
    length = len(recorded)
    aligned = np.zeros(length)
    begin = max(0, delay - _TAPS_BEFORE)
    heard = played[: length - begin]
    aligned[begin : begin + len(heard)] = heard
    size = _fast_size(2 * length)
    source, result = np.fft.rfft(aligned, size), np.fft.rfft(recorded, size)
    own = np.fft.irfft(np.abs(source) ** 2, size)[:_TAPS]
    shared = np.fft.irfft(result * np.conj(source), size)[:_TAPS]
    if not own[0]:
        return np.zeros(length)
    places = np.arange(_TAPS)
    toeplitz = own[np.abs(places[:, None] - places)]
    toeplitz[np.diag_indices(_TAPS)] *= 1 + _REGULARIZATION
    response = np.linalg.solve(toeplitz, shared)
    filtered: Values = np.fft.irfft(source * np.fft.rfft(response, size), size)[:length]
    return filtered


def _without_residual(rest: Values, echo: Values) -> Values:
    """Lower each part of the spectrum by what the echo may have left there."""
    spectra = _spectra(rest)
    decay = 10 ** (-_DECAY_DB_A_HOP / 10)
    reverberating = np.abs(_spectra(echo)) ** 2
    for before, now in pairwise(reverberating):
        np.maximum(now, decay * before, out=now)
    residual = 10 ** (_LEFT_DB / 10) * reverberating
    kept = np.clip(1 - residual / np.maximum(np.abs(spectra) ** 2, 1e-20), 0, 1)
    return _samples(spectra * np.sqrt(kept), len(rest))


def _spectra(samples: Values) -> Spectra:
    padded = np.pad(samples, _WINDOW_SAMPLES)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW_SAMPLES)[::_HOP_SAMPLES]
    spectra: Spectra = np.fft.rfft(frames * _WINDOW, axis=1)
    return spectra


def _samples(spectra: Spectra, length: int) -> Values:
    """Overlap and add: what ``_spectra`` came from."""
    frames = np.fft.irfft(spectra, _WINDOW_SAMPLES, axis=1) * _WINDOW
    added = np.zeros((len(frames) - 1) * _HOP_SAMPLES + _WINDOW_SAMPLES)
    for number, frame in enumerate(frames):
        begin = number * _HOP_SAMPLES
        added[begin : begin + _WINDOW_SAMPLES] += frame
    scaled: Values = added * _HOP_SAMPLES / np.sum(_WINDOW**2)
    return scaled[_WINDOW_SAMPLES : _WINDOW_SAMPLES + length]


def _fast_size(length: int) -> int:
    """The next power of two."""
    return 1 << (length - 1).bit_length()
