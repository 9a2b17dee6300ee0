"""A sum of small decision trees, as gradient boosting makes them, read from JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from miolingo.judging.sounds.replacements import Floats

Integers = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees of one depth at most, padded to one size; all of shape (trees, nodes).

    ``feature`` is the column that a node looks at, -1 at a leaf; ``limit`` the value up to which
    the way goes to ``low``, else to ``high``; ``value`` what a leaf adds.
    """

    feature: Integers
    limit: Floats
    low: Integers
    high: Integers
    value: Floats
    depth: int

    def predict(self, rows: Floats) -> Floats:
        """Add up the trees for each row (n, features): log odds, shape (n,)."""
        trees = np.arange(len(self.feature))
        node = np.zeros((len(rows), len(trees)), np.int32)
        for _ in range(self.depth):
            column = self.feature[trees, node]
            value = np.take_along_axis(rows, np.maximum(column, 0), axis=1)
            below = value <= self.limit[trees, node]
            step = np.where(below, self.low[trees, node], self.high[trees, node])
            node = np.where(column < 0, node, step).astype(np.int32)
        total: Floats = self.value[trees, node].sum(axis=1)
        return total

    def to_json(self) -> dict[str, Any]:
        """The trees as lists of [feature, limit, low, high] and, for leaves, of [value]."""
        return {
            "depth": self.depth,
            "trees": [self._tree(index) for index in range(len(self.feature))],
        }

    def _tree(self, index: int) -> list[list[float]]:
        used = max(int(self.low[index].max()), int(self.high[index].max()), 0) + 1
        return [
            [round(float(self.value[index, node]), 4)]
            if self.feature[index, node] < 0
            else [
                int(self.feature[index, node]),
                float(f"{self.limit[index, node]:.6g}"),
                int(self.low[index, node]),
                int(self.high[index, node]),
            ]
            for node in range(used)
        ]


def mean_forest(forests: Sequence[Forest]) -> Forest:
    """The mean of some forests, as one."""
    trees = [tree for forest in forests for tree in forest.to_json()["trees"]]
    joined = forest_from_json({"trees": trees, "depth": max(forest.depth for forest in forests)})
    return replace(joined, value=joined.value / np.float32(len(forests)))


def forest_from_json(content: Mapping[str, Any]) -> Forest:
    """Read what ``to_json`` gave. Raises ValueError, KeyError or TypeError for anything else."""
    trees = content["trees"]
    size = max(len(tree) for tree in trees)
    feature = np.full((len(trees), size), -1, np.int32)
    low, high = np.zeros((2, len(trees), size), np.int32)
    limit, value = np.zeros((2, len(trees), size), np.float32)
    for index, tree in enumerate(trees):
        for place, node in enumerate(tree):
            if len(node) == 1:
                value[index, place] = node[0]
            else:
                feature[index, place], limit[index, place] = node[:2]
                low[index, place], high[index, place] = node[2:]
                if not place < node[2] < len(tree) or not place < node[3] < len(tree):
                    raise ValueError("a branch leads nowhere")
    return Forest(feature, limit, low, high, value, int(content["depth"]))
