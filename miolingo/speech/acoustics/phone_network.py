"""The judge of single sounds that is hidden in a Vosk model: posteriors, words and phones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from miolingo.judging.recording import Samples
from miolingo.speech.acoustics.acoustic_model import AcousticModel, Posteriors, read_acoustic_model
from miolingo.speech.acoustics.lexicon import Lexicon, load_lexicon
from miolingo.speech.acoustics.phones import PhoneSet
from miolingo.speech.acoustics.transition_model import NO_TUPLE


@dataclass(frozen=True, eq=False)
class PhoneNetwork:
    """Tells sounds with the network of a Vosk model; a *phone* is an id of that model."""

    acoustics: AcousticModel
    lexicon: Lexicon

    @property
    def phones(self) -> PhoneSet:
        """The phones of the model, and which of them are the same sound."""
        return self.acoustics.phones

    def posteriors(self, samples: Samples) -> Posteriors:
        """Hear 16 kHz sound in -1..1. Raises ModelError where the network gives no numbers."""
        return self.acoustics.posteriors(samples)

    def pronunciations(self, word: str) -> list[tuple[int, ...]]:
        """How a word may be pronounced, in phones; none for a word that the model lacks."""
        return [self.phones.in_word(sounds) for sounds in self.lexicon.pronunciations(word)]

    def pronunciations_in_sounds(self, word: str) -> list[tuple[int, ...]]:
        """How a word may be pronounced, in sounds; none for a word that the model lacks."""
        return [tuple(sounds) for sounds in self.lexicon.pronunciations(word) if sounds]

    def pdfs(self, left: int, phone: int) -> tuple[int, int] | None:
        """The columns of a phone's first and further frames, given the phone before it.

        ``left`` is 0 at the start. None where the model has no such pair.
        """
        index = int(self.lexicon.tuples[left, phone])
        if index == NO_TUPLE:
            return None
        transitions = self.acoustics.transitions
        return int(transitions.forward_pdf[index]), int(transitions.loop_pdf[index])


def load(folder: Path, cache: Path | None = None) -> PhoneNetwork:
    """Read a model's folder; ``cache`` is the folder in which its lexicon is kept once made.

    Raises UnsupportedModelError for a whole model of another kind, ModelError for a damaged one.
    """
    acoustics = read_acoustic_model(folder)
    lexicon = load_lexicon(folder, acoustics.transitions, acoustics.phones, cache)
    return PhoneNetwork(acoustics, lexicon)
