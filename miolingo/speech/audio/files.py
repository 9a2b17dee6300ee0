"""Recordings on disk: anything libsndfile reads, mixed to mono."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile

from miolingo.errors import AudioError, AudioFileError
from miolingo.judging.judgement import Reason
from miolingo.judging.recording import Audio, Samples
from miolingo.speech.audio.quiet_stderr import quiet_stderr

MAX_DURATION_S = 300
MIN_SAMPLE_RATE_HZ = 8_000

_BLOCK_FRAMES = 65_536
_MP3_SLACK_FRAMES = 2 * 1_152  # encoders pad the last of an MP3's frames
_LENGTH_OF_A_STREAM = 0x7FFF_F000  # written by tools that did not know the length yet
_DECLARED_LENGTH = re.compile(
    r"^\s*(?:data|SSND|Data Size)\s*: (\d+) \(should be \d+\)", re.MULTILINE
)
_OGG_PAGE, _OGG_HEADER_BYTES, _OGG_MAX_PAGE_BYTES, _OGG_LAST_PAGE = b"OggS", 27, 65_307, 0x04


def read_audio(path: Path) -> Audio:
    """Read a recording at its own sample rate, its channels mixed to one, samples in -1..1.

    Raises AudioFileError, which names its ``Reason``, when the file is missing, unreadable, no
    audio, damaged, cut off, empty, below 8 kHz or longer than five minutes; a file that is too
    long is not loaded.
    """
    try:
        with path.open("rb") as file:
            return _read(path, file)
    except FileNotFoundError as error:
        raise AudioFileError(
            f"There is no file “{path}”.", hint="Check the path.", reason=Reason.MISSING_FILE
        ) from error
    except PermissionError as error:
        if path.is_dir():  # how Windows refuses to open a folder
            raise _is_a_folder(path) from error
        raise _unreadable(
            f"You may not read “{path}”.", "Change its permissions or copy it elsewhere."
        ) from error
    except IsADirectoryError as error:
        raise _is_a_folder(path) from error
    except OSError as error:
        raise _unreadable(
            f"“{path}” cannot be read: {error.strerror or error}.", "Check the disk and the path."
        ) from error


def write_wav(path: Path, audio: Audio) -> None:
    """Write a 16-bit mono WAV file. Raises AudioError when the place cannot be written."""
    try:
        soundfile.write(path, audio.samples, audio.sample_rate_hz, "PCM_16", format="WAV")
    except (soundfile.LibsndfileError, OSError) as error:
        raise AudioError(
            f"The recording could not be written to “{path}”.",
            hint="Check that the folder exists, can be written to and has space left.",
        ) from error


def _read(path: Path, file: BinaryIO) -> Audio:
    if os.fstat(file.fileno()).st_size == 0:
        raise _unreadable(f"“{path}” is an empty file.", "Record it again.")
    complete = _ogg_is_complete(file)
    try:
        with quiet_stderr(), soundfile.SoundFile(file) as sound:
            _check_header(path, sound)
            samples = _mixed(path, sound)
            complete = complete and not _ends_early(sound, len(samples))
            sample_rate_hz = sound.samplerate
    except (soundfile.LibsndfileError, TypeError) as error:  # TypeError: a headerless .raw file
        raise _unreadable(
            f"“{path}” is not an audio file that can be read.",
            "Use WAV, FLAC, OGG or MP3; convert other formats with ffmpeg.",
        ) from error
    if not complete:
        raise _cut_off(path)
    if not len(samples):
        raise AudioFileError(
            f"“{path}” holds no sound.", hint="Record it again.", reason=Reason.TOO_SHORT
        )
    return Audio(samples, sample_rate_hz)


def _check_header(path: Path, sound: soundfile.SoundFile) -> None:
    if sound.samplerate < MIN_SAMPLE_RATE_HZ:
        raise _unreadable(
            f"“{path}” has only {sound.samplerate} samples a second.",
            f"Record at {MIN_SAMPLE_RATE_HZ} Hz or more; 16000 Hz is best.",
        )
    if sound.frames > MAX_DURATION_S * sound.samplerate:
        raise AudioFileError(
            f"“{path}” is longer than {MAX_DURATION_S // 60} minutes.",
            hint="Cut it into one file a phrase.",
            reason=Reason.TOO_LONG,
        )


def _mixed(path: Path, sound: soundfile.SoundFile) -> Samples:
    blocks = [np.zeros(0, np.float32)]
    try:
        while len(block := sound.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)):
            blocks.append(block.mean(axis=1, dtype=np.float32))
    except soundfile.LibsndfileError as error:
        raise _cut_off(path) from error
    samples = np.concatenate(blocks)
    if not np.isfinite(samples).all():
        raise _unreadable(f"“{path}” holds samples that are no numbers.", "Record it again.")
    return np.clip(samples, -1, 1)


def _ends_early(sound: soundfile.SoundFile, frames_read: int) -> bool:
    declared = _DECLARED_LENGTH.search(sound.extra_info)
    if declared and int(declared[1]) < _LENGTH_OF_A_STREAM:
        return True
    return bool(frames_read + _MP3_SLACK_FRAMES < sound.frames)


def _ogg_is_complete(file: BinaryIO) -> bool:
    """Tell whether an Ogg file ends with its marked last page; true for any other file."""
    is_ogg = file.read(len(_OGG_PAGE)) == _OGG_PAGE
    file.seek(-min(os.fstat(file.fileno()).st_size, _OGG_MAX_PAGE_BYTES), os.SEEK_END)
    tail = file.read()
    file.seek(0)
    if not is_ogg:
        return True
    page = tail[tail.rfind(_OGG_PAGE) :]
    if len(page) < _OGG_HEADER_BYTES or not page[5] & _OGG_LAST_PAGE:
        return False
    segments = page[_OGG_HEADER_BYTES : _OGG_HEADER_BYTES + page[26]]
    return len(page) >= _OGG_HEADER_BYTES + len(segments) + sum(segments)


def _unreadable(message: str, hint: str) -> AudioFileError:
    return AudioFileError(message, hint=hint, reason=Reason.UNREADABLE_FILE)


def _is_a_folder(path: Path) -> AudioFileError:
    return _unreadable(f"“{path}” is a folder, not a recording.", "Name one audio file.")


def _cut_off(path: Path) -> AudioFileError:
    return _unreadable(f"“{path}” is cut off or damaged.", "Copy or record it again.")
