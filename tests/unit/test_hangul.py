"""Korean as it sounds, against examples of the standard pronunciation rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.language import hangul

SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("국물", "궁물"),
        ("좋아요", "조아요"),
        ("신라", "실라"),
        ("칼날", "칼랄"),
        ("독립문", "동님문"),
        ("심리", "심니"),
        ("같이", "가치"),
        ("굳이", "구지"),
        ("붙여", "부처"),
        ("닫히다", "다치다"),
        ("학생입니다", "학쌩임니다"),
        ("읽고", "일꼬"),
        ("읽어요", "일거요"),
        ("많이", "마니"),
        ("싫어", "시러"),
        ("앓는", "알른"),
        ("축하", "추카"),
        ("않다", "안타"),
        ("앉다", "안따"),
        ("없어", "업써"),
        ("못하다", "모타다"),
        ("옷이", "오시"),
        ("깎아", "까까"),
        ("닭", "닥"),
        ("희망", "히망"),
        ("영아", "영아"),
    ],
)
def test_words_are_respelled_as_they_sound(written: str, said: str) -> None:
    assert hangul.pronounced(written) == said


@given(SYLLABLES)
def test_a_syllable_survives_being_split(letter: str) -> None:
    assert hangul.split(letter).letter == letter


@given(st.text(SYLLABLES, max_size=8))
def test_respelling_keeps_the_number_of_syllables(word: str) -> None:
    assert len(hangul.pronounced(word)) == len(word)


@given(st.text(SYLLABLES | st.characters(), max_size=12))
def test_other_letters_pass_through_in_their_order(text: str) -> None:
    sounds = iter(hangul.jamo(text))
    assert all(letter in sounds for letter in text if not hangul.is_syllable(letter))


def test_vowels_that_sound_alike_are_one_sound() -> None:
    assert hangul.jamo("개") == hangul.jamo("게")
    assert hangul.jamo("왜") == hangul.jamo("웨") == hangul.jamo("외")


def test_other_letters_are_no_syllables() -> None:
    with pytest.raises(ValueError, match="no Hangul syllable"):
        hangul.split("a")
