"""Headers of OpenFst files: enough to see that a file was cut off.

A truncated graph may load and then be decoded as if it were whole. The layout is that of OpenFst's
``FstHeader::Read``; a lookahead graph holds another FST behind its own header and one magic number.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

_MAGIC = 0x7EB2FDD6
_ADD_ON_MAGIC = 446_681_434
_CONST_STATE_BYTES, _STANDARD_ARC_BYTES = 20, 16


def fault_of(path: Path) -> str:
    """Say what is wrong with an FST file, as in “is cut off”, or nothing. Raises OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            needed = _least_size(file)
        except (struct.error, ValueError):
            return "is no OpenFst file"
    return "is cut off" if size < needed else ""


def _least_size(file: BinaryIO) -> int:
    """The bytes that the states and arcs of the outermost FST with any must take."""
    kind, states, arcs = _header(file)
    if kind.endswith("lookahead"):
        if _number(file, "<i") != _ADD_ON_MAGIC:
            raise ValueError("no add-on")
        kind, states, arcs = _header(file)
    if kind == "const":
        return file.tell() + states * _CONST_STATE_BYTES + arcs * _STANDARD_ARC_BYTES
    return file.tell()


def _header(file: BinaryIO) -> tuple[str, int, int]:
    """Read a header: the kind of FST, its number of states and of arcs."""
    if _number(file, "<I") != _MAGIC:
        raise ValueError("no FST")
    kind, _arc_kind = _text(file), _text(file)
    _version, _flags = _number(file, "<i"), _number(file, "<i")
    _properties, _start = _number(file, "<Q"), _number(file, "<q")
    return kind, _number(file, "<q"), _number(file, "<q")


def _number(file: BinaryIO, form: str) -> int:
    return int(struct.unpack(form, file.read(struct.calcsize(form)))[0])


def _text(file: BinaryIO) -> str:
    length = _number(file, "<i")
    if not 0 <= length < 100:
        raise ValueError("no name")
    return file.read(length).decode("ascii")
