"""Korean in IPA, against transcriptions as textbooks give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.language.ipa import sounds_of
from miolingo.language.korean.ipa import ipa, pronunciations
from miolingo.speech.synthesis.phonemizer import phonemes_of


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
        ("푹 쉬세요", "pʰuk̚ ɕ͈wisejo"),
        ("할 수 있어요?", "hal s͈u is͈ʌjo"),
        ("커피 3잔", ""),
        ("hello", ""),
        ("?!", ""),
    ],
)
def test_words_are_transcribed_as_they_sound(phrase: str, sounds: str) -> None:
    assert ipa(phrase) == sounds


def test_all_pronunciations_of_a_phrase_are_transcribed() -> None:
    assert pronunciations("밥 먹어!") == ("pam mʌɡʌ", "pap̚ mʌɡʌ")
    assert pronunciations("커피 3잔") == ()


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=9))
def test_any_hangul_has_a_transcription(word: str) -> None:
    assert ipa(word)


@pytest.mark.parametrize(
    ("language", "text", "sounds"),
    [
        ("ko", "같이", "katɕʰi"),
        ("ko", "ok", "ok"),
        ("de", "weg", "vɛk"),
        ("en", "knee", "niː"),
        ("qaa", "pa t'a", "pata"),
    ],
)
def test_the_sounds_of_any_text_are_told(language: str, text: str, sounds: str) -> None:
    assert phonemes_of(text, language) == sounds_of(sounds)
