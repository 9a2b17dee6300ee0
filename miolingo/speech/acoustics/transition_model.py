"""The transition model of ``final.mdl``: which output of the network stands for which phone.

Kaldi's ``hmm/hmm-topology`` and ``hmm/transition-model``. A *phone* is an id from 1, as in
``word_boundary.int``; a *pdf* is a column of the network's output; a *transition-id* (from 1)
is an input label of the decoding graph: one way out of a phone's state.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miolingo.errors import UnsupportedModelError
from miolingo.speech.acoustics.kaldi_file import Integers, KaldiFile

NO_TUPLE = -1

_MOST_TRANSITIONS = 64
_MOST_PDFS = 1 << 20


@dataclass(frozen=True, eq=False)
class TransitionModel:
    """The phones in their contexts, one *tuple* for each.

    ``phone``, ``forward_pdf`` and ``loop_pdf`` have shape (tuples,): the outputs for the first and
    for the further frames of a phone. ``tuple_of`` and ``is_loop`` are indexed by transition-id;
    ``tuple_of[0]`` is NO_TUPLE.
    """

    phone: Integers
    forward_pdf: Integers
    loop_pdf: Integers
    tuple_of: Integers
    is_loop: npt.NDArray[np.bool_]

    @property
    def pdf_count(self) -> int:
        """How many outputs the network must have."""
        return int(max(self.forward_pdf.max(), self.loop_pdf.max())) + 1

    @property
    def phone_count(self) -> int:
        """One more than the highest phone id."""
        return int(self.phone.max()) + 1


def read_transition_model(file: KaldiFile) -> TransitionModel:
    """Read from ``<TransitionModel>`` to its end. Raises ModelError, UnsupportedModelError."""
    file.expect("<TransitionModel>", "<Topology>")
    loops = _read_topology(file)
    tuples = _read_tuples(file)
    file.expect("<LogProbs>")
    log_probs = file.vector()
    file.expect("</LogProbs>", "</TransitionModel>")

    phone, state, forward_pdf, loop_pdf = tuples.T
    if not set(phone.tolist()) <= set(loops):
        file.fail("a phone has no topology")
    if state.any():
        raise UnsupportedModelError("its sounds have several states each")
    ways = [loops[number] for number in phone.tolist()]
    tuple_of = np.repeat(np.arange(len(ways)), [len(way) for way in ways])
    if len(log_probs) != len(tuple_of) + 1:
        file.fail("it has another number of transitions than of their probabilities")
    return TransitionModel(
        phone,
        forward_pdf,
        loop_pdf,
        np.concatenate([[NO_TUPLE], tuple_of]).astype(np.int32),
        np.concatenate([[False], *ways]).astype(np.bool_),
    )


def _read_topology(file: KaldiFile) -> dict[int, list[bool]]:
    """For each phone, whether each transition out of its one state stays in it."""
    phones, entry_of = file.integers(), file.integers()
    if not len(phones) or phones.min() < 1 or phones.max() >= len(entry_of):
        file.fail("its list of phones does not fit")
    count = file.integer()
    two_pdfs = count == -1
    if two_pdfs:
        count = file.integer()
    entries = [_read_entry(file, two_pdfs=two_pdfs) for _ in range(min(count, len(entry_of)))]
    file.expect("</Topology>")
    used = entry_of[phones]
    if used.min() < 0 or used.max() >= len(entries):
        file.fail("a phone has no topology")
    return {int(phone): entries[entry_of[phone]] for phone in phones}


def _read_entry(file: KaldiFile, *, two_pdfs: bool) -> list[bool]:
    ways: list[list[int]] = []
    for _ in range(_small(file)):
        pdf_class = file.integer()
        if two_pdfs:
            file.integer()
        targets = []
        for _ in range(_small(file)):
            targets.append(file.integer())
            file.real()
        if pdf_class >= 0:
            ways.append(targets)
    if len(ways) != 1:
        raise UnsupportedModelError("its sounds have several states each")
    return [target == 0 for target in ways[0]]


def _read_tuples(file: KaldiFile) -> Integers:
    """Read the table of tuples; shape (tuples, 4): phone, state, forward and loop pdf."""
    kind = file.token()
    if kind == "<Tuples>":
        tuples = file.integer_rows(file.integer(), 4)
    elif kind == "<Triples>":
        tuples = file.integer_rows(file.integer(), 3)[:, [0, 1, 2, 2]]
    else:
        file.fail(f"<Tuples> was expected, not {kind!r}")
    file.expect(f"</{kind[1:]}")
    if not len(tuples) or tuples.min() < 0 or tuples.max() >= _MOST_PDFS:
        file.fail("its table of phones in their contexts does not fit")
    return tuples


def _small(file: KaldiFile) -> int:
    number = file.integer()
    if not 0 <= number <= _MOST_TRANSITIONS:
        file.fail("its topology does not fit")
    return number
