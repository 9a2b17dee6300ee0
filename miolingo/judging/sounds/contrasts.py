"""Which sounds a model tells apart: how often, and from which lead on the other one was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from miolingo.judging.sounds.changes import Kind
from miolingo.judging.sounds.features import SoundFeatures
from miolingo.judging.sounds.inventory import Phrase

Contrasts = Mapping[str, Sequence[float]]
"""For pairs of sounds, as ``contrast_key`` names them: the share that is decided right, and by how
much the second (with the higher number) must fit better to be taken for said."""

TOLD_APART = 0.9
"""The least share decided right of pairs of words that are practised by who is right."""
_LEAST_CASES = 10
_Doubles = npt.NDArray[np.float64]


def contrast_key(sound: int, other: int) -> str:
    """The name of a pair of sounds in no order."""
    return f"{min(sound, other)}-{max(sound, other)}"


def sounds_of_key(key: str) -> tuple[int, int]:
    """The pair of sounds that a name stands for."""
    first, second = key.split("-")
    return int(first), int(second)


def told_apart(phrase: Phrase, other: Phrase, contrasts: Contrasts) -> bool:
    """Whether the sounds in which two phrases differ were decided right often enough on people."""
    differing = _differing(phrase, other)
    shares = (contrasts.get(contrast_key(*pair), (0.0, 0.0))[0] for pair in differing or ())
    return differing is None or any(share >= TOLD_APART for share in shares)


def deciding_lead(phrase: Phrase, other: Phrase, contrasts: Contrasts) -> float:
    """How much better the other phrase must fit to be taken for said (natural log)."""
    lead = 0.0
    for sound, rival in _differing(phrase, other) or ():
        _, limit = contrasts.get(contrast_key(sound, rival), (0.0, 0.0))
        lead += limit if sound < rival else -limit
    return lead


def _differing(phrase: Phrase, other: Phrase) -> list[tuple[int, int]] | None:
    """The sounds in which two phrases differ; None for phrases of different lengths."""
    sounds, rivals = (
        [sound for word in each.target.words for sound in word] for each in (phrase, other)
    )
    if len(sounds) != len(rivals):
        return None
    return [pair for pair in zip(sounds, rivals, strict=True) if pair[0] != pair[1]]


def measured_contrasts(right: Iterable[SoundFeatures]) -> dict[str, tuple[float, float]]:
    """How well each pair of sounds is told apart in right speech, as ``Contrasts`` has it.

    Both directions count half; pairs without ten cases of each are left out.
    """
    gains: dict[tuple[int, int], list[float]] = {}
    for features in right:
        changes = features.changes
        own = features.sounds[np.searchsorted(features.places, changes.place)]
        swaps = changes.kind == Kind.SUBSTITUTION
        both = changes.gains.mean(axis=0)[swaps].tolist()
        pairs = zip(own[swaps].tolist(), changes.sound[swaps].tolist(), strict=True)
        for pair, gain in zip(pairs, both, strict=True):
            gains.setdefault(pair, []).append(gain)
    found = {}
    for (sound, other), of_first in gains.items():
        back = gains.get((other, sound), [])
        if sound < other and min(len(of_first), len(back)) >= _LEAST_CASES:
            found[contrast_key(sound, other)] = _decided(np.array(of_first), -np.array(back))
    return found


def _decided(first: _Doubles, second: _Doubles) -> tuple[float, float]:
    """The share decided right, and the gain that decides best: below it the first was said."""
    limits = np.unique(np.concatenate([first, second]))
    right = [(np.mean(first < limit) + np.mean(second >= limit)) / 2 for limit in limits]
    best = int(np.argmax(right))
    return round(float(right[best]), 3), round(float(limits[best]), 2)
