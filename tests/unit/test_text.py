"""What a listener would take for the same text is the same text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.errors import UsageError
from miolingo.language.normalize import (
    MAX_WORDS,
    MOST_WAYS,
    normalized,
    read_aloud,
    ways_to_say,
    words_of,
)


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
        ("ﾊﾝｶｸ", "ハンカク"),
        ("so\u00adviel", "soviel"),
        ("안\u200b녕", "안녕"),
        ("\u202b안녕\u202c", "안녕"),
        ("커피 ☕️ 주세요 ❤️", "커피 주세요"),
        ("peut\u2011être", "peut-être"),
        ("물 — 좀…주세요", "물 좀 주세요"),
        ("«물» 좀 'coffee'", "물 좀 coffee"),
        ("İstanbul", "istanbul"),
    ],
)
def test_spelling_that_is_not_heard_makes_no_difference(left: str, right: str) -> None:
    assert spoken(left) == spoken(right)


def test_the_written_form_is_kept_without_punctuation() -> None:
    assert [word.written for word in words_of("“안녕”, 친구!", "ko")] == ["안녕", "친구"]


def test_a_sign_that_stands_for_letters_is_shown_as_it_is_written() -> None:
    assert [word.written for word in words_of("Miolingo™ №5 & ½", "en")] == [
        *("Miolingo", "№5", "&", "½"),
    ]


def test_a_unit_after_a_fraction_is_said_in_words() -> None:
    assert "ein halber liter" in spoken("½ l", "de")[0]


def test_numbers_are_said_in_every_usual_way() -> None:
    assert spoken("3시") == [("세시",)]
    assert spoken("20살") == [("스무살",)]
    assert spoken("2024년") == [("이천이십사년",)]
    assert spoken("12", "pt-BR") == [("doze",)]


def test_a_number_in_a_language_that_nobody_told_us_about_is_no_word() -> None:
    assert spoken("saluto 3", "qaa") == [("saluto",)]
    assert spoken("3个人", "zh") == [("个人",)]


def ways(phrase: str, language: str) -> tuple[str, ...]:
    return ways_to_say(words_of(phrase, language))


def test_a_phrase_is_said_in_every_combination_of_the_ways_to_say_its_words() -> None:
    assert ways("Bonjour, l’ami !", "fr") == ("bonjour l'ami",)
    assert ways("1 à 21 roses", "fr") == (
        *("un à vingt et une roses", "une à vingt et une roses"),
        *("un à vingt et un roses", "une à vingt et un roses"),
    )


def test_of_many_ways_those_nearest_to_the_usual_one_are_told() -> None:
    words = words_of("14:30 " * MAX_WORDS, "de")
    spoken = ways_to_say(words)
    assert len(set(spoken)) == len(spoken) == MOST_WAYS
    usual = [word.spoken[0] for word in words]
    assert spoken[0] == " ".join(usual)
    for form in words[0].spoken:
        assert " ".join([form, *usual[1:]]) in spoken


@pytest.mark.parametrize(
    ("language", "phrase", "read"),
    [
        ("de", "Um 8:40 Uhr, z. B. heute!", "Um acht uhr vierzig, zum beispiel heute!"),
        ("en", "“It’s 1½ hours!”", "“It’s one and a half hours!”"),
        ("en", "I live in Paris, don't I?", "I live in Paris, don't I?"),
        ("ko", "3시에 만나요.", "세시에 만나요."),
        ("fr", "C'est 5,50 € ?", "C'est cinq euros cinquante ?"),
    ],
)
def test_a_voice_is_given_digits_and_signs_in_words(language: str, phrase: str, read: str) -> None:
    assert read_aloud(phrase, language) == read


@pytest.mark.parametrize("phrase", ["5 ₿", "∑ 3", "20 ⊕ 4"])
def test_a_sign_that_nobody_can_say_is_refused(phrase: str) -> None:
    with pytest.raises(UsageError, match=r"how “.” is said"):
        words_of(phrase, "en")


def test_signs_that_set_a_text_off_are_not_said() -> None:
    assert spoken("*So* <Name> → here", "en") == [("so",), ("name",), ("here",)]
    assert "less than five" in " ".join(word[0] for word in spoken("x < 5", "en"))


@pytest.mark.parametrize("phrase", ["", "   ", "😀 🎉", "?!…", "-"])
def test_a_phrase_without_words_is_refused(phrase: str) -> None:
    with pytest.raises(UsageError, match="no word"):
        words_of(phrase, "ko")


def test_a_phrase_with_too_many_words_is_refused() -> None:
    assert len(words_of("말 " * MAX_WORDS, "ko")) == MAX_WORDS
    with pytest.raises(UsageError, match="2000 words"):
        words_of("말 " * 2000, "ko")


def forms(text: str, language: str) -> list[tuple[str, ...]]:
    """The ways to say each word; none for a text that is refused."""
    try:
        return spoken(text, language)
    except UsageError:
        return []


LANGUAGES = st.sampled_from(["ko", "de", "fr", "it", "pt-BR", "nl", "es", "en", "qaa"])
TEXTS = st.text(
    st.characters(codec="utf-8") | st.sampled_from("0123456789.,:-'’/ %€$&h°ºß"), max_size=30
)


@given(TEXTS, LANGUAGES)
def test_any_text_is_split_or_refused(text: str, language: str) -> None:
    try:
        words = words_of(text, language)
    except UsageError:
        return
    for word in words:
        assert word.written
        assert word.spoken
        assert all(any(map(str.isalpha, form)) for form in word.spoken)


@given(TEXTS, LANGUAGES)
def test_what_is_said_is_said_the_same_again(text: str, language: str) -> None:
    for first, *_ in forms(text, language):
        assert normalized(first) == first


@given(TEXTS, LANGUAGES)
def test_the_form_of_unicode_makes_no_difference(text: str, language: str) -> None:
    composed = forms(unicodedata.normalize("NFC", text), language)
    assert forms(unicodedata.normalize("NFD", text), language) == composed


@given(st.text(st.sampled_from("abcdeéñßijzäöü '-"), max_size=20), LANGUAGES)
def test_case_and_width_make_no_difference(text: str, language: str) -> None:
    wide = "".join(chr(ord(s) + 0xFEE0) if "a" <= s <= "z" else s for s in text)
    assert forms(wide, language) == forms(text, language)
    capital = text.replace("ß", "ẞ").upper()
    assert forms(capital, language) == forms(text, language)


@given(st.text(st.sampled_from("™№½²①٣ªß€%'1a-./ "), max_size=6), LANGUAGES)
def test_what_is_shown_of_a_word_is_in_the_phrase(text: str, language: str) -> None:
    try:
        words = words_of(text, language)
    except UsageError:
        return
    assert all(word.written in text for word in words)


@given(st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=8), LANGUAGES)
def test_letters_are_always_something_to_say(text: str, language: str) -> None:
    assert forms(text, language)


@given(TEXTS, LANGUAGES)
def test_what_a_voice_is_given_is_heard_as_the_phrase(text: str, language: str) -> None:
    if not forms(text, language):
        return
    assert not any(sign in "0123456789%€$" for sign in read_aloud(text, language)) or (
        language == "qaa"
    )
