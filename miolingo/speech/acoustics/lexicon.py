"""The lexicon of a model: its words' pronunciations and its phones' contexts, kept once read.

Walking through the decoding graph takes some seconds. What it finds is kept as one NPZ file, under
a key of the files that it was made from.
"""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
import zlib
from dataclasses import dataclass, fields
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from miolingo.files.atomic import replace_file
from miolingo.speech.acoustics.graph.contexts import walk_contexts
from miolingo.speech.acoustics.graph.file import open_graph, read_words
from miolingo.speech.acoustics.graph.words import NO_WORD, walk_words
from miolingo.speech.acoustics.kaldi_file import Integers, read_bytes
from miolingo.speech.acoustics.phones import PhoneSet
from miolingo.speech.acoustics.transition_model import TransitionModel

_FORMAT = "1"
_MADE_FROM = ("am/final.mdl", "graph/phones/word_boundary.int")
_GRAPHS = ("graph/HCLr.fst", "graph/HCLG.fst", "graph/Gr.fst", "graph/words.txt")
_KEY_LENGTH = 16
_NAME = "lexicon-{}.npz"
_UNREADABLE = (
    *(OSError, ValueError, KeyError, EOFError, MemoryError),
    *(zipfile.BadZipFile, zlib.error),
)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All words, sorted by their UTF-8, and how each may be pronounced, if it has sounds.

    ``words`` has the words end to end, ``word_end`` (words,) where each ends in it; word ``i`` has
    the pronunciations up to ``row_end[i]``, row ``j`` the sounds up to ``sound_end[j]`` of
    ``sounds``. ``tuples`` is the table of ``walk_contexts``.
    """

    words: npt.NDArray[np.uint8]
    word_end: npt.NDArray[np.uint32]
    row_end: npt.NDArray[np.uint32]
    sound_end: npt.NDArray[np.uint32]
    sounds: npt.NDArray[np.uint16]
    tuples: Integers

    def pronunciations(self, word: str) -> list[list[int]]:
        """How a word may be pronounced, in sounds, each way once; none for an unknown word."""
        index = self._find(word.encode("utf-8", "surrogatepass"))
        if index is None:
            return []
        rows = range(_start(self.row_end, index), int(self.row_end[index]))
        return [list(row) for row in sorted({self._row(row) for row in rows})]

    def _row(self, row: int) -> tuple[int, ...]:
        sounds = self.sounds[_start(self.sound_end, row) : int(self.sound_end[row])]
        return tuple(sounds.tolist())

    def _find(self, word: bytes) -> int | None:
        low, high = 0, len(self.word_end)
        while low < high:
            middle = (low + high) // 2
            if self._word(middle) < word:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self.word_end) and self._word(low) == word else None

    def word(self, index: int) -> str:
        """The word with a number, of ``len(word_end)`` words."""
        return self._word(index).decode("utf-8", "surrogatepass")

    def _word(self, index: int) -> bytes:
        return self.words[_start(self.word_end, index) : int(self.word_end[index])].tobytes()


_ARRAYS = tuple(array.name for array in fields(Lexicon))


def _start(ends: npt.NDArray[np.uint32], index: int) -> int:
    return int(ends[index - 1]) if index else 0


def load_lexicon(
    folder: Path, transitions: TransitionModel, phones: PhoneSet, cache: Path | None
) -> Lexicon:
    """Give the lexicon of a model's folder, from ``cache`` where it was kept there before.

    Without a cache, or where it cannot be written, it is made anew. Raises ModelError,
    UnsupportedModelError.
    """
    kept = cache / _NAME.format(_key(folder)) if cache else None
    lexicon = _read_kept(kept, transitions, phones) if kept else None
    if lexicon is None:
        lexicon = _make(folder / "graph", transitions, phones)
        if kept:
            with contextlib.suppress(OSError):
                _keep(lexicon, kept)
    return lexicon


def _make(folder: Path, transitions: TransitionModel, phones: PhoneSet) -> Lexicon:
    graph = open_graph(folder)
    tuples = walk_contexts(graph, transitions)
    words = sorted((word.encode(), number) for number, word in read_words(folder).items())
    rank = np.full(max(number for _, number in words) + 1, NO_WORD, np.int32)
    rank[[number for _, number in words]] = np.arange(len(words))
    pronunciations = walk_words(graph, transitions, phones, rank)
    return Lexicon(
        np.frombuffer(b"".join(word for word, _ in words), np.uint8),
        np.cumsum([len(word) for word, _ in words], dtype=np.uint32),
        np.cumsum(np.bincount(pronunciations.word, minlength=len(words)), dtype=np.uint32),
        np.cumsum(pronunciations.length, dtype=np.uint32),
        pronunciations.sounds,
        tuples,
    )


def _key(folder: Path) -> str:
    """A key of what a lexicon is made from: small files by content, graphs by size and time."""
    digest = hashlib.sha256(_FORMAT.encode())
    for name in _MADE_FROM:
        digest.update(hashlib.sha256(read_bytes(folder / name)).digest())
    for name in _GRAPHS:
        if (folder / name).is_file():
            status = (folder / name).stat()
            digest.update(f"{name}:{status.st_size}:{status.st_mtime_ns};".encode())
    return digest.hexdigest()[:_KEY_LENGTH]


def _read_kept(path: Path, transitions: TransitionModel, phones: PhoneSet) -> Lexicon | None:
    """Read what was kept; None where there is nothing, or nothing whole."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            lexicon = Lexicon(**{name: arrays[name] for name in _ARRAYS})
    except _UNREADABLE:
        return None
    return lexicon if _is_whole(lexicon, transitions, phones) else None


def _is_whole(lexicon: Lexicon, transitions: TransitionModel, phones: PhoneSet) -> bool:
    """Whether the arrays fit together and the model; their content has a checksum in the file."""
    ends = (
        (lexicon.word_end, len(lexicon.words)),
        (lexicon.row_end, len(lexicon.sound_end)),
        (lexicon.sound_end, len(lexicon.sounds)),
    )
    return (
        all(len(end) and int(end[-1]) == size for end, size in ends)
        and lexicon.tuples.shape == (transitions.phone_count,) * 2
        and int(lexicon.sounds.max()) < phones.sound_count
    )


def _keep(lexicon: Lexicon, path: Path) -> None:
    """Write the file, in the place of those of other versions of the model. Raises OSError."""
    content = BytesIO()
    np.savez_compressed(content, **{name: getattr(lexicon, name) for name in _ARRAYS})
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, content.getvalue())
    for older in path.parent.glob(_NAME.format("*")):
        if older != path:
            older.unlink(missing_ok=True)
