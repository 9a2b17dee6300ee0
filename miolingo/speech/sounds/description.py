"""What a speech model offers for judging single sounds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from miolingo.errors import ModelError, UnsupportedModelError
from miolingo.speech.acoustics.network import CHAIN, XENT
from miolingo.speech.acoustics.phone_network import load
from miolingo.speech.sounds.learned_files import is_learned

_HEADS = {CHAIN: "chain", XENT: "xent"}


@dataclass(frozen=True)
class SoundJudging:
    """What a model offers for judging single sounds.

    ``sounds`` is how many it tells apart, ``heads`` by which outputs of its network; none, and a
    clause that is the ``reason``, where it cannot be used so. ``learned`` is whether its
    limits were measured on people: without that single sounds are not judged.
    """

    sounds: int
    heads: tuple[str, ...]
    reason: str = ""
    learned: bool = False


def describe(folder: Path, cache: Path | None = None) -> SoundJudging:
    """Say what can be judged with a model, damaged ones included."""
    try:
        network = load(folder, cache)
    except UnsupportedModelError as error:
        return SoundJudging(0, (), error.reason)
    except ModelError as error:
        return SoundJudging(0, (), error.message.rstrip("."))
    heads = tuple(_HEADS[head] for head in network.acoustics.heads)
    return SoundJudging(network.phones.sound_count, heads, learned=is_learned(folder))
