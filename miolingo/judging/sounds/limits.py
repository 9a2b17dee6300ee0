"""How strict to be: the scores at which words and sounds are right, wrong or not sure.

The limits of clean speech are set on people (``benchmarks.learning``). On a bad channel right words
score lower; what a clear recording would blame there is not sure, down to a limit that falls with
what the channel took away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from miolingo.judging.sounds.evidence import Channel

CLEAR_SNR_DB = 22.0
"""From here on more distance to the noise makes no difference."""
USUAL_FRAMES = 2.5
"""Frames of 30 ms that a sound takes in speech of the usual speed."""


@dataclass(frozen=True)
class Limits:
    """Log odds: below ``word`` a word is wrong, from ``sure`` on it is right, else not sure.

    Below ``sound`` a sound of a wrong word is wrong; from ``gap`` on a gap holds an added word.
    """

    word: float
    sure: float
    sound: float
    gap: float


def difficulties(channel: Channel, frames_a_sound: float) -> dict[str, float]:
    """What makes right words score lower, each 0 in clean speech of the usual speed.

    How badly the phrase fits is none of them: so would a wrong phrase be let through. Nor are low
    bands that are missing: those can be restored. To a telephone the network is adapted.
    """
    return {
        "missing": 0.0 if channel.is_narrowband else channel.missing_high,
        "noise": max(0.0, CLEAR_SNR_DB - channel.snr_db) / 10,
        "hurry": max(0.0, USUAL_FRAMES - frames_a_sound),
    }


def limits_at(numbers: Mapping[str, float], channel: Channel, frames_a_sound: float) -> Limits:
    """The limits of one level for a recording; ``numbers`` as they were learned."""
    found = difficulties(channel, frames_a_sound)
    relaxed = sum(numbers[name] * value for name, value in found.items())
    sure = numbers["narrowband" if channel.is_narrowband else "word"]
    word = sure - max(0.0, relaxed - numbers["allowance"])
    return Limits(word, sure, numbers["sound"], numbers["gap"])
