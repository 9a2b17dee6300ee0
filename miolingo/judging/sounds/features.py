"""What is measured of each sound of a phrase, in one row of numbers a sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from miolingo.judging.sounds.changes import ChangesOf, Kind
from miolingo.judging.sounds.inventory import Inventory, Phrase
from miolingo.judging.sounds.replacements import Chain, Fit, Floats, Integers, Replacement, Scorer
from miolingo.judging.sounds.target import SoundTable, Target, best_pronunciation

LEAST_GAIN = -60.0
"""Worse than this a change is no worse: what fits nowhere tells nothing more."""
_NO_DELETION = -50.0
_NOTHING = -1

CONTEXT = (
    *("ratio", "posterior", "chain ratio", "ratio on the chain path", "entropy"),
    *("frames", "chain frames", "frames a sound", "median ratio"),
    *("ratio before", "ratio after", "frames before", "frames after"),
    *(
        "first",
        "last",
        "from the begin of its word",
        "to the end of its word",
        "sounds in its word",
    ),
    *("frames to the start", "frames to the end", "sound before", "sound", "sound after"),
)
"""The names of the columns that are no changes, as ``SoundFeatures.context`` has them."""


@dataclass(frozen=True, eq=False)
class Hearing:
    """What a network heard: a scorer by each head, and ``sounds`` as ``Posteriors`` has them.

    ``chain_sounds`` are the best scores of each sound by the chain head, of the same shape,
    ``bottleneck`` (frames, n) is what the network's last layer reads.
    """

    xent: Scorer
    chain: Scorer
    sounds: Floats
    chain_sounds: Floats
    bottleneck: Floats

    @property
    def heads(self) -> tuple[Scorer, Scorer]:
        """Both scorers; the first one decides how the phrase is said."""
        return self.xent, self.chain


@dataclass(frozen=True, eq=False)
class Aligned:
    """A phrase as it fits best: the way it is said, and its fit by each head."""

    target: Target
    chain: Chain
    fits: tuple[Fit, Fit]

    @property
    def sounds(self) -> Integers:
        """All sounds of the phrase, shape (n,)."""
        return np.array([sound for word in self.target.words for sound in word], np.int32)


@dataclass(frozen=True, eq=False)
class Changes:
    """All changes of one sound that were scored, shape (m,): where, which, and both gains (2, m).

    ``sound`` is -1 for a deletion; ``place`` counts the sounds of the phrase.
    """

    place: Integers
    kind: Integers
    sound: Integers
    gains: Floats


@dataclass(frozen=True, eq=False)
class SoundFeatures:
    """One row a sound of the words asked for.

    ``places`` (n,) are those of the sounds in the phrase, ``words`` (n,) those of their words;
    ``context`` (n, len(CONTEXT)); ``deletions`` (n, 2) the gain, by each head, of leaving its word
    out; ``spans`` (n, 2) its frames, ``bottleneck`` (n, dimension) their mean.
    """

    places: Integers
    words: Integers
    sounds: Integers
    context: Floats
    deletions: Floats
    changes: Changes
    spans: Integers
    bottleneck: Floats


def fit_of(features: SoundFeatures) -> tuple[float, float]:
    """How well the whole fits (the median ratio), and the frames that a sound takes."""
    row = features.context[0]
    return float(row[CONTEXT.index("median ratio")]), float(row[CONTEXT.index("frames a sound")])


def averaged(features: Sequence[SoundFeatures]) -> SoundFeatures:
    """The mean of what was measured at several speeds; the frames are those of the first one."""
    first = features[0]
    return replace(
        first,
        context=_mean([each.context for each in features]),
        deletions=_mean([each.deletions for each in features]),
        changes=replace(first.changes, gains=_mean([each.changes.gains for each in features])),
        bottleneck=_mean([each.bottleneck for each in features]),
    )


def _mean(values: Sequence[Floats]) -> Floats:
    mean: Floats = np.mean(values, axis=0, dtype=np.float32)
    return mean


def align(hearing: Hearing, phrase: Phrase, table: SoundTable) -> Aligned | None:
    """Find how a phrase was said; None where there are fewer frames than sounds."""
    best = best_pronunciation(hearing.xent, phrase.target, phrase.accepted, table)
    if best is None:
        return None
    target, chain, fit = best
    by_chain = hearing.chain.fit(chain)
    return None if by_chain is None else Aligned(target, chain, (fit, by_chain))


def sound_features(
    hearing: Hearing,
    phrase: Phrase,
    aligned: Aligned,
    changes_of: ChangesOf,
    inventory: Inventory,
    words: Sequence[int] | None = None,
) -> SoundFeatures:
    """Measure the sounds of some words, all unless they are told."""
    target, starts = aligned.target, aligned.target.starts()
    words = range(len(target.words)) if words is None else words
    places = np.array([p for w in words for p in range(starts[w], starts[w + 1])], np.int32)
    word_of = np.array([w for w in words for _ in target.words[w]], np.int32)
    deletions = np.array([_deletion(hearing, aligned, w) for w in words], np.float32)
    of_word = {word: row for row, word in enumerate(words)}
    return SoundFeatures(
        places,
        word_of,
        aligned.sounds[places],
        _context(hearing, aligned)[places],
        deletions[[of_word[word] for word in word_of.tolist()]],
        _changes(hearing, phrase, aligned, changes_of, inventory, words),
        aligned.fits[0].spans[places],
        _means(hearing.bottleneck, aligned.fits[0].spans)[places].astype(np.float32),
    )


def _deletion(hearing: Hearing, aligned: Aligned, word: int) -> list[float]:
    if len(aligned.target.words) == 1:
        return [_NO_DELETION, _NO_DELETION]
    without = [aligned.target.without(word)]
    return [
        float(head.gains(aligned.chain, fit, without)[0])
        for head, fit in zip(hearing.heads, aligned.fits, strict=True)
    ]


def _changes(
    hearing: Hearing,
    phrase: Phrase,
    aligned: Aligned,
    changes_of: ChangesOf,
    inventory: Inventory,
    words: Sequence[int],
) -> Changes:
    right = {(c.word, c.index, c.count, c.sounds) for c in phrase.accepted}
    starts = aligned.target.starts()
    replacements: list[Replacement] = []
    rows: list[tuple[int, int, int]] = []
    for word in words:
        sounds = aligned.target.words[word]
        for change in changes_of(sounds):
            sound = _NOTHING if change.sound is None else change.sound
            replaces = change.kind in (Kind.SUBSTITUTION, Kind.DELETION)
            if change.kind is Kind.SUBSTITUTION and inventory.same(sounds[change.index], sound):
                continue
            index = change.index + (change.kind is Kind.INSERTION_AFTER)
            new = () if change.sound is None else (change.sound,)
            if (word, index, int(replaces), new) in right:
                continue
            replacements.append(change.replacement.later(starts[word]))
            rows.append((starts[word] + change.index, int(change.kind), sound))
    columns = np.array(rows, np.int32).reshape(-1, 3).T
    gains = [
        head.gains(aligned.chain, fit, replacements)
        for head, fit in zip(hearing.heads, aligned.fits, strict=True)
    ]
    place, kind, sound_said = columns
    return Changes(
        place, kind, sound_said, np.maximum(np.array(gains, np.float32), np.float32(LEAST_GAIN))
    )


def _context(hearing: Hearing, aligned: Aligned) -> Floats:
    """The columns of CONTEXT for all sounds of the phrase."""
    target, sounds = aligned.target, aligned.sounds
    count, starts = len(sounds), target.starts()
    spans, chain_spans = (fit.spans for fit in aligned.fits)
    best = hearing.sounds[:, :-1].max(axis=1)
    chain_best = hearing.chain_sounds[:, :-1].max(axis=1)
    entropy = -(np.exp(hearing.sounds) * hearing.sounds).sum(axis=1)
    posterior = _means(hearing.sounds, spans, sounds)
    ratio = posterior - _means(best, spans)
    frames, chain_frames = (np.diff(each, axis=1)[:, 0] for each in (spans, chain_spans))
    word_starts = np.repeat(starts[:-1], np.diff(starts))
    word_ends = np.repeat(starts[1:], np.diff(starts))
    index = np.arange(count)
    columns = (
        ratio,
        posterior,
        _means(hearing.chain_sounds, spans, sounds) - _means(chain_best, spans),
        _means(hearing.sounds, chain_spans, sounds) - _means(best, chain_spans),
        _means(entropy, spans),
        frames,
        chain_frames,
        np.full(count, frames.sum() / count),
        np.full(count, np.median(ratio)),
        _shifted(ratio, 1, 0),
        _shifted(ratio, -1, 0),
        _shifted(frames, 1, 0),
        _shifted(frames, -1, 0),
        index == 0,
        index == count - 1,
        index - word_starts,
        word_ends - 1 - index,
        word_ends - word_starts,
        spans[:, 0],
        len(best) - spans[:, 1],
        _shifted(sounds, 1, _NOTHING),
        sounds,
        _shifted(sounds, -1, _NOTHING),
    )
    return np.stack(columns, axis=1).astype(np.float32)


def _means(
    values: Floats, spans: Integers, columns: Integers | None = None
) -> npt.NDArray[np.float64]:
    """The mean of each span, of one column each where there are several."""
    sums = np.concatenate(
        [np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0, dtype=float)]
    )
    ends = (sums[spans[:, 1]], sums[spans[:, 0]])
    lengths = spans[:, 1] - spans[:, 0]
    if columns is not None:
        rows = np.arange(len(columns))
        ends = (ends[0][rows, columns], ends[1][rows, columns])
    means: npt.NDArray[np.float64] = (ends[0] - ends[1]) / (
        lengths if columns is not None or values.ndim == 1 else lengths[:, None]
    )
    return means


def _shifted(values: npt.NDArray[np.generic], by: int, fill: float) -> npt.NDArray[np.float64]:
    """The values of the neighbor before (1) or after (-1)."""
    shifted = np.roll(values, by).astype(float)
    shifted[0 if by > 0 else -1] = fill
    return shifted
