"""Minimal pairs before the real Korean model: it has to decide which word was said."""

from __future__ import annotations

import pytest

from miolingo.judging.decoding.grammars import Grammar
from miolingo.judging.decoding.plan import DecodingPlan, NotScorable
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.judgement import Reason, Verdict, WordStatus
from miolingo.practice.minimal_pairs import pairs_of
from miolingo.speech.recognizer.client import RecognizerProcess
from miolingo.speech.synthesis.phonemizer import transcribed
from tests.parts.speech import judge_with, said

ONE, OTHER = "나무", "너무"


@pytest.fixture(scope="module")
def judge(recognizer: RecognizerProcess) -> GrammarJudge:
    return judge_with(recognizer)


def grammars(plan: DecodingPlan | NotScorable) -> tuple[Grammar, ...]:
    assert isinstance(plan, DecodingPlan)
    return plan.grammars


@pytest.mark.parametrize(("word", "rival"), [(ONE, OTHER), (OTHER, ONE)])
def test_it_says_which_of_the_two_it_heard(word: str, rival: str, judge: GrammarJudge) -> None:
    right = judge.judge(word, said(word), (rival,)).judgement
    assert right.verdict is Verdict.UNDERSTOOD
    assert right.recognized_phrase == word
    wrong = judge.judge(word, said(rival), (rival,)).judgement
    assert wrong.verdict is Verdict.NOT_UNDERSTOOD
    assert wrong.recognized_phrase == rival
    assert [result.status for result in wrong.words] == [WordStatus.MISPRONOUNCED]
    assert (wrong.similarity_score or 0) < 50 < (right.similarity_score or 0)


def test_the_same_word_alone_is_judged_as_ever(judge: GrammarJudge) -> None:
    judge.judge(ONE, said(OTHER), (OTHER,))
    assert len(grammars(judge.plan(ONE))) == 1
    assert grammars(judge.plan(ONE, (OTHER,))) == ()
    assert judge.judge(ONE, said(ONE)).judgement.verdict is Verdict.UNDERSTOOD


def test_words_that_it_cannot_tell_apart_are_not_judged(judge: GrammarJudge) -> None:
    def refused(word: str, *others: str) -> Reason | None:
        plan = judge.check(word, others)
        return plan.reason if isinstance(plan, NotScorable) else None

    assert refused(ONE, OTHER) is None
    assert refused("서리", "소리") is Reason.NOT_TOLD_APART
    assert refused("소리", "서리") is Reason.NOT_TOLD_APART
    assert refused("서리") is None
    assert refused(ONE, "hello") is Reason.NOT_IN_MODEL


def test_what_is_neither_of_the_two_is_not_judged(judge: GrammarJudge) -> None:
    judged = judge.judge(ONE, said(f"{ONE} {OTHER} {ONE}"), (OTHER,)).judgement
    assert judged.verdict is Verdict.NOT_SCORABLE
    assert judged.reason is Reason.NOT_TOLD_APART
    assert judged.similarity_score is None


def test_the_model_knows_every_word_of_the_korean_pairs(judge: GrammarJudge) -> None:
    words = {card.phrase for pair in pairs_of("ko", transcribed) for card in pair.cards}
    assert {word for word in words if judge.plan(word).reference.unknown_words} == set()
