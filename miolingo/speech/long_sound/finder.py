"""Finds sentences in a film: about where its subtitles say that they are, or by their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from itertools import pairwise

import numpy as np

from miolingo.speech.long_sound.alignment import Words, count_of_sounds, find_sentences
from miolingo.speech.long_sound.edges import edges
from miolingo.speech.long_sound.hearing import LEVEL_MS, HeardSound
from miolingo.speech.long_sound.spotting import spots_in_order

FEWEST_SOUNDS = 5
"""Shorter sentences are found anywhere."""
_SHORT_SOUNDS = 12
_LEAST_SCORE, _LEAST_SCORE_SHORT = 0.75, 1.2
"""How well a sentence fits at least. Of 222 synthesized ones 97 % reach the first, and 80 % of 40
short ones the second; of 904 that were not said 1 % and 2 % do."""
_MORE_WITHOUT_TIMES = 0.15
"""By how much more a sentence must fit that may be anywhere."""
_SLOWEST_MS = 200
"""A sound that takes longer on average was not said there."""
_MOST_ANCHORS, _ANCHOR_SOUNDS = 40, 12
_ANCHOR_REACH_MS, _REACH_MS = 60_000, 1_250
_NEAR_MS = 1_500
"""By how much the times of subtitles differ from a constant offset and drift."""
_MOST_DRIFT = 0.06
"""25 frames a second played at 24 or 23.976 are 4 % off."""
_DRIFT_SPAN_MS = 300_000
_OVERLAP_MS = 100
_SPOT_REACH = 20
"""Frames around the spot of a sentence in which it is looked for."""


@dataclass(frozen=True, eq=False)
class Expected:
    """A sentence in the model's sounds, and when its subtitles are shown."""

    words: Words
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Place:
    """Where a sentence was found, and how well its sounds fit, in natural logarithm."""

    start_ms: int
    end_ms: int
    score: float


@unique
class Miss(StrEnum):
    """Why a sentence has no place."""

    TOO_SHORT = "too_short"
    NOT_HEARD = "not_heard"
    OUTSIDE = "outside"
    TWO_AT_ONCE = "two_at_once"


@dataclass(frozen=True)
class Timing:
    """How times of subtitles become those of the sound: ``offset_ms`` later, and ``drift`` more."""

    offset_ms: float = 0.0
    drift: float = 0.0

    def of(self, time_ms: float) -> float:
        """The time in the sound."""
        return time_ms * (1 + self.drift) + self.offset_ms


def find_timing(heard: HeardSound, expected: Sequence[Expected]) -> Timing:
    """How subtitles are off as a whole, by sentences all over the film that are found for sure."""
    long = [each for each in expected if count_of_sounds(each.words) >= _ANCHOR_SOUNDS]
    chosen = long[:: max(1, -(-len(long) // _MOST_ANCHORS))]
    found = [(each, _found(heard, each, Timing(), _ANCHOR_REACH_MS)) for each in chosen]
    points = [
        (each.start_ms, place.start_ms - each.start_ms)
        for each, place in found
        if isinstance(place, Place)
    ]
    return _line(np.array(points, float)) if points else Timing()


def find_places(
    heard: HeardSound, expected: Sequence[Expected], timing: Timing
) -> list[Place | Miss]:
    """Where each sentence is said, or why that is not known; ``expected`` is in order of time."""
    places = [_found(heard, each, timing, _REACH_MS) for each in expected]
    return _alone(places)


def find_places_in_order(heard: HeardSound, sentences: Sequence[Words]) -> list[Place | Miss]:
    """Where each sentence of a text is said, or why that is not known, given their order alone."""
    long = [
        number for number, words in enumerate(sentences) if count_of_sounds(words) >= FEWEST_SOUNDS
    ]
    places: list[Place | Miss] = [Miss.TOO_SHORT] * len(sentences)
    for number in long:
        places[number] = Miss.NOT_HEARD
    for spot in spots_in_order(heard.scores, [sentences[number] for number in long]):
        begin, end = max(0, spot.start - _SPOT_REACH), spot.end + _SPOT_REACH
        number = long[spot.number]
        places[number] = _found_between(heard, sentences[number], begin, end, _MORE_WITHOUT_TIMES)
    return _alone(places)


def _line(points: np.ndarray) -> Timing:
    """The offset and drift that most points (time, difference) agree with."""
    times, offsets = points.T
    best = np.abs(offsets - offsets[0]) < 0
    for first in range(len(points)):
        for drift in {0.0, *_drifts(points, first)}:
            near = np.abs(offsets - offsets[first] - drift * (times - times[first])) < _NEAR_MS
            best = near if near.sum() > best.sum() else best
    if best.sum() < 2:
        return Timing(float(np.median(offsets)) if len(offsets) == 1 else 0.0)
    drift = 0.0
    if np.ptp(times[best]) > _DRIFT_SPAN_MS:
        drift = float(np.polyfit(times[best], offsets[best], 1)[0])
    return Timing(float(np.median(offsets[best] - drift * times[best])), drift)


def _drifts(points: np.ndarray, first: int) -> list[float]:
    spans = points - points[first]
    far = spans[np.abs(spans[:, 0]) > _DRIFT_SPAN_MS]
    drifts = far[:, 1] / far[:, 0]
    return [float(drift) for drift in drifts[np.abs(drifts) < _MOST_DRIFT]]


def _found(heard: HeardSound, expected: Expected, timing: Timing, reach_ms: int) -> Place | Miss:
    begin = max(0, int((timing.of(expected.start_ms) - reach_ms) / heard.frame_ms))
    end = int((timing.of(expected.end_ms) + reach_ms) / heard.frame_ms)
    return _found_between(heard, expected.words, begin, end)


def _found_between(
    heard: HeardSound, words: Words, begin: int, end: int, more: float = 0.0
) -> Place | Miss:
    """Where a sentence is said between two frames, if it fits by so much ``more`` than needed."""
    sounds = count_of_sounds(words)
    if sounds < FEWEST_SOUNDS:
        return Miss.TOO_SHORT
    found = find_sentences(heard.scores[begin:end], [words])
    if not found:
        return Miss.OUTSIDE
    (sentence,) = found
    short = sounds < _SHORT_SOUNDS
    slow = (sentence.end - sentence.start) * heard.frame_ms > _SLOWEST_MS * sounds
    least = (_LEAST_SCORE_SHORT if short else _LEAST_SCORE) + more
    if sentence.score < least or slow:
        return Miss.NOT_HEARD
    to_levels = heard.frame_ms / LEVEL_MS
    start, stop = (
        min(round((begin + frame) * to_levels), len(heard.levels_db))
        for frame in (sentence.start, sentence.end)
    )
    start, stop = edges(heard.levels_db, start, stop)
    return Place(start * LEVEL_MS, stop * LEVEL_MS, round(sentence.score, 2))


def _alone(places: Sequence[Place | Miss]) -> list[Place | Miss]:
    """The places without those that overlap one that fits better."""
    kept = list(places)
    order = sorted(
        (place.start_ms, index) for index, place in enumerate(places) if isinstance(place, Place)
    )
    for (_, first), (_, second) in pairwise(order):
        one, other = kept[first], kept[second]
        if not (isinstance(one, Place) and isinstance(other, Place)):
            continue
        if min(one.end_ms, other.end_ms) - other.start_ms > _OVERLAP_MS:
            kept[first if one.score < other.score else second] = Miss.TWO_AT_ONCE
    return kept
