"""Measures with a model's network which contrasts a synthetic voice really makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import fmean

from miolingo.judging.recording import Samples
from miolingo.judging.sounds.features import Hearing
from miolingo.judging.sounds.inventory import Inventory
from miolingo.judging.sounds.measuring import Measurer
from miolingo.speech.acoustics.phone_network import load
from miolingo.speech.sounds.learned_files import find_learned, model_sha256
from miolingo.speech.sounds.listener import Listener, listener, log_prior


@dataclass(frozen=True)
class WordPair:
    """Two words that differ in the two sounds of a contrast."""

    contrast: str
    word: str
    other: str


class VoiceMeter:
    """Hears voices with one model.

    Raises UnsupportedModelError for a model whose network cannot be used so, ModelError for a
    damaged one.
    """

    def __init__(self, folder: Path, cache: Path | None) -> None:
        self._network = load(folder, cache)
        self._learned = find_learned(model_sha256(folder))
        letters = self._learned.letters if self._learned else {}
        self._inventory = Inventory(letters, self._network.pronunciations_in_sounds)

    def knows(self, pair: WordPair) -> bool:
        """Whether the model has the sounds of both words."""
        return all(self._inventory.phrase([[word]]) for word in (pair.word, pair.other))

    def shares(
        self,
        pairs: Sequence[WordPair],
        utterances: Mapping[str, Sequence[Samples]],
        tell: Callable[[int, int], None],
    ) -> dict[str, float]:
        """How well each contrast is made, of pairs that the model knows.

        Of two utterances of a voice, one of each word, it is the share (0.5 by chance) in which the
        network finds out which is which: the other word fits better to the one that says it.
        ``utterances`` has some of each word, 16 kHz sound in -1..1; ``tell`` takes how many of how
        many words were heard. Raises ModelError and UnsupportedModelError.
        """
        listening = self._listener([each for own in utterances.values() for each in own])
        heard: dict[str, list[Sequence[Hearing]]] = {}
        for done, (word, own) in enumerate(utterances.items(), start=1):
            heard[word] = [listening.hear(samples)[0] for samples in own]
            tell(done, len(utterances))
        measurer = Measurer(listening.sounds, self._inventory)
        found: dict[str, list[float]] = {}
        for pair in pairs:
            leads, others = (
                [self._lead(measurer, pair, hearings) for hearings in heard[word]]
                for word in (pair.word, pair.other)
            )
            found.setdefault(pair.contrast, []).extend(_told_apart(leads, others))
        return {contrast: round(fmean(told), 3) for contrast, told in found.items() if told}

    def _lead(
        self, measurer: Measurer, pair: WordPair, hearings: Sequence[Hearing]
    ) -> float | None:
        """How much better the other word of a pair fits; None for what is too short to be it."""
        word, other = (self._inventory.phrase([[each]]) for each in (pair.word, pair.other))
        measured = word and measurer.measure(hearings, word)
        return measurer.lead(hearings, measured[0], other) if measured and other else None

    def _listener(self, speech: Sequence[Samples]) -> Listener:
        if self._learned:
            return listener(self._network, self._learned.prior, self._learned.clean)
        return listener(self._network, log_prior(self._network, None, speech), None)


def _told_apart(own: Sequence[float | None], others: Sequence[float | None]) -> Iterator[float]:
    """Yield for each two utterances 1 where they are told apart, 0.5 where they are alike."""
    for mine, theirs in product(own, others):
        if mine is not None and theirs is not None:
            yield 0.5 if mine == theirs else float(theirs > mine)
