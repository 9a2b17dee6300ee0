"""Reads subtitles: SRT, WebVTT and ASS, in whatever encoding they were written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pysubs2

from miolingo.decks.films.text_file import text_of_file
from miolingo.errors import ConfigurationError

FORMATS = {".srt": "srt", ".vtt": "vtt", ".ass": "ass", ".ssa": "ssa"}
"""What pysubs2 calls the format of each ending."""


@dataclass(frozen=True)
class Subtitle:
    """What is shown from ``start_ms`` to ``end_ms``; ``line`` is its number in the file, from 1."""

    line: int
    start_ms: int
    end_ms: int
    text: str


def read_subtitles(path: Path, language_code: str) -> list[Subtitle]:
    """Read a file of subtitles, in the order of their times.

    Raises ConfigurationError where it cannot be read, is no such file or has no subtitle.
    """
    if path.suffix.lower() not in FORMATS:
        raise ConfigurationError(
            f"“{path}” is not a file of subtitles.",
            hint="Give an .srt, .vtt or .ass file.",
        )
    subtitles = _parsed(path, text_of_file(path, language_code))
    if not subtitles:
        raise ConfigurationError(
            f"“{path}” contains no subtitles.", hint="Make sure that it is the right file."
        )
    return sorted(subtitles, key=lambda subtitle: (subtitle.start_ms, subtitle.line))


def _parsed(path: Path, text: str) -> list[Subtitle]:
    try:
        file = pysubs2.SSAFile.from_string(text, format_=FORMATS[path.suffix.lower()])
    except (pysubs2.Pysubs2Error, ValueError, IndexError, KeyError) as error:
        raise ConfigurationError(
            f"“{path}” cannot be read as subtitles.", hint="Save it again as .srt."
        ) from error
    shown = (event for event in file.events if not event.is_comment)
    return [
        Subtitle(line, event.start, event.end, event.plaintext)
        for line, event in enumerate(shown, start=1)
        if event.plaintext.strip() and event.start < event.end
    ]
