"""The phones of a model, told apart by ``graph/phones/word_boundary.int`` alone.

A *phone* is an id of the model; a *sound* (numbered from 0) is what its four phones share: the same
sound at the begin, at the end and inside of a word, and as a word of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, unique
from pathlib import Path

import numpy as np

from miolingo.errors import UnsupportedModelError
from miolingo.speech.acoustics.kaldi_file import Integers, damaged, read_text

_MOST_PHONES = 5_000


@unique
class Position(IntEnum):
    """Where in a word a phone stands, in the order of the ids of a sound."""

    BEGIN = 0
    END = 1
    INTERNAL = 2
    SINGLETON = 3


_NONWORD = "nonword"
_POSITIONS = [position.name.lower() for position in Position]
NO_SOUND = -1


@dataclass(frozen=True, eq=False)
class PhoneSet:
    """``phones`` has shape (sounds, 4), by position; the others are indexed by phone, from 0.

    ``sound_of`` is NO_SOUND for silence and noise; ``position_of`` then is without meaning.
    """

    phones: Integers
    sound_of: Integers
    position_of: Integers

    @property
    def sound_count(self) -> int:
        """How many sounds the model tells apart."""
        return len(self.phones)

    def in_word(self, sounds: list[int]) -> tuple[int, ...]:
        """The phones of a word that consists of these sounds."""
        last = len(sounds) - 1
        positions = [Position.INTERNAL for _ in sounds]
        if sounds:
            positions[0], positions[last] = Position.BEGIN, Position.END
        if last == 0:
            positions[0] = Position.SINGLETON
        return tuple(int(self.phones[pair]) for pair in zip(sounds, positions, strict=True))


def read_phone_set(path: Path) -> PhoneSet:
    """Read lines of a phone and its kind.

    Kaldi's ``prepare_lang.sh`` writes begin, end, internal and singleton of each sound in a row;
    those of silence and noise follow their plain phone, which stands outside of words (nonword).
    Raises ModelError, and UnsupportedModelError where the phones do not tell their positions.
    """
    if not path.is_file():
        raise UnsupportedModelError("its sounds do not tell where a word begins and ends")
    kinds = _read_kinds(path)
    sounds, phone = [], 0
    while phone < len(kinds):
        after_silence = kinds[phone] == _NONWORD
        phone += after_silence
        if kinds[phone : phone + 4] == _POSITIONS:
            if not after_silence:
                sounds.append(range(phone + 1, phone + 5))
            phone += 4
        elif not after_silence:
            raise UnsupportedModelError("its sounds do not tell where a word begins and ends")
    if not sounds:
        raise UnsupportedModelError("its sounds do not tell where a word begins and ends")
    phones = np.array(sounds, np.int32)
    sound_of, position_of = np.full((2, len(kinds) + 1), NO_SOUND, np.int32)
    sound_of[phones] = np.arange(len(phones))[:, None]
    position_of[phones] = np.arange(4)
    return PhoneSet(phones, sound_of, position_of)


def _read_kinds(path: Path) -> list[str]:
    """The kinds of the phones from 1 on."""
    lines = [line.split() for line in read_text(path).splitlines() if line.strip()]
    numbered = [line[0] for line in lines if len(line) == 2]
    if numbered != [str(number) for number in range(1, len(lines) + 1)]:
        raise damaged(path.name, "its phones are not numbered from 1")
    if len(lines) > _MOST_PHONES or {kind for _, kind in lines} - {_NONWORD, *_POSITIONS}:
        raise damaged(path.name, "it has phones of unknown kinds")
    return [kind for _, kind in lines]
