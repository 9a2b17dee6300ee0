"""Whether there is a voice in a recording, and where: the one rule, on the levels of its frames.

Levels are compared with the noise of the last seconds, never with a fixed threshold, and every
decision looks at the whole utterance again with what is known of the noise by then: speech that
starts with the first sample is found as soon as it pauses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

import numpy as np
import numpy.typing as npt

Levels = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FRAME_MS = 20
SILENT_DBFS = -100.0

_SMOOTH_FRAMES = 5
_NOISE_WINDOW_FRAMES = 3_000 // FRAME_MS
_NOISE_PERCENTILE = 10  # speech, too, spends a tenth of its time in closures and pauses
_VOICE_FRAMES = 140 // FRAME_MS  # a shorter sound is a knock, not a word
_FAINTEST_VOICE_DBFS = -75.0  # speech that peaks at -45 dBFS reaches -55 in the band of the voice
_VOICE_RANGE_DB = 40.0
_CLOSURE_FRAMES = 60 // FRAME_MS  # of a plosive; nobody answers a cue as fast
_COURSE_FRAMES = 100 // FRAME_MS
_COURSE_RANGE_DB = 20.0  # what a fricative is weaker than a vowel; a breath is weaker still
_MIN_MARGIN_DB, _MAX_MARGIN_DB = 4.0, 12.0  # steady noise rises by less than 5 above its quietest


@unique
class Phase(StrEnum):
    """How far an utterance has got; the last three are final."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    FINISHED = "finished"
    TIMED_OUT = "timed_out"
    TOO_LONG = "too_long"

    @property
    def final(self) -> bool:
        """Whether recording can stop."""
        return self not in (Phase.WAITING, Phase.SPEAKING)


@dataclass(frozen=True)
class EndpointLimits:
    """How long to wait, in milliseconds.

    ``trailing_silence_ms`` ends an utterance, ``start_timeout_ms`` without speech gives up, and
    nothing lasts longer than ``max_length_ms``.
    """

    trailing_silence_ms: int = 900
    start_timeout_ms: int = 8_000
    max_length_ms: int = 30_000


@dataclass(frozen=True)
class Voice:
    """The first and the last frame in which there is a voice."""

    first: int
    last: int


def smooth(levels: Levels) -> Levels:
    """Take the running median over 100 ms, so that a click of up to 40 ms leaves no trace."""
    if not len(levels):
        return levels
    middle = _SMOOTH_FRAMES // 2
    silence = np.full(middle, SILENT_DBFS)
    padded = np.concatenate([silence, levels, silence])
    windows = np.lib.stride_tricks.sliding_window_view(padded, _SMOOTH_FRAMES)
    medians: Levels = np.sort(windows, axis=1)[:, middle]
    return medians


class SmoothLevels:
    """The smoothed levels of a recording, kept up to date as frames are added."""

    def __init__(self) -> None:
        self.smoothed: Levels = np.zeros(0)
        self._newest: Levels = np.zeros(0)

    def add(self, level: float) -> Levels:
        """Take the level of the next frame; the smoothed levels of all so far."""
        self._newest = np.append(self._newest, level)[1 - 2 * _SMOOTH_FRAMES :]
        unsettled = smooth(self._newest)[-(_SMOOTH_FRAMES // 2 + 1) :]
        settled = self.smoothed[: len(self.smoothed) + 1 - len(unsettled)]
        self.smoothed = np.concatenate([settled, unsettled])
        return self.smoothed


def find_voice(smoothed: Levels) -> Voice | None:
    """Find the voice in smoothed levels (dBFS, one at least); None where there is none."""
    loud = smoothed > _threshold(smoothed)
    if _longest_run(loud) < _VOICE_FRAMES:
        return None
    frames = np.flatnonzero(loud)
    return Voice(int(frames[0]), int(frames[-1]))


def voiced_frames(levels: Levels) -> Flags:
    """Which frames of a recording (dBFS) are as loud as a voice."""
    if not len(levels):
        return np.zeros(0, np.bool_)
    loud: Flags = levels > _threshold(levels)
    return loud


def in_full_course(levels: Levels, voice: Voice) -> bool:
    """Whether a recording (dBFS of its frames) begins within its voice.

    It is there from the first frames on, about as loud as later: who begins to speak in time takes
    longer than that to hear or read that it listens.
    """
    first = float(np.median(levels[voice.first : voice.first + _COURSE_FRAMES]))
    usual = float(np.median(levels[voice.first : voice.last + 1]))
    return voice.first <= _CLOSURE_FRAMES and first > usual - _COURSE_RANGE_DB


def phase_of(voice: Voice | None, frames: int, limits: EndpointLimits | None) -> Phase:
    """Tell how far an utterance has got after so many frames; none is final without limits."""
    going_on = Phase.SPEAKING if voice else Phase.WAITING
    if limits is None:
        return going_on
    elapsed_ms = frames * FRAME_MS
    if voice and (frames - 1 - voice.last) * FRAME_MS >= limits.trailing_silence_ms:
        return Phase.FINISHED
    if not voice and elapsed_ms >= limits.start_timeout_ms:
        return Phase.TIMED_OUT
    if elapsed_ms >= limits.max_length_ms:
        return Phase.TOO_LONG
    return going_on


def _threshold(levels: Levels) -> float:
    """Put the line between noise and voice a third of the way up, within bounds."""
    peak, noise = float(levels.max()), _noise(levels)
    margin = min(max((peak - noise) / 3, _MIN_MARGIN_DB), _MAX_MARGIN_DB)
    return max(noise + margin, peak - _VOICE_RANGE_DB, _FAINTEST_VOICE_DBFS)


def _noise(levels: Levels) -> float:
    """Measure the noise of the last seconds, the zeros of a starting device apart."""
    started = int(np.argmax(levels > SILENT_DBFS))
    return float(np.percentile(levels[started:][-_NOISE_WINDOW_FRAMES:], _NOISE_PERCENTILE))


def _longest_run(flags: Flags) -> int:
    bounded = np.concatenate([[False], flags, [False]])
    edges = np.flatnonzero(bounded[1:] != bounded[:-1])
    return int(np.diff(edges)[::2].max()) if len(edges) else 0
