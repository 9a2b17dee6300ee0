"""The acoustic model of a folder: from sound to the posteriors of single sounds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from miolingo.errors import UnsupportedModelError
from miolingo.judging.recording import Samples
from miolingo.judging.sounds.evidence import Channel
from miolingo.speech.acoustics.channel import Restorer
from miolingo.speech.acoustics.components import log_softmax
from miolingo.speech.acoustics.features import (
    FRAME_SHIFT_MS,
    FeatureExtractor,
    read_feature_extractor,
)
from miolingo.speech.acoustics.ivector import IvectorExtractor, read_ivector_extractor
from miolingo.speech.acoustics.kaldi_file import Floats, KaldiFile, damaged
from miolingo.speech.acoustics.network import CHAIN, FEATURES, IVECTOR, XENT, Network
from miolingo.speech.acoustics.network_file import read_network
from miolingo.speech.acoustics.options import read_options
from miolingo.speech.acoustics.phones import PhoneSet, read_phone_set
from miolingo.speech.acoustics.transition_model import TransitionModel, read_transition_model

Flags = npt.NDArray[np.bool_]

_MODEL = "am/final.mdl"
_MOST_SUBSAMPLING = 10
_LEAST_POSTERIOR = 1e-20


@dataclass(frozen=True, eq=False)
class Posteriors:
    """What the network hears in each frame of ``frame_ms`` milliseconds.

    ``xent`` has the log posteriors of the pdfs, or is None where the model has no such head;
    ``chain`` the scores of the chain head, whose zero is another in each frame. Both have shape
    (frames, pdfs). ``sounds`` has the log posteriors of the sounds whatever stands before them, of
    shape (frames, sounds + 1), the last one of silence and noise: from ``xent``, else (less well)
    from ``chain``. A pdf that several sounds share counts for each. ``bottleneck`` (frames, n) is
    what the last layer before the best head reads. ``channel`` is what was found out about the
    recording's way here.
    """

    frame_ms: float
    xent: Floats | None
    chain: Floats | None
    sounds: Floats
    bottleneck: Floats
    channel: Channel


@dataclass(frozen=True, eq=False)
class AcousticModel:
    """All that turns sound into posteriors; ``subsampling`` is the frames to an output.

    ``narrowband`` hears, in place of ``network``, restored recordings over a telephone.
    ``sound_pdfs`` has shape (pdfs, sounds + 1): 1 where a pdf is one of a sound, else 0.
    """

    features: FeatureExtractor
    ivectors: IvectorExtractor | None
    transitions: TransitionModel
    network: Network
    phones: PhoneSet
    subsampling: int
    sound_pdfs: Floats
    narrowband: Network | None = None

    @property
    def heads(self) -> tuple[str, ...]:
        """The names of the network's outputs, ``output`` and ``output-xent``."""
        return self.network.outputs

    def posteriors(
        self, samples: Samples, restorer: Restorer | None = None, speed: float = 1.0
    ) -> Posteriors:
        """Hear 16 kHz sound in -1..1, as it is or restored as far as that is possible.

        At another ``speed`` frames are taken so much farther apart: as if one spoke faster. Raises
        ModelError where the network gives no numbers.
        """
        with _thread_pools().limit(limits=1):
            return self._posteriors(samples, restorer, speed)

    def _posteriors(self, samples: Samples, restorer: Restorer | None, speed: float) -> Posteriors:
        features, voiced, channel = self._restored(samples, restorer, speed)
        outputs = self._outputs(self._network_for(channel), features, voiced)
        xent, chain = outputs.get(XENT), outputs.get(CHAIN)
        log_posteriors = xent if xent is not None else log_softmax(outputs[CHAIN])
        sounds = np.exp(log_posteriors) @ self.sound_pdfs
        return Posteriors(
            self.subsampling * FRAME_SHIFT_MS * speed,
            xent,
            chain,
            np.log(np.maximum(sounds, np.float32(_LEAST_POSTERIOR))),
            outputs[self.network.bottleneck],
            channel,
        )

    def inputs(self, samples: Samples, restorer: Restorer, speed: float) -> tuple[Floats, Floats]:
        """What the network takes: restored features (frames, dimension), i-vector (dimension,)."""
        features, voiced, _ = self._restored(samples, restorer, speed)
        return features, self._ivector(features[voiced])

    def _restored(
        self, samples: Samples, restorer: Restorer | None, speed: float
    ) -> tuple[Floats, Flags, Channel]:
        features = self.features.features(samples, speed)
        voiced = self.features.voiced(samples, len(features), speed)
        if not restorer:
            return features, voiced, Channel()
        features, channel = restorer.restore(features, voiced)
        return features, voiced, channel

    def _network_for(self, channel: Channel) -> Network:
        return self.narrowband if self.narrowband and channel.is_narrowband else self.network

    def _outputs(self, network: Network, features: Floats, voiced: Flags) -> dict[str, Floats]:
        """Run the network; shape (outputs, pdfs) by head, finite."""
        if not len(features):
            names = (*self.heads, self.network.bottleneck)
            return {name: np.zeros((0, self.network.dims[name]), np.float32) for name in names}
        with np.errstate(all="ignore"):
            ivector = self._ivector(features[voiced])
            outputs = network.evaluate(features, ivector, self.subsampling)
        if not all(np.isfinite(output).all() for output in outputs.values()):
            raise damaged(_MODEL, "its network gives no numbers")
        return outputs

    def _ivector(self, voiced: Floats) -> Floats:
        if not self.ivectors:
            return np.zeros(0, np.float32)
        try:
            return self.ivectors.ivector(voiced)
        except np.linalg.LinAlgError:
            raise damaged("final.ie", "its equations have no solution") from None


@cache
def _thread_pools() -> ThreadpoolController:
    """The threads of numpy's linear algebra: several cost seven times the work for these sizes."""
    return ThreadpoolController()


def read_acoustic_model(folder: Path) -> AcousticModel:
    """Read a model's folder. Raises ModelError for damage, UnsupportedModelError otherwise."""
    features = read_feature_extractor(folder / "conf")
    if (folder / "am" / "global_cmvn.stats").exists():
        raise UnsupportedModelError("its features are normalized in an unknown way")
    subsampling = read_options(folder / "conf" / "model.conf").integer(
        "frame-subsampling-factor", 1, _MOST_SUBSAMPLING
    )
    phones = read_phone_set(folder / "graph" / "phones" / "word_boundary.int")
    file = KaldiFile.open(folder / _MODEL)
    transitions = read_transition_model(file)
    network = read_network(file)
    _check_sizes(transitions, network, phones, features.dim)
    if not subsampling:
        raise damaged("model.conf", "its frames have no length")
    return AcousticModel(
        features,
        _read_ivectors(folder / "ivector", network.dims.get(IVECTOR, 0), features.dim),
        transitions,
        network,
        phones,
        subsampling,
        _sound_pdfs(transitions, phones, network.dims[network.outputs[0]]),
    )


def _check_sizes(
    transitions: TransitionModel, network: Network, phones: PhoneSet, feature_dim: int
) -> None:
    if network.dims[FEATURES] != feature_dim:
        raise UnsupportedModelError(
            f"its network takes {network.dims[FEATURES]} features, not {feature_dim}"
        )
    if {network.dims[output] for output in network.outputs} != {transitions.pdf_count}:
        raise damaged(_MODEL, "its network has another number of outputs than its phones")
    if transitions.phone_count != len(phones.sound_of):
        raise damaged("word_boundary.int", "it has other phones than final.mdl")


def _read_ivectors(folder: Path, dim: int, feature_dim: int) -> IvectorExtractor | None:
    if not dim:
        return None
    extractor = read_ivector_extractor(folder, feature_dim)
    if extractor.dim != dim:
        raise damaged("final.ie", "its i-vectors do not fit the network")
    return extractor


def _sound_pdfs(transitions: TransitionModel, phones: PhoneSet, pdf_count: int) -> Floats:
    members = np.zeros((pdf_count, phones.sound_count + 1), np.float32)
    sound = phones.sound_of[transitions.phone]  # NO_SOUND, -1, is the last column
    members[transitions.forward_pdf, sound] = 1
    members[transitions.loop_pdf, sound] = 1
    return members
