"""The learner's microphone: any device, any rate, given as mono blocks at 16 kHz."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from miolingo.errors import AudioError
from miolingo.judging.recording import SPEECH_RATE_HZ, Samples
from miolingo.speech.audio.block_stream import BlockStream
from miolingo.speech.audio.channels import LiveChannel
from miolingo.speech.audio.devices import (
    LATENCY_S,
    Direction,
    best_format,
    device_errors,
    find_device,
    list_devices,
    sounddevice,
)
from miolingo.speech.audio.quiet_stderr import quiet_stderr
from miolingo.speech.audio.resampling import StreamingResampler

BLOCK_MS = 30

_SILENT_DEVICE_S = 3.0


@dataclass(frozen=True)
class DeviceMicrophone:
    """A microphone, by index or part of its name; the machine's default when None."""

    device: str | None = None

    @contextmanager
    def open(self) -> Iterator[BlockStream]:
        """Record while the context lasts; the blocks are mono, 16 kHz, about 30 ms each.

        They are of the channel that has the voice.

        Standard error is silent meanwhile: PortAudio prints there when a device vanishes. Samples
        that the machine was too slow to take are left out. Raises AudioError when there
        is no such device, it cannot be opened, or it stops while recording.
        """
        chosen = find_device(list_devices(), self.device, Direction.INPUT)
        form = best_format(chosen, Direction.INPUT)
        blocks: SimpleQueue[Samples | None] = SimpleQueue()
        channel = LiveChannel(form.channels)

        def take(samples: Samples, _frames: int, _time: Any, _status: Any) -> None:
            blocks.put(channel.feed(samples))

        with device_errors("microphone"):
            stream = sounddevice().InputStream(
                device=form.device,
                samplerate=form.sample_rate_hz,
                channels=form.channels,
                dtype="float32",
                latency=LATENCY_S,
                blocksize=form.sample_rate_hz * BLOCK_MS // 1000,
                callback=take,
                finished_callback=lambda: blocks.put(None),
            )
            stream.start()
        with quiet_stderr():
            try:
                yield resampled(blocks, form.sample_rate_hz, chosen.name)
            finally:
                stream.close(ignore_errors=True)


def resampled(recorded: SimpleQueue[Samples | None], sample_rate_hz: int, name: str) -> BlockStream:
    """The blocks of a device as they come, at 16 kHz; None among them says that it is gone.

    The stream raises AudioError when the device is gone, or gives nothing for some seconds.
    """
    resampler = StreamingResampler(sample_rate_hz, SPEECH_RATE_HZ)

    def blocks() -> Iterator[Samples]:
        while True:
            samples = resampler.feed(_next(recorded, name))
            if len(samples):
                yield samples

    def rest() -> Samples:
        waiting = [resampler.feed(block) for block in _waiting(recorded)]
        return np.concatenate([*waiting, resampler.finish()])

    return BlockStream(blocks(), rest)


def _next(recorded: SimpleQueue[Samples | None], name: str) -> Samples:
    try:
        block = recorded.get(timeout=_SILENT_DEVICE_S)
    except Empty:
        block = None
    if block is None:
        raise AudioError(
            f"The microphone “{name}” stopped delivering sound.",
            hint="Check that it is still connected, then try again; "
            "“miolingo doctor” lists the devices.",
        )
    return block


def _waiting(recorded: SimpleQueue[Samples | None]) -> Iterator[Samples]:
    """What was recorded and not taken yet."""
    with suppress(Empty):
        while (block := recorded.get_nowait()) is not None:
            yield block
