"""Decodes a recording of any usual format with FFmpeg, through PyAV: all there is, as one channel.

Everything read here may be damaged or made to do harm: what is decoded is bounded, and only formats
that hold sound themselves are let in, none that names other files or addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

from miolingo.judging.recording import Audio, Samples
from miolingo.speech.audio import refusals
from miolingo.speech.audio.channels import channel_with_voice
from miolingo.speech.audio.completeness import Completeness, DecodingReport, completeness
from miolingo.speech.audio.ffmpeg_memory import limit_allocations
from miolingo.speech.audio.resampling import resample
from miolingo.speech.audio.wav_size import goes_on_behind_its_end

SAFE_OPTIONS = {
    "format_whitelist": "wav,w64,flac,ogg,mp3,aac,mov,matroska,amr,aiff,caf,au,asf,wv,voc,dss,"
    "nistsphere",
    "protocol_whitelist": "none",
}
_TO_THE_END_OF_THE_FILE = {"ignore_length": "1"}  # an option for WAV

_MAX_VALUES = refusals.MAX_DURATION_S * 48_000 * 4
"""The most samples of all channels together: 230 MB."""

_FULL_SCALES = (2.0**15, 2.0**23, 2.0**31)
_MOST_OVERDRIVE = 16.0  # 24 dB: samples beyond it were never meant for -1..1


@dataclass(frozen=True)
class Decoded:
    """The sound of a file, and whether it is all of it."""

    audio: Audio
    completeness: Completeness


def decode(name: str, file: BinaryIO) -> Decoded:
    """Decode a file that can be sought, at its own sample rate, the channel with the voice.

    ``name`` is for people. Raises AudioFileError for what is no audio, has no samples or some that
    are no numbers, is below 8 kHz or longer than five minutes; what is damaged is decoded as far as
    can be.
    """
    limit_allocations()
    try:
        audio, report = _decode(name, file, SAFE_OPTIONS)
        if report.container == "wav" and goes_on_behind_its_end(file, report.first_byte):
            audio, report = _decode(name, file, SAFE_OPTIONS | _TO_THE_END_OF_THE_FILE)
    except (av.FFmpegError, MemoryError, ValueError) as error:
        raise refusals.not_audio(name) from error
    return Decoded(audio, completeness(report, file))


def _decode(name: str, file: BinaryIO, options: dict[str, str]) -> tuple[Audio, DecodingReport]:
    file.seek(0)
    with av.open(_Source(file), "r", options=options, metadata_errors="ignore") as container:
        stream = container.streams.best("audio")
        if not isinstance(stream, AudioStream) or stream.codec_context is None:
            raise refusals.not_audio(name)
        frames = _Frames(name, container, stream)
        coded_as_floats = stream.codec_context.name.startswith("pcm_f")
        stretches = []
        for (rate_hz, _), group in groupby(frames, key=_layout):
            channels = np.concatenate([_floats(frame) for frame in group], axis=1)
            stretches.append(_one_channel(name, channels, rate_hz, coded_as_floats=coded_as_floats))
        if not stretches:
            lost = frames.report.damaged or frames.report.promised_s
            raise refusals.not_audio(name) if lost else refusals.no_sound(name)
        return _joined(stretches), frames.report


class _Source:
    """A file as FFmpeg asks for it: a damaged one leads to positions that there cannot be."""

    def __init__(self, file: BinaryIO) -> None:
        self.read = file.read
        self.tell = file.tell
        self._seek = file.seek

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a position and return it, or a negative number."""
        try:
            return self._seek(offset, whence)
        except (OSError, OverflowError, ValueError):
            return -1


class _Frames(Iterator[AudioFrame]):
    """The decoded frames of a stream, and what decoding them showed."""

    def __init__(self, name: str, container: InputContainer, stream: AudioStream) -> None:
        self._name = name
        self._container = container
        self._stream = stream
        self._packets = container.demux(stream)
        self._waiting: list[AudioFrame] = []
        self._first_byte: int | None = None
        self._damaged = False
        self._values = 0
        self._decoded_s = 0.0
        self._ends_at_s = 0.0
        self._frame_s = 0.0

    def __next__(self) -> AudioFrame:
        """The next frame; what cannot be decoded is left out."""
        while not self._waiting:
            self._decode_packet()
        frame = self._waiting.pop(0)
        self._count(frame)
        return frame

    @property
    def report(self) -> DecodingReport:
        """What decoding showed so far."""
        return DecodingReport(
            container=self._container.format.name,
            promised_s=self._promised_s(),
            packets_promised=self._stream.frames,
            decoded_s=max(self._decoded_s, self._ends_at_s - _start_s(self._stream)),
            frame_s=self._frame_s,
            first_byte=self._first_byte or 0,
            damaged=self._damaged,
        )

    def _promised_s(self) -> float | None:
        duration, time_base = self._stream.duration, self._stream.time_base
        if duration is not None and time_base is not None:
            return float(duration * time_base)
        if self._container.duration is not None and len(self._container.streams) == 1:
            return self._container.duration / av.time_base
        return None

    def _decode_packet(self) -> None:
        """Decode one packet, which gives no frame if it is damaged. Raises StopIteration."""
        try:
            packet = next(self._packets)
            if self._first_byte is None:
                self._first_byte = packet.pos
            self._damaged |= packet.is_corrupt
            self._waiting.extend(packet.decode())
        except av.FFmpegError:
            self._damaged = True

    def _count(self, frame: AudioFrame) -> None:
        """Measure a frame. Raises AudioFileError where the limits are passed."""
        rate_hz, channels = _layout(frame)
        if not refusals.MIN_SAMPLE_RATE_HZ <= rate_hz <= refusals.MAX_SAMPLE_RATE_HZ:
            raise refusals.unusual_rate(self._name, rate_hz)
        duration_s = frame.samples / rate_hz
        self._frame_s = max(self._frame_s, duration_s)
        self._decoded_s += duration_s
        self._ends_at_s = max(self._ends_at_s, (frame.time or 0.0) + duration_s)
        self._values += frame.samples * channels
        if self._decoded_s > refusals.MAX_DURATION_S or self._values > _MAX_VALUES:
            raise refusals.too_long(self._name)


def _start_s(stream: AudioStream) -> float:
    if stream.start_time is None or stream.time_base is None:
        return 0.0
    return float(stream.start_time * stream.time_base)


def _layout(frame: AudioFrame) -> tuple[int, int]:
    """The sample rate in Hz and the number of channels, which change where files were joined."""
    return frame.sample_rate, frame.layout.nb_channels


def _floats(frame: AudioFrame) -> Samples:
    """The samples of a frame, shape (channels, n); of whole numbers in -1..1."""
    values = frame.to_ndarray()
    if not frame.format.is_planar:
        values = values.reshape(-1, frame.layout.nb_channels).T
    if values.dtype.kind == "f":
        with np.errstate(over="ignore"):  # then they are infinite, which is refused
            return values.astype(np.float32)
    zero = 128 if values.dtype.kind == "u" else 0
    full_scale = 2.0 ** (8 * values.dtype.itemsize - 1)
    return ((values - np.float64(zero)) / full_scale).astype(np.float32)


def _one_channel(name: str, channels: Samples, rate_hz: int, *, coded_as_floats: bool) -> Audio:
    peak = float(np.abs(channels).max(initial=0))
    if not np.isfinite(peak):
        raise refusals.no_numbers(name)
    scaled = channels / np.float32(_full_scale(peak, coded_as_floats=coded_as_floats))
    return Audio(channel_with_voice(np.clip(scaled, -1, 1), rate_hz), rate_hz)


def _full_scale(peak: float, *, coded_as_floats: bool) -> float:
    """What samples are to be divided by, given the largest.

    Programs that turn 16, 24 or 32 bits into floats may forget to scale them. What is a little too
    loud was overdriven, or rounded up by a lossy codec, unless the file itself is of floats.
    """
    if peak <= 1:
        return 1.0
    if peak <= _MOST_OVERDRIVE:
        return peak if coded_as_floats else 1.0
    return next((full_scale for full_scale in _FULL_SCALES if peak <= full_scale), peak)


def _joined(stretches: list[Audio]) -> Audio:
    """Put stretches of one channel behind each other, at the sample rate of the first."""
    rate_hz = stretches[0].sample_rate_hz
    return Audio(np.concatenate([resample(part, rate_hz).samples for part in stretches]), rate_hz)
