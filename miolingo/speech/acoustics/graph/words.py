"""How the words of a model are pronounced, read from its graph: along all paths at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miolingo.errors import UnsupportedModelError
from miolingo.speech.acoustics.graph.file import Graph
from miolingo.speech.acoustics.graph.walker import Steps, Walker
from miolingo.speech.acoustics.kaldi_file import Integers
from miolingo.speech.acoustics.phones import NO_SOUND, PhoneSet, Position
from miolingo.speech.acoustics.transition_model import NO_TUPLE, TransitionModel

Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]
Sounds = npt.NDArray[np.uint16]

NO_WORD = -1

_MOST_STEPS = 300  # arcs on a path; the longest words of the small Korean model have 143 sounds
_ROOT = -1
_STARTS = (Position.BEGIN, Position.SINGLETON)
_ENDS = (Position.END, Position.SINGLETON)


@dataclass(frozen=True, eq=False)
class Pronunciations:
    """How words are pronounced: one row for each way, sorted by the rank of the word.

    ``word`` (a rank) and ``length`` (in sounds) have shape (rows,); ``sounds`` has the rows end to
    end.
    """

    word: Integers
    length: Integers
    sounds: Sounds


@dataclass(frozen=True, eq=False)
class _Paths:
    """Paths under way: where each is, its word (0 while unknown), its sounds, whether they end.

    The sounds are a node of the trie.
    """

    state: Integers
    word: Integers
    node: Integers
    ended: Flags

    def where(self, kept: Flags | Indices) -> _Paths:
        """Some of the paths, as often as they are named."""
        return _Paths(self.state[kept], self.word[kept], self.node[kept], self.ended[kept])


class _Trie:
    """Sequences of sounds: each node adds one to the sequence of its parent."""

    def __init__(self) -> None:
        self._parents: list[Integers] = []
        self._sounds: list[Sounds] = []
        self._size = 0

    def add(self, parents: Integers, sounds: Integers) -> Integers:
        """Add a node for each sound; their numbers."""
        self._parents.append(parents)
        self._sounds.append(sounds.astype(np.uint16))
        start, self._size = self._size, self._size + len(parents)
        return np.arange(start, self._size, dtype=np.int32)

    def sequences(self, nodes: Integers) -> tuple[Integers, Sounds]:
        """The length of each node's sequence, and the sequences end to end."""
        parents, sounds = np.concatenate(self._parents), np.concatenate(self._sounds)
        length = np.zeros(len(nodes), np.int32)
        for rows, _ in _generations(nodes, parents):
            length[rows] += 1
        end_to_end, cursor = np.zeros(length.sum(), np.uint16), np.cumsum(length)
        for rows, ancestors in _generations(nodes, parents):
            cursor[rows] -= 1
            end_to_end[cursor[rows]] = sounds[ancestors]
        return length, end_to_end


def _generations(nodes: Integers, parents: Integers) -> Iterator[tuple[Integers, Integers]]:
    """The nodes, their parents, and so on: the rows that still have some, and these."""
    rows = np.arange(len(nodes), dtype=np.int32)
    while len(rows):
        yield rows, nodes
        nodes = parents[nodes]
        rows, nodes = rows[nodes != _ROOT], nodes[nodes != _ROOT]


class _WordWalk:
    def __init__(self, graph: Graph, transitions: TransitionModel, phones: PhoneSet) -> None:
        self._walker = Walker(graph, transitions)
        self._transitions = transitions
        self._phones = phones
        self._trie = _Trie()

    def pronunciations(self, start: int, rank: Integers) -> Pronunciations:
        """Walk until every path has come to the end of its word."""
        state, word, node = np.array([[start], [0], [_ROOT]], np.int32)
        paths = _Paths(state, word, node, np.zeros(1, np.bool_))
        words, nodes = [paths.word[:0]], [paths.node[:0]]
        for _ in range(_MOST_STEPS):
            paths = self._step(paths)
            complete = paths.ended & (paths.word > 0)
            words.append(paths.word[complete])
            nodes.append(paths.node[complete])
            paths = paths.where(~complete)
            if not len(paths.state):
                return self._sorted(np.concatenate(words), np.concatenate(nodes), rank)
        raise UnsupportedModelError("its words do not end")

    def _step(self, paths: _Paths) -> _Paths:
        steps = self._walker.step(paths.state)
        steps = steps.where(self._goes_on(steps, paths.where(steps.origin)))
        paths = paths.where(steps.origin)
        begins = steps.begun != NO_TUPLE
        phone = self._transitions.phone[steps.begun]
        node = paths.node
        node[begins] = self._trie.add(node[begins], self._phones.sound_of[phone[begins]])
        ended = paths.ended | (begins & np.isin(self._phones.position_of[phone], _ENDS))
        return _Paths(steps.state, np.where(steps.word > 0, steps.word, paths.word), node, ended)

    def _goes_on(self, steps: Steps, paths: _Paths) -> Flags:
        """Tell the arcs that go on a word as it must: from its begin to its end, written once."""
        begins = steps.begun != NO_TUPLE
        phone = self._transitions.phone[steps.begun]
        starts = np.isin(self._phones.position_of[phone], _STARTS)
        in_word = (self._phones.sound_of[phone] != NO_SOUND) & (starts == (paths.node == _ROOT))
        written_twice = (steps.word > 0) & (paths.word > 0)
        goes_on: Flags = (~begins | (in_word & ~paths.ended)) & ~written_twice
        return goes_on

    def _sorted(self, words: Integers, nodes: Integers, rank: Integers) -> Pronunciations:
        known = words < len(rank)
        ranks, nodes = rank[words[known]], nodes[known]
        ranks, nodes = ranks[ranks != NO_WORD], nodes[ranks != NO_WORD]
        if not len(ranks):
            raise UnsupportedModelError("its graph has no words")
        order = np.argsort(ranks, kind="stable")
        return Pronunciations(ranks[order], *self._trie.sequences(nodes[order]))


def walk_words(
    graph: Graph, transitions: TransitionModel, phones: PhoneSet, rank: Integers
) -> Pronunciations:
    """Read how words are pronounced, from the first state to the end of each word after it.

    ``rank`` has the order of the words by their numbers, NO_WORD for a number without a word.
    Every word can come first, in a static graph by way of its back-off state. Raises ModelError,
    UnsupportedModelError.
    """
    return _WordWalk(graph, transitions, phones).pronunciations(graph.start, rank)
