"""How fast a phrase was said, and where it was interrupted by pauses.

The terms are those of de Jong and Wempe (2009): the *speech rate* counts the pauses in, the
*articulation rate* leaves them out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from miolingo.judging.judgement import Judgement, Verdict, WordResult, WordStatus
from miolingo.judging.utterance.voice_activity import FRAME_MS, Levels, voiced_frames

SHORTEST_PAUSE_MS = 200
"""Campione and Véronis (2002) call shorter ones brief; closures of consonants are among those."""
FEWEST_SYLLABLES = 3
"""Of fewer a rate says nothing: the end of a phrase is drawn out."""

_FOLLOWED = (Verdict.UNDERSTOOD, Verdict.PARTLY_UNDERSTOOD)
_EDGE_MS = 100
"""How far a pause must lie within the times of a word to have cut that: the times may be off by
about as much (``benchmarks.clips``)."""


@dataclass(frozen=True)
class Pause:
    """A silence after a word, or ``within`` it; ``word`` counts the words of the phrase from 0."""

    word: int
    start_ms: int
    length_ms: int
    within: bool = False


@dataclass(frozen=True)
class Pace:
    """The syllables of the words that were heard, from the first to the last, and the pauses."""

    syllables: int
    speaking_ms: int
    pauses: tuple[Pause, ...]

    @property
    def speech_rate(self) -> float:
        """Syllables a second, pauses included."""
        return 1000 * self.syllables / self.speaking_ms

    @property
    def articulation_rate(self) -> float:
        """Syllables a second of speaking alone."""
        paused_ms = sum(pause.length_ms for pause in self.pauses)
        return 1000 * self.syllables / (self.speaking_ms - paused_ms)


def followed(judgement: Judgement) -> bool:
    """Whether enough of a phrase was understood for the times of its words to mean something."""
    return judgement.verdict in _FOLLOWED


def spoken_span(words: Sequence[WordResult]) -> tuple[int, int] | None:
    """Where the first word begins and the last one ends, in milliseconds; None for no word."""
    times = [(word.start_ms, word.end_ms) for word in words if _has_time(word)]
    starts = [start for start, _ in times if start is not None]
    ends = [end for _, end in times if end is not None]
    return (min(starts), max(ends)) if starts and min(starts) < max(ends) else None


def pace_of(
    words: Sequence[WordResult], levels: Levels, syllables_of: Callable[[str], int]
) -> Pace | None:
    """The pace of a phrase by the times of its words and the levels (dBFS) of its 20 ms frames.

    None where it cannot be told: there are too few syllables, a word in the middle was not heard,
    or nobody knows the syllables of one.
    """
    span = spoken_span(words)
    loud = voiced_frames(levels)
    if span is None or lacks_a_word(words):
        return None
    counts = [syllables_of(word.word) for word in words if _has_time(word)]
    frames = np.flatnonzero(loud[span[0] // FRAME_MS : -(-span[1] // FRAME_MS)])
    if 0 in counts or sum(counts) < FEWEST_SYLLABLES or not len(frames):
        return None
    first = span[0] // FRAME_MS + int(frames[0])
    last = span[0] // FRAME_MS + int(frames[-1])
    silences = _silences(loud, first, last)
    pauses = tuple(_pause(words, start, end) for start, end in silences)
    return Pace(sum(counts), (last + 1 - first) * FRAME_MS, pauses)


def _silences(loud: np.ndarray, first: int, last: int) -> list[tuple[int, int]]:
    """Where it is silent long enough between two loud frames, in milliseconds."""
    frames = first + np.flatnonzero(loud[first : last + 1])
    gaps = np.flatnonzero(np.diff(frames) > SHORTEST_PAUSE_MS // FRAME_MS)
    return [(int(frames[i] + 1) * FRAME_MS, int(frames[i + 1]) * FRAME_MS) for i in gaps]


def _pause(words: Sequence[WordResult], start_ms: int, end_ms: int) -> Pause:
    """A silence as a pause after the last word whose middle lies before that of the silence."""
    middle_ms = (start_ms + end_ms) / 2
    index, after, within = -1, 0, False
    for word in words:
        index += word.status is not WordStatus.EXTRA
        if word.start_ms is None or word.end_ms is None or not _has_time(word):
            continue
        inside = word.start_ms + _EDGE_MS <= start_ms and end_ms <= word.end_ms - _EDGE_MS
        if inside or (word.start_ms + word.end_ms) / 2 <= middle_ms:
            after, within = max(index, 0), inside
    return Pause(after, start_ms, end_ms - start_ms, within)


def _has_time(word: WordResult) -> bool:
    return word.status is not WordStatus.MISSING and None not in (word.start_ms, word.end_ms)


def lacks_a_word(words: Sequence[WordResult]) -> bool:
    """Whether a word between two that were heard was not."""
    heard = [_has_time(word) for word in words]
    inner = heard[heard.index(True) : len(heard) - heard[::-1].index(True)] if any(heard) else []
    return not all(inner)
