"""Moves the edges of a sentence to where its voice begins and ends."""

from __future__ import annotations

import numpy as np

from miolingo.speech.acoustics.kaldi_file import Floats

_INSIDE = 8
"""Levels of 10 ms by which a search begins inside of the sentence."""
_REACH = 30
"""Levels by which an edge may move outwards at most."""
_REACH_INSIDE = 80
"""As _REACH, inwards: music passes for a sound before the first one."""
_PAUSE = 12
"""Levels that are quiet at an edge: stops within a word are shorter. With 8 two more of 108 edges
were wrong by more than 80 ms."""
_ABOVE_NOISE = 0.15
"""Where the voice begins between noise (0) and speech (1), in dB: with 0.35 six more were wrong."""
_LEAST_ABOVE_NOISE_DB = 6.0
"""The voice begins so far above what is around it at least: music 12 dB below a voice sways by as
much. With 0 another tenth of 258 edges in music were wrong, with 8 some of those without."""
_LEAST_DB = 10.0
"""Where speech is less above what is around it, as in music, the network's edge stays."""


def edges(levels_db: Floats, start: int, end: int) -> tuple[int, int]:
    """Where a voice begins and ends that was heard from level ``start`` to before ``end``."""
    speech_db = float(np.percentile(levels_db[start:end], 80))
    first = len(levels_db) - _edge(levels_db[::-1], len(levels_db) - start, speech_db)
    return first, _edge(levels_db, end, speech_db)


def _edge(levels_db: Floats, end: int, speech_db: float) -> int:
    """The end of the voice that ends at about ``end``."""
    noise_db = float(np.percentile(levels_db[max(0, end - _REACH) : end + _REACH], 10))
    if speech_db - noise_db < _LEAST_DB:
        return end
    above_db = max(_LEAST_ABOVE_NOISE_DB, _ABOVE_NOISE * (speech_db - noise_db))
    loud = levels_db >= noise_db + above_db
    inside = min(max(0, end - _INSIDE), len(loud) - 1)
    if not loud[inside]:
        begin = max(0, end - _REACH_INSIDE)
        before = np.flatnonzero(loud[begin:inside])
        return begin + int(before[-1]) + 1 if len(before) else end
    for last in range(inside, min(end + _REACH, len(loud))):
        if not loud[last + 1 : last + 1 + _PAUSE].any():
            return last + 1
    return end
