"""The line of pitch of a phrase, in semitones around its speaker's own middle."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

import numpy as np
import numpy.typing as npt

STEP_MS = 10
FEWEST_VOICED_MS = 300
LEAST_VOICED_SHARE = 0.3
"""Nothing is said of the melody of speech with less voice than these: whispered or too noisy."""
CLEAR_SEMITONES = 3.0
"""'t Hart (1981): only larger movements play a part in how people understand each other."""

_END_MS = 400  # the last voiced stretch that is looked at: a syllable, or two
_GAP_MS = 3 * STEP_MS
"""Without voice for longer than this, a line ends and begins again."""
_EDGE_FRAMES = 3  # the median of 30 ms tells where a movement begins and ends
_LATEST_END_MS = 250
"""A voiced stretch that ends earlier than this before the end of the phrase is not its ending."""

Hertz = npt.NDArray[np.float64]


@unique
class Ending(StrEnum):
    """How the pitch moved at the end of a phrase; ``unclear`` is a movement too small to tell."""

    RISE = "rise"
    FALL = "fall"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Point:
    """The pitch at a time of the recording, in semitones above the speaker's middle."""

    time_ms: int
    semitones: float


Lines = tuple[tuple[Point, ...], ...]
"""A line of pitch in the pieces that it is drawn in."""


@dataclass(frozen=True)
class Melody:
    """The line of pitch where there is voice; ``middle_hz`` is its median, 0 on the scale.

    ``range_semitones`` lies between the 10th and the 90th percentile. ``end_semitones`` is how far
    the pitch moved at the end, None where there was no voice.
    """

    points: tuple[Point, ...]
    middle_hz: float
    range_semitones: float
    voiced_share: float
    end_semitones: float | None

    @property
    def lines(self) -> Lines:
        """The line of pitch, broken where there is no voice."""
        lines: list[list[Point]] = []
        for point in self.points:
            if not lines or point.time_ms - lines[-1][-1].time_ms > _GAP_MS:
                lines.append([])
            lines[-1].append(point)
        return tuple(map(tuple, lines))

    @property
    def ending(self) -> Ending | None:
        """Whether the end rose or fell clearly; None where there was no voice."""
        if self.end_semitones is None:
            return None
        if abs(self.end_semitones) < CLEAR_SEMITONES:
            return Ending.UNCLEAR
        return Ending.RISE if self.end_semitones > 0 else Ending.FALL


def melody_of(pitch: Hertz, span: tuple[int, int]) -> Melody | None:
    """The melody of a phrase that lasts from one time to another (ms) of a recording.

    ``pitch`` has a value for each 10 ms of it from 0 on, 0 where there is no voice. None where
    there is too little voice to tell.
    """
    start, end = (round(time_ms / STEP_MS) for time_ms in span)
    hertz = pitch[start:end]
    frames = np.flatnonzero(hertz)
    share = len(frames) / max(len(hertz), 1)
    if len(frames) * STEP_MS < FEWEST_VOICED_MS or share < LEAST_VOICED_SHARE:
        return None
    middle_hz = float(np.median(hertz[frames]))
    semitones = 12 * np.log2(hertz[frames] / middle_hz)
    low, high = np.percentile(semitones, [10, 90])
    points = tuple(
        Point((start + int(frame)) * STEP_MS, float(value))
        for frame, value in zip(frames, semitones, strict=True)
    )
    return Melody(points, middle_hz, float(high - low), share, _end_movement(points, span[1]))


def _end_movement(points: tuple[Point, ...], end_ms: int) -> float | None:
    """From the turning point of the last voiced stretch to its end, in semitones.

    A rise is measured from the lowest pitch before it, a fall from the highest one; the larger of
    the two is the movement.
    """
    times = np.array([point.time_ms for point in points])
    if end_ms - times[-1] > _LATEST_END_MS:
        return None
    values = np.array([point.semitones for point in points])[times > times[-1] - _END_MS]
    if len(values) < 3 * _EDGE_FRAMES:
        return None
    smooth = np.array(
        [np.median(values[i : i + _EDGE_FRAMES]) for i in range(len(values) - _EDGE_FRAMES + 1)]
    )
    rise, fall = smooth[-1] - smooth.min(), smooth[-1] - smooth.max()
    return float(rise if rise > -fall else fall)
