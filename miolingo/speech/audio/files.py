"""Recordings on disk, or from a pipe: opened, decoded, and every failure told in a sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from miolingo.judging.recording import Audio
from miolingo.speech.audio import refusals
from miolingo.speech.audio.completeness import Completeness
from miolingo.speech.audio.decoder import decode

STANDARD_INPUT = Path("-")

_MAX_PIPED_BYTES = 256 * 2**20
"""More than five minutes of stereo take in any usual format."""


def read_audio(path: Path, *, allow_cut: bool = False) -> Audio:
    """Read a recording at its own sample rate, of its channels the one with the voice.

    “-” is standard input; pipes are read to their end. Raises AudioFileError, which names its
    ``Reason``, when the file is missing, unreadable, no audio, empty, below 8 kHz or longer than
    five minutes, and, unless ``allow_cut``, when it is damaged or cut off.
    """
    name = str(path)
    try:
        with _opened(path) as file:
            if file.seek(0, os.SEEK_END) == 0:
                raise refusals.empty(name)
            file.seek(0)
            decoded = decode(name, file)
    except FileNotFoundError as error:
        raise refusals.missing(name) from error
    except PermissionError as error:
        if path.is_dir():  # how Windows refuses to open a folder
            raise refusals.folder(name) from error
        raise refusals.forbidden(name) from error
    except IsADirectoryError as error:
        raise refusals.folder(name) from error
    except OSError as error:
        raise refusals.failing(name, error.strerror or str(error)) from error
    if decoded.completeness is Completeness.CUT and not allow_cut:
        raise refusals.cut_off(name)
    return replace(decoded.audio, may_be_cut=decoded.completeness is not Completeness.WHOLE)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a recording so that it can be sought."""
    if path == STANDARD_INPUT:
        if sys.stdin.isatty():
            raise refusals.nothing_piped()
        yield _all_of(sys.stdin.buffer, path)
        return
    with path.open("rb") as file:
        yield file if path.is_file() else _all_of(file, path)


def _all_of(pipe: BinaryIO, path: Path) -> BinaryIO:
    data = pipe.read(_MAX_PIPED_BYTES + 1)
    if len(data) > _MAX_PIPED_BYTES:
        raise refusals.too_long(str(path))
    return BytesIO(data)
