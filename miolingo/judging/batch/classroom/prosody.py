"""Pace, pauses and melody of a recording, read from the record of its result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.judging.prosody.comparison import Prosody, ProsodyComparison, ReferenceVoice, Untold
from miolingo.judging.prosody.melody import STEP_MS, Melody, Point
from miolingo.judging.prosody.pace import Pace, Pause


def prosody_of(record: Mapping[str, Any] | None) -> ProsodyComparison | None:
    """The object ``prosody`` of a record; None where it was not asked for.

    That a part is not installed is nothing of the recording's, and left out. Raises KeyError,
    TypeError and ValueError for anything else.
    """
    if record is None:
        return None
    reference, voice = record["reference"], record["reference_voice"]
    return ProsodyComparison(
        own=_prosody(record["own"]),
        reference=reference and _prosody(reference),
        voice=ReferenceVoice(voice) if voice else None,
        rises=record["question"] is not None,
    )


def _prosody(record: Mapping[str, Any]) -> Prosody:
    return Prosody(
        words=tuple(map(_word, record["words"])),
        pace=record["pace"] and _pace(record["pace"]),
        melody=record["pitch"] and _melody(record["pitch"]),
        untold=tuple(
            reason for reason in map(Untold, record["untold"]) if reason is not Untold.NOT_INSTALLED
        ),
    )


def _word(record: Mapping[str, Any]) -> WordResult:
    """A word with its times; how it was judged is told elsewhere."""
    start_ms, end_ms = record["start_ms"], record["end_ms"]
    status = WordStatus.MISSING if start_ms is None else WordStatus.UNSURE
    return WordResult(str(record["word"]), status, 0.0, start_ms, end_ms)


def _pace(record: Mapping[str, Any]) -> Pace:
    pauses = (
        Pause(pause["index"], pause["start_ms"], pause["length_ms"], pause["within"])
        for pause in record["pauses"]
    )
    return Pace(record["syllables"], record["speaking_ms"], tuple(pauses))


def _melody(record: Mapping[str, Any]) -> Melody:
    points = tuple(
        Point(record["start_ms"] + STEP_MS * number, semitones)
        for number, semitones in enumerate(record["semitones"])
        if semitones is not None
    )
    return Melody(
        points,
        record["middle_hz"],
        record["range_semitones"],
        record["voiced_share"],
        record["end_semitones"],
    )
