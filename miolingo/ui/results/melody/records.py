"""Pace, pauses and melody for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from miolingo.judging.prosody.comparison import Prosody, ProsodyComparison
from miolingo.judging.prosody.melody import STEP_MS, Melody, Point
from miolingo.judging.prosody.pace import Pace

CSV_COLUMNS = ("speech_rate", "articulation_rate", "pauses")


def as_object(comparison: ProsodyComparison) -> dict[str, Any]:
    """The object ``prosody`` that docs/output.md describes."""
    ending = comparison.own.melody.ending if comparison.own.melody else None
    return {
        "own": _prosody(comparison.own),
        "reference": _prosody(comparison.reference) if comparison.reference else None,
        "reference_voice": comparison.voice,
        "question": {"expected": "rise", "ending": ending} if comparison.rises else None,
    }


def _prosody(prosody: Prosody) -> dict[str, Any]:
    return {
        "pace": _pace(prosody.pace, prosody) if prosody.pace else None,
        "pitch": _pitch(prosody.melody) if prosody.melody else None,
        "untold": list(prosody.untold),
        "words": [
            {"word": word.word, "start_ms": word.start_ms, "end_ms": word.end_ms}
            for word in prosody.words
        ],
    }


def _pace(pace: Pace, prosody: Prosody) -> dict[str, Any]:
    return {
        "syllables": pace.syllables,
        "speaking_ms": pace.speaking_ms,
        "speech_rate": round(pace.speech_rate, 2),
        "articulation_rate": round(pace.articulation_rate, 2),
        "pauses": [
            {
                "word": prosody.words[pause.word].word,
                "index": pause.word,
                "within": pause.within,
                "start_ms": pause.start_ms,
                "length_ms": pause.length_ms,
            }
            for pause in pace.pauses
        ],
    }


def _pitch(melody: Melody) -> dict[str, Any]:
    end = melody.end_semitones
    return {
        "middle_hz": round(melody.middle_hz, 1),
        "range_semitones": round(melody.range_semitones, 1),
        "voiced_share": round(melody.voiced_share, 2),
        "end_semitones": None if end is None else round(end, 1),
        "start_ms": melody.points[0].time_ms,
        "semitones": _line_of_pitch(melody.points),
    }


def _line_of_pitch(points: Sequence[Point]) -> list[float | None]:
    """A value for each 10 ms from the first point on, None where there is no voice."""
    first_ms, last_ms = points[0].time_ms, points[-1].time_ms
    line: list[float | None] = [None] * ((last_ms - first_ms) // STEP_MS + 1)
    for point in points:
        line[(point.time_ms - first_ms) // STEP_MS] = round(point.semitones, 1)
    return line


def csv_cells(record: Mapping[str, Any] | None) -> dict[str, Any]:
    """The cells of CSV_COLUMNS; empty where the pace is not told."""
    pace = record and record["own"]["pace"]
    if not pace:
        return dict.fromkeys(CSV_COLUMNS, "")
    values = (pace["speech_rate"], pace["articulation_rate"], len(pace["pauses"]))
    return dict(zip(CSV_COLUMNS, values, strict=True))
