"""The sound of a film in blocks, however long it is: at 16 kHz, as one channel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

from miolingo.errors import AudioFileError
from miolingo.judging.judgement import Reason
from miolingo.judging.recording import SPEECH_RATE_HZ, Samples
from miolingo.speech.audio import refusals
from miolingo.speech.audio.decoder import SAFE_OPTIONS
from miolingo.speech.audio.ffmpeg_memory import limit_allocations

_LATEST_START_S = 600
"""Where a file says that its sound begins later than this after its picture, it is wrong."""


def sound_blocks(path: Path) -> Iterator[Samples]:
    """Yield the sound of a film from the first picture on, 16 kHz in -1..1, all channels mixed.

    What is damaged is left out. Raises AudioFileError for a file that cannot be read or has no
    sound.
    """
    limit_allocations()
    try:
        with path.open("rb") as file, av.open(file, "r", options=SAFE_OPTIONS) as container:
            yield from _blocks(path, container)
    except FileNotFoundError as error:
        raise refusals.missing(str(path)) from error
    except IsADirectoryError as error:
        raise refusals.folder(str(path)) from error
    except PermissionError as error:
        raise refusals.forbidden(str(path)) from error
    except (av.FFmpegError, MemoryError, ValueError) as error:
        raise refusals.not_audio(str(path)) from error
    except OSError as error:
        raise refusals.failing(str(path), error.strerror or str(error)) from error


def duration_s(path: Path) -> float | None:
    """How long a film says that it is, in seconds; None where it does not."""
    try:
        with path.open("rb") as file, av.open(file, "r", options=SAFE_OPTIONS) as container:
            return container.duration / av.time_base if container.duration else None
    except (OSError, av.FFmpegError, ValueError):
        return None  # ``sound_blocks`` says what is wrong


def _blocks(path: Path, container: InputContainer) -> Iterator[Samples]:
    stream = container.streams.best("audio")
    if not isinstance(stream, AudioStream):
        raise _no_sound(path)
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SPEECH_RATE_HZ)
    begun = False
    for frame in _frames(container, stream):
        if not begun:
            begun = True
            yield np.zeros(_samples_before(frame, container), np.float32)
        yield from map(_samples, resampler.resample(frame))
    if not begun:
        raise _no_sound(path)
    yield from map(_samples, resampler.resample(None))


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.FFmpegError:
            continue  # a damaged packet is left out, as players do


def _samples_before(frame: AudioFrame, container: InputContainer) -> int:
    """How much later than the picture the sound begins: subtitles follow the picture."""
    begin_s = (frame.time or 0.0) - (container.start_time or 0) / av.time_base
    return round(begin_s * SPEECH_RATE_HZ) if 0 < begin_s < _LATEST_START_S else 0


def _samples(frame: AudioFrame) -> Samples:
    samples: Samples = np.clip(np.nan_to_num(frame.to_ndarray().reshape(-1)), -1, 1)
    return samples


def _no_sound(path: Path) -> AudioFileError:
    return AudioFileError(
        f"“{path}” has no sound.",
        hint="Name the file that has the sound with --audio.",
        reason=Reason.UNREADABLE_FILE,
    )
