"""Korean in IPA, against transcriptions as textbooks give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.domain.korean_ipa import ipa


@pytest.mark.parametrize(
    ("phrase", "sounds"),
    [
        ("안녕하세요", "annjʌŋhasejo"),
        ("감사합니다", "kamsahamnida"),
        ("국물", "kuŋmul"),
        ("같이", "katɕʰi"),
        ("학교", "hak̚k͈jo"),
        ("신라", "ɕilla"),
        ("한국어를 배워요!", "hanɡuɡʌɾɯl pɛwʌjo"),
        ("씨", "ɕ͈i"),
        ("커피 3잔", ""),
        ("hello", ""),
        ("?!", ""),
    ],
)
def test_words_are_transcribed_as_they_sound(phrase: str, sounds: str) -> None:
    assert ipa(phrase) == sounds


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=9))
def test_any_hangul_has_a_transcription(word: str) -> None:
    assert ipa(word)
