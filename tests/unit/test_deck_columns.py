"""Which column of a table, or field of a note, holds which part of a card."""

from __future__ import annotations

import pytest

from miolingo.decks.cards import Card
from miolingo.decks.column_names import Role
from miolingo.decks.columns import Layout, ReadOptions, choose_columns, columns_said, is_header
from miolingo.decks.formats.fields import Field, field_of_html
from miolingo.errors import UsageError
from miolingo.language.detection import evidence


def fields(*texts: str) -> list[Field]:
    return [field_of_html(text) for text in texts]


def layout_of(*rows: str, names: str = "", language: str = "de") -> Layout:
    """The layout of rows whose cells are divided by bars."""
    return choose_columns(
        names.split("|") if names else (),
        [fields(*row.split("|")) for row in rows],
        ReadOptions(language),
    )


def places(layout: Layout) -> str:
    """The initial of each column's role, in the order of the columns; a dot where it has none."""
    initials = {place: role[0] for role, place in layout.places.items()}
    return "".join(initials.get(place, ".") for place in range(len(layout.names)))


GERMAN = ("der Abend|the evening", "das Fenster|the window", "ich weiß nicht|I do not know")


@pytest.mark.parametrize(
    ("names", "language", "rows", "expected"),
    [
        ("", "de", GERMAN, "pt"),
        ("", "en", GERMAN, "tp"),
        ("Front|Back", "en", GERMAN, "tp"),
        ("Term|Definition", "de", GERMAN, "pt"),
        ("Rank|Portuguese|English", "pt-BR", ("1|a noite|the night", "2|a rua|the street"), ".pt"),
        ("English|Portuguese", "pt-BR", ("good night|boa noite",), "tp"),
        ("Englisch|Portugiesisch", "pt", ("good night|boa noite",), "tp"),
        ("뜻|단어", "ko", ("water|물", "rice|밥"), "tp"),
        ("", "de", ("dog|Hund", "cat|Katze"), "tp"),
        ("Front|Back", "es", ("hello|hola",), "tp"),
        ("汉字|拼音|英文", "zh", ("水|shuǐ|water", "狗|gǒu|dog"), "p.t"),
        ("", "ko", ("1|water|물", "2|rice|밥"), ".tp"),
        ("", "ko", ("물|[mul]|water|a.mp3",), "pitr"),
        ("", "ko", ("물|water|[mul]|a.mp3|Food",), "ptirt"),
        ("", "ru", ("w_1|water|вода", "w_2|night|ночь"), ".tp"),
        ("", "de", ("a1f|Haus|house", "b2c|Tür|door", "c3d|Baum|tree"), ".pt"),
        ("Wort|Wortart|Bedeutung", "de", ("Haus|noun|house", "gehen|verb|to go"), "p.t"),
        ("Question|Answer|Tags", "es", ("la calle|the street|a1",), "pt."),
        ("Word|Audio|IPA|Meaning", "de", ("Haus|[sound:a.mp3]|haʊs|house",), "prit"),
        ("Word|Pronunciation|Meaning", "de", ("Haus|haus.mp3|house", "Hof|h.mp3|yard"), "p.t"),
        ("Slovo|Překlad", "de", GERMAN, "pt"),
        ("Notes", "de", ("der Abend", "das Fenster"), "p"),
    ],
)
def test_columns_are_told_by_their_names_and_by_what_they_hold(
    names: str, language: str, rows: tuple[str, ...], expected: str
) -> None:
    assert places(layout_of(*rows, names=names, language=language)) == expected


@pytest.mark.parametrize(
    ("names", "row", "card"),
    [
        ("Front|Back", "hola|hello", Card("hola", "hello")),
        ("Nr|MEANING|expression", "7|cat|gato", Card("gato", "cat")),
        ("Arriba|Abajo|Más", "gato|cat|", Card("gato", "cat")),
        ("Front|Back|Pronunciation", "gato|cat|/ɡato/", Card("gato", "cat", "ɡato")),
        ("Text|Back Extra", "{{c1::Sevilla}}|", Card("Sevilla")),
        ("Front|Back|Audio", "a|b[sound:1.mp3]|[sound:2.mp3]", Card("a", "b", recording="2.mp3")),
        ("Front|Back", "a[sound:0.mp3]|b[sound:1.mp3]", Card("a", "b", recording="0.mp3")),
        ("Front|Back", "a|b[sound:1.mp3]", Card("a", "b", recording="1.mp3")),
    ],
)
def test_a_row_becomes_a_card(names: str, row: str, card: Card) -> None:
    layout = layout_of(row, names=names, language="es")
    assert layout.card(fields(*row.split("|"))) == card


def test_a_note_without_its_phrase_has_that_of_another_field_of_phrases() -> None:
    layout = layout_of("la casa|casa|house", "|perro|dog", names="Expression|Word|Meaning")
    assert layout.card(fields("", "perro", "dog")) == Card("perro", "dog")
    with pytest.raises(ValueError, match="empty"):
        layout.card(fields("", "", "dog"))


@pytest.mark.parametrize("rows", [("1|2",), ("|",), ("a.mp3|7",), ("[sound:a.mp3]",), ("",)])
def test_numbers_recordings_and_nothing_are_no_phrases(rows: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="phrases"):
        layout_of(*rows)


def test_phrases_in_another_language_are_doubtful() -> None:
    assert not layout_of(*GERMAN).doubtful
    assert layout_of("hello|water", "night|rice", language="ko").doubtful
    assert layout_of(*GERMAN, language="it").doubtful


def test_only_what_the_learner_names_is_taken() -> None:
    said = columns_said(["phrase=2", " Translation = Englisch "])
    assert said == {Role.PHRASE: "2", Role.TRANSLATION: "Englisch"}
    rows = [fields("1", "Haus", "house", "haʊs")]
    layout = choose_columns(["Nr", "Wort", "englisch", "IPA"], rows, ReadOptions("de", said))
    assert places(layout) == ".pt."


@pytest.mark.parametrize("text", ["phrase", "=2", "phrase=", "word=2", "translation=1"])
def test_what_does_not_name_a_column_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refusal:
        choose_columns((), [fields("a", "b")], ReadOptions("de", columns_said([text])))
    assert "phrase" in refusal.value.hint


@pytest.mark.parametrize("place", ["0", "3", "Wort", "-1"])
def test_a_column_that_is_not_there_is_refused(place: str) -> None:
    with pytest.raises(UsageError, match=place):
        choose_columns((), [fields("a", "b")], ReadOptions("de", {Role.PHRASE: place}))


@pytest.mark.parametrize(
    ("first", "rest", "is_one"),
    [
        ("phrase", ["Haus"], True),
        ("Wort;Übersetzung", ["Haus;house"], True),
        ("U\u0308bersetzung;Wort", ["house;Haus"], True),
        ("Deutsch;Englisch", ["Haus;house"], True),
        ("Mot allemand;Expression française", ["Haus;maison"], True),
        ("Palabra alemana;Palabra inglesa", ["Haus;house"], True),
        ("Fremdsprache;Muttersprache", ["Haus;house"], True),
        ("de-DE;en", ["Haus;house"], True),
        ("German word;Notes", ["Haus;old"], True),
        ("Sprache A;Nr", ["Haus;1", "Hof;2"], True),
        ("Irgendwas;Tonspur", ["Haus;a.mp3", "Hof;b.mp3"], True),
        ("Wort;word", ["Haus;house"], False),
        ("Tag;day", ["Haus;house"], False),
        ("Deutsch;German", ["Haus;house"], False),
        ("Satz;sentence", ["Haus;house"], False),
        ("Bild;picture", ["Haus;house"], False),
        ("Haus;house", ["Hof;yard"], False),
        ("1;Haus", ["2;Hof", "3;Tor"], False),
        ("Ich habe eine Frage;I have a question", ["Haus;house"], False),
    ],
)
def test_a_header_is_told_from_a_row(first: str, rest: list[str], is_one: bool) -> None:
    rows = [fields(*row.split(";")) for row in rest]
    assert is_header(fields(*first.split(";")), rows, "de") is is_one


def test_a_language_is_told_by_its_script_and_its_letters() -> None:
    korean, english, number = evidence([["물 주세요"], ["water, please"], ["12"]], "ko")
    assert korean == 0
    assert english == number == float("-inf")
    italian, german = evidence([["buongiorno", "arrivederci"], ["guten Tag", "bis bald"]], "it")
    assert italian > 0 > german
    assert evidence([["a word"], ["ein Wort"]], "tlh") == [0, 0]
