"""Recordings kept of attempts, for tests that care which of them stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from miolingo.history.attempts import Attempt
from miolingo.judging.judgement import Verdict, WordResult, WordStatus
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio
from miolingo.speech.clips.encoding import opus
from miolingo.speech.recordings.folder import RecordingFolder
from tests.parts.attempts import NOON, an_attempt
from tests.parts.histories import keep
from tests.parts.sound_files import voiced

RECORDING = Audio(voiced(), SPEECH_RATE_HZ)


@cache
def encoded_recording() -> bytes:
    """RECORDING as it is kept."""
    return opus(RECORDING)


def scored(number: int, score: float, phrase: str = "커피 주세요") -> Attempt:
    """An attempt at noon of a day that ``number`` counts, all of whose words have this score."""
    words = tuple(
        WordResult(word, WordStatus.CORRECT, score, 300 * place, 300 * place + 280)
        for place, word in enumerate(phrase.split())
    )
    return replace(
        an_attempt(f"01936000-0000-7000-8000-{number:012}", NOON + timedelta(days=number)),
        target_phrase=phrase,
        similarity_score=score,
        verdict=Verdict.UNDERSTOOD if score > 80 else Verdict.PARTLY_UNDERSTOOD,
        words=words,
    )


def keep_recorded(home: Path, attempts: Sequence[Attempt]) -> RecordingFolder:
    """Keep a guest's attempts, each with a recording."""
    keep(home, *attempts)
    folder = RecordingFolder(home / "data" / "history.recordings")
    for attempt in attempts:
        folder.add(attempt.id, encoded_recording())
    return folder


def numbers(folder: RecordingFolder) -> list[int]:
    """Which of the attempts of ``scored`` have a recording."""
    return sorted(int(attempt_id[-12:]) for attempt_id in folder.sizes())
