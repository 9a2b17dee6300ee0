"""What a practice session came to."""

from __future__ import annotations

from datetime import UTC, datetime

from miolingo.history.attempts import Attempt
from miolingo.history.reports.summary import HardWord, summarize
from miolingo.judging.judgement import Verdict, WordResult, WordStatus

CORRECT, WRONG, MISSING, EXTRA = WordStatus


def attempt(
    score: float | None, *words: tuple[str, WordStatus, float], perfect: bool = False
) -> Attempt:
    return Attempt(
        id="id",
        user_id=None,
        language_code="ko",
        practice_date=datetime(2026, 3, 1, tzinfo=UTC),
        target_phrase="물 좀 주세요",
        recognized_phrase="",
        similarity_score=score,
        perfect_match=perfect,
        verdict=Verdict.NOT_SCORABLE if score is None else Verdict.PARTLY_UNDERSTOOD,
        words=tuple(WordResult(*word) for word in words),
        deck=None,
        duration_ms=1000,
        model="fake",
        scorer_version="0",
        device_id="device",
    )


def test_no_attempts_have_no_mean() -> None:
    summary = summarize([])
    assert (summary.count, summary.not_scorable, summary.mean_score) == (0, 0, None)
    assert summary.hardest == ()


def test_what_could_not_be_scored_stays_out_of_the_average() -> None:
    summary = summarize([attempt(80.0, perfect=True), attempt(None), attempt(40.0), attempt(0.0)])
    assert (summary.count, summary.not_scorable, summary.perfect) == (3, 1, 1)
    assert summary.mean_score == 40.0


def test_hardest_words_are_those_missed_with_all_their_tries_counted() -> None:
    summary = summarize(
        [
            attempt(50.0, ("물", CORRECT, 100.0), ("좀", WRONG, 30.0), ("주세요", MISSING, 0.0)),
            attempt(70.0, ("물", CORRECT, 20.0), ("좀", CORRECT, 90.0), ("네", EXTRA, 0.0)),
        ]
    )
    assert summary.hardest == (HardWord("주세요", 0.0, 1), HardWord("좀", 60.0, 2))


def test_only_the_five_hardest_are_named() -> None:
    words = [(f"말{number}", WRONG, float(number)) for number in range(9)]
    hardest = summarize([attempt(10.0, *words)]).hardest
    assert [word.mean_score for word in hardest] == [0, 1, 2, 3, 4]
