"""What is not written in letters is said as people say it, in every kind of text and language.

``tests/parts/readings`` has a table for each language: a text, and ways to say it. Where a line
begins with ``=``, one of them is the way that comes first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.errors import UsageError
from miolingo.language.conventions import conventions_of
from miolingo.language.normalize import ways_to_say, words_of
from miolingo.language.verbalization.numbers import words
from miolingo.language.verbalization.rules import MOST_READINGS

READINGS = Path(__file__).parents[1] / "parts" / "readings"
LANGUAGES = ("de", "en", "es", "fr", "it", "ko", "nl", "pt-BR")
_SILENT = str.maketrans("", "", " '-")


def readings() -> Iterator[tuple[str, str, list[str], bool]]:
    """Each language and text with the ways to say it, and whether one of them comes first."""
    for language in LANGUAGES:
        for line in (READINGS / f"{language}.tsv").read_text(encoding="utf-8").splitlines():
            written, said = line.split("\t")
            ways = [bare(way) for way in said.split(" | ")]
            yield language, written.removeprefix("="), ways, written.startswith("=")


def bare(text: str) -> str:
    """The text without what has no sound."""
    return text.translate(_SILENT)


def listed(phrase: str, language: str) -> list[str]:
    """The ways to say a phrase that are listened for, without what has no sound."""
    return [bare(way) for way in ways_to_say(words_of(phrase, language))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_usual_way_to_say_a_text_is_listened_for(language: str) -> None:
    missing = [
        (written, way)
        for code, written, ways, _ in readings()
        for way in ways
        if code == language and way not in listed(written, language)
    ]
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_abbreviations_stand_in_alphabetical_order_and_once(language: str) -> None:
    """By letters without their marks; one of letters with dots counts with spaces as well."""
    listed_ones = [
        short for short in conventions_of(language).abbreviations if not short.endswith(" t/m")
    ]
    assert listed_ones == sorted(listed_ones, key=lambda short: (_without_marks(short), short))
    assert not [short for short in listed_ones if re.fullmatch(r"\w\.( \w\.)+", short)]


def _without_marks(text: str) -> str:
    signs = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_likeliest_way_comes_first(language: str) -> None:
    others = [
        (written, listed(written, language)[0])
        for code, written, ways, first in readings()
        if code == language and first and listed(written, language)[0] not in ways
    ]
    assert not others


@pytest.mark.parametrize(
    ("language", "phrase", "mistake"),
    [
        ("ko", "2년", "두년"),
        ("ko", "3시", "삼시"),
        ("ko", "4살", "사살"),
        ("ko", "3월", "세월"),
        ("ko", "3개월", "세개월"),
        ("ko", "6월", "육월"),
        ("ko", "2층", "두층"),
        ("ko", "1시간 30분", "한시간서른분"),
        ("de", "2 €", "zwei cent"),
        ("en", "-6 °C", "six degrees"),
        ("es", "2 km", "dos kilómetro"),
    ],
)
def test_a_mistake_is_no_way_to_say_it(language: str, phrase: str, mistake: str) -> None:
    assert bare(mistake) not in listed(phrase, language)


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("de", "Das ist so."),
        ("de", "Was soll ich do. Er kommt"),
        ("fr", "Le vent se lève"),
        ("fr", "Ce livre me plaît"),
        ("fr", "Elle entre"),
        ("it", "Io vado a casa"),
        ("it", "Vi aspetto"),
        ("es", "Va con su mamá"),
        ("nl", "De vis zwemt"),
        ("pt-BR", "Vá com calma"),
        ("en", "Then I saw it."),
        ("en", "She sat."),
        ("en", "He did one more rep."),
        ("de", "Die S-Bahn kommt"),
        ("fr", "Il me parle"),
    ],
)
def test_plain_words_are_said_as_they_are_spelled(language: str, phrase: str) -> None:
    assert listed(phrase, language) == [bare(phrase.lower().replace(".", ""))]


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("es", 21_000, "veintiún mil"),
        ("es", 31_000, "treinta y un mil"),
        ("it", 118, "centodiciotto"),
        ("it", 1_200_000, "un milione duecentomila"),
        ("de", 101_000, "einhunderteintausend"),
        ("pt-BR", 1_100, "mil e cem"),
        ("nl", 2_003, "tweeduizenddrie"),
        ("fr", 80_000, "quatre-vingt mille"),
    ],
)
def test_numbers_are_right_where_their_library_errs(language: str, number: int, said: str) -> None:
    assert words(number, conventions_of(language)) == said


def test_every_language_knows_the_same_units_and_currencies() -> None:
    metric = {"mm", "cm", "m", "km", "m²", "m³", "mg", "g", "kg", "ml", "l", "h", "min", "s"}
    others = {"km/h", "m/s", "%", "°", "°c", "°f", "kcal", "kwh", "w", "v", "mb", "gb", "hz", '"'}
    for language in LANGUAGES:
        signs = conventions_of(language).signs
        assert metric | others <= signs.units.keys(), language
        assert {"€", "$", "£", "¥", "₩", "¢", "r$", "chf", "eur", "usd"} <= signs.currencies.keys()


@given(
    st.text(st.sampled_from("0123456789.,:-–/ €$%°½²hmXIVkab'+@"), min_size=1, max_size=20),
    st.sampled_from(LANGUAGES),
)
def test_the_ways_are_few_different_and_never_empty(text: str, language: str) -> None:
    try:
        found = words_of(text, language)
    except UsageError:
        return
    for word in found:
        assert 1 <= len(word.spoken) <= MOST_READINGS
        assert len(set(word.spoken)) == len(word.spoken)
        assert all(way == " ".join(way.split()) != "" for way in word.spoken)
    assert found == words_of(text, language)


@given(st.integers(0, 999_999), st.sampled_from(LANGUAGES))
def test_a_number_in_words_is_read_as_itself(number: int, language: str) -> None:
    said = words(number, conventions_of(language))
    assert bare(said) in listed(said, language)
