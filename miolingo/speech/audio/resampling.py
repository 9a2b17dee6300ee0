"""Changes of sample rate, whole recordings and streams, with soxr."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import soxr

from miolingo.judging.recording import Audio, Samples


def resample(audio: Audio, sample_rate_hz: int) -> Audio:
    """Give ``audio`` another sample rate; its duration stays."""
    if audio.sample_rate_hz == sample_rate_hz:
        return audio
    samples = soxr.resample(audio.samples, audio.sample_rate_hz, sample_rate_hz)
    return replace(audio, samples=np.clip(samples, -1, 1), sample_rate_hz=sample_rate_hz)


class StreamingResampler:
    """Resamples mono float32 blocks as they come; what it holds back comes with ``finish``."""

    def __init__(self, from_hz: float, to_hz: float) -> None:
        self._stream = soxr.ResampleStream(from_hz, to_hz, 1, dtype="float32")

    def feed(self, block: Samples) -> Samples:
        """Take a block, give what is ready, which may be nothing."""
        return self._resample(block, last=False)

    def finish(self) -> Samples:
        """Give the rest; nothing may be fed after it."""
        return self._resample(np.zeros(0, np.float32), last=True)

    def _resample(self, block: Samples, *, last: bool) -> Samples:
        samples: Samples = np.clip(self._stream.resample_chunk(block, last=last), -1, 1)
        return samples
