"""Lets a model's network hear a recording at several speeds, ready to be scored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from miolingo.errors import UnsupportedModelError
from miolingo.judging.recording import Samples
from miolingo.judging.sounds.evidence import Channel
from miolingo.judging.sounds.features import Hearing
from miolingo.judging.sounds.learned import Adaptation, CleanSpeech
from miolingo.judging.sounds.replacements import Floats, PhoneOutputs, Scorer
from miolingo.judging.sounds.target import SoundTable
from miolingo.speech.acoustics.acoustic_model import Posteriors
from miolingo.speech.acoustics.channel import Restorer, cosines
from miolingo.speech.acoustics.phone_network import PhoneNetwork
from miolingo.speech.sounds.phone_outputs import phone_outputs, sound_table

SPEEDS = (1.0, 0.92)
"""The AUC of words with one sound off, speakers left out, is 0.880 with the first alone, 0.885 with
both, 0.887 with 1.08 as a third."""


@dataclass(frozen=True, eq=False)
class Listener:
    """A network, and what is needed to score by its outputs.

    ``prior`` (outputs,) is the log of its mean posterior; without a ``restorer`` recordings are
    heard as they are. ``outputs_of_sound`` has the columns of each sound, those of silence and
    noise last.
    """

    network: PhoneNetwork
    prior: Floats
    restorer: Restorer | None
    outputs: PhoneOutputs
    sounds: SoundTable
    outputs_of_sound: tuple[npt.NDArray[np.intp], ...]

    def hear(self, samples: Samples) -> tuple[list[Hearing], Channel]:
        """Hear 16 kHz sound in -1..1 at each of SPEEDS; also what its channel was found to be.

        Raises ModelError where the network gives no numbers, UnsupportedModelError for one head.
        """
        heard = [
            self.network.acoustics.posteriors(samples, self.restorer, speed) for speed in SPEEDS
        ]
        count = self._sounds_heard(samples, heard[0])
        return [self._hearing(each, count) for each in heard], heard[0].channel

    def _sounds_heard(self, samples: Samples, heard: Posteriors) -> int:
        """How many different sounds are the best in some frame, no noise being subtracted.

        What subtracting leaves of a noise sounds like speech now and then.
        """
        if self.restorer and heard.channel.noisy_bands:
            as_it_is = replace(self.restorer, subtracts_noise=False)
            heard = self.network.acoustics.posteriors(samples, as_it_is)
        best = np.unique(heard.sounds.argmax(axis=1))
        return int((best != heard.sounds.shape[1] - 1).sum())

    def _hearing(self, posteriors: Posteriors, sounds_heard: int) -> Hearing:
        if posteriors.xent is None or posteriors.chain is None:
            raise UnsupportedModelError("its network has one head only")
        best = [posteriors.chain[:, columns].max(axis=1) for columns in self.outputs_of_sound]
        return Hearing(
            sounds_heard,
            posteriors.frame_ms / 1000,
            Scorer(posteriors.xent - self.prior, self.outputs),
            Scorer(posteriors.chain, self.outputs),
            posteriors.sounds,
            np.stack(best, axis=1),
            posteriors.bottleneck,
        )


def listener(
    network: PhoneNetwork,
    prior: Floats,
    clean: CleanSpeech | None,
    narrowband: Adaptation | None = None,
) -> Listener:
    """Prepare a network. Raises UnsupportedModelError where it cannot be used so."""
    network = adapted(network, narrowband) if narrowband else network
    members = network.acoustics.sound_pdfs
    lifter = network.acoustics.features.options.cepstral_lifter
    return Listener(
        network,
        prior,
        Restorer(cosines(len(clean.mean), lifter), clean) if clean else None,
        phone_outputs(network),
        sound_table(network),
        tuple(np.flatnonzero(members[:, sound]) for sound in range(members.shape[1])),
    )


def adapted(network: PhoneNetwork, narrowband: Adaptation) -> PhoneNetwork:
    """The same network, which hears recordings over a telephone by its adapted layers."""
    acoustics = network.acoustics
    return replace(
        network,
        acoustics=replace(acoustics, narrowband=acoustics.network.adapted(narrowband)),
    )


def log_prior(
    network: PhoneNetwork, restorer: Restorer | None, speech: Iterable[Samples]
) -> Floats:
    """The log of the network's mean posterior over some speech; shape (outputs,)."""
    total = np.zeros(network.acoustics.transitions.pdf_count)
    frames = 0
    for samples in speech:
        xent = network.acoustics.posteriors(samples, restorer).xent
        if xent is not None:
            total += np.exp(xent).sum(axis=0)
            frames += len(xent)
    return np.log(np.maximum(total / max(1, frames), 1e-6)).round(2).astype(np.float32)
