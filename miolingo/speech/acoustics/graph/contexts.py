"""Which outputs of the network a phone has, given the phone before it.

The phones of these models depend on the one before. Kaldi's decision tree, which says how, is not
among a model's files, but the graph was built with it.
"""

from __future__ import annotations

import numpy as np

from miolingo.errors import UnsupportedModelError
from miolingo.speech.acoustics.graph.file import Graph
from miolingo.speech.acoustics.graph.walker import Walker
from miolingo.speech.acoustics.kaldi_file import Integers
from miolingo.speech.acoustics.transition_model import NO_TUPLE, TransitionModel

_MOST_STEPS = 2_000  # arcs from the start to the farthest state


def walk_contexts(graph: Graph, transitions: TransitionModel) -> Integers:
    """For each phone and the phone before it (0 at the start) the tuple of the transition model.

    Shape (phones, phones), from phone 0: the left one, then the phone itself; -1 where the graph
    has no such pair. Raises ModelError, and UnsupportedModelError where this decides no tuple.
    """
    walker, table = Walker(graph, transitions), _ContextTable(transitions.phone_count)
    seen = _SeenPairs(len(graph.states), transitions.phone_count)
    state, left = np.array([graph.start], np.int32), np.zeros(1, np.int32)
    for _ in range(_MOST_STEPS):
        steps = walker.step(state)
        begins = steps.begun != NO_TUPLE
        phone, left = transitions.phone[steps.begun], left[steps.origin]
        table.add(left[begins], phone[begins], steps.begun[begins])
        state, left = seen.add(steps.state, np.where(begins, phone, left))
        if not len(state):
            return table.tuples
    raise UnsupportedModelError("its graph does not end")


class _ContextTable:
    def __init__(self, phone_count: int) -> None:
        self.tuples = np.full((phone_count, phone_count), NO_TUPLE, np.int32)

    def add(self, left: Integers, phone: Integers, tuples: Integers) -> None:
        before = self.tuples[left, phone]
        self.tuples[left, phone] = tuples
        other = (before != NO_TUPLE) & (before != tuples)
        if other.any() or (self.tuples[left, phone] != tuples).any():
            raise UnsupportedModelError("its sounds depend on more than the sound before them")


class _SeenPairs:
    """Pairs of a state and the phone before it that were met; most states have one such phone."""

    def __init__(self, state_count: int, phone_count: int) -> None:
        self._first = np.full(state_count, -1, np.int32)
        self._further = np.zeros(0, np.int64)
        self._phone_count = phone_count

    def add(self, state: Integers, left: Integers) -> tuple[Integers, Integers]:
        """Remember pairs; those that were not met before, each once."""
        fresh = self._first[state] == -1
        self._first[state[fresh]] = left[fresh]
        first = self._first[state] == left
        new_states = np.unique(state[fresh & first])
        keys = np.unique(state[~first].astype(np.int64) * self._phone_count + left[~first])
        keys = keys[~np.isin(keys, self._further)]
        self._further = np.concatenate([self._further, keys])
        states = np.concatenate([new_states, keys // self._phone_count]).astype(np.int32)
        lefts = np.concatenate([self._first[new_states], keys % self._phone_count])
        return states, lefts.astype(np.int32)
