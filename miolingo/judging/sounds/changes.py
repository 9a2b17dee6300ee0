"""Every change of one sound of a word, as replacements in its chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, unique
from functools import lru_cache
from itertools import pairwise

from miolingo.judging.sounds.replacements import Replacement
from miolingo.judging.sounds.target import Change, Sounds, SoundTable, replacement_in


@unique
class Kind(IntEnum):
    """What happens to a sound of the target."""

    SUBSTITUTION = 0
    DELETION = 1
    INSERTION_BEFORE = 2
    INSERTION_AFTER = 3


@dataclass(frozen=True)
class SoundChange:
    """A change at the sound ``index`` of a word; ``sound`` was said in its place, or beside it."""

    index: int
    kind: Kind
    sound: int | None
    replacement: Replacement


class ChangesOf:
    """Gives the changes of a word; words are remembered."""

    def __init__(self, table: SoundTable, words_kept: int = 4096) -> None:
        self._table = table
        self._kept = lru_cache(maxsize=words_kept)(self._changes)

    def __call__(self, sounds: Sounds) -> tuple[SoundChange, ...]:
        """All changes of one sound after which the word has only neighbors that the model knows."""
        return self._kept(sounds)

    def _changes(self, sounds: Sounds) -> tuple[SoundChange, ...]:
        return tuple(self._each(sounds))

    def _each(self, sounds: Sounds) -> Iterator[SoundChange]:
        every = range(len(self._table.phones))
        last = len(sounds) - 1
        for index, own in enumerate(sounds):
            for sound in every:
                if sound != own:
                    yield from self._made(sounds, index, 1, Kind.SUBSTITUTION, sound)
                yield from self._made(sounds, index, 0, Kind.INSERTION_BEFORE, sound)
            if last:
                yield from self._made(sounds, index, 1, Kind.DELETION, None)
        for sound in every:
            yield from self._made(sounds, last + 1, 0, Kind.INSERTION_AFTER, sound)

    def _made(
        self, sounds: Sounds, index: int, count: int, kind: Kind, sound: int | None
    ) -> Iterator[SoundChange]:
        new = () if sound is None else (sound,)
        changed = (*sounds[:index], *new, *sounds[index + count :])
        phones = self._table.in_word(changed)
        if all(self._table.follows[left, right] for left, right in pairwise(phones)):
            made = replacement_in(sounds, Change(0, index, count, new), self._table)
            at = index - 1 if kind is Kind.INSERTION_AFTER else index
            yield SoundChange(at, kind, sound, made)
