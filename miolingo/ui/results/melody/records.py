"""Pace, pauses and melody for programs."""

from __future__ import annotations

from typing import Any

from miolingo.judging.prosody.comparison import Prosody, ProsodyComparison
from miolingo.judging.prosody.melody import Melody
from miolingo.judging.prosody.pace import Pace


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
    }
