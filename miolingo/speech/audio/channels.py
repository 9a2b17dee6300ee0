"""Which channel has the voice: of a whole recording, and of one as it comes.

Channels are chosen, never mixed: where one is the other upside down, the mix is silence.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from miolingo.judging.recording import SPEECH_RATE_HZ, Audio, Samples, frame_levels
from miolingo.judging.utterance.voice_activity import find_voice, smooth
from miolingo.speech.audio.resampling import resample

_CLEARLY_LOUDER = 2.0  # 6 dB: less than this tells a nearer microphone, not a dead channel
_FADING = 0.97  # a block: a knock on the wrong channel is forgotten within seconds


def channel_with_voice(channels: Samples, sample_rate_hz: int) -> Samples:
    """Return the channel whose voice is loudest, of samples of shape (channels, n) in -1..1.

    Noise, however loud, is no voice; where no channel has one, the loudest is returned.
    """
    best = 0
    if len(channels) > 1:
        levels = [_voice_level(channel, sample_rate_hz) for channel in channels]
        best = levels.index(max(levels))
    chosen: Samples = channels[best]
    return chosen


def _voice_level(channel: Samples, sample_rate_hz: int) -> tuple[bool, float]:
    levels = smooth(frame_levels(resample(Audio(channel, sample_rate_hz), SPEECH_RATE_HZ).samples))
    if not len(levels):
        return False, 0.0
    return find_voice(levels) is not None, float(levels.max())


class LiveChannel:
    """Follows the channel with the voice while a recording goes on."""

    def __init__(self, channels: int) -> None:
        self._chosen = 0
        self._loudness = np.zeros(channels)

    def feed(self, block: Samples) -> Samples:
        """Take a block of shape (n, channels); the samples of the channel that has the voice."""
        self._loudness = np.maximum(self._loudness * _FADING, _steepness(block))
        loudest = int(self._loudness.argmax())
        if self._loudness[loudest] > _CLEARLY_LOUDER * self._loudness[self._chosen]:
            self._chosen = loudest
        return block[:, self._chosen].copy()


def _steepness(block: Samples) -> npt.NDArray[np.float64]:
    """The mean change from sample to sample, which an offset and mains hum hardly have."""
    changes = np.diff(block, axis=0, prepend=block[:1])
    steepness: npt.NDArray[np.float64] = np.sqrt(np.mean(changes**2, axis=0, dtype=np.float64))
    return steepness
