"""What speaks for a word too many in each gap of a phrase."""

from __future__ import annotations

import numpy as np

from miolingo.judging.sounds.features import Aligned, Hearing
from miolingo.judging.sounds.replacements import Fit, Floats, Scorer

_COSTS = (0.3, 1.0, 2.0, 3.0)
"""What each frame of free speech costs (natural log): the less, the more speech finds a place."""


def gap_rows(hearing: Hearing, aligned: Aligned) -> Floats:
    """One row a gap, the first before the first word, the last after the last one."""
    starts = aligned.target.starts()
    rows = [
        _free_speech(head, fit, starts)
        for head, fit in zip(hearing.heads, aligned.fits, strict=True)
    ]
    return np.concatenate([*rows, _surroundings(hearing, aligned, starts)], axis=1).astype(
        np.float32
    )


def _free_speech(scorer: Scorer, fit: Fit, starts: list[int]) -> Floats:
    """By each cost what the best stretch of any speech in the gap gains, and its frames."""
    columns = [column for cost in _COSTS for column in scorer.any_speech(fit, starts, starts, cost)]
    return np.stack(columns, axis=1).astype(np.float32)


def _surroundings(hearing: Hearing, aligned: Aligned, starts: list[int]) -> Floats:
    spans, sounds = aligned.fits[0].spans, aligned.sounds
    best = hearing.sounds[:, :-1].max(axis=1)
    voiced = hearing.sounds.argmax(axis=1) != hearing.sounds.shape[1] - 1
    ratio = np.array(
        [
            float((hearing.sounds[begin:end, sound] - best[begin:end]).mean())
            for (begin, end), sound in zip(spans, sounds, strict=True)
        ]
    )
    frames = np.diff(spans, axis=1)[:, 0]
    rows = []
    for number, start in enumerate(starts):
        left = int(spans[start - 1, 1]) if start else 0
        right = int(spans[start, 0]) if start < len(spans) else len(best)
        rows.append(
            [
                right - left,
                int(voiced[left:right].sum()),
                frames[start - 1] if start else 0,
                frames[start] if start < len(spans) else 0,
                ratio[max(0, start - 2) : start].mean() if start else 0,
                ratio[start : start + 2].mean() if start < len(spans) else 0,
                np.median(ratio),
                frames.mean(),
                number == 0,
                number == len(starts) - 1,
            ]
        )
    return np.array(rows, np.float32)
