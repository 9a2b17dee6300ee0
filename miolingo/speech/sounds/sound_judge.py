"""Judges the sounds of utterances: a model's network, and what was learned from people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from miolingo.errors import UnsupportedModelError
from miolingo.judging.plan import SoundQuestion, SoundSupport
from miolingo.judging.recording import Samples
from miolingo.judging.sounds.evidence import Channel, PhraseEvidence
from miolingo.judging.sounds.features import Hearing
from miolingo.judging.sounds.inventory import Inventory, Phrase, told_apart
from miolingo.judging.sounds.learned import Learned
from miolingo.judging.sounds.replacements import Floats, PhoneOutputs, Scorer
from miolingo.judging.sounds.scoring import Weigher
from miolingo.judging.sounds.target import SoundTable
from miolingo.speech.acoustics.acoustic_model import Posteriors
from miolingo.speech.acoustics.channel import Restorer, cosines
from miolingo.speech.acoustics.phone_network import PhoneNetwork, load
from miolingo.speech.sounds.learned_files import find_learned, model_sha256
from miolingo.speech.sounds.phone_outputs import phone_outputs, sound_table

SPEEDS = (1.0, 0.92)
"""The AUC of words with one sound off, speakers left out, is 0.880 with the first alone, 0.885 with
both, 0.887 with 1.08 as a third."""


@dataclass(frozen=True, eq=False)
class HearingTables:
    """What is needed of a network to score by its outputs."""

    outputs: PhoneOutputs
    sounds: SoundTable
    outputs_of_sound: tuple[np.ndarray, ...]

    def hearing(self, posteriors: Posteriors, prior: Floats) -> Hearing:
        """Make outputs ready to be scored. Raises UnsupportedModelError for one head only."""
        if posteriors.xent is None or posteriors.chain is None:
            raise UnsupportedModelError("its network has one head only")
        best = [posteriors.chain[:, columns].max(axis=1) for columns in self.outputs_of_sound]
        return Hearing(
            posteriors.frame_ms / 1000,
            Scorer(posteriors.xent - prior, self.outputs),
            Scorer(posteriors.chain, self.outputs),
            posteriors.sounds,
            np.stack(best, axis=1),
            posteriors.bottleneck,
        )


def hearing_tables(network: PhoneNetwork) -> HearingTables:
    """Prepare a network. Raises UnsupportedModelError where it cannot be used so."""
    members = network.acoustics.sound_pdfs
    return HearingTables(
        phone_outputs(network),
        sound_table(network),
        tuple(np.flatnonzero(members[:, sound]) for sound in range(members.shape[1])),
    )


class SoundJudge:
    """Gives the evidence of an utterance's sounds."""

    def __init__(self, network: PhoneNetwork, learned: Learned) -> None:
        self._network = network
        self._learned = learned
        self._tables = hearing_tables(network)
        self._inventory = Inventory(learned.letters, network.pronunciations_in_sounds)
        self._weigher = Weigher(self._tables.sounds, self._inventory, learned)

    def support(self, question: SoundQuestion) -> SoundSupport:
        """How well a question can be answered: with the sounds of all words, and told apart."""
        phrases = self._phrases(question)
        if phrases is None:
            return SoundSupport.IMPOSSIBLE
        first, *others = phrases
        apart = (told_apart(first, other, self._learned.contrasts) for other in others)
        return SoundSupport.POSSIBLE if all(apart) else SoundSupport.NOT_TOLD_APART

    def evidence(self, samples: Samples, question: SoundQuestion) -> PhraseEvidence:
        """Hear 16 kHz sound in -1..1, for a question that can be answered.

        Raises ModelError where the network gives no numbers.
        """
        phrases = self._phrases(question)
        if phrases is None:
            raise ValueError("the sounds of a word are not known")
        hearings, channel = self._hear(samples)
        return self._weigher.evidence(hearings, phrases[0], phrases[1:], channel)

    def _phrases(self, question: SoundQuestion) -> list[Phrase] | None:
        found = [
            self._inventory.phrase(words) for words in (question.words, *question.alternatives)
        ]
        known = [phrase for phrase in found if phrase]
        return known if len(known) == len(found) else None

    def _hear(self, samples: Samples) -> tuple[list[Hearing], Channel]:
        heard = [
            self._network.acoustics.posteriors(samples, self._restorer, speed) for speed in SPEEDS
        ]
        hearings = [self._tables.hearing(each, self._learned.prior) for each in heard]
        return hearings, heard[0].channel

    @cached_property
    def _restorer(self) -> Restorer:
        clean = self._learned.clean
        lifter = self._network.acoustics.features.options.cepstral_lifter
        return Restorer(cosines(len(clean.mean), lifter), clean)


def load_sound_judge(folder: Path, cache: Path | None) -> SoundJudge | None:
    """The judge of a model's sounds; None where it has none, or nothing was learned for it."""
    learned = find_learned(model_sha256(folder))
    if learned is None:
        return None
    try:
        return SoundJudge(load(folder, cache), learned)
    except UnsupportedModelError:
        return None
