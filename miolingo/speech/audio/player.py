"""The loudspeaker: plays in the background, over one stream that stays open.

Bluetooth headphones swallow the first third of a second of a stream, and of each new one again.
"""

from __future__ import annotations

import time
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

LEAD_IN_S = 0.5
"""The silence before the first sound of a stream: more than headphones take to wake up."""

_STEP_S = 0.01


class _Sound:
    """A sound that is played once, from its beginning."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self._position = 0

    @property
    def left(self) -> bool:
        """Whether some of it was not taken yet."""
        return self._position < len(self._samples)

    def take(self, count: int) -> Samples:
        """The next samples, fewer at the end."""
        begin, self._position = self._position, self._position + count
        return self._samples[begin : self._position]


class DevicePlayer:
    """A loudspeaker, by index or part of its name; the machine's default when None.

    Its stream is opened with the first sound and plays silence between sounds, until the process
    ends or the device goes.
    """

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._stream: Any = None
        self._sound = _Sound(np.zeros(0, np.float32))
        self._silent_at_s = 0.0

    def check(self) -> None:
        """Look for the loudspeaker. Raises AudioError when there is none."""
        find_device(list_devices(), self._device, Direction.OUTPUT)

    def play(self, audio: Audio) -> None:
        """Start to play and return at once; stops what was playing.

        Raises AudioError when there is no loudspeaker or it cannot be opened.
        """
        self.stop()
        is_new = self._stream is None or not self._stream.active
        if is_new:
            self._open(audio.sample_rate_hz)
        rate_hz = round(self._stream.samplerate)
        silence = np.zeros(round(LEAD_IN_S * rate_hz) if is_new else 0, np.float32)
        self._sound = _Sound(np.concatenate([silence, resample(audio, rate_hz).samples]))

    def play_to_end(self, audio: Audio) -> None:
        """Play, and return when it was heard. Raises AudioError as ``play`` does."""
        self.play(audio)
        while self.playing:
            time.sleep(_STEP_S)

    def stop(self) -> None:
        """Fall silent; returns when nothing is heard any more, after a moment."""
        self._sound = _Sound(np.zeros(0, np.float32))
        while self.playing:
            time.sleep(_STEP_S)

    @property
    def playing(self) -> bool:
        """Whether sound is still coming out."""
        if self._stream is None or not self._stream.active:
            return False
        return self._sound.left or time.monotonic() < self._silent_at_s

    def _open(self, preferred_hz: int) -> None:
        chosen = find_device(list_devices(), self._device, Direction.OUTPUT)
        form = best_format(chosen, Direction.OUTPUT, preferred_hz)
        with device_errors("loudspeaker"):
            if self._stream is not None:
                self._stream.close(ignore_errors=True)
            self._stream = sounddevice().OutputStream(
                device=form.device,
                samplerate=form.sample_rate_hz,
                channels=form.channels,
                dtype="float32",
                latency=LATENCY_S,
                callback=self._give,
            )
            self._stream.start()

    def _give(self, out: Samples, frames: int, _time: Any, _status: Any) -> None:
        """Hand the device its next frames, in its own thread."""
        chunk = self._sound.take(frames)
        out[: len(chunk)] = chunk[:, np.newaxis]
        out[len(chunk) :] = 0
        if len(chunk):
            heard_s = len(chunk) / self._stream.samplerate + self._stream.latency
            self._silent_at_s = time.monotonic() + heard_s
