"""The layers of the network as ``final.mdl`` keeps them, at test time: matrices in, matrices out.

Kaldi's ``nnet3`` components. A matrix has shape (frames, dimension), float32. What exists for
training only (dropout, SpecAugment's masks) changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from miolingo.errors import UnsupportedModelError
from miolingo.speech.acoustics.kaldi_file import Field, Floats, Integers, KaldiFile

_FARTHEST_FRAME = 100
_LARGEST = 1 << 20


@dataclass(frozen=True, eq=False)
class Component:
    """``apply`` takes the input at the frames ``t + offset`` side by side, for each offset.

    ``input_dim`` is that of all of them together, None where any will do; without ``output_dim``
    the output has the dimension of the input.
    """

    apply: Callable[[Floats], Floats]
    time_offsets: tuple[int, ...] = (0,)
    input_dim: int | None = None
    output_dim: int | None = None


@dataclass(frozen=True, eq=False)
class Fields:
    """The fields of one component in the file, by their names without brackets."""

    file: KaldiFile
    values: dict[str, Field | Integers | int]

    def array(self, name: str, dimensions: int) -> Floats:
        """Give a vector or a matrix. Raises ModelError where there is none."""
        value = self.values.get(name)
        if not isinstance(value, np.ndarray) or value.ndim != dimensions:
            self.file.fail(f"a layer lacks its {name}")
        return value.astype(np.float32, copy=False)

    def number(self, name: str) -> float:
        """Give a number. Raises ModelError where there is none, or none that is positive."""
        value = self.values.get(name)
        if not isinstance(value, (int, float)) or not 0 < value < _LARGEST:
            self.file.fail(f"a layer lacks its {name}")
        return value


def read_component(file: KaldiFile) -> Component:
    """Read from ``<Type>`` to ``</Type>``. Raises UnsupportedModelError for an unknown type."""
    tag = file.token()
    kind = tag[1:-1]
    if not (tag.startswith("<") and tag.endswith("Component>")):
        file.fail(f"the type of a layer was expected, not {tag!r}")
    if kind not in _TYPES:
        raise UnsupportedModelError(f"its network has layers of an unknown type, {kind}")
    return _TYPES[kind](_read_fields(file, f"</{kind}>"))


def _read_fields(file: KaldiFile, end: str) -> Fields:
    values: dict[str, Field | Integers | int] = {}
    while (tag := file.token()) != end:
        if not (tag.startswith("<") and tag.endswith(">")):
            file.fail(f"the name of a field was expected, not {tag!r}")
        values[tag[1:-1]] = _read_field(file, tag)
    return Fields(file, values)


def _read_field(file: KaldiFile, tag: str) -> Field | Integers | int:
    if tag == "<TimeOffsets>":
        return file.integers()
    if tag in ("<Dim>", "<BlockDim>"):
        return file.integer()
    value = file.field()
    if tag in ("<AlphaInOut>", "<RankInOut>"):  # the only fields with two numbers
        file.real()
    return value


def _affine(fields: Fields) -> Component:
    return _weighted(fields, fields.array("LinearParams", 2), fields.array("BiasParams", 1))


def _linear(fields: Fields) -> Component:
    return _weighted(fields, fields.array("Params", 2), np.zeros(0, np.float32))


def _tdnn(fields: Fields) -> Component:
    offsets = fields.array("TimeOffsets", 1)
    if not len(offsets) or np.abs(offsets).max() > _FARTHEST_FRAME:
        fields.file.fail("the TimeOffsets of a layer do not fit")
    weights, bias = fields.array("LinearParams", 2), fields.array("BiasParams", 1)
    return _weighted(fields, weights, bias, tuple(int(offset) for offset in offsets))


def _weighted(
    fields: Fields, weights: Floats, bias: Floats, offsets: tuple[int, ...] = (0,)
) -> Component:
    """Make ``x @ weights.T + bias``; an empty bias is none."""
    outputs, inputs = weights.shape
    if not outputs or not inputs or len(bias) not in (0, outputs):
        fields.file.fail("the sizes within a layer do not fit")
    sum_with_bias = bias if len(bias) else np.zeros(outputs, np.float32)
    return Component(lambda x: x @ weights.T + sum_with_bias, offsets, inputs, outputs)


def _batch_norm(fields: Fields) -> Component:
    """Normalize each block by its stored statistics, whatever the file says of ``TestMode``."""
    dim, block = int(fields.number("Dim")), int(fields.number("BlockDim"))
    mean, variance = fields.array("StatsMean", 1), fields.array("StatsVar", 1)
    if len(mean) != block or len(variance) != block or dim % block or variance.min() < 0:
        fields.file.fail("the statistics of a layer do not fit")
    deviation = np.sqrt(variance + np.float32(fields.number("Epsilon")))
    scale = np.tile(np.float32(fields.number("TargetRms")) / deviation, dim // block)
    shift = -np.tile(mean, dim // block) * scale
    return Component(lambda x: x * scale + shift, input_dim=dim, output_dim=dim)


def _rectified_linear(_: Fields) -> Component:
    return Component(rectified_linear)


def _log_softmax(_: Fields) -> Component:
    return Component(log_softmax)


def identity(_: Fields | None = None) -> Component:
    """Make a layer that changes nothing."""
    return Component(lambda x: x)


def column_range(start: int, count: int) -> Component:
    """Make a layer that passes on some of the columns."""
    return Component(lambda x: x[:, start : start + count], output_dim=count)


def rectified_linear(x: Floats) -> Floats:
    """Put 0 in the place of what is negative."""
    positive: Floats = np.maximum(x, 0)
    return positive


def log_softmax(x: Floats) -> Floats:
    """Normalize each row, so that its exponentials add up to 1."""
    below_best = x - x.max(axis=1, keepdims=True)
    normalized: Floats = below_best - np.log(np.exp(below_best).sum(axis=1, keepdims=True))
    return normalized


_TYPES: dict[str, Callable[[Fields], Component]] = {
    "FixedAffineComponent": _affine,
    "AffineComponent": _affine,
    "NaturalGradientAffineComponent": _affine,
    "LinearComponent": _linear,
    "TdnnComponent": _tdnn,
    "BatchNormComponent": _batch_norm,
    "RectifiedLinearComponent": _rectified_linear,
    "LogSoftmaxComponent": _log_softmax,
    "NoOpComponent": identity,
    "DropoutComponent": identity,
    "GeneralDropoutComponent": identity,
    "SpecAugmentTimeMaskComponent": identity,
}
