"""What was learned from people who speak a language: the numbers that turn features into scores.

Made by ``python -m benchmarks.learning``, kept as JSON, valid for the one model that it names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from miolingo.judging.sounds.columns import Segments, Usual
from miolingo.judging.sounds.forest import Forest, forest_from_json
from miolingo.judging.sounds.replacements import Floats

FORMAT = 2
_Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CleanSpeech:
    """Voiced frames of clean speech in mel bands, natural log of power at the range of int16.

    A mixture of Gaussians: ``weights`` (n,), ``means`` (n, bands) and ``covariances``
    (n, bands, bands).
    """

    weights: _Doubles
    means: _Doubles
    covariances: _Doubles

    @property
    def mean(self) -> _Doubles:
        """The mean of each band; shape (bands,)."""
        mean: _Doubles = self.weights @ self.means
        return mean


@dataclass(frozen=True, eq=False)
class LayerAdaptation:
    """Makes ``x * scale + shift`` of what a layer gives; both have its dimension."""

    scale: Floats
    shift: Floats


Adaptation = Mapping[str, LayerAdaptation]
"""What changes in a network, by the names of its layers, for recordings over a telephone."""


@dataclass(frozen=True, eq=False)
class Learned:
    """All that was learned for one model.

    ``letters`` gives the sound of each letter where spelling tells the sounds, ``names`` the IPA of
    each sound. ``prior`` (outputs,) is the log of the network's mean posterior. ``narrowband``
    adapts the network to recordings over a telephone. ``limits`` has, by strictness, the scores
    below which a word is wrong, a sound is wrong, and above which a gap holds an added word.
    """

    language: str
    model_sha256: str
    source: str
    speakers: int
    letters: Mapping[str, int]
    names: Sequence[str]
    prior: Floats
    clean: CleanSpeech
    narrowband: Adaptation
    usual: Usual
    sounds: Forest
    segments: Segments
    words: Forest
    gaps: Forest
    contrasts: Mapping[str, Sequence[float]]
    limits: Mapping[str, Mapping[str, float]]


def to_json(learned: Learned) -> dict[str, Any]:
    """Everything as JSON; numbers are rounded to what makes no difference."""
    lower = np.tril_indices(learned.clean.means.shape[1])
    return {
        "format": FORMAT,
        "language": learned.language,
        "model_sha256": learned.model_sha256,
        "source": learned.source,
        "speakers": learned.speakers,
        "letters": dict(learned.letters),
        "names": list(learned.names),
        "prior": _rounded(learned.prior, 2),
        "clean": {
            "weights": _rounded(learned.clean.weights, 5),
            "means": _rounded(learned.clean.means, 3),
            "covariances": [_rounded(matrix[lower], 4) for matrix in learned.clean.covariances],
        },
        "narrowband": {
            name: {"scale": _rounded(layer.scale, 3), "shift": _rounded(layer.shift, 3)}
            for name, layer in learned.narrowband.items()
        },
        "usual": {
            "mean": _rounded(learned.usual.mean, 1),
            "deviation": _rounded(learned.usual.deviation, 1),
        },
        "segments": {
            "weight": _rounded(learned.segments.weight, 3),
            "constant": _rounded(learned.segments.constant, 3),
        },
        "sounds": learned.sounds.to_json(),
        "words": learned.words.to_json(),
        "gaps": learned.gaps.to_json(),
        "contrasts": learned.contrasts,
        "limits": learned.limits,
    }


def from_json(content: Mapping[str, Any]) -> Learned:
    """Read what ``to_json`` gave. Raises ValueError, KeyError or TypeError for anything else."""
    if content["format"] != FORMAT:
        raise ValueError(f"format {content['format']} is not {FORMAT}")
    clean, usual, segments = content["clean"], content["usual"], content["segments"]
    means = np.array(clean["means"])
    return Learned(
        language=content["language"],
        model_sha256=content["model_sha256"],
        source=content["source"],
        speakers=content["speakers"],
        letters=content["letters"],
        names=content["names"],
        prior=np.array(content["prior"], np.float32),
        clean=CleanSpeech(
            np.array(clean["weights"]), means, _symmetric(clean["covariances"], means.shape[1])
        ),
        narrowband={
            name: LayerAdaptation(
                np.array(layer["scale"], np.float32), np.array(layer["shift"], np.float32)
            )
            for name, layer in content["narrowband"].items()
        },
        usual=Usual(np.array(usual["mean"], np.float32), np.array(usual["deviation"], np.float32)),
        segments=Segments(
            np.array(segments["weight"], np.float32), np.array(segments["constant"], np.float32)
        ),
        sounds=forest_from_json(content["sounds"]),
        words=forest_from_json(content["words"]),
        gaps=forest_from_json(content["gaps"]),
        contrasts=content["contrasts"],
        limits=content["limits"],
    )


def _rounded(values: npt.NDArray[Any], digits: int) -> list[Any]:
    rounded: list[Any] = np.round(values.astype(float), digits).tolist()
    return rounded


def _symmetric(triangles: Sequence[Sequence[float]], size: int) -> _Doubles:
    lower = np.tril_indices(size)
    matrices = np.zeros((len(triangles), size, size))
    for matrix, triangle in zip(matrices, triangles, strict=True):
        matrix[lower] = triangle
        matrix.T[lower] = triangle
    return matrices
