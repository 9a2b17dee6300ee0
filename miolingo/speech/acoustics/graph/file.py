"""The decoding graph of a model as a table of arcs, read from the disk where it is needed.

``graph/HCLr.fst`` (phones and lexicon) or ``graph/HCLG.fst`` (with the grammar), in OpenFst's
``const`` format with standard arcs. Input labels are transition-ids, output labels are the numbers
of words.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from miolingo.errors import UnsupportedModelError
from miolingo.speech.acoustics.kaldi_file import Integers, damaged, read_bytes, read_text
from miolingo.speech.recognizer import fst_header

_STATE = np.dtype(
    [("weight", "<f4"), ("first", "<u4"), ("arcs", "<u4"), ("inputs", "<u4"), ("outputs", "<u4")]
)
_ARC = np.dtype([("input", "<i4"), ("output", "<i4"), ("weight", "<f4"), ("target", "<i4")])
_MOST_ARCS = 40_000_000
"""Small models have 6 million; walking through 40 million takes about a minute and 2 GB."""

_SYMBOLS_MAGIC = 0x7EB2FB74
_MOST_WORDS = 5_000_000


@dataclass(frozen=True, eq=False)
class Arcs:
    """Arcs out of some states: all of shape (arcs,). ``origin`` counts those states from 0."""

    origin: npt.NDArray[np.intp]
    input: Integers
    output: Integers
    target: Integers


@dataclass(frozen=True, eq=False)
class Graph:
    """States and arcs as they lie in the file; nothing is in memory that was not asked for."""

    name: str
    start: int
    states: npt.NDArray[np.void]
    arcs: npt.NDArray[np.void]

    def arc_count(self, states: Integers) -> int:
        """The number of arcs out of some states."""
        return int(self.states["arcs"][states].sum(dtype=np.int64))

    def arcs_from(self, states: Integers) -> Arcs:
        """The arcs out of some states. Raises ModelError where they lead nowhere."""
        heads = self.states[states]
        counts = heads["arcs"].astype(np.int64)
        first = heads["first"].astype(np.int64)
        if (first + counts > len(self.arcs)).any():
            raise damaged(self.name, "a state has arcs behind its end")
        origin = np.repeat(np.arange(len(states)), counts)
        ends = np.cumsum(counts)
        index = np.arange(len(origin)) + np.repeat(first - ends + counts, counts)
        arcs = self.arcs[index]
        target = arcs["target"]
        if len(target) and (target.min() < 0 or target.max() >= len(self.states)):
            raise damaged(self.name, "an arc leads to no state")
        return Arcs(origin, arcs["input"], arcs["output"], target)


def open_graph(folder: Path) -> Graph:
    """Open the graph in ``graph/``. Raises ModelError, UnsupportedModelError."""
    dynamic = folder / "HCLr.fst"
    path = dynamic if dynamic.is_file() else folder / "HCLG.fst"
    try:
        header = fst_header.read_header(path)
        size = path.stat().st_size
    except ValueError:
        raise damaged(path.name, "it is not an OpenFst file") from None
    except OSError as error:
        raise damaged(path.name, f"it cannot be read ({error.strerror})") from error
    if header.kind != "const" or header.arc_kind != "standard" or header.has_symbols:
        raise UnsupportedModelError(f"its graph {path.name} is of the kind {header.kind!r}")
    if not 0 <= header.start < header.states or header.arcs < 1:
        raise damaged(path.name, "it has no first state")
    if max(header.arcs, header.states) > _MOST_ARCS:
        raise UnsupportedModelError(f"its graph {path.name} is too large")
    if header.arcs_at() + header.arcs * _ARC.itemsize > size:
        raise damaged(path.name, "it is cut off")
    try:
        states = np.memmap(path, _STATE, "r", header.states_at(), (header.states,))
        arcs = np.memmap(path, _ARC, "r", header.arcs_at(), (header.arcs,))
    except OSError as error:
        raise damaged(path.name, f"it cannot be read ({error.strerror})") from error
    return Graph(path.name, header.start, np.asarray(states), np.asarray(arcs))


def read_words(folder: Path) -> dict[int, str]:
    """The words by their numbers, from ``words.txt`` or else inside of ``Gr.fst``.

    Raises ModelError, UnsupportedModelError.
    """
    path = folder / "words.txt"
    words = _words_of_text(path) if path.is_file() else _words_of_grammar(folder / "Gr.fst")
    if not words or min(words) < 0 or max(words) > _MOST_WORDS:
        raise damaged("words.txt or Gr.fst", "the numbers of its words do not fit")
    return words


def _words_of_grammar(path: Path) -> dict[int, str]:
    try:
        header = fst_header.read_header(path)
    except (OSError, ValueError):
        raise damaged(path.name, "it is not an OpenFst file") from None
    if not header.has_symbols:
        raise UnsupportedModelError("its words are not in its files")
    try:
        return _words_of_table(read_bytes(path), header.end)
    except (struct.error, UnicodeDecodeError, ValueError):
        raise damaged(path.name, "its table of words does not fit") from None


def _words_of_text(path: Path) -> dict[int, str]:
    words = {}
    for line in read_text(path).splitlines():
        word, _, number = line.strip().rpartition(" ")
        if not word or not number.isdecimal() or not number.isascii():
            raise damaged(path.name, "a line of it is not a word with its number")
        words[int(number)] = word.strip()
    return words


def _words_of_table(content: bytes, position: int) -> dict[int, str]:
    """Read OpenFst's symbol table. Raises struct.error, UnicodeDecodeError, ValueError."""
    magic, name_length = struct.unpack_from("<Ii", content, position)
    _next_number, count = struct.unpack_from("<qq", content, position + 8 + name_length)
    if magic != _SYMBOLS_MAGIC or not 0 <= name_length <= 1 << 12 or not 0 < count <= _MOST_WORDS:
        raise ValueError("no table of symbols")
    position += 8 + name_length + 16
    words = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<i", content, position)
        end = position + 4 + length
        if length < 0:
            raise ValueError("a negative length")
        (number,) = struct.unpack_from("<q", content, end)
        words[number] = content[position + 4 : end].decode("utf-8")
        position = end + 8
    return words
