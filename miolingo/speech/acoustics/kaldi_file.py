"""Kaldi's binary files: tokens, numbers, vectors and matrices, each checked against the file's end.

The formats are those of Kaldi's ``base/io-funcs``, ``matrix/kaldi-vector`` and ``kaldi-matrix``:
little-endian; a token ends with a space; a number follows its size in bytes.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from miolingo.errors import ModelError

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int32]

_BINARY = b"\0B"
_MOST_BYTES = 1 << 29  # the acoustic models of Vosk have 14 to 100 MB
_LONGEST_TOKEN = 100
_REALS = {4: "<f4", 8: "<f8"}
_VALUE_SIZES = {"F": 4, "D": 8}

Field = bool | float | Floats | None


class KaldiFile:
    """A file in memory, read from front to back. Every method raises ModelError for damage."""

    def __init__(self, content: bytes, name: str) -> None:
        self._content = content
        self._name = name
        self._position = 0

    @classmethod
    def open(cls, path: Path) -> KaldiFile:
        """Read a binary file, up to its first value."""
        file = cls(read_bytes(path), path.name)
        if file._take(len(_BINARY)) != _BINARY:
            file.fail("it is not in Kaldi's binary format")
        return file

    def fail(self, fault: str) -> NoReturn:
        """Raise the ModelError of this file; ``fault`` is a clause."""
        raise damaged(self._name, fault)

    def token(self) -> str:
        """Read a word and the space after it."""
        end = self._content.find(b" ", self._position, self._position + _LONGEST_TOKEN)
        if end < 0:
            self.fail("a word was expected and is not there")
        token = self._content[self._position : end].decode("latin-1")
        self._position = end + 1
        return token

    def expect(self, *tokens: str) -> None:
        """Read these tokens, one after the other."""
        for token in tokens:
            if (met := self.token()) != token:
                self.fail(f"{token} was expected, not {met!r}")

    def lines(self) -> list[str]:
        """Read lines of text up to an empty one, which is taken too."""
        end = self._content.find(b"\n\n", self._position)
        if end < 0:
            self.fail("its text does not end")
        text = self._content[self._position : end].decode("utf-8", "replace")
        self._position = end + 2
        return text.split("\n")

    def integer(self) -> int:
        """Read an int32."""
        if self._take(1) != b"\x04":
            self.fail("a number was expected and is not there")
        return int(struct.unpack("<i", self._take(4))[0])

    def integer_rows(self, count: int, columns: int) -> Integers:
        """Read ``count`` times ``columns`` int32, each with its size; shape (count, columns)."""
        if count < 0:
            self.fail("a table has a negative length")
        pairs = np.frombuffer(
            self._take(5 * count * columns), [("size", "u1"), ("value", "<i4")]
        ).reshape(count, columns)
        if (pairs["size"] != 4).any():
            self.fail("a table contains something other than numbers")
        return pairs["value"].astype(np.int32)

    def integers(self) -> Integers:
        """Read a vector of int32: one size for all, the count, the values."""
        count = self.integer()
        return np.frombuffer(self._take(4 * count), "<i4").astype(np.int32)

    def real(self) -> float:
        """Read a float or a double."""
        size = self._take(1)[0]
        if size not in _REALS:
            self.fail("a number was expected and is not there")
        return float(np.frombuffer(self._take(size), _REALS[size])[0])

    def vector(self) -> Floats:
        """Read a vector of floats or doubles; shape (n,), finite."""
        kind = self.token()
        if kind not in ("FV", "DV"):
            self.fail(f"a vector was expected, not {kind!r}")
        return self._values(kind, self.integer())

    def matrix(self) -> Floats:
        """Read a matrix, symmetric ones (packed) in full; shape (rows, columns), finite."""
        kind = self.token()
        if kind in ("FP", "DP"):
            return self._packed(kind)
        if kind not in ("FM", "DM"):
            self.fail(f"a matrix was expected, not {kind!r}")
        rows, columns = self.integer(), self.integer()
        if min(rows, columns) < 0:
            self.fail("a matrix has a negative size")
        return self._values(kind, rows * columns).reshape(rows, columns)

    def field(self) -> Field:
        """Read the value behind a token whose kind its bytes tell; None where there is none.

        Told apart are bools, int32 (as a float: they have the same size) and reals, vectors and
        matrices; a vector of integers looks like a number, and must be read by ``integers``.
        """
        ahead = self._content[self._position : self._position + 3]
        if ahead[:1] == b"<":
            return None
        if ahead[:1] in (b"T", b"F") and ahead[1:2] == b"<":
            return self._take(1) == b"T"
        if ahead in (b"FV ", b"DV "):
            return self.vector()
        if ahead in (b"FM ", b"DM ", b"FP ", b"DP "):
            return self.matrix()
        return self.real()

    def _packed(self, kind: str) -> Floats:
        rows = self.integer()
        if rows < 0:
            self.fail("a matrix has a negative size")
        values = self._values(kind, rows * (rows + 1) // 2)
        lower = np.tril_indices(rows)
        full = np.zeros((rows, rows), np.float32)
        full[lower] = values
        full.T[lower] = values
        return full

    def _values(self, kind: str, count: int) -> Floats:
        size = _VALUE_SIZES[kind[0]]
        raw = np.frombuffer(self._take(size * count), _REALS[size])
        with np.errstate(over="ignore", invalid="ignore"):
            values: Floats = raw.astype(np.float32)
        if not np.isfinite(values).all():
            self.fail("a number in it is infinite or none")
        return values

    def _take(self, size: int) -> bytes:
        end = self._position + size
        if size < 0 or end > len(self._content):
            self.fail("it ends too early")
        taken = self._content[self._position : end]
        self._position = end
        return taken


def read_bytes(path: Path) -> bytes:
    """Read a file of a model whole. Raises ModelError where that is not possible."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise damaged(path.name, "it is larger than any model's")
        return path.read_bytes()
    except OSError as error:
        raise damaged(path.name, f"it cannot be read ({error.strerror})") from error


def read_text(path: Path) -> str:
    """Read a text file of a model. Raises ModelError."""
    return read_bytes(path).decode("utf-8", "replace")


def read_matrix(path: Path) -> Floats:
    """Read a file that holds one matrix, binary or as text in brackets. Raises ModelError."""
    content = read_bytes(path)
    if content.startswith(_BINARY):
        return KaldiFile.open(path).matrix()
    body = content.decode("latin-1").strip().removeprefix("[").removesuffix("]")
    try:
        rows = [[float(number) for number in line.split()] for line in body.splitlines()]
        matrix = np.array([row for row in rows if row], np.float32)
    except ValueError:
        raise damaged(path.name, "it is not a matrix of numbers") from None
    if matrix.ndim != 2 or not np.isfinite(matrix).all():
        raise damaged(path.name, "it is not a matrix of numbers")
    return matrix


def damaged(name: str, fault: str) -> ModelError:
    """Make the error for a damaged file of a model; ``fault`` is a clause."""
    return ModelError(
        f"The speech model's file {name} is damaged: {fault}.",
        hint="Check the model: miolingo model verify",
    )
