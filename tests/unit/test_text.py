"""What a listener would take for the same text is the same text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.domain.numbers import spoken_numbers
from miolingo.domain.text import MAX_WORDS, words_of
from miolingo.errors import UsageError


def spoken(phrase: str, language: str = "ko") -> list[tuple[str, ...]]:
    return [word.spoken for word in words_of(phrase, language)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("안녕하세요!", "안녕하세요"),
        ("“물, 좀 주세요…”", "물 좀 주세요"),
        (unicodedata.normalize("NFD", "한국어"), "한국어"),
        ("  커피   주세요 ", "커피 주세요"),
        ("BOM DIA", "bom dia"),
        ("l’eau", "l'eau"),
        ("ＡＢＣ", "abc"),
    ],
)
def test_spelling_that_is_not_heard_makes_no_difference(left: str, right: str) -> None:
    assert spoken(left) == spoken(right)


def test_the_written_form_is_kept_without_punctuation() -> None:
    assert [word.written for word in words_of("“안녕”, 친구!", "ko")] == ["안녕", "친구"]


def test_numbers_are_said_in_every_usual_way() -> None:
    assert spoken("3시") == [("세시", "삼시")]
    assert spoken("20살") == [("스무살", "이십살")]
    assert spoken("2024년") == [("이천이십사년",)]
    assert spoken("12", "pt-BR") == [("doze",)]


def test_thousands_and_decimals_are_told_apart() -> None:
    assert spoken_numbers("1,234", "", "en") == spoken_numbers("1234", "", "en")
    assert spoken_numbers("1.5", "", "en") == ("onepointfive",)


@pytest.mark.parametrize("phrase", ["", "   ", "😀 🎉", "?!…", "-"])
def test_a_phrase_without_words_is_refused(phrase: str) -> None:
    with pytest.raises(UsageError, match="no word"):
        words_of(phrase, "ko")


def test_a_phrase_with_too_many_words_is_refused() -> None:
    assert len(words_of("말 " * MAX_WORDS, "ko")) == MAX_WORDS
    with pytest.raises(UsageError, match="2000 words"):
        words_of("말 " * 2000, "ko")


@given(st.text(max_size=30))
def test_any_text_is_split_or_refused(text: str) -> None:
    try:
        words = words_of(text, "ko")
    except UsageError:
        return
    assert all(word.written and word.spoken and all(word.spoken) for word in words)
