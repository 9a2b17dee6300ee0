"""Record while a phrase is played, and give what is the learner's own of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from miolingo.judging.recording import SPEECH_RATE_HZ, Audio, Samples
from miolingo.practice.interface import Key
from miolingo.speech.audio.block_stream import BlockStream
from miolingo.speech.audio.player import DevicePlayer
from miolingo.speech.audio.resampling import resample
from miolingo.speech.echo.own_voice import OwnVoice, own_voice

_LATENCY_SAMPLES = 300 * SPEECH_RATE_HZ // 1000
"""How much longer than a device says it takes until its sound is recorded: Bluetooth says less."""
_BLOCK_SAMPLES = 30 * SPEECH_RATE_HZ // 1000


@dataclass(frozen=True)
class Hearing:
    """Listens while something is played; ``pressed`` gives the key that ends that, if any."""

    player: DevicePlayer
    pressed: Callable[[], Key | None]

    def hear(self, stream: BlockStream, reference: Audio) -> OwnVoice | Key | None:
        """Play a phrase; what the learner said by the time its echo has faded, or a key.

        None where the recording ends before. Raises AudioError.
        """
        played = resample(reference, SPEECH_RATE_HZ).samples
        blocks: list[Samples] = []
        self.player.play(reference)
        enough = None
        for block in stream:
            blocks.append(block)
            if key := self.pressed():
                return key
            if enough is None and not self.player.playing:
                enough = _length(blocks) + _LATENCY_SAMPLES
            if enough is not None and _length(blocks) >= enough:
                own = own_voice(np.concatenate(blocks), played)
                if own.echo_end_samples <= _length(blocks):
                    return own
                enough = own.echo_end_samples
        return None


def blocks_of(samples: Samples) -> Iterator[Samples]:
    """Samples in blocks as a microphone gives them."""
    for begin in range(0, len(samples), _BLOCK_SAMPLES):
        yield samples[begin : begin + _BLOCK_SAMPLES]


def _length(blocks: list[Samples]) -> int:
    return sum(map(len, blocks))
