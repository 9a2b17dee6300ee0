"""The loudspeaker: plays in the background, at a rate that the device takes."""

from __future__ import annotations

from typing import Any

import numpy as np

from miolingo.judging.recording import Audio, Samples
from miolingo.speech.audio.devices import (
    LATENCY_S,
    Direction,
    best_format,
    device_errors,
    find_device,
    list_devices,
    sounddevice,
)
from miolingo.speech.audio.resampling import resample


class DevicePlayer:
    """A loudspeaker, by index or part of its name; the machine's default when None."""

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._stream: Any = None

    def play(self, audio: Audio) -> None:
        """Start to play and return at once; stops what was playing.

        Raises AudioError when there is no loudspeaker or it cannot be opened.
        """
        self.stop()
        chosen = find_device(list_devices(), self._device, Direction.OUTPUT)
        form = best_format(chosen, Direction.OUTPUT, audio.sample_rate_hz)
        samples = resample(audio, form.sample_rate_hz).samples
        library = sounddevice()
        with device_errors("loudspeaker"):
            self._stream = library.OutputStream(
                device=form.device,
                samplerate=form.sample_rate_hz,
                channels=form.channels,
                dtype="float32",
                latency=LATENCY_S,
                callback=_feeder(samples, library.CallbackStop),
            )
            self._stream.start()

    def stop(self) -> None:
        """Fall silent at once."""
        if self._stream is not None:
            with device_errors("loudspeaker"):
                self._stream.close(ignore_errors=True)
            self._stream = None

    @property
    def playing(self) -> bool:
        """Whether sound is still coming out."""
        return self._stream is not None and bool(self._stream.active)


def _feeder(samples: Samples, end: type[Exception]) -> Any:
    position = 0

    def give(out: Samples, frames: int, _time: Any, _status: Any) -> None:
        nonlocal position
        chunk = samples[position : position + frames]
        position += frames
        out[: len(chunk)] = chunk[:, np.newaxis]
        out[len(chunk) :] = 0
        if len(chunk) < frames:
            raise end

    return give
