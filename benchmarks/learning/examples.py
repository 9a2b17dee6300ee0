"""Measure recordings, clear and damaged ones, by right phrases and by mistakes on paper."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.judgement.channels import CHANNELS
from benchmarks.learning.lone_words import CUT_OUT, lone_words
from benchmarks.learning.mistakes import Mistake, PhoneMistakes, WordMistakes, Words
from benchmarks.learning.recordings import FOLDS, Recording
from miolingo.judging.sounds.changes import ChangesOf
from miolingo.judging.sounds.evidence import Channel
from miolingo.judging.sounds.features import NO_DELETION, Hearing, SoundFeatures
from miolingo.judging.sounds.gaps import gap_rows
from miolingo.judging.sounds.inventory import Inventory, Phrase
from miolingo.judging.sounds.learned import Adaptation, CleanSpeech
from miolingo.judging.sounds.measuring import Measurer
from miolingo.judging.sounds.replacements import Floats
from miolingo.judging.sounds.target import SoundTable
from miolingo.language.normalize import words_of
from miolingo.speech.acoustics.phone_network import PhoneNetwork, load
from miolingo.speech.sounds.listener import Listener, listener

CLEAR = "clean"
_DAMAGED_SHARE = 0.35
_SYNTHESIZED_SHARE = 0.35
_ROUNDS, _SYNTHESIZED_ROUNDS = 3, 4
"""How many mistakes of each kind are made with words. Of a synthesized voice there are more: else
the trees would learn that whatever it says is right."""
NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Example:
    """A phrase measured on a recording.

    ``word`` is the word that is wrong, ``place`` the wrong sound's row in ``features``; ``gaps``
    are measured for right phrases and added words, whose gap is ``word``. ``as_if_alone`` is
    whether its words stood in a phrase, but are taken for phrases of one word.
    """

    mistake: Mistake
    recording: int
    speaker: str
    channel_name: str
    channel: Channel
    features: SoundFeatures
    word: int = NOWHERE
    place: int = NOWHERE
    gaps: Floats | None = None
    synthesized: bool = False
    as_if_alone: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is a right phrase, said by a human being on a clear channel."""
        clear = self.channel_name == CLEAR and not self.synthesized
        return clear and self.mistake is Mistake.RIGHT

    @property
    def lone_word(self) -> bool:
        """Whether it is a phrase of one word."""
        return bool((self.features.deletions == NO_DELETION).all())

    def taken_for_lone_words(self) -> Example:
        """The same as if each of its words were a phrase of one word."""
        alone = np.full_like(self.features.deletions, NO_DELETION)
        return replace(self, features=replace(self.features, deletions=alone), as_if_alone=True)

    def right(self, word: int) -> bool:
        """Whether a word was said as the phrase has it."""
        if self.mistake in (Mistake.RIGHT, Mistake.ADDED):
            return True
        return self.mistake is not Mistake.WRONG and word != self.word


@dataclass(frozen=True, eq=False)
class Instruments:
    """All that measures: a model that listens, and the sounds of its words.

    ``listeners`` are those of each fold; they differ where a recording lacks its high bands.
    """

    listeners: Sequence[Listener]
    inventory: Inventory
    language: str

    @property
    def network(self) -> PhoneNetwork:
        """The model's network as it is."""
        return self.listeners[0].network

    @property
    def sounds(self) -> SoundTable:
        """The sounds of the model."""
        return self.listeners[0].sounds

    def phrase(self, words: Sequence[str]) -> Phrase | None:
        """The sounds of written words; None where one is no single word or is not known."""
        spoken = [words_of(word, self.language) for word in words]
        if any(len(parts) != 1 for parts in spoken):
            return None
        return self.inventory.phrase([parts[0].spoken for parts in spoken])


@dataclass(frozen=True, eq=False)
class Recipe:
    """What instruments are made of, small enough to go to another process.

    ``narrowband`` has the adaptation for each fold, learned without its recordings; none at first.
    """

    folder: Path
    cache: Path
    letters: dict[str, int]
    prior: Floats
    clean: CleanSpeech
    language: str
    narrowband: Sequence[Adaptation] = ({},) * FOLDS

    def instruments(self) -> Instruments:
        """Load the model. Raises ModelError and UnsupportedModelError."""
        network = load(self.folder, self.cache)
        inventory = Inventory(self.letters, network.pronunciations_in_sounds)
        listeners = [listener(network, self.prior, self.clean, each) for each in self.narrowband]
        return Instruments(listeners, inventory, self.language)


class _Measuring:
    """Measures recordings, one after the other."""

    def __init__(
        self, tools: Instruments, recordings: Sequence[Recording], nearness: Floats
    ) -> None:
        self._tools = tools
        self._recordings = recordings
        self._nearness = nearness
        self._measurer = Measurer(tools.sounds, tools.inventory)
        self._changes_of = ChangesOf(tools.sounds)

    def examples(self, number: int) -> Iterator[Example]:
        """All examples of a recording, and some of one damaged copy of it."""
        recording = self._recordings[number]
        samples, hear = recording.samples(), self._listener(number).hear
        damaged = random.Random(number).choice([name for name in CHANNELS if name != CLEAR])  # noqa: S311
        copies = [(CLEAR, 1.0), (damaged, _DAMAGED_SHARE)]
        if recording.synthesized:
            copies = [(CLEAR, _SYNTHESIZED_SHARE)]
        for name, share in copies:
            yield from self._of(number, name, hear(CHANNELS[name](samples)), share)
        if not recording.synthesized:
            yield from self._alone(number)

    def _alone(self, number: int) -> Iterator[Example]:
        """Some words of the phrase, cut out of the recording and heard alone."""
        recording = self._recordings[number]
        samples, words = recording.samples(), recording.text.split()
        hear = self._listener(number).hear
        hearings, _ = hear(samples)
        phrase = self._tools.phrase(words)
        aligned = phrase and self._measurer.align(hearings, phrase)
        if not aligned:
            return
        makers = self._makers(f"{number} alone")
        for word, cut in lone_words(samples, aligned, hearings[0].frame_s, number):
            heard, channel = hear(cut)
            cases = [Words(Mistake.RIGHT, (words[word],)), *makers.alone(words[word], self._same)]
            for case in cases:
                lone = self._tools.phrase(case.words)
                measured = lone and self._measurer.measure(heard, lone)
                if measured:
                    known = (number, recording.speaker, CUT_OUT, channel)
                    right = case.mistake is Mistake.RIGHT
                    gaps = gap_rows(heard[0], measured[0]) if right else None
                    yield Example(case.mistake, *known, measured[1], case.index, gaps=gaps)

    def _listener(self, number: int) -> Listener:
        return self._tools.listeners[self._recordings[number].fold]

    def _makers(self, seed: str) -> WordMistakes:
        texts = [each.text for each in self._recordings]
        return WordMistakes(texts, self._tools.language, self._in_vocabulary, seed)

    def right(self, number: int) -> Iterator[Example]:
        """The right phrase alone, as it was recorded."""
        recording = self._recordings[number]
        hearings, channel = self._listener(number).hear(recording.samples())
        phrase = self._tools.phrase(recording.text.split())
        measured = phrase and self._measurer.measure(hearings, phrase)
        if measured:
            known = (number, recording.speaker, CLEAR, channel)
            yield Example(Mistake.RIGHT, *known, measured[1])

    def _of(
        self, number: int, name: str, heard: tuple[list[Hearing], Channel], share: float
    ) -> Iterator[Example]:
        hearings, channel = heard
        recording = self._recordings[number]
        phrase = self._tools.phrase(recording.text.split())
        measured = phrase and self._measurer.measure(hearings, phrase)
        if not phrase or not measured:
            return
        aligned, features = measured
        known = (number, recording.speaker, name, channel)
        gaps = gap_rows(hearings[0], aligned)
        made = recording.synthesized
        yield Example(Mistake.RIGHT, *known, features, gaps=gaps, synthesized=made)
        mistakes = PhoneMistakes(self._tools.inventory, self._changes_of, self._nearness, number)
        for mistake in mistakes.of(phrase, share):
            again = self._measurer.measure(hearings, mistake.phrase, [mistake.word])
            if again:
                place = min(mistake.place, len(again[1].places) - 1)
                yield Example(
                    mistake.mistake, *known, again[1], mistake.word, place, synthesized=made
                )
        yield from self._words(hearings, recording, known)

    def _words(
        self,
        hearings: Sequence[Hearing],
        recording: Recording,
        known: tuple[int, str, str, Channel],
    ) -> Iterator[Example]:
        for case in self._cases(recording, known[0], clear=known[2] == CLEAR):
            phrase = self._tools.phrase(case.words)
            measured = phrase and self._measurer.measure(hearings, phrase)
            if measured:
                gaps = gap_rows(hearings[0], measured[0])
                placed = case.mistake is not Mistake.WRONG
                yield Example(
                    case.mistake,
                    *known,
                    measured[1],
                    case.index,
                    gaps=gaps if placed else None,
                    synthesized=recording.synthesized,
                )

    def _cases(self, recording: Recording, number: int, *, clear: bool) -> list[Words]:
        """Mistakes with words: of damaged copies those of one sound alone."""
        makers = self._makers(f"{number}")
        if not clear:
            made = makers.of(recording.text, self._same)
            return [case for case in made if case.mistake is Mistake.ONE_SOUND]
        rounds = _SYNTHESIZED_ROUNDS if recording.synthesized else _ROUNDS
        cases = [case for _ in range(rounds) for case in makers.of(recording.text, self._same)]
        return [*cases, *makers.similar(recording.text, rounds)]

    def _in_vocabulary(self, word: str) -> bool:
        return bool(self._tools.network.pronunciations_in_sounds(word))

    def _same(self, word: str, other: str) -> bool:
        """Whether two words have the same sounds, or such as count as the same."""
        pair = [self._tools.phrase([each]) for each in (word, other)]
        if None in pair:
            return True
        first, second = (each.target.words[0] for each in pair if each)
        return len(first) == len(second) and all(
            left == right or self._tools.inventory.same(left, right)
            for left, right in zip(first, second, strict=True)
        )


_measuring: _Measuring | None = None


def _prepare(recipe: Recipe, recordings: Sequence[Recording], nearness: Floats) -> None:
    global _measuring  # noqa: PLW0603 - one for each process of the pool
    _measuring = _Measuring(recipe.instruments(), recordings, nearness)


def _examples(number: int) -> list[Example]:
    assert _measuring  # noqa: S101 - set by _prepare
    return list(_measuring.examples(number))


def measure_all(
    recipe: Recipe, recordings: Sequence[Recording], nearness: Floats, jobs: int
) -> Iterator[list[Example]]:
    """The examples of each recording, in order, made in ``jobs`` processes."""
    with ProcessPoolExecutor(
        jobs, initializer=_prepare, initargs=(recipe, recordings, nearness)
    ) as pool:
        yield from pool.map(_examples, range(len(recordings)))


def right_examples(tools: Instruments, recordings: Sequence[Recording]) -> list[Example]:
    """The right phrase of each recording, on the clear channel."""
    nothing = np.zeros((0, 0), np.float32)
    measuring = _Measuring(tools, recordings, nothing)
    return [each for number in range(len(recordings)) for each in measuring.right(number)]
