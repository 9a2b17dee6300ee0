"""The network of ``final.mdl``: its nodes, and their outputs for a recording's features.

Kaldi's ``nnet3/nnet-nnet`` and ``nnet3/am-nnet-simple``. Time is counted in frames of the features
(10 ms each in all known models). Of each node only the frames are computed that the outputs
depend on; before and after the recording its first and its last frame go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from miolingo.judging.sounds.learned import Adaptation, LayerAdaptation
from miolingo.speech.acoustics.components import Component
from miolingo.speech.acoustics.descriptors import Descriptor
from miolingo.speech.acoustics.kaldi_file import Floats, Integers

FEATURES, IVECTOR = "input", "ivector"
CHAIN, XENT = "output", "output-xent"

_BLOCK_FRAMES = 500  # outputs computed at a time, which bounds the memory for long recordings


@dataclass(frozen=True, eq=False)
class Node:
    """One layer: what it reads, and what it does with it."""

    name: str
    source: Descriptor
    component: Component

    def reads(self, wanted: Integers) -> Iterator[tuple[str, Integers]]:
        """For some frames of this node, the frames of each node that it reads."""
        for offset in self.component.time_offsets:
            for read in self.source.reads():
                yield read.name, read.frames(wanted + offset)

    def reach(self, reaches: Mapping[str, int]) -> int:
        """How many frames ahead or back it depends on the inputs, given that of other nodes."""
        farthest = max(abs(offset) for offset in self.component.time_offsets)
        return farthest + max(
            abs(read.offset) + reaches.get(read.name, 0) for read in self.source.reads()
        )

    def adapted(self, adaptation: LayerAdaptation) -> Node:
        """The same layer, what it gives scaled and shifted."""
        apply, scale, shift = self.component.apply, adaptation.scale, adaptation.shift
        return replace(
            self, component=replace(self.component, apply=lambda x: apply(x) * scale + shift)
        )


@dataclass(frozen=True, eq=False)
class _Track:
    """Rows of a node at some frames in ascending order; shapes (n,) and (n, dimension)."""

    frames: Integers
    rows: Floats

    def at(self, wanted: Integers) -> Floats:
        """The rows at frames that are all there; a view where they follow one another."""
        index = np.searchsorted(self.frames, wanted)
        first, last = index[0], index[-1]
        following = last - first == len(index) - 1
        return self.rows[first : last + 1] if following else self.rows[index]


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes in an order in which each reads only earlier ones; ``outputs`` names the last ones.

    ``bottleneck`` is the node that the last layer before the best output reads. ``dims`` has the
    dimension of every node and input; without ``ivector`` in it, there is none.
    """

    nodes: tuple[Node, ...]
    outputs: tuple[str, ...]
    bottleneck: str
    dims: Mapping[str, int]

    def evaluate(self, features: Floats, ivector: Floats, subsampling: int) -> dict[str, Floats]:
        """Compute all outputs and the bottleneck at each ``subsampling``-th frame, from frame 0.

        ``features`` has shape (frames, dimension) with at least one frame, ``ivector`` (dimension,)
        or (0,) where the network takes none. Outputs have shape (ceil(frames / subsampling), n).
        """
        frames = np.arange(0, len(features), subsampling, dtype=np.int32)
        blocks = [
            self._evaluate_block(features, ivector, frames[start : start + _BLOCK_FRAMES])
            for start in range(0, len(frames), _BLOCK_FRAMES)
        ]
        return {name: np.concatenate([block[name] for block in blocks]) for name in self._wanted}

    def adapted(self, adaptation: Adaptation) -> Network:
        """The same network with some layers adapted, whose names and dimensions must be its own."""
        nodes = (
            node.adapted(adaptation[node.name]) if node.name in adaptation else node
            for node in self.nodes
        )
        return replace(self, nodes=tuple(nodes))

    @property
    def _wanted(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.outputs, self.bottleneck)))

    def _evaluate_block(
        self, features: Floats, ivector: Floats, frames: Integers
    ) -> dict[str, Floats]:
        needed, last_readers = self.frames_needed(frames)
        tracks: dict[str, _Track] = {}

        def rows(name: str, wanted: Integers) -> Floats:
            if name == FEATURES:
                return features[np.clip(wanted, 0, len(features) - 1)]
            if name == IVECTOR:
                return np.broadcast_to(ivector, (len(wanted), len(ivector)))
            return tracks[name].at(wanted)

        for node in self.nodes:
            wanted = needed[node.name]
            inputs = [node.source.evaluate(wanted + o, rows) for o in node.component.time_offsets]
            joined = inputs[0] if len(inputs) == 1 else np.concatenate(inputs, axis=1)
            tracks[node.name] = _Track(wanted, node.component.apply(joined))
            for name in last_readers.get(node.name, ()):
                tracks.pop(name, None)
        return {name: tracks[name].rows for name in self._wanted}

    def frames_needed(self, frames: Integers) -> tuple[dict[str, Integers], dict[str, list[str]]]:
        """The frames of each node that outputs depend on, ascending; and who reads what last."""
        asked: dict[str, list[Integers]] = {name: [frames] for name in self._wanted}
        needed, last_readers = {}, {}
        for node in reversed(self.nodes):
            wanted = needed[node.name] = np.unique(np.concatenate(asked[node.name]))
            last_readers[node.name] = [
                read.name for read in node.source.reads() if read.name not in asked
            ]
            for name, read_frames in node.reads(wanted):
                asked.setdefault(name, []).append(read_frames)
        return needed, last_readers
