"""What is missing at the end of a recording that may be cut."""

from __future__ import annotations

from dataclasses import replace

import pytest

from miolingo.judging.batch.cut_end import excuse_cut_end
from miolingo.judging.judgement import Judgement, Verdict, WordResult, WordStatus

RIGHT = WordResult("물", WordStatus.CORRECT, 96.0, 100, 400)
WRONG = WordResult("좀", WordStatus.MISPRONOUNCED, 30.0, 400, 600)
MISSING = WordResult("주세요", WordStatus.MISSING, 5.0, 600, 690)


def judged(*words: WordResult, verdict: Verdict = Verdict.PARTLY_UNDERSTOOD) -> Judgement:
    return Judgement("ko", "물 좀 주세요", "물", 40.0, False, verdict, None, words, "model", "4")


def test_last_words_that_are_missing_are_not_sure_and_count_nowhere() -> None:
    excused = excuse_cut_end(judged(RIGHT, MISSING))
    assert [word.status for word in excused.words] == [WordStatus.CORRECT, WordStatus.UNSURE]
    assert excused.similarity_score == 96.0
    assert excused.verdict is Verdict.UNDERSTOOD
    assert not excused.perfect_match


def test_what_was_said_wrong_before_stays_wrong() -> None:
    excused = excuse_cut_end(judged(RIGHT, WRONG, MISSING))
    assert excused.words[1] == WRONG
    assert excused.similarity_score == 63.0
    assert excused.verdict is Verdict.PARTLY_UNDERSTOOD


@pytest.mark.parametrize("words", [(MISSING, RIGHT), (RIGHT, WRONG), (MISSING, MISSING), ()])
def test_nothing_else_is_excused(words: tuple[WordResult, ...]) -> None:
    judgement = judged(*words)
    assert excuse_cut_end(judgement) == judgement


def test_a_word_too_many_counts_against_the_score() -> None:
    extra = WordResult("빨리", WordStatus.EXTRA, 0.0, 400, 500)
    assert excuse_cut_end(judged(RIGHT, extra, MISSING)).similarity_score == 48.0


def test_what_has_no_score_gets_none() -> None:
    judgement = replace(judged(RIGHT, MISSING), similarity_score=None)
    assert excuse_cut_end(judgement).similarity_score is None
