"""Hangul syllables and their jamo."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.language.korean import hangul

SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)


@given(SYLLABLES)
def test_a_syllable_survives_being_split(letter: str) -> None:
    assert hangul.split(letter).letter == letter


def test_other_letters_are_no_syllables() -> None:
    with pytest.raises(ValueError, match="not a Hangul syllable"):
        hangul.split("a")


def test_syllables_are_found_by_their_consonants() -> None:
    letters = hangul.letters_with(onsets="ㅎ", codas=("", "ㄴ"))
    assert len(letters) == 2 * len(hangul.VOWELS)
    assert {"하", "한"} <= set(letters)
    assert not {"가", "핫"} & set(letters)
