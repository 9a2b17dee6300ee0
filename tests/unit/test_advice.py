"""The one sentence of advice after an attempt."""

from __future__ import annotations

import pytest

from miolingo.judging.feedback import advice, explanation
from miolingo.judging.judgement import Judgement, Reason, Verdict, WordResult, WordStatus

CORRECT = WordResult("물", WordStatus.CORRECT, 95.0)
UNCLEAR = WordResult("좀", WordStatus.CORRECT, 60.0)
WRONG = WordResult("주세요", WordStatus.MISPRONOUNCED, 40.0)
WORSE = WordResult("커피", WordStatus.MISPRONOUNCED, 10.0)
MISSING = WordResult("한", WordStatus.MISSING, 0.0)
EXTRA = WordResult("잔", WordStatus.EXTRA, 0.0)


def judgement(
    *words: WordResult,
    verdict: Verdict = Verdict.PARTLY_UNDERSTOOD,
    reason: Reason | None = None,
) -> Judgement:
    return Judgement(
        language_code="ko",
        target_phrase="물 좀 주세요",
        recognized_phrase="",
        similarity_score=None if reason else 50.0,
        perfect_match=bool(words) and all(word.status is WordStatus.CORRECT for word in words),
        verdict=verdict,
        reason=reason,
        words=words,
        model="fake",
        scorer_version="0",
        audio_ms=1000,
        decode_ms=1,
    )


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_explained_with_what_to_do(reason: Reason) -> None:
    told = advice(judgement(verdict=Verdict.NOT_SCORABLE, reason=reason))
    assert told == explanation(reason)
    assert told.endswith((".", "miolingo doctor"))
    assert len(told.split(". ")) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((CORRECT,), "Every word was understood."),
        ((UNCLEAR,), "Every word was understood."),
        ((CORRECT, UNCLEAR), "Every word was understood; “좀” was the least clear."),
        ((MISSING, WRONG, EXTRA), "I didn't hear “한”."),
        ((WRONG, WORSE, EXTRA), "“커피” sounded like something else."),
        ((CORRECT, EXTRA), "You added “잔”."),
    ],
)
def test_advice_names_the_word_that_matters_most(words: tuple[WordResult, ...], told: str) -> None:
    assert advice(judgement(*words)).startswith(told)


def test_praise_is_only_for_all_words_understood() -> None:
    for words in [(CORRECT, WRONG), (CORRECT, MISSING), (CORRECT, EXTRA)]:
        assert "Every word was understood" not in advice(judgement(*words))


def test_a_lost_listener_is_said_without_naming_words() -> None:
    told = advice(judgement(WRONG, MISSING, verdict=Verdict.NOT_UNDERSTOOD))
    assert "Listen to the slow version" in told
    assert WRONG.word not in told
