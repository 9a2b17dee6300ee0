"""Measures which sounds of its language a model tells apart, with synthesized speech."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path

from miolingo.judging.recording import Samples
from miolingo.judging.sounds.contrasts import TOLD_APART, measured_contrasts, sounds_of_key
from miolingo.judging.sounds.features import SoundFeatures
from miolingo.judging.sounds.inventory import Inventory, learn_names
from miolingo.judging.sounds.measuring import Measurer
from miolingo.language.ipa import distance, sounds_of
from miolingo.language.phonemes import Sound
from miolingo.speech.acoustics.phone_network import load
from miolingo.speech.sounds.learned_files import find_learned, model_sha256
from miolingo.speech.sounds.listener import Listener, listener, log_prior

_NEAR = 0.5
"""Sounds further apart than two features of the IPA's chart are hardly mistaken for each other."""

Transcribe = Callable[[str], Sequence[Sound]]


@dataclass(frozen=True)
class Utterance:
    """A word as a synthesized voice says it, 16 kHz sound in -1..1."""

    word: str
    samples: Samples


@dataclass(frozen=True)
class SoundContrast:
    """Two sounds in IPA, and the share (0.5-1) of words in which it was decided right which.

    ``on_people`` is the same for people, None where it was not measured on them.
    """

    first: str
    second: str
    synthesized: float
    on_people: float | None = None

    @property
    def share(self) -> float:
        """The share that counts: on people, if it is known."""
        return self.synthesized if self.on_people is None else self.on_people

    @property
    def told_apart(self) -> bool:
        """Whether it was decided right nine times of ten."""
        return self.share >= TOLD_APART


@dataclass(frozen=True)
class ContrastCheck:
    """How well a model tells near sounds apart, the worst pair first, from so many utterances."""

    contrasts: tuple[SoundContrast, ...]
    utterances: int


class ContrastMeter:
    """Measures one model; what was learned for it from people is used where there is something.

    Raises UnsupportedModelError for a model whose network cannot be used so, ModelError for a
    damaged one.
    """

    def __init__(self, folder: Path, cache: Path | None, transcribe: Transcribe) -> None:
        self._network = load(folder, cache)
        self._learned = find_learned(model_sha256(folder))
        letters = self._learned.letters if self._learned else {}
        self._inventory = Inventory(letters, self._network.pronunciations_in_sounds)
        self._transcribe = transcribe

    def knows(self, word: str) -> bool:
        """Whether the model has the sounds of a word."""
        return self._inventory.phrase([[word]]) is not None

    def check(
        self, utterances: Sequence[Utterance], tell: Callable[[int, int], None]
    ) -> ContrastCheck:
        """Hear words that the model knows, and ``tell`` how many of how many were heard.

        Raises ModelError and UnsupportedModelError.
        """
        names = self._names({each.word for each in utterances})
        told = _telling(utterances, tell)
        measured = measured_contrasts(self._features(self._listener(utterances), told))
        known = self._learned.contrasts if self._learned else {}
        contrasts = []
        for key, (share, _) in measured.items():
            sounds = sounds_of_key(key)
            first, second = (names.get(sound, "") for sound in sounds)
            if first and second and _near(first, second) and self._compete(*sounds):
                on_people = known[key][0] if key in known else None
                contrasts.append(SoundContrast(first, second, share, on_people))
        contrasts.sort(key=lambda contrast: (contrast.share, contrast.first, contrast.second))
        return ContrastCheck(tuple(contrasts), len(utterances))

    def _compete(self, sound: int, other: int) -> bool:
        """Whether one can stand in the place of the other, as far as spelling tells."""
        return self._inventory.kind(sound) == self._inventory.kind(other)

    def _listener(self, utterances: Sequence[Utterance]) -> Listener:
        if self._learned:
            return listener(self._network, self._learned.prior, self._learned.clean)
        prior = log_prior(self._network, None, (each.samples for each in utterances))
        return listener(self._network, prior, None)

    def _features(
        self, hearing: Listener, utterances: Iterable[Utterance]
    ) -> Iterator[SoundFeatures]:
        measurer = Measurer(hearing.sounds, self._inventory)
        for each in utterances:
            phrase = self._inventory.phrase([[each.word]])
            measured = phrase and measurer.measure(hearing.hear(each.samples)[0], phrase)
            if measured:
                yield measured[1]

    def _names(self, words: Iterable[str]) -> dict[int, str]:
        """The IPA of each sound: as it was learned, else found in our own IPA of the words."""
        if self._learned:
            return dict(enumerate(self._learned.names))
        lexicon = self._network.pronunciations_in_sounds
        return learn_names(
            ([sound.symbol for sound in self._transcribe(word)], lexicon(word))
            for word in sorted(words)
        )


def _telling(
    utterances: Sequence[Utterance], tell: Callable[[int, int], None]
) -> Iterator[Utterance]:
    for done, utterance in enumerate(utterances, 1):
        yield utterance
        tell(done, len(utterances))


def _near(first: str, second: str) -> bool:
    """Whether two sounds in IPA (or diphthongs) are different, in two features at most."""
    sounds, others = sounds_of(first), sounds_of(second)
    if first == second or len(sounds) != len(others):
        return False
    return sum(starmap(distance, zip(sounds, others, strict=True))) <= _NEAR
