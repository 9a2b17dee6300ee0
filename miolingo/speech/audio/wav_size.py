"""The size that a WAV states of its sound, which recorders often write wrongly."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

_STREAM_BYTES = 0x7FFF_F000  # this or more: written by tools that did not know the size yet
_HEADER_BYTES = 8  # of a chunk: its name and its size


def goes_on_behind_its_end(file: BinaryIO, first_byte: int) -> bool:
    """Whether there is more behind the stated end of the sound, and it is no other chunk."""
    stated = stated_bytes(file, first_byte)
    if stated is None or bytes_from(file, first_byte) <= stated + _HEADER_BYTES:
        return False
    return not any(_is_chunk(file, first_byte + stated + padding) for padding in (0, 1))


def stated_bytes(file: BinaryIO, first_byte: int) -> int | None:
    """The size of the sound that begins at ``first_byte``; None where it is not stated."""
    file.seek(max(0, first_byte - _HEADER_BYTES))
    name, size = struct.unpack("<4sI", file.read(_HEADER_BYTES).ljust(_HEADER_BYTES))
    return size if name == b"data" and 0 < size < _STREAM_BYTES else None


def bytes_from(file: BinaryIO, position: int) -> int:
    """How many bytes there are from ``position`` to the end of the file."""
    return file.seek(0, os.SEEK_END) - position


def _is_chunk(file: BinaryIO, position: int) -> bool:
    """Whether a chunk begins there: a name of four letters, and a size that fits into the file."""
    file.seek(position)
    header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not all(0x20 <= letter < 0x7F for letter in header[:4]):
        return False
    return int.from_bytes(header[4:], "little") <= bytes_from(file, position + _HEADER_BYTES)
