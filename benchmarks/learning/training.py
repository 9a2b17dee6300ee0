"""Train what judges sounds on examples, and score examples with what was trained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from benchmarks.learning.examples import CLEAR, Example
from benchmarks.learning.mistakes import Mistake
from miolingo.judging.sounds.changes import Kind
from miolingo.judging.sounds.columns import (
    Segments,
    Usual,
    segment_posteriors,
    sound_rows,
    word_row,
)
from miolingo.judging.sounds.forest import Forest, mean_forest
from miolingo.judging.sounds.inventory import Inventory
from miolingo.judging.sounds.replacements import Floats

PHONE_MISTAKES = (Mistake.ONE_PHONE, Mistake.EXTRA_PHONE, Mistake.MISSING_PHONE)
_SHRINKING = 20  # as many observations of the class stand beside those of each pair of sounds
_UNSEEN = -12.0
_DAMAGED_WEIGHT = 0.4
_SYNTHESIZED_SOUNDS, _SYNTHESIZED_WORDS = 1.0, 0.1
"""What synthesized speech counts. Without it sounds are told apart worse in such speech; where
words of it count half, .079 of the replaced words of people pass instead of .068."""
_BESIDE_WEIGHT = 0.15  # right words beside a mistake are those of the right phrase over again
_WRONG_WORD_WEIGHT = 0.25
_WORD_FORESTS = 3
_AS_IF_ALONE = 2  # of each second recording the words are learned as if alone, too
_BATCH = 64  # examples whose sounds are scored at once
_WORD_WEIGHTS = {
    Mistake.RIGHT: 1.0,
    Mistake.ONE_SOUND: 3.0,
    Mistake.REPLACED: 0.5,
    Mistake.SIMILAR: 0.5,
    Mistake.LEFT_OUT: 0.8,
    Mistake.WRONG: 0.6,
    Mistake.ADDED: 0.0,
}
"""Mistakes of one phone are left out: with them fewer words with one sound off are found."""
_COMMON = {
    "objective": "binary",
    "feature_fraction": 0.5,
    "bagging_freq": 1,
    "verbosity": -1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}
_SOUND_TREES = _COMMON | {
    "num_leaves": 12,
    "learning_rate": 0.06,
    "min_child_samples": 30,
    "bagging_fraction": 0.8,
    "lambda_l2": 5,
}
_WORD_TREES = _COMMON | {
    "num_leaves": 6,
    "learning_rate": 0.05,
    "min_child_samples": 40,
    "bagging_fraction": 0.7,
    "lambda_l2": 10,
}
_COUNTS = {"sounds": 250, "words": 180, "gaps": 200}


@dataclass(frozen=True, eq=False)
class SoundModel:
    """What gives the score of each sound."""

    usual: Usual
    segments: Segments
    forest: Forest


@dataclass(frozen=True, eq=False)
class ScoredWord:
    """A word of an example: the scores of its sounds, and the row that its own score is made of."""

    example: Example
    word: int
    sound_scores: Floats
    row: Floats

    @property
    def right(self) -> bool:
        """Whether the word was said as the phrase has it."""
        return self.example.right(self.word)


def usual_gains(examples: Iterable[Example], sounds: int) -> Usual:
    """Mean and deviation of the gains in right speech, shrunk to those of their class."""
    sums = np.zeros((2, len(Kind), sounds, sounds + 1, 3))
    for example in examples:
        features = example.features
        changes = features.changes
        own = features.sounds[np.searchsorted(features.places, changes.place)]
        other = np.where(changes.sound < 0, sounds, changes.sound)
        for head, gains in enumerate(changes.gains):
            moments = np.stack([np.ones_like(gains), gains, gains**2], axis=1)
            np.add.at(sums[head], (changes.kind, own, other), moments)
    whole = _moments(sums.sum(axis=(2, 3), keepdims=True), None)
    by_other = _moments(sums.sum(axis=2, keepdims=True), whole)
    mean, square = _moments(sums, by_other)
    deviation = np.sqrt(np.maximum(square - mean**2, 1.0))
    return Usual(np.round(mean, 1).astype(np.float32), np.round(deviation, 1).astype(np.float32))


_Doubles = npt.NDArray[np.float64]


def _moments(sums: _Doubles, prior: tuple[_Doubles, _Doubles] | None) -> tuple[_Doubles, _Doubles]:
    """Mean and mean square, a prior standing beside them as so many observations."""
    count = sums[..., 0]
    if prior is None:
        count = np.maximum(count, 1)
        return sums[..., 1] / count, sums[..., 2] / count
    mean, square = prior
    return (
        (sums[..., 1] + _SHRINKING * mean) / (count + _SHRINKING),
        (sums[..., 2] + _SHRINKING * square) / (count + _SHRINKING),
    )


def train_segments(examples: Sequence[Example], sounds: int) -> Segments:
    """A softmax over sounds by the bottleneck, learned on right speech."""
    rows = np.concatenate([example.features.bottleneck for example in examples])
    labels = np.concatenate([example.features.sounds for example in examples])
    model = LogisticRegression(C=0.3, max_iter=400).fit(rows, labels)
    weight = np.zeros((sounds, rows.shape[1]), np.float32)
    constant = np.full(sounds, _UNSEEN, np.float32)
    weight[model.classes_], constant[model.classes_] = model.coef_, model.intercept_
    return Segments(weight, constant)


def train_sounds(examples: Sequence[Example], inventory: Inventory, sounds: int) -> SoundModel:
    """Learn to tell right sounds from wrong ones, all sounds being right equally often."""
    clear = [
        each
        for each in examples
        if each.mistake is Mistake.RIGHT and each.channel_name == CLEAR and not each.synthesized
    ]
    usual, segments = usual_gains(clear, sounds), train_segments(clear, sounds)
    rows, right, sound, weight = [], [], [], []
    for example, of_sounds in _with_lone_words(examples, usual, segments, inventory):
        chosen, labels = _labelled(example)
        if len(chosen):
            rows.append(of_sounds[chosen])
            sound.append(example.features.sounds[chosen])
            right.append(labels)
            beside = _BESIDE_WEIGHT if example.mistake is not Mistake.RIGHT else 1.0
            own = _weight(example, _SYNTHESIZED_SOUNDS)
            weight.append(own * np.where(labels, beside, _sound_weight(example)))
    labels = np.concatenate(right)
    weights = _balanced(labels, np.concatenate(sound), np.concatenate(weight))
    forest = _train(_SOUND_TREES, np.concatenate(rows), labels, weights, _COUNTS["sounds"])
    return SoundModel(usual, segments, forest)


def _with_lone_words(
    examples: Iterable[Example], usual: Usual, segments: Segments, inventory: Inventory
) -> Iterator[tuple[Example, Floats]]:
    """The examples with the rows of their sounds, and some as if each word were a phrase.

    People were recorded with phrases of several words, synthesized voices with single words, too.
    Where a word stands alone, nothing tells how well the phrase fits without it; from the examples
    as they are the trees would learn that such a word is right.
    """
    for example in examples:
        posteriors = segment_posteriors(example.features, segments)
        rows = sound_rows(example.features, usual, posteriors, inventory.merged)
        yield example, rows
        if example.recording % _AS_IF_ALONE == 0 and not example.lone_word:
            alone = example.taken_for_lone_words()
            deletions = alone.features.deletions
            yield alone, np.concatenate([rows[:, : -deletions.shape[1]], deletions], axis=1)


def _labelled(example: Example) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """The rows of an example whose sounds are known to be right or wrong, and which they are."""
    if example.mistake in PHONE_MISTAKES:
        return np.array([example.place]), np.array([False])
    words = example.features.words.tolist()
    right = np.array([example.right(word) for word in words])
    known = right | (example.mistake not in (Mistake.ONE_SOUND, Mistake.SIMILAR))
    return np.flatnonzero(known), right[known]


def _sound_weight(example: Example) -> float:
    """What a wrong sound counts: most of those of a wrong word are wrong, not all."""
    return 1.0 if example.mistake in PHONE_MISTAKES else _WRONG_WORD_WEIGHT


def _balanced(right: npt.NDArray[np.bool_], sound: npt.NDArray[Any], weight: _Doubles) -> _Doubles:
    """Weights by which a wrong sound of each kind counts six tenths of the right ones."""
    balanced = weight.copy()
    for each in np.unique(sound):
        wrong = (sound == each) & ~right
        if wrong.any():
            share = weight[(sound == each) & right].sum() / weight[wrong].sum()
            balanced[wrong] *= np.clip(0.6 * share, 0.05, 8)
    return balanced


def score_words(
    examples: Iterable[Example], model: SoundModel, inventory: Inventory
) -> list[ScoredWord]:
    """Score the sounds of every word: in mistakes of one phone only those of the wrong word."""
    measured = _with_lone_words(examples, model.usual, model.segments, inventory)
    scored = []
    while part := list(islice(measured, _BATCH)):
        together = model.forest.predict(np.concatenate([rows for _, rows in part]))
        ends = np.cumsum([len(rows) for _, rows in part])
        for (example, rows), scores in zip(part, np.split(together, ends[:-1]), strict=True):
            for word in np.unique(example.features.words).tolist():
                row = word_row(scores, rows, example.features, word)
                own = scores[example.features.words == word]
                scored.append(ScoredWord(example, word, own, row))
    return scored


def train_words(words: Sequence[ScoredWord]) -> Forest:
    """Learn to tell right words from wrong ones, as the mean of some forests."""
    counted = [word for word in words if word.example.mistake in _WORD_WEIGHTS]
    rows = np.stack([word.row for word in counted])
    right = np.array([word.right for word in counted])
    weights = np.array([_word_weight(word) for word in counted])
    forests = [
        _train(_WORD_TREES | {"seed": seed}, rows, right, weights, _COUNTS["words"])
        for seed in range(_WORD_FORESTS)
    ]
    return mean_forest(forests)


def _word_weight(word: ScoredWord) -> float:
    mistake = word.example.mistake
    beside = word.right and mistake is not Mistake.RIGHT
    own = _BESIDE_WEIGHT if beside else _WORD_WEIGHTS[mistake]
    return own * _weight(word.example, _SYNTHESIZED_WORDS)


def _weight(example: Example, synthesized: float) -> float:
    if example.synthesized:
        return synthesized
    return 1.0 if example.channel_name == CLEAR else _DAMAGED_WEIGHT


def train_gaps(examples: Iterable[Example]) -> Forest:
    """Learn to tell gaps that hold a word too many from the others."""
    rows, added = [], []
    for example in examples:
        if example.gaps is not None:
            rows.append(example.gaps)
            wrong = example.mistake is Mistake.ADDED
            added.append(wrong & (np.arange(len(example.gaps)) == example.word))
    labels = np.concatenate(added)
    return _train(_WORD_TREES, np.concatenate(rows), labels, np.ones(len(labels)), _COUNTS["gaps"])


def _train(
    options: dict[str, Any],
    rows: Floats,
    labels: npt.NDArray[np.bool_],
    weights: _Doubles,
    count: int,
) -> Forest:
    data = lightgbm.Dataset(rows, labels.astype(int), weight=weights)
    return forest_of(lightgbm.train(options, data, count).dump_model()["tree_info"])


def forest_of(trees: Sequence[dict[str, Any]]) -> Forest:
    """The trees of LightGBM's JSON in our form; missing values do not occur in the features."""
    flat = [_flat(tree["tree_structure"]) for tree in trees]
    size = max(len(nodes) for nodes in flat)
    feature = np.full((len(flat), size), -1, np.int32)
    low, high = np.zeros((2, len(flat), size), np.int32)
    limit, value = np.zeros((2, len(flat), size), np.float32)
    for index, nodes in enumerate(flat):
        for place, (column, bound, left, right, leaf) in enumerate(nodes):
            feature[index, place], limit[index, place], value[index, place] = column, bound, leaf
            low[index, place], high[index, place] = left, right
    depth = max(_depth(tree["tree_structure"]) for tree in trees)
    return Forest(feature, limit, low, high, value, depth)


_Node = tuple[int, float, int, int, float]


def _flat(structure: dict[str, Any]) -> list[_Node]:
    """The nodes of a tree, each before its branches."""
    nodes: list[_Node] = []

    def add(node: dict[str, Any]) -> int:
        place = len(nodes)
        if "leaf_value" in node:
            nodes.append((-1, 0.0, 0, 0, node["leaf_value"]))
            return place
        nodes.append((0, 0.0, 0, 0, 0.0))
        left, right = add(node["left_child"]), add(node["right_child"])
        nodes[place] = (node["split_feature"], node["threshold"], left, right, 0.0)
        return place

    add(structure)
    return nodes


def _depth(node: dict[str, Any]) -> int:
    if "leaf_value" in node:
        return 0
    return 1 + max(_depth(node["left_child"]), _depth(node["right_child"]))
