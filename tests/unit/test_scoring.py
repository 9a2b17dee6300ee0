"""The scorer's promises, whatever a recognizer may have heard."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from miolingo.judging.alignment import align
from miolingo.judging.decoding.grammars import Grammar, GrammarKind
from miolingo.judging.decoding.hypothesis import Hypotheses, Hypothesis, HypothesisWord
from miolingo.judging.decoding.plan import DecodingPlan
from miolingo.judging.evidence import texts_to_pronounce
from miolingo.judging.judgement import Judgement, Reason, Verdict, WordStatus
from miolingo.judging.reference_text import ReferenceText, normalize_phrase
from miolingo.judging.scoring import Assessment, assess
from miolingo.language.pronunciation import phones

WORDS = ("만나서", "반갑습니다", "친구", "바다", "시간", "커피")
KNOWN = frozenset({*WORDS, "반갑", "습니다"})


def heard(text: str, confidence: float = 1.0) -> Hypothesis:
    return tuple(
        HypothesisWord(word, confidence, 0.5 * index, 0.5 * index + 0.45)
        for index, word in enumerate(text.split())
    )


def reference(phrase: str) -> ReferenceText:
    return normalize_phrase(phrase, "ko").segmented(KNOWN)


def assessed(phrase: str, hypotheses: Hypotheses) -> Assessment:
    """Assess without a model: the grammars of a plan play no part where there is no choice."""
    plan = DecodingPlan(reference(phrase), "ko", "none", (Grammar(GrammarKind.LENIENT),))
    phonemes = {text: phones(text, "ko") for text in texts_to_pronounce(plan, hypotheses)}
    return assess(plan, hypotheses, phonemes)


def score(phrase: str, *guided: Hypothesis, unconstrained: Hypothesis | None = None) -> Judgement:
    free = () if unconstrained is None else (unconstrained,)
    return assessed(phrase, Hypotheses(guided, free)).judgement


def scored(phrase: str, text: str) -> Judgement:
    return score(phrase, heard(text), heard(text), unconstrained=heard(text))


def evidence(phrase: str, guided: str, unconstrained: str | None) -> list[float]:
    free = () if unconstrained is None else (heard(unconstrained),)
    weighed = assessed(phrase, Hypotheses((heard(guided),), free)).evidence
    assert weighed is not None
    return [word.value for word in weighed.words]


PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5, unique=True).map(" ".join)
HYPOTHESES = st.lists(
    st.builds(
        HypothesisWord,
        st.sampled_from([*WORDS, "반갑", "습니다", "가", "[1]"]),
        st.floats(0, 1),
        st.floats(0, 5),
        st.floats(5, 9),
    ),
    max_size=10,
).map(tuple)


@given(PHRASES, st.lists(HYPOTHESES, min_size=1, max_size=2), st.none() | HYPOTHESES)
def test_scores_are_in_range_and_every_word_has_its_place(
    phrase: str, guided: list[Hypothesis], unconstrained: Hypothesis | None
) -> None:
    result = score(phrase, *guided, unconstrained=unconstrained)
    assert result.similarity_score is not None
    assert 0 <= result.similarity_score <= 100
    assert round(result.similarity_score, 1) == result.similarity_score
    assert all(0 <= word.score <= 100 for word in result.words)
    own = [word for word in result.words if word.status is not WordStatus.EXTRA]
    assert [word.word for word in own] == phrase.split()
    assert result.perfect_match == all(w.status is WordStatus.CORRECT for w in result.words)
    assert (result.verdict is Verdict.UNDERSTOOD) == result.perfect_match
    assert result.similarity_score >= 70 or not result.perfect_match


@given(PHRASES)
def test_the_phrase_itself_is_perfect(phrase: str) -> None:
    result = scored(phrase, phrase)
    assert result.perfect_match
    assert result.similarity_score == 100
    assert result.recognized_phrase == phrase


@given(PHRASES, st.data())
def test_a_word_left_out_is_the_one_that_is_blamed(phrase: str, data: st.DataObject) -> None:
    words = phrase.split()
    index = data.draw(st.integers(0, len(words) - 1))
    result = scored(phrase, " ".join([*words[:index], *words[index + 1 :]]))
    statuses = [word.status for word in result.words]
    assert statuses[index] is WordStatus.MISSING
    assert statuses.count(WordStatus.CORRECT) == len(words) - 1


@given(PHRASES, HYPOTHESES)
def test_alignment_uses_each_token_at_most_once_and_in_order(
    phrase: str, tokens: Hypothesis
) -> None:
    alignment = align(reference(phrase), tokens)
    spans = [(h.start, h.end) for h in alignment.words if h] + [
        (i.start, i.end) for i in alignment.insertions
    ]
    used = [token for start, end in sorted(spans) for token in range(start, end)]
    assert used == list(range(len(tokens)))


def test_an_added_word_is_extra_and_costs_points() -> None:
    result = scored("만나서 반갑습니다", "만나서 커피 반갑습니다")
    assert [word.status for word in result.words] == [
        WordStatus.CORRECT,
        WordStatus.EXTRA,
        WordStatus.CORRECT,
    ]
    assert not result.perfect_match
    assert (result.similarity_score or 0) < 100


def test_a_word_heard_in_pieces_is_whole() -> None:
    result = scored("만나서 반갑습니다", "만나서 반갑 습니다")
    assert result.perfect_match
    assert result.recognized_phrase == "만나서 반갑습니다"


def test_an_added_word_takes_nothing_from_its_neighbors() -> None:
    result = scored("친구 바다", "친구 시간 시간 바다")
    own = [word for word in result.words if word.status is not WordStatus.EXTRA]
    assert all(word.status is WordStatus.CORRECT for word in own)


def test_one_guided_grammar_that_heard_the_word_is_enough() -> None:
    both = heard("만나서 친구")
    result = score("만나서 친구", heard("만나서"), both, unconstrained=both)
    assert result.perfect_match


@given(PHRASES, PHRASES, st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join))
def test_each_side_has_half_a_say(phrase: str, guided: str, unconstrained: str) -> None:
    alone = evidence(phrase, guided, None)
    nothing = evidence(phrase, guided, "")
    both = evidence(phrase, guided, unconstrained)
    for whole, halved, value in zip(alone, nothing, both, strict=True):
        assert halved <= whole / 2
        assert halved <= value <= whole / 2 + 0.5


def test_one_word_of_a_phrase_that_was_not_said_may_be_chance() -> None:
    phrase = "만나서 반갑습니다 친구 바다 시간"
    alone = evidence(phrase, "바다", "바다")
    together = evidence(phrase, phrase, phrase)
    assert 0 < alone[3] < together[3]
    assert evidence(phrase, "바다", None)[3] == evidence(phrase, phrase, None)[3]


def test_what_sounds_nearly_alike_without_a_constraint_speaks_for_the_word() -> None:
    same, near, far, nothing = (
        evidence("바다", "바다", recognized)[0] for recognized in ("바다", "바 타", "커 피", "")
    )
    assert same > near > far >= nothing


def test_a_word_that_only_the_unconstrained_grammar_found_has_its_place_in_time() -> None:
    result = score("친구 바다", heard("친구"), unconstrained=heard("친구 바 다"))
    first, second = result.words
    assert second.start_ms is not None
    assert first.end_ms is not None
    assert second.start_ms >= first.end_ms


def test_nothing_heard_is_not_understood() -> None:
    result = score("만나서 친구", (), (), unconstrained=())
    assert result.verdict is Verdict.NOT_UNDERSTOOD
    assert result.similarity_score == 0


def test_what_is_none_of_the_phrases_of_a_choice_is_not_judged() -> None:
    choice = Grammar(GrammarKind.FORCED_CHOICE, ("바다", "친구"))
    plan = DecodingPlan(reference("바다"), "ko", "none", (choice,))
    one, other, neither = (
        assess(plan, Hypotheses((heard(said),)), {}) for said in ("바다", "친구", "바다 친구")
    )
    assert one.judgement.perfect_match
    assert other.judgement.verdict is Verdict.NOT_UNDERSTOOD
    assert neither.judgement.reason is Reason.NOT_TOLD_APART
    assert neither.evidence is None
