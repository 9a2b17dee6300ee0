"""How a phrase becomes a question to the recognizer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.decks.built_in import distractors
from miolingo.judging.target import (
    ANYTHING_ELSE,
    grammars_for,
    neighbor_questions,
    open_grammar,
    segmented,
    target_of,
    vocabulary_questions,
)
from miolingo.language.pronunciation import neighbors, similarity, sounds
from miolingo.speech.synthesis.phonemizer import phonetic_key

PHRASE = "만나서 반갑습니다"
KNOWN = frozenset({"만나서", "만", "나서", "반갑", "습니다", "습", "니다"})


def test_words_are_cut_into_the_fewest_known_pieces() -> None:
    assert segmented("만나서", KNOWN) == ("만나서",)
    assert segmented("반갑습니다", KNOWN) == ("반갑", "습니다")
    assert segmented("바다", KNOWN) == ()


@given(
    st.text("가나다", min_size=1, max_size=8), st.sets(st.text("가나다", min_size=1, max_size=3))
)
def test_pieces_are_known_and_make_up_the_word(word: str, known: set[str]) -> None:
    pieces = segmented(word, frozenset(known))
    assert not pieces or ("".join(pieces) == word and set(pieces) <= known)
    if word in known:
        assert pieces == (word,)


def test_every_piece_was_asked_for() -> None:
    questions = vocabulary_questions(PHRASE, "ko")
    target = target_of(PHRASE, "ko", KNOWN)
    assert {p for word in target.words for pieces in word.variants for p in pieces} <= questions


def test_a_word_is_also_known_by_how_it_sounds() -> None:
    target = target_of("같이", "ko", frozenset({"가치", "같", "이"}))
    assert target.words[0].variants == (("같", "이"), ("가치",))


def test_words_that_cannot_be_cut_are_named() -> None:
    assert target_of("만나서 hello", "ko", KNOWN).unknown_words == ("hello",)


def test_no_rival_sounds_like_a_part_of_the_phrase() -> None:
    target = target_of(PHRASE, "ko", KNOWN)
    neighbors = neighbor_questions(target)
    everything = frozenset({w for ws in neighbors.values() for w in ws} | {"나", "바다", "시간"})
    doubting, trusting = grammars_for(
        target, ["나", "바다", "시간"], neighbors, everything, lambda text: phonetic_key(text, "ko")
    )
    sentence = "만나서 반갑 습니다"
    assert sentence in doubting
    assert sentence in trusting
    assert "나" not in doubting
    assert {"바다", "시간"} <= set(trusting)
    whole = [sounds(word, "ko") for word in PHRASE.split()]
    assert not [rival for rival in doubting if any(sounds(rival, "ko") in w for w in whole)]


@pytest.mark.parametrize(
    ("language", "phrase", "homophones", "others"),
    [
        ("fr", "ses mères", ["ces", "mer", "maire"], ["pas", "jardin"]),
        ("en", "I see two", ["sea", "to", "too"], ["now", "garden"]),
        ("de", "das ist mehr", ["dass", "meer"], ["tag", "garten"]),
        ("es", "la vaca", ["baca"], ["muy", "jardín"]),
    ],
)
def test_what_sounds_the_same_is_no_rival(
    language: str, phrase: str, homophones: list[str], others: list[str]
) -> None:
    rivals = [*homophones, *others]
    known = frozenset([*phrase.lower().split(), *rivals, ANYTHING_ELSE])
    target = target_of(phrase, language, known)
    doubting, trusting = grammars_for(
        target, rivals, {"": homophones}, known, lambda text: phonetic_key(text, language)
    )
    assert not {*doubting, *trusting} & {*homophones}
    assert others[0] in doubting
    assert others[1] in trusting
    assert ANYTHING_ELSE in doubting
    assert ANYTHING_ELSE in trusting


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "ko", "nl", "pt-BR"])
def test_each_built_in_language_has_words_to_doubt_and_to_trust(language: str) -> None:
    target = target_of("xyz", language, frozenset())
    listed = distractors(language)
    grammars = grammars_for(target, listed, {}, frozenset(listed), lambda text: text)
    assert [len(set(grammar)) for grammar in grammars] >= [40, 60]
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "ko", "nl", "pt-BR"])
def test_each_built_in_language_has_words_for_an_open_ear(language: str) -> None:
    target = target_of("xyz", language, frozenset())
    listed = distractors(language)
    assert len(open_grammar(target, listed, frozenset(listed))) >= 40


def test_an_open_grammar_has_the_parts_of_the_phrase_and_others_but_not_the_phrase() -> None:
    parts, near, short = {"물", "주", "세", "요"}, {"불", "무"}, {"나"}
    known = frozenset({*parts, *near, *short, "주세요", "커피"})
    target = target_of("물 주세요", "ko", known)
    assert set(open_grammar(target, ["나", "커피", "너"], known)) == parts | near | short
    target = target_of("a cup", "en", frozenset({"a", "cup", "cap", "the"}))
    known = frozenset({"a", "cup", "cap", "the", "garden", ANYTHING_ELSE})
    heard = set(open_grammar(target, ["the", "garden"], known))
    assert heard == {"a", "cup", "cap", "the", ANYTHING_ELSE}


def test_neighbors_differ_in_one_sound() -> None:
    for neighbor in neighbors("물", "ko"):
        left, right = sounds("물", "ko"), sounds(neighbor, "ko")
        assert similarity(left, right) >= 0.5
        assert left != right
