"""The pitch of a voice, by Praat; the only user of parselmouth, the extra ``melody``."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np

from miolingo.judging.prosody.melody import STEP_MS, Hertz
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio
from miolingo.speech.audio.resampling import resample

_LOWEST_HZ, _HIGHEST_HZ = 60.0, 700.0
_FEWEST_FRAMES = 5


def is_there() -> bool:
    """Whether Praat is installed."""
    return find_spec("parselmouth") is not None


def pitch_of(audio: Audio) -> Hertz:
    """The pitch at each 10 ms of a recording in Hz, 0 where there is no voice.

    It is looked for twice, the second time within the limits of De Looze (2010) for the speaker
    heard in the first, without the 10 Hz that she adds: fewer frames are then an octave off.
    """
    samples = resample(audio, SPEECH_RATE_HZ).samples.astype(np.float64)
    first = _tracked(samples, _LOWEST_HZ, _HIGHEST_HZ)
    voiced = first[first > 0]
    if len(voiced) < _FEWEST_FRAMES:
        return first
    low, high = np.percentile(voiced, [35, 65])
    floor_hz = max(_LOWEST_HZ, 0.72 * low)
    return _tracked(samples, floor_hz, min(_HIGHEST_HZ, 1.9 * high))


def _tracked(samples: np.ndarray, floor_hz: float, ceiling_hz: float) -> Hertz:
    """The pitch within limits, by Praat's autocorrelation (Boersma 1993)."""
    from parselmouth import Sound  # noqa: PLC0415 - an extra, which may not be there

    grid = np.arange(0, len(samples) * 1000 / SPEECH_RATE_HZ, STEP_MS)
    if len(samples) < 4 * SPEECH_RATE_HZ / floor_hz:  # Praat needs three periods
        return np.zeros(len(grid))
    pitch = Sound(samples, SPEECH_RATE_HZ).to_pitch_ac(
        time_step=STEP_MS / 1000, pitch_floor=floor_hz, pitch_ceiling=ceiling_hz
    )
    nearest = np.round((grid / 1000 - pitch.x1) / pitch.dx).astype(int)
    inside = (nearest >= 0) & (nearest < pitch.n_frames)
    tracked = np.zeros(len(grid))
    tracked[inside] = pitch.selected_array["frequency"][nearest[inside]]
    return tracked
