"""The i-vector: some numbers that tell the network how this speaker and this room sound.

Kaldi's ``ivector/ivector-extractor`` and ``online2/online-ivector-feature``, with the settings with
which Vosk uses them, but exact and of the whole recording at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from miolingo.errors import UnsupportedModelError
from miolingo.speech.acoustics.kaldi_file import Floats, KaldiFile, damaged, read_matrix
from miolingo.speech.acoustics.options import read_options

Doubles = npt.NDArray[np.float64]

# Kaldi's OnlineIvectorExtractionConfig; the last one as Vosk sets it.
_BEST_GAUSSIANS = 5
_LEAST_POSTERIOR = 0.025
_POSTERIOR_SCALE = 0.1
_MOST_FRAMES_COUNTED = 100.0

_MOST_GAUSSIANS = 1 << 14
_MOST_VALUES = 1 << 26
_MOST_CONTEXT_FRAMES = 20


@dataclass(frozen=True, eq=False)
class MeanNormalization:
    """A running mean over ``window`` frames is taken away, filled up from ``global_mean``."""

    global_mean: Doubles
    window: int
    global_frames: float

    def normalize(self, features: Floats) -> Doubles:
        """Take the mean away; shape (frames, dimension), as it was."""
        end = np.arange(1, len(features) + 1)
        count = np.minimum(end, self.window)
        sums = np.concatenate(
            [np.zeros((1, features.shape[1])), np.cumsum(features, axis=0, dtype=np.float64)]
        )
        added = np.clip(self.window - count, 0, self.global_frames)
        total = sums[end] - sums[end - count] + np.outer(added, self.global_mean)
        normalized: Doubles = features - total / (count + added)[:, None]
        return normalized


@dataclass(frozen=True, eq=False)
class Gaussians:
    """A mixture with diagonal covariances: constants (n,), the others (n, dimension)."""

    constants: Floats
    means_over_variances: Floats
    inverse_variances: Floats

    def posteriors(self, frames: Doubles) -> Doubles:
        """The shares of the best Gaussians of each frame; shape (frames, n), rows add up to 1."""
        likelihoods = (
            self.constants
            + frames @ self.means_over_variances.T
            - 0.5 * frames**2 @ self.inverse_variances.T
        )
        best = min(_BEST_GAUSSIANS, likelihoods.shape[1])
        limit = -np.partition(-likelihoods, best - 1, axis=1)[:, best - 1 : best]
        shares = np.exp(likelihoods - likelihoods.max(axis=1, keepdims=True))
        shares[likelihoods < limit] = 0
        shares /= shares.sum(axis=1, keepdims=True)
        shares[shares < _LEAST_POSTERIOR] = 0
        normalized: Doubles = shares / shares.sum(axis=1, keepdims=True)
        return normalized


@dataclass(frozen=True, eq=False)
class IvectorExtractor:
    """Estimates the i-vector of a recording.

    ``transform`` takes a frame and its neighbors, ``left`` before and ``right`` after it, to fewer
    dimensions. ``projections`` (n, dim, reduced) and ``precisions`` (n, dim * (dim + 1) / 2, the
    upper triangles) are the Gaussians' shares in the equations for the i-vector.
    """

    dim: int
    normalization: MeanNormalization
    left: int
    right: int
    transform: Floats
    gaussians: Gaussians
    projections: Floats
    precisions: Floats
    offset: float

    def ivector(self, voiced: Floats) -> Floats:
        """Estimate from the frames with speech, one after the other; shape (dim,)."""
        if not len(voiced):
            return np.zeros(self.dim, np.float32)
        normalized = self._reduce(self.normalization.normalize(voiced))
        posteriors = self.gaussians.posteriors(normalized) * _POSTERIOR_SCALE
        counts = posteriors.sum(axis=0)
        sums = posteriors.T @ self._reduce(voiced.astype(np.float64))

        prior = max(counts.sum() / _MOST_FRAMES_COUNTED, 1.0)
        linear = np.tensordot(sums, self.projections, axes=([0, 1], [0, 2]))
        linear[0] += prior * self.offset
        quadratic = np.zeros((self.dim, self.dim))
        upper = np.triu_indices(self.dim)
        quadratic[upper] = quadratic.T[upper] = counts @ self.precisions
        ivector = np.linalg.solve(quadratic + prior * np.eye(self.dim), linear)
        ivector[0] -= self.offset
        return ivector.astype(np.float32)

    def _reduce(self, frames: Doubles) -> Doubles:
        index = np.arange(len(frames))
        neighbors = [
            frames[np.clip(index + shift, 0, len(frames) - 1)]
            for shift in range(-self.left, self.right + 1)
        ]
        spliced = np.concatenate(neighbors, axis=1)
        width = spliced.shape[1]
        reduced: Doubles = spliced @ self.transform[:, :width].T
        return reduced + self.transform[:, width] if self.transform.shape[1] > width else reduced


def read_ivector_extractor(folder: Path, feature_dim: int) -> IvectorExtractor:
    """Read the files of ``ivector/``. Raises ModelError, UnsupportedModelError."""
    splice = read_options(folder / "splice.conf")
    left = splice.integer("left-context", 4, _MOST_CONTEXT_FRAMES)
    right = splice.integer("right-context", 4, _MOST_CONTEXT_FRAMES)
    splice.check_all_known()
    transform = read_matrix(folder / "final.mat")
    gaussians = _read_gaussians(folder / "final.dubm")
    width = feature_dim * (left + right + 1)
    reduced = gaussians.inverse_variances.shape[1]
    if transform.shape not in ((reduced, width), (reduced, width + 1)):
        raise damaged("final.mat", "its size does not fit the features")
    normalization = _read_normalization(folder, feature_dim)
    projections, precisions, offset = _read_equations(folder / "final.ie", gaussians)
    return IvectorExtractor(
        projections.shape[1],
        normalization,
        left,
        right,
        transform,
        gaussians,
        projections,
        precisions,
        offset,
    )


def _read_normalization(folder: Path, feature_dim: int) -> MeanNormalization:
    options = read_options(folder / "online_cmvn.conf")
    window = options.integer("cmn-window", 600, 1 << 20)
    global_frames = options.integer("global-frames", 200, 1 << 20)
    if not options.boolean("norm-means", True) or options.boolean("norm-vars", False):
        raise UnsupportedModelError("its i-vectors are normalized in an unknown way")
    options.ignore("speaker-frames", "modulus")
    options.check_all_known()
    sums = read_matrix(folder / "global_cmvn.stats").astype(np.float64)
    if sums.shape != (2, feature_dim + 1) or sums[0, -1] < 1 or window < 1:
        raise damaged("global_cmvn.stats", "its size does not fit the features")
    return MeanNormalization(sums[0, :-1] / sums[0, -1], window, min(global_frames, sums[0, -1]))


def _read_gaussians(path: Path) -> Gaussians:
    file = KaldiFile.open(path)
    file.expect("<DiagGMM>", "<GCONSTS>")
    constants = file.vector()
    file.expect("<WEIGHTS>")
    weights = file.vector()
    file.expect("<MEANS_INVVARS>")
    means = file.matrix()
    file.expect("<INV_VARS>")
    inverse_variances = file.matrix()
    file.expect("</DiagGMM>")
    count = len(constants)
    if not 0 < count <= _MOST_GAUSSIANS or not means.size or means.shape[0] != count:
        file.fail("its number of Gaussians does not fit")
    if len(weights) != count or inverse_variances.shape != means.shape:
        file.fail("its sizes do not fit")
    return Gaussians(constants, means, inverse_variances)


def _read_equations(path: Path, gaussians: Gaussians) -> tuple[Floats, Floats, float]:
    """Read ``final.ie``: M'S for each Gaussian, the upper triangle of M'SM, the prior's offset."""
    file = KaldiFile.open(path)
    file.expect("<IvectorExtractor>", "<w>")
    file.matrix()
    file.expect("<w_vec>")
    file.vector()
    file.expect("<M>")
    count, reduced = gaussians.inverse_variances.shape
    if file.integer() != count:
        file.fail("it has another number of Gaussians than final.dubm")
    spans = [file.matrix() for _ in range(count)]
    file.expect("<SigmaInv>")
    inverses = [file.matrix() for _ in range(count)]
    file.expect("<IvectorOffset>")
    offset = file.real()
    file.expect("</IvectorExtractor>")
    dim = spans[0].shape[1]
    if {span.shape for span in spans} != {(reduced, dim)} or dim < 1 or abs(offset) > 1e6:
        file.fail("its sizes do not fit")
    if {inverse.shape for inverse in inverses} != {(reduced, reduced)}:
        file.fail("its sizes do not fit")
    if count * dim * dim > _MOST_VALUES:
        raise UnsupportedModelError("its i-vectors are too large")
    upper = np.triu_indices(dim)
    projections = np.stack([s.T @ inverse for s, inverse in zip(spans, inverses, strict=True)])
    precisions = np.stack([(p @ s)[upper] for p, s in zip(projections, spans, strict=True)])
    return projections, precisions, offset
