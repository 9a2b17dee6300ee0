"""The outermost level of an ONNX file, to tell one from what is none without loading it.

A file is a protocol buffer, a ``ModelProto`` (github.com/onnx/onnx, onnx.proto): fields one after
the other, each a key (its number and how it is written) and a value.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

_GRAPH = 7
_MOST_NUMBER = 30
"""``ModelProto`` has fields up to 26; a higher number is no sign of a newer one."""

_VARINT, _SIZED = 0, 2
_FIXED_BYTES = {1: 8, 5: 4}
"""How long a value is that is written in the way of this number."""

_MOST_VARINT_BYTES = 10
_MOST_BYTES = 2**31
"""No message of a protocol buffer is larger."""


def fault_of(path: Path) -> str:
    """What makes a file no whole ONNX model, as in “is cut off”, or nothing. Raises OSError."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        numbers = set()
        while file.tell() < size:
            number = _skip_field(file)
            if number is None:
                return "is not an ONNX model"
            numbers.add(number)
        if file.tell() > size:
            return "is cut off"
    return "" if _GRAPH in numbers else "is not an ONNX model"


def _skip_field(file: BinaryIO) -> int | None:
    """Go behind the next field, perhaps behind the end of the file; its number, None for none."""
    key = _varint(file)
    if key is None or not 1 <= key >> 3 <= _MOST_NUMBER:
        return None
    kind = key & 7
    length = _FIXED_BYTES.get(kind)
    if kind in (_VARINT, _SIZED):
        value = _varint(file)
        length = value if kind == _SIZED or value is None else 0
    if length is None or length > _MOST_BYTES:
        return None
    file.seek(length, os.SEEK_CUR)
    return key >> 3


def _varint(file: BinaryIO) -> int | None:
    """A number of seven bits a byte, the last byte below 128; None where there is none."""
    value = 0
    for index in range(_MOST_VARINT_BYTES):
        byte = file.read(1)
        if not byte:
            return None
        value |= (byte[0] & 127) << (7 * index)
        if byte[0] < 128:
            return value
    return None
