"""What is measured of each sound of a phrase, in one row of numbers a sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from miolingo.judging.sounds.changes import ChangesOf, Kind, SoundChange
from miolingo.judging.sounds.inventory import Inventory, Phrase
from miolingo.judging.sounds.replacements import (
    Chain,
    Fit,
    Floats,
    Integers,
    ReplacedChains,
    Replacement,
    Scorer,
)
from miolingo.judging.sounds.target import (
    Change,
    Sounds,
    SoundTable,
    Target,
    best_pronunciation,
)

LEAST_GAIN = -60.0
"""Worse than this a change is no worse: what fits nowhere tells nothing more."""
NO_DELETION = -50.0
"""Stands for the gain of leaving out the only word of a phrase."""
SPEECH_COSTS = (1.0, 3.0, 5.0)
"""What each frame of any speech in the place of a word costs (natural log). By the AUC of 1,100
words that people did not say 3 is best for the first head (.991), 1 for the second one (.984)."""
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

    ``sounds_heard`` counts the different sounds that were the best in some frame before any noise
    was subtracted, silence and noise not counted. A frame takes ``frame_s`` seconds.
    ``chain_sounds`` are the best scores of each sound by the chain head, of the same shape;
    ``bottleneck`` (frames, n) is what the last layer reads.
    """

    sounds_heard: int
    frame_s: float
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
    """A phrase as it fits best: how it was said, its fit by each head, and what is right, too."""

    target: Target
    chain: Chain
    fits: tuple[Fit, Fit]
    accepted: tuple[Change, ...]

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
    out; ``any_speech`` (n, heads times SPEECH_COSTS) that of letting any speech stand in its place;
    ``spans`` (n, 2) its frames, ``bottleneck`` (n, dimension) their mean.
    """

    places: Integers
    words: Integers
    sounds: Integers
    context: Floats
    deletions: Floats
    any_speech: Floats
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
        any_speech=_mean([each.any_speech for each in features]),
        changes=replace(first.changes, gains=_mean([each.changes.gains for each in features])),
        bottleneck=_mean([each.bottleneck for each in features]),
    )


def _mean(values: Sequence[Floats]) -> Floats:
    mean: Floats = np.mean(values, axis=0, dtype=np.float32)
    return mean


def align(hearing: Hearing, phrase: Phrase, table: SoundTable) -> Aligned | None:
    """Find how a phrase was said; None where there are fewer frames than sounds."""
    said = best_pronunciation(hearing.xent, phrase.target, phrase.accepted, table)
    by_chain = hearing.chain.fit(said.chain) if said else None
    if said is None or by_chain is None:
        return None
    return Aligned(said.target, said.chain, (said.fit, by_chain), said.accepted)


@dataclass(frozen=True, eq=False)
class AskedChanges:
    """What is to be measured of some words of a chain: all changes of one sound in them.

    ``place``, ``kind`` and ``sound`` as ``Changes`` has them; ``deletions`` leaves out each of
    ``words``.
    """

    words: tuple[int, ...]
    place: Integers
    kind: Integers
    sound: Integers
    changes: ReplacedChains
    deletions: ReplacedChains


def asked_changes(
    aligned: Aligned,
    changes_of: ChangesOf,
    inventory: Inventory,
    words: Sequence[int] | None = None,
) -> AskedChanges:
    """Prepare all changes in some words (in all unless they are told) but the accepted ones."""
    target, starts = aligned.target, aligned.target.starts()
    asked = tuple(range(len(target.words)) if words is None else words)
    right = {(each.word, each.index, each.count, each.sounds) for each in aligned.accepted}
    replacements: list[Replacement] = []
    rows: list[tuple[int, int, int]] = []
    for word in asked:
        sounds = target.words[word]
        for change in changes_of(sounds):
            if not _is_right(change, word, sounds, right, inventory):
                sound = _NOTHING if change.sound is None else change.sound
                replacements.append(change.replacement.later(starts[word]))
                rows.append((starts[word] + change.index, int(change.kind), sound))
    place, kind, sounds_said = np.array(rows, np.int32).reshape(-1, 3).T
    several = len(target.words) > 1
    deletions = [target.without(word) for word in asked] if several else []
    return AskedChanges(
        asked,
        place,
        kind,
        sounds_said,
        ReplacedChains(aligned.chain, replacements),
        ReplacedChains(aligned.chain, deletions),
    )


def _is_right(
    change: SoundChange,
    word: int,
    sounds: Sounds,
    right: set[tuple[int, int, int, Sounds]],
    inventory: Inventory,
) -> bool:
    """Whether a change leads to another right way to say the word."""
    if (
        change.kind is Kind.SUBSTITUTION
        and change.sound is not None
        and inventory.same(sounds[change.index], change.sound)
    ):
        return True
    index = change.index + (change.kind is Kind.INSERTION_AFTER)
    count = int(change.kind in (Kind.SUBSTITUTION, Kind.DELETION))
    return (word, index, count, () if change.sound is None else (change.sound,)) in right


def sound_features(hearing: Hearing, aligned: Aligned, asked: AskedChanges) -> SoundFeatures:
    """Measure the sounds of the words asked for."""
    starts = aligned.target.starts()
    places = np.array([p for w in asked.words for p in range(starts[w], starts[w + 1])], np.int32)
    counts = [starts[word + 1] - starts[word] for word in asked.words]
    spans = aligned.fits[0].spans
    return SoundFeatures(
        places,
        np.repeat(np.array(asked.words, np.int32), counts),
        aligned.sounds[places],
        _context(hearing, aligned)[places],
        np.repeat(_deletions(hearing, aligned, asked), counts, axis=0),
        np.repeat(_any_speech(hearing, aligned, asked.words), counts, axis=0),
        Changes(asked.place, asked.kind, asked.sound, _gains(hearing, aligned, asked)),
        spans[places],
        _means(hearing.bottleneck, spans)[places].astype(np.float32),
    )


def _deletions(hearing: Hearing, aligned: Aligned, asked: AskedChanges) -> Floats:
    """The gain of leaving out each word by each head; shape (words, 2)."""
    if not asked.deletions.count:
        return np.full((len(asked.words), 2), NO_DELETION, np.float32)
    pairs = zip(hearing.heads, aligned.fits, strict=True)
    return np.stack([head.gains(fit, asked.deletions) for head, fit in pairs], axis=1)


def _any_speech(hearing: Hearing, aligned: Aligned, words: Sequence[int]) -> Floats:
    """The gain of letting any speech stand for each word, by head and cost; shape (words, n)."""
    bounds = aligned.target.starts()
    begins, ends = [bounds[word] for word in words], [bounds[word + 1] for word in words]
    pairs = zip(hearing.heads, aligned.fits, strict=True)
    gains = [
        head.any_speech(fit, begins, ends, cost)[0] for head, fit in pairs for cost in SPEECH_COSTS
    ]
    return np.stack(gains, axis=1)


def _gains(hearing: Hearing, aligned: Aligned, asked: AskedChanges) -> Floats:
    pairs = zip(hearing.heads, aligned.fits, strict=True)
    gains = np.stack([head.gains(fit, asked.changes) for head, fit in pairs])
    return np.maximum(gains, np.float32(LEAST_GAIN))


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
