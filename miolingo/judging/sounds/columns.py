"""The rows that the learned trees look at: features of sounds, words and gaps, made comparable.

The gain of a change depends on which sound is changed to which; so it is also given as how unusual
it is in right speech (in standard deviations).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miolingo.judging.sounds.changes import Kind
from miolingo.judging.sounds.features import CONTEXT, LEAST_GAIN, Changes, SoundFeatures
from miolingo.judging.sounds.replacements import Floats, Integers

_NOT_UNUSUAL = -5.0
_BEST_COUNTED = {Kind.SUBSTITUTION: 2}
_COLUMN = {name: index for index, name in enumerate(CONTEXT)}


@dataclass(frozen=True, eq=False)
class Usual:
    """Gains in right speech: mean and standard deviation, shape (2, kinds, sounds, sounds + 1).

    By head, kind of change, own sound and other sound (the last one for deletions).
    """

    mean: Floats
    deviation: Floats

    def deviations(self, changes: Changes, own: Integers) -> Floats:
        """How unusual each gain is; shape (2, m)."""
        place = (slice(None), changes.kind, own, changes.sound)  # -1 is the last one
        unusual: Floats = (changes.gains - self.mean[place]) / self.deviation[place]
        return unusual


def sound_rows(features: SoundFeatures, usual: Usual) -> Floats:
    """One row a sound for the trees; shape (n, columns)."""
    changes = features.changes
    row = _rows_of(features, changes.place)
    unusual = usual.deviations(changes, features.sounds[row])
    count = len(features.places)
    columns = []
    for head in range(2):
        for kind in Kind:
            chosen = changes.kind == kind
            best = _BEST_COUNTED.get(kind, 1)
            for values, fill in ((changes.gains, LEAST_GAIN), (unusual, _NOT_UNUSUAL)):
                columns.append(_best(values[head][chosen], row[chosen], count, best, fill))
    swapped = changes.kind == Kind.SUBSTITUTION
    columns.append(
        _best(unusual.mean(axis=0)[swapped], row[swapped], count, 1, _NOT_UNUSUAL)
    )
    return np.concatenate([*columns, features.context, features.deletions], axis=1)


def likeliest_change(features: SoundFeatures, usual: Usual) -> Integers:
    """For each sound the index of the change that is most unusual by both heads; -1 for none."""
    changes = features.changes
    row = _rows_of(features, changes.place)
    unusual = usual.deviations(changes, features.sounds[row]).mean(axis=0)
    best = np.full(len(features.places), -1, np.int32)
    order = np.argsort(unusual)
    best[row[order]] = order
    return best


def word_row(scores: Floats, features: SoundFeatures, word: int) -> npt.NDArray[np.float64]:
    """What is known of a word, given the scores (log odds) of its sounds; shape (columns,)."""
    own = features.words == word
    ordered = np.sort(scores[own]).astype(float)
    context = features.context[own]
    ratio = context[:, _COLUMN["ratio"]]
    deletion = features.deletions[own][0]
    return np.array(
        [
            ordered[0],
            ordered[min(1, len(ordered) - 1)],
            ordered.mean(),
            _soft_least(ordered),
            _soft_least(ordered / 2),
            np.maximum(-ordered, 0).sum(),
            *deletion,
            ratio.mean(),
            ratio.min(),
            np.log(len(ordered)),
            context[0, _COLUMN["frames a sound"]],
            context[0, _COLUMN["median ratio"]],
        ]
    )


def _rows_of(features: SoundFeatures, places: Integers) -> Integers:
    rows: Integers = np.searchsorted(features.places, places).astype(np.int32)
    return rows


def _soft_least(values: npt.NDArray[np.float64]) -> float:
    return float(-np.log(np.mean(np.exp(-values))))


def _best(values: Floats, row: Integers, count: int, best: int, fill: float) -> Floats:
    """The best values of each row, the best one first; shape (count, best)."""
    out = np.full((count, best), fill, np.float32)
    order = np.lexsort((-values, row))
    ordered = row[order]
    begin = np.searchsorted(ordered, np.arange(count))
    end = np.searchsorted(ordered, np.arange(count), side="right")
    for rank in range(best):
        there = begin + rank < end
        out[there, rank] = values[order[begin[there] + rank]]
    return out
