"""Damaged speech models: each is told or heard with, never a crash, a hang or a wrong number."""

from __future__ import annotations

import contextlib
import random
import struct
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from miolingo.errors import ModelError
from miolingo.speech.acoustics import phone_network
from tests.parts.acoustics import model_files, write_model

SEED = 20
CASES_OF_EACH_KIND = 120
LONGEST_S = 5.0
"""Far more than any of these models takes on a busy machine (a hundredth of a second)."""

SOUND = np.random.default_rng(3).normal(0, 0.1, 3_200).astype(np.float32)
NUMBERS = [0, 1, -1, 255, 65_536, 0x00FF_FFFF, 0x7FFF_FFFF, -0x8000_0000, 0x7F80_0000, 0x7FC0_0000]

Damage = Callable[[random.Random, bytes], bytes]


def cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content))]


def flip(chance: random.Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 8, 50])):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def renumber(chance: random.Random, content: bytes) -> bytes:
    """Write an unlikely number somewhere, at best where a size stands."""
    sizes = [at for at in range(len(content) - 5) if content[at] == 4] or [0]
    at = chance.choice(sizes) + 1
    return content[:at] + struct.pack("<i", chance.choice(NUMBERS)) + content[at + 4 :]


def reword(chance: random.Random, content: bytes) -> bytes:
    """Replace one of the file's words by another, or by none."""
    words = [word for word in content.split() if 2 < len(word) < 40]
    if not words:
        return b""
    return content.replace(chance.choice(words), chance.choice([*words, b"", b"<X>"]), 1)


def rearrange(chance: random.Random, content: bytes) -> bytes:
    """Leave a piece out, or put it in twice."""
    start, end = sorted(chance.randrange(len(content)) for _ in range(2))
    if chance.random() < 0.5:
        return content[:start] + content[end:]
    return content[:end] + content[start:]


@pytest.mark.parametrize("damage", [cut, flip, renumber, reword, rearrange])
def test_a_damaged_model_is_told_or_heard_with(tmp_path: Path, damage: Damage) -> None:
    chance = random.Random(f"{SEED}-{damage.__name__}")  # noqa: S311 - the same each time
    files = model_files()
    folder = write_model(tmp_path, files)
    names = sorted(name for name, content in files.items() if len(content) > 20)
    told = 0
    for _ in range(CASES_OF_EACH_KIND):
        name = chance.choice(names)
        (folder / name).write_bytes(damage(chance, files[name]))
        started_s = time.monotonic()
        with contextlib.suppress(ModelError):
            told += 1
            network = phone_network.load(folder)
            posteriors = network.posteriors(SOUND)
            for word in ("ab", "a", "ba", "x"):
                network.pronunciations(word)
            assert np.isfinite(posteriors.sounds).all()
            told -= 1
        assert time.monotonic() - started_s < LONGEST_S, name
        (folder / name).write_bytes(files[name])
    assert 0 < told < CASES_OF_EACH_KIND
