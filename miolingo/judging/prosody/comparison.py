"""Pace, pauses and melody of a recording beside those of its reference; they count in no score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from itertools import pairwise

from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.judging.prosody.melody import Lines, Melody, Point
from miolingo.judging.prosody.pace import Pace, Pause


@unique
class ReferenceVoice(StrEnum):
    """Who says a reference."""

    RECORDING = "recording"
    NATURAL = "natural_voice"
    ESPEAK = "espeak"


@unique
class Untold(StrEnum):
    """Why nothing is said of a pace or a melody."""

    NOT_UNDERSTOOD = "not_understood"
    WORD_MISSING = "word_missing"
    TOO_SHORT = "too_short"
    TOO_LITTLE_VOICE = "too_little_voice"
    NOT_INSTALLED = "not_installed"


@dataclass(frozen=True)
class Prosody:
    """How a phrase was said; ``pace`` and ``melody`` are None for a reason that is ``untold``.

    ``words`` are those of the phrase with their times, without words too many.
    """

    words: tuple[WordResult, ...] = ()
    pace: Pace | None = None
    melody: Melody | None = None
    untold: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class ProsodyComparison:
    """The learner's own prosody, and that of the reference, None where nothing says one.

    ``rises`` where the phrase is a question that is usually said with a rise at its end.
    """

    own: Prosody
    reference: Prosody | None = None
    voice: ReferenceVoice | None = None
    rises: bool = False

    @property
    def interrupting(self) -> tuple[Pause, ...]:
        """The learner's pauses where the reference has none."""
        own, reference = self.own.pace, self.reference and self.reference.pace
        kept = {pause.word for pause in reference.pauses} if reference else set()
        return tuple(pause for pause in own.pauses if pause.word not in kept) if own else ()


def phrase_words(words: Sequence[WordResult]) -> tuple[WordResult, ...]:
    """The words of a phrase as they were judged, without words too many."""
    return tuple(word for word in words if word.status is not WordStatus.EXTRA)


def beside_own(comparison: ProsodyComparison) -> Lines:
    """The reference's line of pitch with each word stretched to the time of the learner's.

    It is broken where the reference has no voice, even if there is no time between by then.
    """
    reference = comparison.reference
    if not reference or not reference.melody:
        return ()
    marks = _common_times(reference, comparison.own)
    return tuple(
        tuple(Point(round(_moved(point.time_ms, marks)), point.semitones) for point in line)
        for line in reference.melody.lines
    )


def _common_times(reference: Prosody, own: Prosody) -> list[tuple[int, int]]:
    """Times of the reference with those of the learner: where words of both begin.

    A word ends where the next one begins, unless one of the two pauses after it: the times of ends
    are not exact enough to tell more.
    """
    paces = [pace for pace in (reference.pace, own.pace) if pace]
    ends = {pause.word for pace in paces for pause in pace.pauses} | {len(own.words) - 1}
    marks: list[tuple[int, int]] = []
    for index, (theirs, mine) in enumerate(zip(reference.words, own.words, strict=False)):
        pairs = [(theirs.start_ms, mine.start_ms)]
        if index in ends:
            pairs.append((theirs.end_ms, mine.end_ms))
        for there, here in pairs:
            if there is None or here is None:
                continue
            if not marks or (there > marks[-1][0] and here >= marks[-1][1]):
                marks.append((there, here))
    return marks


def _moved(time_ms: int, marks: Sequence[tuple[int, int]]) -> float:
    """A time between two marks, moved with them; outside of all at the pace that it has."""
    if not marks:
        return time_ms
    if time_ms <= marks[0][0]:
        return marks[0][1] + time_ms - marks[0][0]
    for (there, here), (next_there, next_here) in pairwise(marks):
        if time_ms <= next_there:
            return here + (time_ms - there) * (next_here - here) / (next_there - there)
    return marks[-1][1] + time_ms - marks[-1][0]
