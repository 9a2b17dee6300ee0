"""From the evidence of sounds to what a learner is told."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.judging.decoding.hypothesis import Hypotheses, HypothesisWord
from miolingo.judging.decoding.plan import DecodingPlan, SoundQuestion
from miolingo.judging.judgement import (
    Judgement,
    Reason,
    SoundStatus,
    Verdict,
    WordStatus,
)
from miolingo.judging.reference_text import normalize_phrase
from miolingo.judging.scoring import assess
from miolingo.judging.sounds.evidence import (
    Channel,
    PhraseEvidence,
    SoundEvidence,
    WordEvidence,
    from_json,
    to_json,
)
from miolingo.judging.sounds.forest import Forest, forest_from_json, mean_forest
from miolingo.judging.sounds.limits import Limits, limits_at

LIMITS = Limits(word=-2.0, sure=-1.0, sound=-1.5, gap=1.0)
PHRASE = "물 좀 주세요"


def sound(
    ipa: str, score: float, begin: float, heard: str = "", lead: float = 0.0
) -> SoundEvidence:
    return SoundEvidence(ipa, score, begin, begin + 0.1, heard, lead)


def word(score: float, begin: float, *sounds: SoundEvidence) -> WordEvidence:
    return WordEvidence(score, sounds or (sound("m", score, begin), sound("u", score, begin + 0.1)))


def evidence(*words: WordEvidence, gaps: dict[int, float] | None = None) -> PhraseEvidence:
    found = tuple((gaps or {}).get(index, -5.0) for index in range(len(words) + 1))
    return PhraseEvidence(words, found, Channel(), -0.3, 2.5, (), 9, {"normal": LIMITS})


def judged(found: PhraseEvidence, *tokens: HypothesisWord, phrase: str = PHRASE) -> Judgement:
    reference = normalize_phrase(phrase, "ko").segmented(frozenset(phrase.split()))
    plan = DecodingPlan(reference, "ko", "model", (), (), SoundQuestion(()))
    return assess(plan, Hypotheses((), (tokens,), found), {}).judgement


def statuses(judgement: Judgement) -> list[WordStatus]:
    return [each.status for each in judgement.words]


GOOD = (word(3.0, 0.2), word(2.5, 0.6), word(3.0, 1.0))


def test_a_phrase_whose_words_are_all_right_is_perfect() -> None:
    judgement = judged(evidence(*GOOD))
    assert judgement.perfect_match
    assert judgement.verdict is Verdict.UNDERSTOOD
    assert judgement.recognized_phrase == PHRASE
    assert (judgement.similarity_score or 0) > 90
    assert judgement.limits_from == "people"
    assert [each.status for each in judgement.words[0].sounds] == [SoundStatus.CORRECT] * 2


def test_a_phrase_that_fits_badly_as_a_whole_is_not_believed_word_by_word() -> None:
    doubtful = judged(replace(evidence(*GOOD), fit=-2.4))
    assert (doubtful.verdict, doubtful.reason) == (Verdict.NOT_SCORABLE, Reason.UNSURE)
    with_a_mistake = judged(replace(evidence(GOOD[0], word(-4.0, 0.6), GOOD[2]), fit=-2.4))
    assert with_a_mistake.verdict is Verdict.PARTLY_UNDERSTOOD


def test_a_wrong_word_names_its_weakest_sound_and_what_was_heard() -> None:
    wrong = word(-4.0, 0.6, sound("tɕ", -6.0, 0.6, "t͈ɕ", 3.0), sound("o", 2.0, 0.7))
    judgement = judged(evidence(GOOD[0], wrong, GOOD[2]))
    assert statuses(judgement) == [
        WordStatus.CORRECT,
        WordStatus.MISPRONOUNCED,
        WordStatus.CORRECT,
    ]
    first, second = judgement.words[1].sounds
    assert (first.status, first.heard) == (SoundStatus.WRONG, "t͈ɕ")
    assert (second.status, second.heard) == (SoundStatus.CORRECT, None)
    assert judgement.verdict is Verdict.PARTLY_UNDERSTOOD
    assert (judgement.similarity_score or 0) < 90


def test_what_is_not_clear_is_not_named() -> None:
    wrong = word(-4.0, 0.6, sound("tɕ", -6.0, 0.6, "t͈ɕ", 0.1), sound("o", 2.0, 0.7))
    assert judged(evidence(GOOD[0], wrong, GOOD[2])).words[1].sounds[0].heard is None


def test_not_sure_is_neither_praise_nor_blame() -> None:
    unsure = word(-1.5, 0.6)
    judgement = judged(evidence(GOOD[0], unsure, GOOD[2]))
    assert statuses(judgement)[1] is WordStatus.UNSURE
    assert judgement.verdict is Verdict.UNDERSTOOD
    assert not judgement.perfect_match
    without = judged(evidence(GOOD[0], replace(unsure, score=-1.99), GOOD[2]))
    assert without.similarity_score == judgement.similarity_score


def test_a_phrase_that_is_mostly_not_sure_is_not_scored() -> None:
    judgement = judged(evidence(GOOD[0], word(-1.5, 0.6), word(-1.2, 1.0)))
    assert (judgement.verdict, judgement.reason) == (Verdict.NOT_SCORABLE, Reason.UNSURE)
    assert judgement.similarity_score is None


def test_a_word_too_many_stands_in_its_gap_with_what_was_decoded_there() -> None:
    said = HypothesisWord("빨리", 0.9, 0.42, 0.58)
    judgement = judged(evidence(*GOOD, gaps={1: 2.0}), said)
    assert statuses(judgement)[1] is WordStatus.EXTRA
    assert judgement.words[1].word == "빨리"
    assert not judgement.perfect_match
    assert judgement.verdict is Verdict.PARTLY_UNDERSTOOD


def test_a_word_whose_sounds_are_squeezed_is_missing() -> None:
    squeezed = WordEvidence(
        -6.0, tuple(SoundEvidence("m", -3.0, at, at + 0.03, "", 0.0) for at in (0.6, 0.63))
    )
    judgement = judged(evidence(GOOD[0], squeezed, GOOD[2]))
    missing = judgement.words[1]
    assert (missing.status, missing.score, missing.sounds) == (WordStatus.MISSING, 0.0, ())
    assert (judgement.similarity_score or 0) < 70  # a third of the sounds


def test_what_fits_nowhere_is_all_missing() -> None:
    nothing = PhraseEvidence((), (), Channel(), 0.0, 0.0, (), 9, {"normal": LIMITS})
    judgement = judged(nothing)
    assert statuses(judgement) == [WordStatus.MISSING] * 3
    assert judgement.similarity_score == 0
    assert (judgement.recognized_phrase, judgement.unheard_reason) == ("", "nothing")


@pytest.mark.parametrize(
    ("heard", "reason"), [(0, Reason.NO_SPEECH), (2, Reason.NO_SPEECH), (3, None)]
)
def test_a_noise_is_no_attempt(heard: int, reason: Reason | None) -> None:
    assert judged(replace(evidence(*GOOD), sounds_heard=heard)).reason is reason


def test_heard_is_never_the_target_because_it_was_expected() -> None:
    bad = evidence(*(replace(each, score=-6.0) for each in GOOD))
    assert judged(bad).recognized_phrase == ""
    assert judged(bad).unheard_reason == "something_else"
    other = HypothesisWord("바다", 0.9, 0.2, 0.5)
    assert judged(bad, other).recognized_phrase == "바다"


def test_a_choice_is_right_where_no_other_phrase_fits_better() -> None:
    reference = normalize_phrase("달", "ko").segmented(frozenset({"달"}))
    plan = DecodingPlan(reference, "ko", "model", (), (), SoundQuestion((), ((("딸",),),)))
    found = evidence(word(-4.0, 0.2))
    for lead, perfect in ((-3.0, True), (2.0, False)):
        hypotheses = Hypotheses((), (), replace(found, alternatives=(lead,)))
        judgement = assess(plan, hypotheses, {}).judgement
        assert judgement.perfect_match is perfect
        assert judgement.recognized_phrase == ("달" if perfect else "딸")
        assert judgement.words[0].start_ms == 200


def test_what_is_none_of_the_choice_is_not_judged() -> None:
    reference = normalize_phrase("달", "ko").segmented(frozenset({"달"}))
    plan = DecodingPlan(reference, "ko", "model", (), (), SoundQuestion((), ((("딸",),),)))
    found = replace(evidence(word(-4.0, 0.2)), fit=-5.0, alternatives=(-1.0,))
    more = replace(found, fit=-0.3, gaps=(-5.0, 2.0))
    for neither in (found, more):
        judgement = assess(plan, Hypotheses((), (), neither), {}).judgement
        assert judgement.reason is Reason.NOT_TOLD_APART


numbers = st.floats(-20, 20, allow_nan=False)


@given(st.lists(st.tuples(numbers, numbers), min_size=3, max_size=3), st.integers(0, 3), numbers)
def test_scores_lie_between_0_and_100_and_only_perfect_ones_reach_it(
    scores: list[tuple[float, float]], gap: int, added: float
) -> None:
    words = [word(own, 0.2 + 0.4 * n, sound("m", of_sound, 0.2 + 0.4 * n))
             for n, (own, of_sound) in enumerate(scores)]  # fmt: skip
    judgement = judged(evidence(*words, gaps={gap: added}))
    assert judgement.similarity_score is None or 0 <= judgement.similarity_score <= 100
    assert all(0 <= each.score <= 100 for each in judgement.words)
    if judgement.perfect_match:
        assert (judgement.similarity_score or 0) >= 70


@given(st.lists(numbers, min_size=1, max_size=4), numbers)
def test_evidence_survives_its_way_between_processes(scores: list[float], gap: float) -> None:
    found = evidence(*(word(score, 0.3) for score in scores), gaps={0: gap})
    assert from_json(json.loads(json.dumps(to_json(found)))) == found


def test_a_bad_channel_lowers_the_limit_of_blame_and_no_other() -> None:
    learned = {
        "word": -2.0, "narrowband": -1.8, "sound": -1.5, "gap": 1.0,
        "allowance": 0.1, "missing": 2.0, "noise": 1.0, "hurry": 0.5,
    }  # fmt: skip
    clear = limits_at(learned, Channel(), 3.0)
    assert clear == Limits(-2.0, -2.0, -1.5, 1.0)
    muffled = limits_at(learned, Channel(missing_low=0.1, missing_high=0.4), 3.0)
    assert muffled == replace(clear, word=pytest.approx(-2.7))
    assert limits_at(learned, Channel(snr_db=12.0), 3.0).word == pytest.approx(-2.9)
    assert limits_at(learned, Channel(), 1.5).word == pytest.approx(-2.4)


def test_over_a_telephone_there_are_limits_of_their_own() -> None:
    learned = {
        "word": -2.0, "narrowband": -1.8, "sound": -1.5, "gap": 1.0,
        "allowance": 0.1, "missing": 2.0, "noise": 1.0, "hurry": 0.5,
    }  # fmt: skip
    telephone = limits_at(learned, Channel(missing_high=0.2), 3.0)
    assert telephone == Limits(-1.8, -1.8, -1.5, 1.0)
    assert limits_at(learned, Channel(missing_high=0.2, snr_db=12.0), 3.0) == replace(
        telephone, word=pytest.approx(-2.7)
    )


def test_a_recording_that_was_lifted_is_told_as_quiet() -> None:
    found = evidence(*GOOD)
    assert judged(found).channel == ()
    assert judged(found.lifted(20.0)).channel == ()
    assert judged(found.lifted(20.0).lifted(6.0)).channel == ("quiet",)


def test_trees_add_up_what_their_leaves_hold() -> None:
    tree = [[0, 1.5, 1, 2], [-1.0], [1, 0.0, 3, 4], [2.0], [5.0]]
    forest = forest_from_json({"depth": 2, "trees": [tree, [[0.5]]]})
    rows = np.array([[1.5, 9.0], [2.0, 0.0], [2.0, 0.1]], np.float32)
    assert forest.predict(rows).tolist() == [-0.5, 2.5, 5.5]
    again = forest_from_json(json.loads(json.dumps(forest.to_json())))
    assert again.predict(rows).tolist() == [-0.5, 2.5, 5.5]
    assert isinstance(mean_forest([forest, forest]), Forest)
    assert mean_forest([forest, forest]).predict(rows).tolist() == [-0.5, 2.5, 5.5]


@pytest.mark.parametrize("tree", [[[0, 1.0, 0, 1], [2.0]], [[0, 1.0, 1, 7], [2.0]]])
def test_trees_that_lead_nowhere_are_refused(tree: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="leads nowhere"):
        forest_from_json({"depth": 1, "trees": [tree]})
