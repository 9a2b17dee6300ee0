"""What a practice session came to."""

from __future__ import annotations

from miolingo.history.reports.summary import HardWord, summarize
from miolingo.judging.judgement import WordStatus
from tests.parts.attempts import a_scored_attempt

CORRECT, WRONG, MISSING, EXTRA, _ = WordStatus


def test_no_attempts_have_no_mean() -> None:
    summary = summarize([])
    assert (summary.count, summary.not_scorable, summary.mean_score) == (0, 0, None)
    assert summary.hardest == ()


def test_what_could_not_be_scored_stays_out_of_the_average() -> None:
    summary = summarize(
        [
            a_scored_attempt(80.0, perfect=True),
            a_scored_attempt(None),
            a_scored_attempt(40.0),
            a_scored_attempt(0.0),
        ]
    )
    assert (summary.count, summary.not_scorable, summary.perfect) == (3, 1, 1)
    assert summary.mean_score == 40.0


def test_hardest_words_are_those_missed_with_all_their_tries_counted() -> None:
    summary = summarize(
        [
            a_scored_attempt(
                50.0, ("물", CORRECT, 100.0), ("좀", WRONG, 30.0), ("주세요", MISSING, 0.0)
            ),
            a_scored_attempt(
                70.0, ("물", CORRECT, 20.0), ("좀", CORRECT, 90.0), ("네", EXTRA, 0.0)
            ),
        ]
    )
    assert summary.hardest == (HardWord("주세요", 0.0, 1), HardWord("좀", 60.0, 2))


def test_only_the_five_hardest_are_named() -> None:
    words = [(f"말{number}", WRONG, float(number)) for number in range(9)]
    hardest = summarize([a_scored_attempt(10.0, *words)]).hardest
    assert [word.mean_score for word in hardest] == [0, 1, 2, 3, 4]
