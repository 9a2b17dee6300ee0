"""Whether all of a recording is there, by what its format says of its end."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import BinaryIO

from miolingo.speech.audio.wav_size import bytes_from, stated_bytes

_FAR_MORE_S = 0.15  # encoders pad and trim their first and last frames by up to 0.11 s

_EXACT_FORMATS = {"flac", "aiff", "au", "matroska,webm"}
_MP4 = "mov,mp4,m4a,3gp,3g2,mj2"

_XING_FRAME_BYTES = 1_441  # the longest frame of an MP3; the one with the header is the first
_XING = re.compile(rb"(?:Xing|Info)\0\0\0[\x01-\x0f]", re.DOTALL)
_OGG_PAGE, _OGG_HEADER_BYTES, _OGG_MAX_PAGE_BYTES, _OGG_LAST_PAGE = b"OggS", 27, 65_307, 0x04


@unique
class Completeness(StrEnum):
    """What can be said of a recording's end; ``unknown`` where its format marks none."""

    WHOLE = "whole"
    UNKNOWN = "unknown"
    CUT = "cut"


@dataclass(frozen=True)
class DecodingReport:
    """What decoding a file showed.

    ``container`` is FFmpeg's name of the format, ``promised_s`` how long its header says it is,
    None where it says nothing; ``packets_promised`` likewise, 0 for nothing. ``decoded_s`` was
    decoded, from the packet at ``first_byte`` on, whose frames have ``frame_s``. ``damaged`` tells
    that the decoder complained.
    """

    container: str
    promised_s: float | None
    packets_promised: int
    decoded_s: float
    frame_s: float
    first_byte: int
    damaged: bool


def completeness(report: DecodingReport, file: BinaryIO) -> Completeness:
    """Tell whether all is there of a file that was decoded; its position changes."""
    if report.container == "wav":
        return _of_wav(file, report.first_byte)
    if report.damaged and report.container != "mp3":  # tags among the sound of an MP3 are usual
        return Completeness.CUT
    if report.container == "ogg":
        return _of_ogg(file)
    promised_s = _promised_s(report, file)
    if promised_s is None or report.decoded_s > promised_s + _FAR_MORE_S:
        return Completeness.UNKNOWN  # the header knows only the first of several files joined
    far_more = promised_s > report.decoded_s + _FAR_MORE_S
    return Completeness.CUT if far_more else Completeness.WHOLE


def _promised_s(report: DecodingReport, file: BinaryIO) -> float | None:
    """The length that a header states exactly; FFmpeg's estimates are none."""
    if report.container == "mp3":
        frames = _xing_frames(file, report.first_byte)
        return None if frames is None else frames * report.frame_s
    if report.container == _MP4 and not report.packets_promised:
        return None  # in fragments, each of which knows only itself
    return report.promised_s if report.container in (*_EXACT_FORMATS, _MP4) else None


def _xing_frames(file: BinaryIO, first_byte: int) -> int | None:
    """The number of frames by the header in the frame before the sound; None without one."""
    start = max(0, first_byte - _XING_FRAME_BYTES)
    file.seek(start)
    before = file.read(first_byte - start)
    found = _XING.search(before)
    if not found or not before[found.end() - 1] & 1 or len(before) < found.end() + 4:
        return None
    return int.from_bytes(before[found.end() : found.end() + 4], "big")


def _of_wav(file: BinaryIO, first_byte: int) -> Completeness:
    """Tell a WAV that is cut from one whose size is stated too large: by one, the header, twice."""
    stated, there = stated_bytes(file, first_byte), bytes_from(file, first_byte)
    if stated is None:
        return Completeness.UNKNOWN
    missing = stated - there
    if missing <= first_byte:
        return Completeness.WHOLE
    return Completeness.UNKNOWN if abs(missing - there) <= 1 else Completeness.CUT


def _of_ogg(file: BinaryIO) -> Completeness:
    """Look at the last page: whether it is all there, and marked as the last one."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _OGG_MAX_PAGE_BYTES))
    tail = file.read()
    page = tail[tail.rfind(_OGG_PAGE) :]
    segments = page[_OGG_HEADER_BYTES:][: page[26]] if len(page) >= _OGG_HEADER_BYTES else b""
    if len(page) < _OGG_HEADER_BYTES + len(segments) + sum(segments) or not segments:
        return Completeness.CUT
    return Completeness.WHOLE if page[5] & _OGG_LAST_PAGE else Completeness.UNKNOWN
