"""Judges the sounds of utterances: a model's network, and what was learned from people."""

from __future__ import annotations

from pathlib import Path

from miolingo.errors import UnsupportedModelError
from miolingo.judging.decoding.plan import SoundQuestion, SoundSupport
from miolingo.judging.recording import Samples
from miolingo.judging.sounds.contrasts import told_apart
from miolingo.judging.sounds.evidence import PhraseEvidence
from miolingo.judging.sounds.inventory import Inventory, Phrase
from miolingo.judging.sounds.learned import Learned
from miolingo.judging.sounds.scoring import Weigher
from miolingo.speech.acoustics.phone_network import PhoneNetwork, load
from miolingo.speech.sounds.learned_files import find_learned, model_sha256
from miolingo.speech.sounds.listener import listener


class SoundJudge:
    """Gives the evidence of an utterance's sounds.

    Raises UnsupportedModelError for a network that cannot be used so.
    """

    def __init__(self, network: PhoneNetwork, learned: Learned) -> None:
        self._contrasts = learned.contrasts
        self._listener = listener(network, learned.prior, learned.clean, learned.narrowband)
        self._inventory = Inventory(learned.letters, network.pronunciations_in_sounds)
        self._weigher = Weigher(self._listener.sounds, self._inventory, learned)

    def support(self, question: SoundQuestion) -> SoundSupport:
        """How well a question can be answered: with the sounds of all words, and told apart."""
        phrases = self._phrases(question)
        if phrases is None:
            return SoundSupport.IMPOSSIBLE
        first, *others = phrases
        apart = (told_apart(first, other, self._contrasts) for other in others)
        return SoundSupport.POSSIBLE if all(apart) else SoundSupport.NOT_TOLD_APART

    def evidence(self, samples: Samples, question: SoundQuestion) -> PhraseEvidence:
        """Hear 16 kHz sound in -1..1, for a question that can be answered.

        Raises ModelError where the network gives no numbers.
        """
        phrases = self._phrases(question)
        if phrases is None:
            raise ValueError("the sounds of a word are not known")
        hearings, channel = self._listener.hear(samples)
        return self._weigher.evidence(hearings, phrases[0], phrases[1:], channel)

    def _phrases(self, question: SoundQuestion) -> list[Phrase] | None:
        found = [
            self._inventory.phrase(words) for words in (question.words, *question.alternatives)
        ]
        known = [phrase for phrase in found if phrase]
        return known if len(known) == len(found) else None


def load_sound_judge(folder: Path, cache: Path | None) -> SoundJudge | None:
    """The judge of a model's sounds; None where it has none, or nothing was learned for it."""
    learned = find_learned(model_sha256(folder))
    if learned is None:
        return None
    try:
        return SoundJudge(load(folder, cache), learned)
    except UnsupportedModelError:
        return None
