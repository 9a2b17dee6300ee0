"""The phones that a phrase should have, and the other ways to say it that are right, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from miolingo.judging.sounds.replacements import (
    Chain,
    Fit,
    Flags,
    Integers,
    ReplacedChains,
    Replacement,
    Scorer,
)

Sounds = tuple[int, ...]
"""Numbers of the model's sounds, whatever their position in a word."""

_MOST_ROUNDS = 4


@dataclass(frozen=True, eq=False)
class SoundTable:
    """The sounds of a model.

    ``phones`` (sounds, 4): the phone of each at the begin, the end, inside of a word and as a word
    of its own. ``follows`` (phones + 1, phones + 1): whether a phone may stand after another.
    """

    phones: Integers
    sound_of: Integers
    follows: Flags

    def in_word(self, sounds: Sounds) -> tuple[int, ...]:
        """The phones of a word of these sounds."""
        last = len(sounds) - 1
        if not last:
            return (int(self.phones[sounds[0], 3]),)
        return tuple(
            int(self.phones[sound, 0 if index == 0 else 1 if index == last else 2])
            for index, sound in enumerate(sounds)
        )


@dataclass(frozen=True)
class Change:
    """Another sound in the place of ``count`` (0 or 1) sounds of a word from ``index`` on."""

    word: int
    index: int
    count: int
    sounds: Sounds


@dataclass(frozen=True)
class Target:
    """A phrase in sounds, word by word, none of them empty."""

    words: tuple[Sounds, ...]

    def starts(self) -> list[int]:
        """Where each word begins in the chain, and where the last one ends."""
        return [0, *np.cumsum([len(word) for word in self.words]).tolist()]

    def changed(self, change: Change) -> Target:
        """The target with a change made."""
        words = list(self.words)
        words[change.word] = _changed(words[change.word], change)
        return replace(self, words=tuple(words))

    def chain(self, table: SoundTable) -> Chain:
        """The phones in their order."""
        phones = [phone for word in self.words for phone in table.in_word(word)]
        begins = [index == 0 for word in self.words for index in range(len(word))]
        return Chain(np.array(phones, np.int32), np.array(begins))

    def replacement(self, change: Change, table: SoundTable) -> Replacement:
        """What a change does to the chain: the phones that differ before and after it."""
        made = replacement_in(self.words[change.word], change, table)
        return made.later(self.starts()[change.word])

    def without(self, word: int) -> Replacement:
        """Leave a whole word out."""
        starts = self.starts()
        return Replacement(starts[word], starts[word + 1], (), ())


def replacement_in(sounds: Sounds, change: Change, table: SoundTable) -> Replacement:
    """What a change does to the phones of its word, counted from its begin."""
    changed = _changed(sounds, change)
    old, new = table.in_word(sounds), table.in_word(changed) if changed else ()
    shortest = min(len(old), len(new))
    same = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    rest = shortest - same
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    middle = new[same : len(new) - tail]
    begins = tuple(same + index == 0 for index in range(len(middle)))
    return Replacement(same, len(old) - tail, middle, begins)


def _changed(sounds: Sounds, change: Change) -> Sounds:
    return (*sounds[: change.index], *change.sounds, *sounds[change.index + change.count :])


@dataclass(frozen=True, eq=False)
class Said:
    """How a phrase was said, how that fits, and the changes after which it is right, too."""

    target: Target
    chain: Chain
    fit: Fit
    accepted: tuple[Change, ...]


def best_pronunciation(
    scorer: Scorer, target: Target, accepted: Sequence[Change], table: SoundTable
) -> Said | None:
    """Of a phrase and its accepted changes those that fit best; None where nothing can fit.

    In each round the best change of every word is made, or, where they spoil each other, the best
    one alone.
    """
    said = _said(scorer, target, tuple(accepted), table)
    for _ in range(_MOST_ROUNDS):
        made = _gaining(scorer, said, table) if said and said.accepted else []
        if not said or not made:
            break
        together = _made(scorer, said, made, table)
        alone = _made(scorer, said, made[:1], table) if len(made) > 1 else together
        if alone and (not together or together.fit.score < alone.fit.score):
            together = alone
        if not together or together.fit.score <= said.fit.score:
            break
        said = together
    return said


def _said(
    scorer: Scorer, target: Target, accepted: tuple[Change, ...], table: SoundTable
) -> Said | None:
    chain = target.chain(table)
    fit = scorer.fit(chain)
    return None if fit is None else Said(target, chain, fit, accepted)


def _made(scorer: Scorer, said: Said, made: Sequence[Change], table: SoundTable) -> Said | None:
    """The phrase with some changes made, one a word; what it was before is right as well."""
    target = said.target
    for change in made:
        target = target.changed(change)
    left = [_moved(each, made) for each in said.accepted if not _overlaps(each, made)]
    back = [_undoing(change, said.target) for change in made]
    return _said(scorer, target, (*left, *back), table)


def _undoing(change: Change, target: Target) -> Change:
    """The change that leads back to a target after a change was made."""
    before = target.words[change.word][change.index : change.index + change.count]
    return Change(change.word, change.index, len(change.sounds), before)


def _gaining(scorer: Scorer, said: Said, table: SoundTable) -> list[Change]:
    """The best accepted change of each word that gains anything, the best one first."""
    replacements = [said.target.replacement(each, table) for each in said.accepted]
    gains = scorer.gains(said.fit, ReplacedChains(said.chain, replacements))
    made: list[Change] = []
    for index in np.argsort(-gains).tolist():
        change = said.accepted[index]
        if gains[index] > 0 and all(change.word != other.word for other in made):
            made.append(change)
    return made


def _overlaps(change: Change, made: Sequence[Change]) -> bool:
    return any(
        change.word == other.word
        and change.index < other.index + max(other.count, 1)
        and other.index < change.index + max(change.count, 1)
        for other in made
    )


def _moved(change: Change, made: Sequence[Change]) -> Change:
    """A change whose place moves with those made before it in its word."""
    shift = sum(
        len(other.sounds) - other.count
        for other in made
        if other.word == change.word and other.index < change.index
    )
    return replace(change, index=change.index + shift)
