"""Adapt a network to recordings over a telephone, so that it hears in them what it hears in others.

The network as it is teaches itself (teacher and student: Li, Zhao, Huang and Gong 2014). It hears a
recording as it is, and a copy without its high bands, restored as far as that goes; the outputs of
some layers are scaled and shifted (as in LHUC: Swietojanski and Renals 2014) until it hears in the
copy what it heard in the recording. So nobody need say which sound is where, and what the network
hears of other recordings stays the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import optax
from scipy.signal import resample_poly

from benchmarks.judgement.channels import band
from miolingo.judging.recording import Samples
from miolingo.judging.sounds.learned import Adaptation, LayerAdaptation
from miolingo.speech.acoustics.acoustic_model import AcousticModel
from miolingo.speech.acoustics.channel import Restorer
from miolingo.speech.acoustics.components import log_softmax, rectified_linear
from miolingo.speech.acoustics.descriptors import Part
from miolingo.speech.acoustics.kaldi_file import Floats, Integers
from miolingo.speech.acoustics.network import CHAIN, FEATURES, IVECTOR, XENT, Network, Node
from miolingo.speech.sounds.listener import SPEEDS

_LOWEST_HZ = (0.0, 200.0, 300.0, 400.0)
_HIGHEST_HZ = (2_900.0, 3_900.0)
_VOICES = (Fraction(1), Fraction(9, 10), Fraction(11, 10))
"""Each recording is also played slower and lower, and faster and higher: as other voices."""
_COPIES = 2
"""The copies of each of these, each with a band of its own."""
_OUTPUTS = 50
"""The outputs of a window; the recordings are learned from in windows."""
_BATCH = 16
_EPOCHS = 6
_RATE, _DECAY = 3e-3, 1e-3
_CHAIN_WEIGHT = 3.0
"""What the chain head's divergence counts: it is about a tenth of the other's."""
_SCALED = ("lda", "batchnorm", "batchnorm1")
"""The last parts of the names of the layers that are adapted, in the usual recipes of Kaldi."""

_Inputs = tuple[Floats, Floats]
"""Restored features (frames, dimension) and the i-vector (dimension,) of a recording."""
_Changes = dict[str, dict[str, jax.Array]]
_Outputs = Mapping[str, jax.Array]


@dataclass(frozen=True, eq=False)
class _Pair:
    """A recording as it was, and a copy without its high bands, frame for frame the same."""

    clear: _Inputs
    narrow: _Inputs


def learn_adaptation(
    acoustics: AcousticModel, restorer: Restorer, speech: Sequence[Samples]
) -> Adaptation:
    """Learn on some clear recordings, 16 kHz in -1..1."""
    chance = np.random.default_rng(0)
    pairs = [_pairs(acoustics, restorer, samples, chance) for samples in speech]
    learned = _learn(_window(acoustics), pairs, chance)
    return {
        name: LayerAdaptation(1 + np.asarray(change["scale"]), np.asarray(change["shift"]))
        for name, change in learned.items()
    }


def _pairs(
    acoustics: AcousticModel, restorer: Restorer, samples: Samples, chance: np.random.Generator
) -> list[_Pair]:
    """A recording in several voices, at each speed, beside copies without high bands."""
    pairs = []
    for voice in _VOICES:
        spoken = resample_poly(samples, voice.denominator, voice.numerator).astype(np.float32)
        copies = [
            band(float(chance.choice(_LOWEST_HZ)), chance.uniform(*_HIGHEST_HZ))(spoken)
            for _ in range(_COPIES)
        ]
        for speed in SPEEDS:
            clear = acoustics.inputs(spoken, restorer, speed)
            pairs += [_Pair(clear, acoustics.inputs(each, restorer, speed)) for each in copies]
    return pairs


@dataclass(frozen=True, eq=False)
class _Window:
    """Evaluates a network at so many outputs at a time, in a form that can be differentiated.

    ``needed`` has the frames of each layer, ``first`` and ``count`` those of the features.
    """

    network: Network
    frames: Integers
    needed: Mapping[str, Integers]
    first: int
    count: int

    def cut(self, inputs: _Inputs, start: int) -> _Inputs:
        """The features that the outputs from frame ``start`` on depend on, and the i-vector."""
        features, ivector = inputs
        frames = np.arange(start + self.first, start + self.first + self.count)
        return features[np.clip(frames, 0, len(features) - 1)], ivector

    def outputs(self, changes: _Changes, features: jax.Array, ivector: jax.Array) -> _Outputs:
        """The outputs of a window, by head; shape (outputs, pdfs)."""
        rows: dict[str, jax.Array] = {}

        def read(part: Part, wanted: Integers) -> jax.Array:
            return sum(rows_at(each.name, each.frames(wanted)) * each.factor for each in part)

        def rows_at(name: str, wanted: Integers) -> jax.Array:
            if name == FEATURES:
                return features[wanted - self.first]
            if name == IVECTOR:
                return jnp.broadcast_to(ivector, (len(wanted), len(ivector)))
            return rows[name][np.searchsorted(self.needed[name], wanted)]

        for node in self.network.nodes:
            wanted = self.needed[node.name]
            joined = jnp.concatenate(
                [
                    read(part, wanted + offset)
                    for offset in node.component.time_offsets
                    for part in node.source.parts
                ],
                axis=1,
            )
            rows[node.name] = _changed(_applied(node, joined), changes.get(node.name))
        return {name: rows[name] for name in (XENT, CHAIN)}


def _window(acoustics: AcousticModel) -> _Window:
    network = acoustics.network
    frames = np.arange(0, _OUTPUTS * acoustics.subsampling, acoustics.subsampling, dtype=np.int32)
    needed, _ = network.frames_needed(frames)
    of_features = np.concatenate(
        [
            read
            for node in network.nodes
            for name, read in node.reads(needed[node.name])
            if name == FEATURES
        ]
    )
    first = int(of_features.min())
    return _Window(network, frames, needed, first, int(of_features.max()) - first + 1)


def _applied(node: Node, rows: jax.Array) -> jax.Array:
    apply = node.component.apply
    differentiable: dict[object, Callable[[jax.Array], jax.Array]] = {
        rectified_linear: jax.nn.relu,
        log_softmax: jax.nn.log_softmax,
    }
    result: jax.Array = differentiable.get(apply, apply)(rows)
    return result


def _changed(rows: jax.Array, change: dict[str, jax.Array] | None) -> jax.Array:
    return rows * (1 + change["scale"]) + change["shift"] if change else rows


def _learn(
    window: _Window, recorded: Sequence[list[_Pair]], chance: np.random.Generator
) -> _Changes:
    """Make the outputs for narrow copies those for clear recordings."""
    heard = jax.vmap(window.outputs, (None, 0, 0))

    def divergence(
        changes: _Changes, narrow: _Inputs, clear: _Inputs, counted: Floats
    ) -> jax.Array:
        told, wanted = heard(changes, *narrow), heard({}, *clear)
        each = _divergence(wanted[XENT], told[XENT]) + _CHAIN_WEIGHT * _divergence(
            *(jax.nn.log_softmax(both[CHAIN]) for both in (wanted, told))
        )
        return (each * counted).sum() / counted.sum()

    changes: _Changes = {
        node.name: {name: jnp.zeros(window.network.dims[node.name]) for name in ("scale", "shift")}
        for node in window.network.nodes
        if node.name.rpartition(".")[2] in _SCALED
    }
    epochs = [_batches(window, recorded, chance) for _ in range(_EPOCHS)]
    steps = sum(map(len, epochs))
    optimizer = optax.adamw(optax.cosine_decay_schedule(_RATE, steps), weight_decay=_DECAY)

    @jax.jit
    def step(
        changes: _Changes, state: optax.OptState, *batch: object
    ) -> tuple[_Changes, optax.OptState]:
        gradient = jax.grad(divergence)(changes, *batch)
        updates, state = optimizer.update(gradient, state, changes)
        return optax.apply_updates(changes, updates), state

    state = optimizer.init(changes)
    for batches in epochs:
        for batch in batches:
            changes, state = step(changes, state, *_stacked(window, batch))
    return changes


def _divergence(wanted: jax.Array, told: jax.Array) -> jax.Array:
    """Kullback and Leibler's, of log probabilities; shape without the last axis."""
    return (jnp.exp(wanted) * (wanted - told)).sum(axis=-1)


_Cut = tuple[_Pair, int]
"""A pair, and the frame at which a window of it begins."""


def _batches(
    window: _Window, recorded: Sequence[list[_Pair]], chance: np.random.Generator
) -> list[list[_Cut]]:
    """Windows for one epoch: of each recording as many pairs as speeds, begun anywhere."""
    step = int(window.frames[-1] + window.frames[1])
    cuts = []
    for pairs in recorded:
        for index in chance.choice(len(pairs), len(SPEEDS), replace=False):
            pair = pairs[index]
            begin = -int(chance.integers(step // 2))
            cuts += [(pair, start) for start in range(begin, len(pair.clear[0]), step)]
    chance.shuffle(cuts)
    return [cuts[start : start + _BATCH] for start in range(0, len(cuts) - _BATCH + 1, _BATCH)]


def _stacked(window: _Window, batch: Sequence[_Cut]) -> tuple[_Inputs, _Inputs, Floats]:
    """The inputs of narrow and clear windows, and which outputs lie within the recording."""
    narrow = [window.cut(pair.narrow, start) for pair, start in batch]
    clear = [window.cut(pair.clear, start) for pair, start in batch]
    counted = [
        (window.frames + start >= 0) & (window.frames + start < len(pair.clear[0]))
        for pair, start in batch
    ]
    return _side_by_side(narrow), _side_by_side(clear), np.array(counted, np.float32)


def _side_by_side(inputs: Sequence[_Inputs]) -> _Inputs:
    features, ivectors = zip(*inputs, strict=True)
    return np.stack(features), np.stack(ivectors)
