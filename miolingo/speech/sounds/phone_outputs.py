"""The network's phones in the form in which single sounds are scored."""

from __future__ import annotations

import numpy as np

from miolingo.errors import UnsupportedModelError
from miolingo.judging.sounds.replacements import PhoneOutputs
from miolingo.judging.sounds.target import SoundTable
from miolingo.speech.acoustics.kaldi_file import Integers
from miolingo.speech.acoustics.phone_network import PhoneNetwork
from miolingo.speech.acoustics.phones import NO_SOUND
from miolingo.speech.acoustics.transition_model import NO_TUPLE


def sound_table(network: PhoneNetwork) -> SoundTable:
    """The sounds of a model, and which phones may follow one another in it."""
    known = network.lexicon.tuples != NO_TUPLE
    return SoundTable(network.phones.phones, network.phones.sound_of, known)


def phone_outputs(network: PhoneNetwork) -> PhoneOutputs:
    """Which outputs stand for a phone after another, whether the model's graph has them or not.

    A pair that the graph lacks has the outputs of the same sound before it in another position of a
    word, else those that the phone has most often. Raises UnsupportedModelError where there is no
    silence.
    """
    known, transitions = network.lexicon.tuples, network.acoustics.transitions
    nonword = np.flatnonzero(network.phones.sound_of == NO_SOUND)[1:]  # phone 0 is the start
    silences = known[:, nonword]
    silences = silences[silences != NO_TUPLE]
    if not len(silences):
        raise UnsupportedModelError("it has no silence")
    tuples = _filled(known, network)
    silence = np.union1d(transitions.forward_pdf[silences], transitions.loop_pdf[silences])
    after_pause = int(nonword[np.argmax((known[nonword] != NO_TUPLE).sum(axis=1))])
    return PhoneOutputs(
        transitions.forward_pdf[tuples].astype(np.int32),
        transitions.loop_pdf[tuples].astype(np.int32),
        silence.astype(np.int32),
        after_pause,
    )


def _filled(known: Integers, network: PhoneNetwork) -> Integers:
    tuples = known.copy()
    for same in network.phones.phones:
        for left in same:
            for other in same:
                tuples[left] = np.where(tuples[left] == NO_TUPLE, known[other], tuples[left])
    for phone in range(known.shape[1]):
        column = known[:, phone]
        values, counts = np.unique(column[column != NO_TUPLE], return_counts=True)
        usual = values[np.argmax(counts)] if len(values) else 0
        tuples[:, phone] = np.where(tuples[:, phone] == NO_TUPLE, usual, tuples[:, phone])
    return tuples
