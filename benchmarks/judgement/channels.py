"""What telephones, rooms and quiet microphones do to a recording."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from miolingo.judging.recording import SPEECH_RATE_HZ, Samples

Damage = Callable[[Samples], Samples]

_SEED = 7
_REVERBERATION_S = 0.5
_DIRECT_TO_REVERBERANT = 0.35
_STRETCH_WINDOW = 512
_STRETCH_SEARCH = 160


def band(low_hz: float, high_hz: float) -> Damage:
    """Keep only the frequencies between two."""

    def damage(samples: Samples) -> Samples:
        spectrum = np.fft.rfft(samples)
        hz = np.fft.rfftfreq(len(samples), 1 / SPEECH_RATE_HZ)
        steep = (1 + (hz / high_hz) ** 24) ** -0.5
        if low_hz:
            steep *= (1 + (low_hz / np.maximum(hz, 1e-3)) ** 24) ** -0.5
        return np.fft.irfft(spectrum * steep, len(samples)).astype(np.float32)

    return damage


def quieter(decibels: float) -> Damage:
    """Make quieter and round to 16 bits."""

    def damage(samples: Samples) -> Samples:
        quiet = np.round(samples * 10 ** (-decibels / 20) * 32_767) / 32_767
        return quiet.astype(np.float32)

    return damage


def white_noise(snr_db: float) -> Damage:
    """Add white noise, so many decibels under the mean power of the recording."""

    def damage(samples: Samples) -> Samples:
        power = float(np.mean(samples.astype(np.float64) ** 2))
        noise = np.random.default_rng(_SEED).normal(
            0, (power / 10 ** (snr_db / 10)) ** 0.5, len(samples)
        )
        return (samples + noise).clip(-1, 1).astype(np.float32)

    return damage


def reverberation(samples: Samples) -> Samples:
    """Put the speaker into a room: an impulse response of noise that decays by 60 dB in 0.5 s."""
    length = round(_REVERBERATION_S * SPEECH_RATE_HZ)
    decay = 10 ** (-3 * np.arange(length) / length)
    response = np.random.default_rng(_SEED).normal(0, 1, length) * decay
    response *= _DIRECT_TO_REVERBERANT / np.sqrt(np.sum(response**2))
    response[0] = 1.0
    size = len(samples) + length
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)[
        : len(samples)
    ]
    peak = max(1e-6, float(np.abs(wet).max()))
    return (wet * min(1.0, 0.99 / peak)).astype(np.float32)


def slower(tempo: float) -> Damage:
    """Stretch in time without a change of pitch (overlap-add of the most alike pieces, WSOLA)."""

    def damage(samples: Samples) -> Samples:
        window, hop = np.hanning(_STRETCH_WINDOW), _STRETCH_WINDOW // 2
        padded = np.pad(
            samples.astype(np.float64), (_STRETCH_SEARCH, _STRETCH_WINDOW + _STRETCH_SEARCH)
        )
        count = int(len(samples) / tempo / hop)
        out = np.zeros((count + 2) * hop + _STRETCH_WINDOW)
        weight = np.full(len(out), 1e-6)
        wanted = _STRETCH_SEARCH
        for index in range(count):
            place = _STRETCH_SEARCH + round(index * hop * tempo)
            place = _most_alike(padded, place, wanted)
            out[index * hop : index * hop + _STRETCH_WINDOW] += (
                window * padded[place : place + _STRETCH_WINDOW]
            )
            weight[index * hop : index * hop + _STRETCH_WINDOW] += window
            wanted = min(place + hop, len(padded) - _STRETCH_WINDOW)
        return np.asarray((out / weight)[: round(len(samples) / tempo)], np.float32)

    return damage


def _most_alike(padded: np.ndarray, place: int, wanted: int) -> int:
    template = padded[wanted : wanted + _STRETCH_WINDOW]
    region = padded[place - _STRETCH_SEARCH : place + _STRETCH_SEARCH + _STRETCH_WINDOW]
    if len(region) < _STRETCH_WINDOW or len(template) < _STRETCH_WINDOW:
        return min(max(0, place), len(padded) - _STRETCH_WINDOW)
    alike = np.correlate(region, template, "valid")
    return int(place - _STRETCH_SEARCH + np.argmax(alike))


def silence_before(seconds: float) -> Damage:
    """Wait in digital silence before speaking."""

    def damage(samples: Samples) -> Samples:
        waited = np.zeros(round(seconds * SPEECH_RATE_HZ), np.float32)
        return np.concatenate([waited, samples])

    return damage


CHANNELS: Mapping[str, Damage] = {
    "clean": lambda samples: samples,
    "telephone": band(300, 3_400),
    "8 kHz": band(0, 3_700),
    "muffled": band(0, 1_500),
    "-40 dB": quieter(40),
    "noise": white_noise(20),
    "reverberant": reverberation,
    "slow": slower(0.6),
    "silence": silence_before(2),
}
"""By name, as the table of channels in docs/scoring.md has them."""
