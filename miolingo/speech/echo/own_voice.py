"""Tell the learner's voice from the echo of the phrase that is played meanwhile.

An echo says the very phrase that the learner is to say, so what is not surely a voice of its own
must not be judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto, unique

import numpy as np
import numpy.typing as npt

from miolingo.judging.recording import SPEECH_RATE_HZ, Samples
from miolingo.speech.echo.cancellation import Echo, Values, find_echo

_TAIL_SAMPLES = 250 * SPEECH_RATE_HZ // 1000
"""How long an echo is waited for: it is 25 dB down by then where a room reverberates for 0.6 s."""

_LEAST_PROMINENCE = 40.0
_LEAST_LIKENESS = 0.2
"""Of an echo. Of a filter that works 0.01 to 0.19 is left; 0.21 to 0.47 where it does not: the
sound dropped out for a moment, or the device gates what it hears.
Other voices that say the same phrase have 0.01 to 0.08."""
_LEAST_RESCALED = 0.3
"""The share of what a filter leaves that is the echo once more, louder or softer: at most 0.1 where
it works, 0.25 with a voice as loud as an echo that a device gates, 0.59 and more of such an echo
alone."""
_LEAST_VOICE_DB = -5.0
"""A voice to the echo that it speaks into, both taken where the voice is loudest. Of a filter that
works -6 is left at most, and of a voice as loud as its echo -2 at least.
"""
_MUCH_LEFT = 0.1
_VOICE_DB_A_LIKENESS = 50.0
"""Where more likeness is left, a voice must be louder by that much. In bare rooms (0.6 s, with more
reverberation than direct sound) -3.2 is left at 0.18 to 0.19 of it, and of a voice as loud as its
echo 0.2 at least."""
_STRETCH_SAMPLES = 300 * SPEECH_RATE_HZ // 1000
_PAUSE_DB = -15.0
_FRAME_SAMPLES = 20 * SPEECH_RATE_HZ // 1000

_WINDOW_SAMPLES, _HOP_SAMPLES = 1_024, 256  # 64 ms tell the harmonics of a voice apart
_HARMONICS = slice(8, 200)  # 125 to 3,100 Hz
_ENVELOPE = np.ones(17) / 17  # 270 Hz: what a room and a loudspeaker change, and not the harmonics
_LOUD_DB = -25.0


@unique
class Heard(Enum):
    """What a recording has of a phrase that was played meanwhile.

    BESIDE_ECHO is a voice of which the echo could be taken out; ECHO_ALONE is a recording in which
    no voice can be told from the echo.
    """

    NO_ECHO = auto()
    BESIDE_ECHO = auto()
    ECHO_ALONE = auto()


@dataclass(frozen=True, eq=False)
class OwnVoice:
    """What a learner may have said into a phrase that was played: mono, at 16 kHz.

    Of ECHO_ALONE, it is what was recorded after the echo and its tail, which ended
    ``echo_end_samples`` after the recording began: 0 without an echo.
    """

    heard: Heard
    samples: Samples
    echo_end_samples: int = 0

    @property
    def echo_end_ms(self) -> int:
        """When the echo and its tail ended, in whole milliseconds."""
        return round(1000 * self.echo_end_samples / SPEECH_RATE_HZ)

    @property
    def duration_ms(self) -> int:
        """The length in whole milliseconds."""
        return round(1000 * len(self.samples) / SPEECH_RATE_HZ)


def own_voice(recorded: Samples, played: Samples) -> OwnVoice:
    """Take what was played out of what was recorded since then; both mono at 16 kHz."""
    if not (recorded.any() and played.any()):
        return OwnVoice(Heard.NO_ECHO, recorded)
    echo = find_echo(recorded, played)
    left = _likeness(echo.rest, played)
    if echo.prominence < _LEAST_PROMINENCE and max(left, _likeness(recorded, played)) < (
        _LEAST_LIKENESS
    ):
        return OwnVoice(Heard.NO_ECHO, recorded)
    end = echo.delay_samples + len(played) + _TAIL_SAMPLES
    followed = left < _LEAST_LIKENESS and _rescaled_share(recorded, echo) < _LEAST_RESCALED
    least_db = _LEAST_VOICE_DB + _VOICE_DB_A_LIKENESS * max(0.0, left - _MUCH_LEFT)
    if followed and _voice_db(echo, len(played)) > least_db:
        rest = np.asarray(np.clip(echo.rest, -1, 1), np.float32)
        return OwnVoice(Heard.BESIDE_ECHO, rest, end)
    return OwnVoice(Heard.ECHO_ALONE, recorded[end:], end)


def _rescaled_share(recorded: Samples, echo: Echo) -> float:
    """How much of what the filter leaves is its echo, in each frame as loud as it may be: 0 to 1.

    That is what a device leaves that changes its gain, or gates what it hears.
    """
    left, heard = _frames(recorded - echo.samples), _frames(echo.samples)
    loudness = np.sum(heard**2, axis=1)
    loud = loudness > loudness.max(initial=0.0) * 10 ** (_LOUD_DB / 10)
    shared = np.sum(left * heard, axis=1)[loud] ** 2 / loudness[loud]
    total = float(np.sum(left[loud] ** 2))
    return float(np.sum(shared)) / total if total else 0.0


def _frames(samples: Values) -> Values:
    return samples[: len(samples) // _FRAME_SAMPLES * _FRAME_SAMPLES].reshape(-1, _FRAME_SAMPLES)


def _voice_db(echo: Echo, played_samples: int) -> float:
    """How loud the rest is beside the echo, in the stretch of the echo where it is loudest."""
    begin = echo.delay_samples
    within = slice(begin, begin + max(played_samples, _STRETCH_SAMPLES))
    rest, loudness = _energy(echo.rest[within]), _energy(echo.samples[within])
    loud = loudness > loudness.max(initial=0.0) * 10 ** (_PAUSE_DB / 10)
    most = float((rest[loud] / loudness[loud]).max(initial=0.0))
    return 10 * float(np.log10(max(most, 1e-12)))


def _energy(samples: Values) -> Values:
    """The energy of every stretch of 0.3 s, or of the whole where that is shorter."""
    sums = np.concatenate([[0.0], np.cumsum(samples**2)])
    length = min(_STRETCH_SAMPLES, len(samples))
    energy: Values = sums[length:] - sums[: len(sums) - length]
    return energy


def _likeness(recorded: Samples | Values, played: Samples) -> float:
    """How alike the harmonics are, at the best of all delays: 0 to 1.

    It holds where the echo is distorted, gated or drifts, of which no filter knows.
    """
    sound, loud = _harmonics(played)
    ears, loud_there = _harmonics(recorded)
    ears *= loud_there[:, None]  # a faint echo in the pauses of a voice does no harm
    sound, frames = sound[loud], np.flatnonzero(loud)
    own = float(np.sum(sound**2))
    best = 0.0
    for delay in range(max(1, len(ears) - len(loud))):
        heard = ears[np.minimum(frames + delay, len(ears) - 1)]
        both = own * float(np.sum(heard**2))
        best = max(best, float(np.sum(heard * sound)) / np.sqrt(both) if both else 0.0)
    return best


def _harmonics(samples: Samples | Values) -> tuple[Values, npt.NDArray[np.bool_]]:
    """The logarithm of the spectrum less its envelope, and which frames are loud."""
    padded = np.pad(samples, _WINDOW_SAMPLES // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW_SAMPLES)[::_HOP_SAMPLES]
    power = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW_SAMPLES), axis=1)) ** 2
    level = np.log(power[:, : _HARMONICS.stop + len(_ENVELOPE)] + 1e-9)
    envelope = np.apply_along_axis(np.convolve, 1, level, _ENVELOPE, "same")
    loudness = power.sum(axis=1)
    return (level - envelope)[:, _HARMONICS], loudness > loudness.max() * 10 ** (_LOUD_DB / 10)
