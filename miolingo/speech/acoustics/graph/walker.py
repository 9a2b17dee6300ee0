"""Following arcs of a decoding graph, many at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miolingo.errors import UnsupportedModelError
from miolingo.speech.acoustics.graph.file import Graph
from miolingo.speech.acoustics.kaldi_file import Integers
from miolingo.speech.acoustics.transition_model import TransitionModel

Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

_MOST_ARCS_WALKED = 60_000_000  # the small Korean model has 6 million


@dataclass(frozen=True, eq=False)
class Steps:
    """Arcs that were followed, all of shape (arcs,).

    ``origin`` is the index of the path that each goes on, ``begun`` the tuple of the phone that
    it begins (or none, -1), ``word`` the number of the word that it writes (or none, 0).
    """

    origin: Indices
    begun: Integers
    word: Integers
    state: Integers

    def where(self, kept: Flags) -> Steps:
        """Some of the arcs."""
        return Steps(self.origin[kept], self.begun[kept], self.word[kept], self.state[kept])


class Walker:
    """Follows the arcs of a graph, and not without end."""

    def __init__(self, graph: Graph, transitions: TransitionModel) -> None:
        self._graph = graph
        self._transitions = transitions
        self._walked = 0

    def step(self, states: Integers) -> Steps:
        """Follow each arc out of each state. Raises ModelError, UnsupportedModelError."""
        self._walked += self._graph.arc_count(states)
        if self._walked > _MOST_ARCS_WALKED:
            raise UnsupportedModelError("its graph has too many paths")
        arcs = self._graph.arcs_from(states)
        # Labels behind the last transition-id only keep words of the same sounds apart.
        known = (arcs.input > 0) & (arcs.input < len(self._transitions.tuple_of))
        label = np.where(known, arcs.input, 0)
        steps = Steps(arcs.origin, self._transitions.tuple_of[label], arcs.output, arcs.target)
        repeats = self._transitions.is_loop[label] | (arcs.target == states[arcs.origin])
        return steps.where(~repeats)
