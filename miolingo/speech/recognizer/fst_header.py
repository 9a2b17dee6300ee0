"""Headers of OpenFst files: where states and arcs lie, and whether a file was cut off.

A truncated graph may load and then be decoded as if it were whole. The layout is that of OpenFst's
``FstHeader::Read``; a lookahead graph holds another FST behind its own header and one magic number.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

CONST_STATE_BYTES, STANDARD_ARC_BYTES = 20, 16

_MAGIC = 0x7EB2FDD6
_ADD_ON_MAGIC = 446_681_434
_ALIGNED_VERSION, _ALIGNED_FLAG, _ALIGNMENT = 1, 4, 16
_INPUT_SYMBOLS_FLAG, _OUTPUT_SYMBOLS_FLAG = 1, 2


@dataclass(frozen=True)
class FstHeader:
    """The kind of FST (``const``, ``vector``, ``ngram``...), and how many states and arcs it has.

    ``start`` is the first state, -1 for none; ``end`` the position in the file behind the header.
    """

    kind: str
    arc_kind: str
    version: int
    flags: int
    start: int
    states: int
    arcs: int
    end: int

    @property
    def has_symbols(self) -> bool:
        """Whether a table of symbols follows."""
        return bool(self.flags & (_INPUT_SYMBOLS_FLAG | _OUTPUT_SYMBOLS_FLAG))

    def states_at(self) -> int:
        """The position of a const FST's states where no symbols lie before them."""
        return self._aligned(self.end)

    def arcs_at(self) -> int:
        """The position of a const FST's arcs."""
        return self._aligned(self.states_at() + self.states * CONST_STATE_BYTES)

    def _aligned(self, position: int) -> int:
        aligned = self.version == _ALIGNED_VERSION or self.flags & _ALIGNED_FLAG
        return -(-position // _ALIGNMENT) * _ALIGNMENT if aligned else position


def fault_of(path: Path) -> str:
    """Say what is wrong with an FST file, as in “is cut off”, or nothing. Raises OSError."""
    try:
        header = read_header(path)
    except ValueError:
        return "is not an OpenFst file"
    needed = header.end
    if header.kind == "const":
        needed = header.arcs_at() + header.arcs * STANDARD_ARC_BYTES
    return "is cut off" if path.stat().st_size < needed else ""


def read_header(path: Path) -> FstHeader:
    """Read the header of the outermost FST with states. Raises OSError, ValueError for no FST."""
    with path.open("rb") as file:
        try:
            header = _header(file)
            if header.kind.endswith("lookahead"):
                if _number(file, "<i") != _ADD_ON_MAGIC:
                    raise ValueError("no add-on")
                header = _header(file)
        except struct.error as error:
            raise ValueError("cut off") from error
    return header


def _header(file: BinaryIO) -> FstHeader:
    if _number(file, "<I") != _MAGIC:
        raise ValueError("no FST")
    kind, arc_kind = _text(file), _text(file)
    version, flags = _number(file, "<i"), _number(file, "<i")
    _properties, start = _number(file, "<Q"), _number(file, "<q")
    states, arcs = _number(file, "<q"), _number(file, "<q")
    return FstHeader(kind, arc_kind, version, flags, start, states, arcs, file.tell())


def _number(file: BinaryIO, form: str) -> int:
    return int(struct.unpack(form, file.read(struct.calcsize(form)))[0])


def _text(file: BinaryIO) -> str:
    length = _number(file, "<i")
    if not 0 <= length < 100:
        raise ValueError("no name")
    return file.read(length).decode("ascii")
