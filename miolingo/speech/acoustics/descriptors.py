"""Where a layer takes its input from: the *descriptors* of Kaldi's network configuration.

For example ``Append(Offset(input, -1), input, ReplaceIndex(ivector, t, 0))``. Every descriptor that
is understood comes down to nodes, moved in time and scaled, added up, and put side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from miolingo.errors import UnsupportedModelError
from miolingo.speech.acoustics.kaldi_file import Floats, Integers

_TOKEN = re.compile(r"[^\s(),]+|[(),]")
_DEEPEST = 20
_FARTHEST_FRAME = 100
_MOST_PARTS = 100
_LARGEST_DIM = 1 << 15

Rows = Callable[[str, Integers], Floats]
"""The rows of a node at some frames; shape (frames, dimension)."""


@dataclass(frozen=True)
class NodeRead:
    """A node read ``offset`` frames later and multiplied; a constant one is the same anywhere."""

    name: str
    offset: int = 0
    factor: float = 1.0
    constant: bool = False

    def frames(self, wanted: Integers) -> Integers:
        """The frames of the node that are read for some frames of the result."""
        return np.zeros_like(wanted) if self.constant else wanted + self.offset

    def moved(self, offset: int) -> NodeRead:
        """The same node, further on in time."""
        if abs(self.offset + offset) > _FARTHEST_FRAME:
            raise UnsupportedModelError("a layer of its network looks too far ahead or back")
        return replace(self, offset=self.offset + offset)


Part = tuple[NodeRead, ...]
"""Nodes that are added up."""


@dataclass(frozen=True)
class Descriptor:
    """Parts that are put side by side."""

    parts: tuple[Part, ...]

    def reads(self) -> Iterator[NodeRead]:
        """Every node that is read."""
        for part in self.parts:
            yield from part

    def dim(self, dims: Mapping[str, int]) -> int:
        """The dimension, given those of the nodes. Raises UnsupportedModelError for a misfit."""
        total = 0
        for part in self.parts:
            sizes = {dims.get(read.name, 0) for read in part}
            if len(sizes) != 1 or 0 in sizes:
                raise UnsupportedModelError("the layers of its network do not follow one another")
            total += sizes.pop()
        if total > _LARGEST_DIM:
            raise UnsupportedModelError("the layers of its network are too large")
        return total

    def evaluate(self, wanted: Integers, rows: Rows) -> Floats:
        """Compute the rows at the ``wanted`` frames; shape (frames, dimension)."""
        sums = [_sum_of(part, wanted, rows) for part in self.parts]
        return sums[0] if len(sums) == 1 else np.concatenate(sums, axis=1)


def _sum_of(part: Part, wanted: Integers, rows: Rows) -> Floats:
    terms = [rows(read.name, read.frames(wanted)) * np.float32(read.factor) for read in part]
    return terms[0] if len(terms) == 1 else np.sum(terms, axis=0, dtype=np.float32)


@dataclass(frozen=True)
class _Call:
    """A name, and what stands in the brackets behind it; ``arguments`` is None without any."""

    name: str
    arguments: tuple[_Call, ...] | None = None


def parse_descriptor(text: str) -> Descriptor:
    """Read a descriptor. Raises UnsupportedModelError for one that is not understood."""
    tokens = _TOKEN.findall(text)[::-1]
    try:
        parts = _parts_of(_parse_call(tokens, 0))
    except (IndexError, ValueError):
        raise _not_understood(text) from None
    if tokens or not 0 < len(parts) <= _MOST_PARTS:
        raise _not_understood(text)
    return Descriptor(parts)


def _parse_call(tokens: list[str], depth: int) -> _Call:
    """Take one expression from the end of the reversed tokens. Raises IndexError, ValueError."""
    name = tokens.pop()
    if name in "()," or depth > _DEEPEST:
        raise ValueError(name)
    if not tokens or tokens[-1] != "(":
        return _Call(name)
    arguments = []
    while tokens.pop() != ")":  # takes "(" first, then the comma after each argument
        arguments.append(_parse_call(tokens, depth + 1))
        if tokens[-1] not in ",)":
            raise ValueError(tokens[-1])
    return _Call(name, tuple(arguments))


def _parts_of(call: _Call) -> tuple[Part, ...]:
    match call:
        case _Call(name, None):
            return ((NodeRead(name),),)
        case _Call("Append", tuple(arguments)):
            return tuple(part for argument in arguments for part in _parts_of(argument))
        case _Call("Sum", tuple(arguments)):
            return (tuple(read for argument in arguments for read in _single_part(argument)),)
        case _Call("Scale", (_Call(factor, None), inner)):
            return _each(inner, lambda read: replace(read, factor=read.factor * float(factor)))
        case _Call("Offset", (inner, _Call(frames, None))):
            return _each(inner, lambda read: read.moved(int(frames)))
        case _Call("ReplaceIndex", (inner, _Call("t", None), _Call("0", None))):
            return _each(inner, lambda read: replace(read, constant=True))
    raise ValueError(call.name)


def _single_part(call: _Call) -> Part:
    (part,) = _parts_of(call)
    return part


def _each(call: _Call, change: Callable[[NodeRead], NodeRead]) -> tuple[Part, ...]:
    return tuple(tuple(change(read) for read in part) for part in _parts_of(call))


def _not_understood(text: str) -> UnsupportedModelError:
    return UnsupportedModelError(f"its network connects layers by “{text[:80]}”")
