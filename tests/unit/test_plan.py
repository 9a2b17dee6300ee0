"""How a phrase becomes a plan of decoding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.decks.built_in import distractors
from miolingo.errors import UsageError
from miolingo.judging.decoding.grammars import (
    UNKNOWN_TOKEN,
    Grammar,
    GrammarKind,
    Lexicon,
    alternatives_to,
    lenient_grammar,
    strict_grammar,
    unconstrained_grammar,
)
from miolingo.judging.decoding.plan import (
    DecodingPlan,
    NotScorable,
    SoundQuestion,
    SoundSupport,
    plan_decoding,
)
from miolingo.judging.judgement import Reason
from miolingo.judging.reference_text import (
    ReferenceText,
    normalize_phrase,
    phonetic_neighbors,
    segment,
)
from miolingo.language.pronunciation import neighbors, similarity, sounds
from miolingo.speech.synthesis.phonemizer import phonetic_key

PHRASE = "만나서 반갑습니다"
KNOWN = frozenset({"만나서", "만", "나서", "반갑", "습니다", "습", "니다"})


LANGUAGES = ["de", "en", "es", "fr", "it", "ko", "nl", "pt-BR"]


def reference(phrase: str, language: str, known: frozenset[str]) -> ReferenceText:
    return normalize_phrase(phrase, language).segmented(known)


def lexicon(language: str, *others: str) -> Lexicon:
    return Lexicon(language, others, lambda text: phonetic_key(text, language))


def grammars(
    text: ReferenceText, lexicon: Lexicon, known: frozenset[str]
) -> tuple[set[str], set[str]]:
    """What is in the strict and in the lenient grammar."""
    alternatives = alternatives_to(text, lexicon)
    strict, lenient = (make(alternatives, known) for make in (strict_grammar, lenient_grammar))
    return set(strict.sentences), set(lenient.sentences)


def unconstrained(text: ReferenceText, lexicon: Lexicon, known: frozenset[str]) -> tuple[str, ...]:
    return unconstrained_grammar(alternatives_to(text, lexicon), known).sentences


def test_words_are_cut_into_the_fewest_known_subwords() -> None:
    assert segment("만나서", KNOWN) == ("만나서",)
    assert segment("반갑습니다", KNOWN) == ("반갑", "습니다")
    assert segment("바다", KNOWN) == ()


@given(
    st.text("가나다", min_size=1, max_size=8), st.sets(st.text("가나다", min_size=1, max_size=3))
)
def test_subwords_are_known_and_make_up_the_word(word: str, known: set[str]) -> None:
    subwords = segment(word, frozenset(known))
    assert not subwords or ("".join(subwords) == word and set(subwords) <= known)
    if word in known:
        assert subwords == (word,)


def test_every_subword_was_a_candidate() -> None:
    candidates = normalize_phrase(PHRASE, "ko").candidate_subwords
    text = reference(PHRASE, "ko", KNOWN)
    assert {s for word in text.words for way in word.variants for s in way} <= candidates


def test_a_word_is_also_known_by_how_it_sounds() -> None:
    text = reference("같이", "ko", frozenset({"가치", "같", "이"}))
    assert text.words[0].variants == (("같", "이"), ("가치",))


def test_words_that_cannot_be_cut_are_named() -> None:
    assert reference("만나서 hello", "ko", KNOWN).unknown_words == ("hello",)


def test_no_distractor_sounds_like_a_part_of_the_phrase() -> None:
    text = reference(PHRASE, "ko", KNOWN)
    near = {word for words in phonetic_neighbors(text).values() for word in words}
    known = frozenset({*near, "나", "바다", "시간"})
    strict, lenient = grammars(text, lexicon("ko", "나", "바다", "시간"), known)
    sentence = "만나서 반갑 습니다"
    assert sentence in strict
    assert sentence in lenient
    assert "나" not in strict
    assert {"바다", "시간"} <= lenient
    whole = [sounds(word, "ko") for word in PHRASE.split()]
    assert not [other for other in strict if any(sounds(other, "ko") in word for word in whole)]


@pytest.mark.parametrize(
    ("language", "phrase", "homophones", "others"),
    [
        ("fr", "ses mères", ["ces", "mer", "maire"], ["pas", "jardin"]),
        ("en", "I see two", ["sea", "to", "too"], ["now", "garden"]),
        ("de", "das ist mehr", ["dass", "meer"], ["tag", "garten"]),
        ("es", "la vaca", ["baca"], ["muy", "jardín"]),
    ],
)
def test_what_sounds_the_same_is_no_distractor(
    language: str, phrase: str, homophones: list[str], others: list[str]
) -> None:
    known = frozenset([*phrase.lower().split(), *homophones, *others, UNKNOWN_TOKEN])
    text = reference(phrase, language, known)
    strict, lenient = grammars(text, lexicon(language, *homophones, *others), known)
    assert not (strict | lenient) & {*homophones}
    assert others[0] in strict
    assert others[1] in lenient
    assert UNKNOWN_TOKEN in strict & lenient


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_built_in_language_has_words_for_each_grammar(language: str) -> None:
    listed = distractors(language)
    known = frozenset({"xyz", *listed})
    text = reference("xyz", language, known)
    letters = Lexicon(language, listed, lambda text: text)
    sizes = [len(grammar) - 1 for grammar in grammars(text, letters, known)]
    assert sizes >= [40, 60]
    assert len(unconstrained(text, letters, known)) >= 40
    assert len(set(listed)) == len(listed)


def test_an_unconstrained_grammar_has_the_parts_of_the_phrase_and_not_the_phrase() -> None:
    parts, near, short = {"물", "주", "세", "요"}, {"불", "무"}, {"나"}
    known = frozenset({*parts, *near, *short, "주세요", "커피"})
    text = reference("물 주세요", "ko", known)
    assert (
        set(unconstrained(text, lexicon("ko", "나", "커피", "너"), known)) == parts | near | short
    )
    known = frozenset({"a", "cup", "cap", "the", "garden", UNKNOWN_TOKEN})
    text = reference("a cup", "en", known)
    assert set(unconstrained(text, lexicon("en", "the", "garden"), known)) == {
        "a",
        "cup",
        "cap",
        "the",
        UNKNOWN_TOKEN,
    }


def test_neighbors_differ_in_one_sound() -> None:
    for neighbor in neighbors("물", "ko"):
        left, right = sounds("물", "ko"), sounds(neighbor, "ko")
        assert similarity(left, right) >= 0.5
        assert left != right


@dataclass(frozen=True)
class Model:
    words: frozenset[str]
    dynamic_graph: bool = True
    name: str = "model"

    def known(self, words: Iterable[str]) -> frozenset[str]:
        return self.words & frozenset(words)

    def sound_support(self, question: SoundQuestion) -> SoundSupport:
        del question
        return SoundSupport.IMPOSSIBLE


def plan(phrase: str, *confusable_with: str, grammar: bool = True) -> DecodingPlan | NotScorable:
    model = Model(KNOWN | {"바다", "시간"}, grammar)
    return plan_decoding(phrase, confusable_with, model, lexicon("ko", "바다", "시간"))


def kinds(planned: DecodingPlan | NotScorable) -> list[GrammarKind]:
    assert isinstance(planned, DecodingPlan)
    return [grammar.kind for grammar in planned.grammars]


def test_a_phrase_is_decoded_with_three_grammars() -> None:
    expected = [GrammarKind.STRICT, GrammarKind.LENIENT, GrammarKind.UNCONSTRAINED]
    assert kinds(plan(PHRASE)) == expected


def test_a_choice_between_phrases_has_one_grammar_of_them_and_nothing_else() -> None:
    planned = plan("바다", "시간")
    assert isinstance(planned, DecodingPlan)
    assert planned.grammars == (Grammar(GrammarKind.FORCED_CHOICE, ("바다", "시간")),)


def test_a_model_that_takes_no_grammar_is_for_dictation() -> None:
    assert kinds(plan(PHRASE, grammar=False)) == [GrammarKind.DICTATION]


@pytest.mark.parametrize(("phrase", "others"), [("만나서 hello", ()), ("바다", ("hello",))])
def test_unknown_words_make_a_phrase_unscorable(phrase: str, others: tuple[str, ...]) -> None:
    planned = plan(phrase, *others)
    assert isinstance(planned, NotScorable)
    assert planned.reason is Reason.NOT_IN_MODEL
    assert planned.unknown_words == ("hello",)


def test_nothing_to_say_cannot_be_planned() -> None:
    with pytest.raises(UsageError):
        plan("…")
