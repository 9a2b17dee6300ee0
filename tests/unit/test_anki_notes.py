"""What is said of an Anki note: its fields' HTML as text, and which field is which."""

from __future__ import annotations

import time

import pytest

from miolingo.decks.cards import Card
from miolingo.decks.formats.anki_notes import (
    LONGEST_FIELD,
    Field,
    FieldNames,
    card_of_fields,
    field_of_html,
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>¿Qué</b> <i style='color:red'>tal</i>?", "¿Qué tal?"),
        ("un<b>der</b>line", "underline"),
        ("one<br>two<br/>three", "one two three"),
        ("<div>one</div><div>two</div>", "one two"),
        ("&nbsp;salt&nbsp;&amp; pepper &lt;3&#33; ", "salt & pepper <3!"),
        ("1 < 2", "1 < 2"),
        ("a<!-- never --><style>b {}</style><script>c()</script>", "a"),
        ("<img src='cat.jpg'>", ""),
        ("cafe\u0301", "café"),
        ("a\u202eb\x1b[31mc", "ab[31mc"),
        ("[anki:tts lang=fr_FR]bonjour[/anki:tts]", "bonjour"),
        ("{{c1::Paris}} is in {{c2::<b>France</b>::country}}", "Paris is in France"),
        ("{{c1::one {{c2::two}}}} three", "one two three"),
        ("<ruby>漢字<rp>(</rp><rt><b>かん</b>じ</rt><rp>)</rp></ruby>です", "漢字です"),
        ("<ruby>漢<rt>かん</ruby>です", "漢です"),
        (" 私[わたし]は 日本語[にほんご]が 分[わ]かる", "私は日本語が分かる"),
        ("see [1] and word[2]", "see [1] and word[2]"),
    ],
)
def test_a_field_is_read_as_its_reader_sees_it(html: str, text: str) -> None:
    assert field_of_html(html) == Field(text)


def test_recordings_are_no_text() -> None:
    field = field_of_html("hola[sound:a.mp3]<br>[sound:salt &amp; pepper.wav]")
    assert field == Field("hola", ("a.mp3", "salt & pepper.wav"))


@pytest.mark.parametrize(
    ("fields", "card"),
    [
        ({"Front": "hola", "Back": "hello"}, Card("hola", "hello")),
        ({"Back": "hello", "Front": "hola"}, Card("hola", "hello")),
        ({"Nr": "7", "MEANING": "cat", "expression": "猫"}, Card("猫", "cat")),
        ({"Expression": " ", "Word": "猫", "English": "cat"}, Card("猫", "cat")),
        ({"Oben": "Katze", "Unten": "cat", "Mehr": "x"}, Card("Katze", "cat")),
        ({"Oben": "", "Unten": "cat"}, Card("cat")),
        ({"Oben": "Katze", "Unten": "", "Mehr": "x"}, Card("Katze")),
        ({"IPA": "[kæt]", "Wort": "cat", "Bild": "<img>"}, Card("cat", "", "kæt")),
        ({"Front": "cat", "Back": "Katze", "Pronunciation": "/kæt/"}, Card("cat", "Katze", "kæt")),
        ({"Text": "{{c1::Paris}}", "Back Extra": ""}, Card("Paris")),
    ],
)
def test_the_parts_of_a_card_are_found_by_name_and_else_by_place(
    fields: dict[str, str], card: Card
) -> None:
    assert card_of_fields(fields) == card


def test_the_recording_is_that_of_the_phrase_or_else_the_first() -> None:
    back = {"Front": "hola", "Back": "hello[sound:1.mp3]", "Audio": "[sound:2.mp3]"}
    assert card_of_fields(back).recording == "1.mp3"
    assert card_of_fields(back | {"Front": "hola[sound:0.mp3]"}).recording == "0.mp3"


def test_other_names_may_be_asked_for() -> None:
    names = FieldNames(phrase=("Back",), translation=("Front",))
    fields = {"Front": "hello[sound:en.mp3]", "Back": "hola[sound:es.mp3]"}
    assert card_of_fields(fields, names) == Card("hola", "hello", recording="es.mp3")


@pytest.mark.parametrize(
    "fields",
    [{}, {"Front": "<img src='a.png'>", "Back": "[sound:a.mp3]"}, {"IPA": "kæt"}],
)
def test_a_note_without_text_is_no_card(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="no text to say"):
        card_of_fields(fields)


def test_a_phrase_that_would_be_a_theme_in_a_deck_is_told() -> None:
    with pytest.raises(ValueError, match="as a theme"):
        card_of_fields({"Front": "#1", "Back": "first"})


def test_a_field_that_is_no_html_is_told() -> None:
    with pytest.raises(ValueError, match="no HTML"):
        card_of_fields({"Front": "a <![abc[ b"})


@pytest.mark.parametrize("piece", ["{{c1::", "[sound:", "漢", "漢[", "<rt>", "::", "[anki:"])
def test_a_field_that_would_take_forever_does_not(piece: str) -> None:
    began = time.process_time()
    field_of_html(piece * (LONGEST_FIELD // len(piece)))
    assert field_of_html(piece * 100_000).text == ""
    assert time.process_time() - began < 5
