"""Pace and melody of a phrase that were never spoken, for tests."""

from __future__ import annotations

import numpy as np

from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.judging.prosody.comparison import (
    Prosody,
    ProsodyComparison,
    ReferenceVoice,
    Untold,
)
from miolingo.judging.prosody.melody import Melody, Point
from miolingo.judging.prosody.pace import pace_of
from miolingo.language.prosody.syllables import syllables_of

WORDS = (
    WordResult("커피", WordStatus.CORRECT, 95, 200, 700),
    WordResult("주세요", WordStatus.CORRECT, 95, 1100, 1800),
)


def levels(*parts: tuple[float, int]) -> np.ndarray:
    """The levels of 20 ms frames: so many dBFS for so many milliseconds."""
    return np.concatenate([np.full(length_ms // 20, level) for level, length_ms in parts])


PAUSED = levels((-70, 200), (-20, 500), (-70, 400), (-20, 700), (-70, 200))


def hangul(word: str) -> int:
    return syllables_of(word, str)


def melody(*semitones: float, end: float | None = None, first_ms: int = 200) -> Melody:
    points = tuple(Point(first_ms + 100 * i, value) for i, value in enumerate(semitones))
    return Melody(points, 200.0, 6.0, 0.6, end)


def compared(
    own: Melody | None = None, rises: bool = False, untold: tuple[Untold, ...] = ()
) -> ProsodyComparison:
    pace = pace_of(WORDS, PAUSED, hangul)
    smooth = levels((-70, 200), (-20, 1600), (-70, 200))
    reference = Prosody(WORDS, pace_of(WORDS, smooth, hangul), melody(0, 4, first_ms=200))
    return ProsodyComparison(
        Prosody(WORDS, pace, own, untold), reference, ReferenceVoice.ESPEAK, rises
    )
