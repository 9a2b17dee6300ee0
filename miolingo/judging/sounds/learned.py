"""What was learned from people who speak a language: the numbers that turn features into scores.

Made by ``python -m benchmarks.learning``, kept as JSON, valid for the one model that it names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from miolingo.judging.sounds.columns import Usual
from miolingo.judging.sounds.forest import Forest, forest_from_json
from miolingo.judging.sounds.replacements import Floats

FORMAT = 1
_Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Linear:
    """A weighted sum of standardized columns, shape (columns,) each, and a constant."""

    mean: _Doubles
    deviation: _Doubles
    weight: _Doubles
    constant: float

    def predict(self, rows: _Doubles) -> _Doubles:
        """The sum for each row (n, columns); shape (n,)."""
        total: _Doubles = (rows - self.mean) / self.deviation @ self.weight + self.constant
        return total


@dataclass(frozen=True, eq=False)
class CleanSpeechNumbers:
    """A mixture of Gaussians of clean speech in mel bands; see ``speech.acoustics.channel``."""

    weights: _Doubles
    means: _Doubles
    covariances: _Doubles


@dataclass(frozen=True, eq=False)
class Learned:
    """All that was learned for one model.

    ``letters`` gives the sound of each letter where spelling tells the sounds, ``names`` the IPA of
    each sound. ``prior`` (outputs,) is the log of the network's mean posterior. ``limits`` has, by
    strictness, the scores below which a word is wrong, a sound is wrong, and above which a gap
    holds an added word.
    """

    language: str
    model_sha256: str
    source: str
    speakers: int
    letters: Mapping[str, int]
    names: Sequence[str]
    prior: Floats
    clean: CleanSpeechNumbers
    usual: Usual
    sounds: Forest
    words: Linear
    gaps: Forest
    limits: Mapping[str, Mapping[str, float]]
