"""Mistakes on paper: the recording stays, the phrase that it is judged by is changed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

import numpy as np

from miolingo.judging.sounds.changes import ChangesOf, Kind
from miolingo.judging.sounds.inventory import Inventory, Phrase
from miolingo.judging.sounds.replacements import Floats
from miolingo.judging.sounds.target import Change
from miolingo.language.pronunciation import neighbors, similarity, sounds

LEAST_UNLIKE = 0.5
_SIMILAR = (0.35, 0.8)
"""Words this much alike are mistaken for each other by learners, as 반갑습니다 and 고맙습니다."""
_STRANGERS_ALONE = 3


@unique
class Mistake(StrEnum):
    """What is wrong with a phrase, or that nothing is."""

    RIGHT = "right"
    WRONG = "wrong phrase"
    REPLACED = "word replaced"
    SIMILAR = "word replaced by a similar one"
    ONE_SOUND = "one sound off"
    ONE_PHONE = "one phone changed"
    EXTRA_PHONE = "a phone too many"
    MISSING_PHONE = "a phone too few"
    ADDED = "word added"
    LEFT_OUT = "word left out"


@dataclass(frozen=True)
class Words:
    """Words to judge a recording by; ``index`` is the one that is wrong, or the gap."""

    mistake: Mistake
    words: tuple[str, ...]
    index: int = -1


class WordMistakes:
    """Makes mistakes with whole words, always the same for a seed."""

    def __init__(
        self, texts: Sequence[str], language: str, known: Callable[[str], bool], seed: str
    ) -> None:
        self._texts = texts
        self._vocabulary = sorted({word for text in texts for word in text.split()})
        self._language = language
        self._known = known
        self._random = random.Random(seed)  # noqa: S311 - no secret

    def of(self, text: str, same: Callable[[str, str], bool]) -> Iterator[Words]:
        """One of each kind; ``same`` tells whether two words cannot be told apart in principle."""
        words = tuple(text.split())
        chance = self._random
        strangers = [
            word
            for word in chance.sample(self._vocabulary, min(60, len(self._vocabulary)))
            if max(self._likeness(word, own) for own in words) < LEAST_UNLIKE
        ]
        if len(strangers) > 1:
            index = chance.randrange(len(words))
            replaced = (*words[:index], strangers[0], *words[index + 1 :])
            yield Words(Mistake.REPLACED, replaced, index)
            index = chance.randrange(len(words) + 1)
            longer = (*words[:index], strangers[1], *words[index:])
            yield Words(Mistake.LEFT_OUT, longer, index)
        yield from self._one_sound_off(words, same)
        if len(words) > 1:
            index = chance.randrange(len(words))
            yield Words(Mistake.ADDED, (*words[:index], *words[index + 1 :]), index)
        other = chance.choice(self._texts)
        if self._likeness(other, text) < LEAST_UNLIKE:
            yield Words(Mistake.WRONG, tuple(other.split()))

    def similar(self, text: str, count: int) -> Iterator[Words]:
        """Replace words by similar ones, of whose sounds many fit."""
        words = tuple(text.split())
        order = self._random.sample(range(len(words)), len(words))
        least, most = _SIMILAR
        for index in (order * count)[:count]:
            alike = [
                word
                for word in self._vocabulary
                if least <= self._likeness(word, words[index]) < most
            ]
            if alike:
                replaced = (*words[:index], self._random.choice(alike), *words[index + 1 :])
                yield Words(Mistake.SIMILAR, replaced, index)

    def alone(self, word: str, same: Callable[[str, str], bool]) -> Iterator[Words]:
        """For a phrase of this word alone: other words about as long, and one with one sound off.

        ``same`` as for ``of``.
        """
        drawn = self._random.sample(self._vocabulary, min(200, len(self._vocabulary)))
        strangers = [
            other
            for other in drawn
            if abs(len(other) - len(word)) <= 1 and self._likeness(other, word) < LEAST_UNLIKE
        ]
        for other in strangers[:_STRANGERS_ALONE]:
            yield Words(Mistake.WRONG, (other,))
        yield from self._one_sound_off((word,), same)

    def _one_sound_off(
        self, words: tuple[str, ...], same: Callable[[str, str], bool]
    ) -> Iterator[Words]:
        """Change a word to a neighboring one of the vocabulary."""
        order = list(range(len(words)))
        self._random.shuffle(order)
        for index in order:
            near = [word for word in neighbors(words[index], self._language) if self._known(word)]
            self._random.shuffle(near)
            for word in near:
                if not same(words[index], word):
                    changed = (*words[:index], word, *words[index + 1 :])
                    yield Words(Mistake.ONE_SOUND, changed, index)
                    return

    def _likeness(self, left: str, right: str) -> float:
        return similarity(sounds(left, self._language), sounds(right, self._language))


@dataclass(frozen=True)
class PhoneMistake:
    """A phrase in which one sound was changed: ``place`` of the wrong sound in its word."""

    mistake: Mistake
    phrase: Phrase
    word: int
    place: int


class PhoneMistakes:
    """Changes single sounds of a phrase, near ones most often.

    ``nearness`` (sounds, sounds) is how likely each other sound is taken for one: from the gains in
    right speech, so that the hardest mistakes are learned.
    """

    def __init__(
        self, inventory: Inventory, changes_of: ChangesOf, nearness: Floats, seed: int
    ) -> None:
        self._inventory = inventory
        self._changes_of = changes_of
        self._nearness = nearness
        self._chance = np.random.default_rng(seed)

    def of(self, phrase: Phrase, share: float) -> Iterator[PhoneMistake]:
        """Mistakes in about ``share`` times three quarters of the sounds, one at a time."""
        for word, sounds_of_word in enumerate(phrase.target.words):
            for index, own in enumerate(sounds_of_word):
                near = self._nearness[own]
                if self._chance.random() < 0.5 * share and near.any():
                    other = int(self._chance.choice(len(near), p=near / near.sum()))
                    change = Change(word, index, 1, (other,))
                    yield self._made(Mistake.ONE_PHONE, phrase, change, index)
                if self._chance.random() < 0.4 * share:
                    yield from self._any(phrase, word, index)

    def _any(self, phrase: Phrase, word: int, index: int) -> Iterator[PhoneMistake]:
        sounds_of_word = phrase.target.words[word]
        changes = [each for each in self._changes_of(sounds_of_word) if each.index == index]
        own, draw = sounds_of_word[index], self._chance.random()
        swaps = [
            each.sound
            for each in changes
            if each.kind is Kind.SUBSTITUTION
            and each.sound is not None
            and self._nearness[own][each.sound] > 0
        ]
        added = [
            each
            for each in changes
            if each.kind in (Kind.INSERTION_BEFORE, Kind.INSERTION_AFTER) and each.sound is not None
        ]
        if swaps and draw < 0.45:
            change = Change(word, index, 1, (int(self._chance.choice(swaps)),))
            yield self._made(Mistake.ONE_PHONE, phrase, change, index)
        elif added and draw < 0.65:
            each = added[int(self._chance.integers(len(added)))]
            place = index + (each.kind is Kind.INSERTION_AFTER)
            change = Change(word, place, 0, (each.sound or 0,))
            yield self._made(Mistake.EXTRA_PHONE, phrase, change, place)
        elif len(sounds_of_word) > 2 and any(each.kind is Kind.DELETION for each in changes):
            change = Change(word, index, 1, ())
            yield self._made(Mistake.MISSING_PHONE, phrase, change, max(0, index - 1))

    def _made(self, mistake: Mistake, phrase: Phrase, change: Change, place: int) -> PhoneMistake:
        target = phrase.target.changed(change)
        accepted = [
            moved for other in phrase.accepted for moved in self._still_right(other, change)
        ]
        if change.sounds:
            accepted += [
                Change(change.word, change.index, 1, (sound,))
                for sound in self._inventory.merged[change.sounds[0]]
            ]
        return PhoneMistake(mistake, Phrase(target, tuple(accepted)), change.word, place)

    def _still_right(self, other: Change, change: Change) -> Iterator[Change]:
        """An accepted change where it lies elsewhere, at its place after the mistake."""
        if other.word != change.word or other.index + other.count < change.index:
            yield other
        elif other.index > change.index + 1:
            shift = len(change.sounds) - change.count
            yield Change(other.word, other.index + shift, other.count, other.sounds)
