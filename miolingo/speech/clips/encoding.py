"""Sound as the bytes of a file: WAV, which everything plays, or Opus, a tenth of the size."""

from __future__ import annotations

from io import BytesIO
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream

from miolingo.judging.recording import Audio
from miolingo.speech.audio.resampling import resample

_OPUS_BITS_PER_S = 24_000
_OPUS_RATE_HZ = 16_000


def wav(audio: Audio) -> bytes:
    """A WAV of 16 bits."""
    return _encoded(audio, "wav", "pcm_s16le")


def opus(audio: Audio) -> bytes:
    """Ogg Opus for speech: about 3 kB a second."""
    return _encoded(resample(audio, _OPUS_RATE_HZ), "ogg", "libopus", _OPUS_BITS_PER_S)


def _encoded(audio: Audio, container: str, codec: str, bits_per_s: int | None = None) -> bytes:
    file = BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = cast("AudioStream", output.add_stream(codec, audio.sample_rate_hz, layout="mono"))
        if bits_per_s:
            stream.bit_rate = bits_per_s
            stream.options = {"application": "voip"}
        frame = av.AudioFrame.from_ndarray(_whole_numbers(audio), format="s16", layout="mono")
        frame.sample_rate = audio.sample_rate_hz
        for part in (frame, None):
            output.mux(stream.encode(part))
    return file.getvalue()


def _whole_numbers(audio: Audio) -> np.ndarray:
    return np.round(audio.samples * 32_767).astype(np.int16)[np.newaxis]
