"""Decks as text, as tables and as the older app's stories."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miolingo.decks.cards import Card, DeckLine
from miolingo.decks.columns import ReadOptions
from miolingo.decks.formats.stories import story_rows
from miolingo.decks.formats.tables import deck_table, table_text
from miolingo.decks.formats.text import deck_text, text_rows
from miolingo.decks.read_write import rows_of_text

FULL = Card("Bonjour, “madame”", "Hello; madam", "bɔ̃ʒuʁ", recording="audio/1.wav")
DASH, APOSTROPHE = Card("-mente", "=1+1"), Card("'s avonds", "in the evening")


def table_rows(text: str, language: str = "ko") -> list[DeckLine]:
    return list(deck_table(text, ReadOptions(language)).rows)


def test_a_remark_is_the_theme_of_what_follows() -> None:
    rows = list(text_rows("물\n# Food #\n밥 | rice\n\n## Work\n일 | work"))
    assert [(row.line, row.theme) for row in rows] == [(1, ""), (3, "Food"), (6, "Work")]


def test_the_fourth_part_is_a_recording_inside_the_folder() -> None:
    (row,) = text_rows("물 | water | [mul] | audio\\water.wav")
    assert row.card == Card("물", "water", "mul", recording="audio/water.wav")


@pytest.mark.parametrize("path", ["../a.wav", "a/../../b.wav", "/a.wav", "C:\\a.wav", "\\\\x\\a"])
def test_a_recording_elsewhere_is_refused(path: str) -> None:
    (row,) = text_rows(f"물 | water | | {path}")
    assert row.card is None
    assert "folder" in row.problem


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_go_by_the_names_of_a_header(delimiter: str) -> None:
    lines = [["Translation", " PHRASE ", "note", "ipa"], ["water", "물", "no", "/mul/"]]
    text = "\ufeff" + "\r\n".join(delimiter.join(line) for line in lines)
    assert list(table_rows(text)) == [DeckLine(2, Card("물", "water", "mul"))]


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_columns_without_a_header_go_by_their_order(delimiter: str) -> None:
    text = delimiter.join(["물", "water", "[mul]", "a.wav", "Food"])
    card = Card("물", "water", "mul", recording="a.wav")
    assert list(table_rows(text)) == [DeckLine(1, card, theme="Food")]


def test_quoted_cells_may_hold_anything_and_lines_are_counted_as_in_the_file() -> None:
    text = 'phrase,translation\n"Hi, ""you""","a\nb"\n\n,nothing\nlast\n'
    assert list(table_rows(text)) == [
        DeckLine(2, Card('Hi, "you"', "a b")),
        DeckLine(5, problem="the phrase is empty"),
        DeckLine(6, Card("last")),
    ]


def test_a_phrase_that_a_text_deck_would_take_for_a_theme_is_refused() -> None:
    (row,) = table_rows("#hash,x")
    assert row.card is None


PAIRS = [("Ja, gern", "Yes, please"), ("das Fenster", "the window")]


@pytest.mark.parametrize(
    "text",
    [
        "#separator:tab\n#html:false\nJa, gern\tYes, please\ndas Fenster\tthe window",
        '#separator:Semicolon\n#html:true\n<b>Ja</b>, gern;"Yes,&nbsp;please"\n'
        '"<span class=""x"">das</span> Fenster";the <i>window</i>',
        "#separator:tab\n#guid column:1\n#tags column:4\nN#k\tJa, gern\tYes, please\told\n"
        "a;1\tdas Fenster\tthe window\t",
        "#separator:pipe\n#columns:English|German\nYes, please|Ja, gern\nthe window|das Fenster",
        "Ja, gern\tYes, please\ndas Fenster\tthe window",
        "Yes, please\tJa, gern\nthe window\tdas Fenster\n",
        "Ja, gern;Yes, please\ndas Fenster;the window",
        "sep=;\nDeutsch;Englisch\nJa, gern;Yes, please\ndas Fenster;the window",
        "Nr;Begriff;Definition\n1;Ja, gern;Yes, please\n2;das Fenster;the window",
        '"Ja, gern", "Yes, please"\n"das Fenster", "the window"',
        "Ja, gern\tYes, please;das Fenster\tthe window",
        "Vorderseite;Rückseite;;\nJa, gern;Yes, please;;\ndas Fenster;the window;;",
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".csv", ".tsv"])
def test_a_list_of_another_program_is_read_as_meant(text: str, suffix: str) -> None:
    cards = [row.card for row in rows_of_text(text, suffix, ReadOptions("de"))]
    assert [card and (card.phrase, card.translation) for card in cards] == PAIRS


@pytest.mark.parametrize("sign", [" - ", " – ", " = ", " -> ", ": "])
@pytest.mark.parametrize("suffix", [".txt", ".csv"])
def test_lines_of_two_halves_are_a_table_where_all_are(sign: str, suffix: str) -> None:
    pairs = [("das Dach", "the roof"), ("der Hof", "the yard"), ("die Tür", "the door")]
    text = "\n".join(sign.join(pair) for pair in pairs)
    cards = [row.card for row in rows_of_text(text, suffix, ReadOptions("de"))]
    assert [card and (card.phrase, card.translation) for card in cards] == pairs
    (card, *_) = [row.card for row in rows_of_text(text + "\nJa", ".txt", ReadOptions("de"))]
    assert card == Card(f"das Dach{sign}the roof")


@pytest.mark.parametrize("sign", [", ", ";", "; ", ","])
def test_lines_of_two_scripts_are_a_table(sign: str) -> None:
    text = f"물{sign}water\n밥{sign}rice\n"
    cards = [row.card for row in rows_of_text(text, ".txt", ReadOptions("ko"))]
    assert cards == [Card("물", "water"), Card("밥", "rice")]


def test_lines_of_phrases_alone_stay_whole() -> None:
    text = "Ja, gern\nNein; danke\nSo ist es, immer, jetzt"
    rows = rows_of_text(text, ".txt", ReadOptions("de"))
    assert [row.card and row.card.phrase for row in rows] == text.split("\n")


@pytest.mark.parametrize(
    ("suffix", "text", "line"),
    [
        (".csv", "Haus,house\nHof,yard\nNein, nie,never", 3),
        (".csv", "Haus;house\nHof;yard\nTor,gate", 3),
        (".csv", "Haus;house\nHof\0;yard", 2),
        (".tsv", "Haus\thouse\n\tyard", 2),
        (".txt", "Haus | house\nHof | yard\nTor\tgate", 3),
        (".txt", "Haus\n\nH\0of", 3),
        (".txt", "Haus\nHof | \udce4", 2),
        (".txt", "#html:true\nHaus\thouse\na <![x[\tyard", 3),
    ],
)
def test_a_line_that_cannot_be_read_as_meant_is_refused(suffix: str, text: str, line: int) -> None:
    rows = rows_of_text(text, suffix, ReadOptions("de"))
    assert [row.line for row in rows if row.problem] == [line]
    assert all(row.card for row in rows if not row.problem)


def test_a_heading_is_the_theme_of_a_table_too() -> None:
    text = "# Küche\nTopf\tpot\nHerd\tstove\n# Bad\nSeife\tsoap\n"
    rows = rows_of_text(text, ".txt", ReadOptions("de"))
    assert [(row.line, row.theme) for row in rows] == [(2, "Küche"), (3, "Küche"), (5, "Bad")]


PIECES = st.sampled_from(
    [
        *("\t", ",", ";", "|", '"', "'", "\\", "\n", "\0", "#", "<", "&", "[", "{", " ", "<b>"),
        *("&amp;", "{{c1::", "[sound:", "#html:true\n", "sep=;\n", "#columns:", "Wort", "물"),
        *("1", "=1", "x.mp3", "\udce4", "phrase", "..", "漢["),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from([".txt", ".csv", ".tsv"]))
def test_anything_is_read_or_refused_by_its_line(text: str, suffix: str) -> None:
    try:
        rows = rows_of_text(text, suffix, ReadOptions("ko"))
    except ValueError as refusal:
        assert "phrases" in str(refusal)  # noqa: PT017 - what else may be raised is a bug
        return
    lines = [row.line for row in rows]
    assert lines == sorted(set(lines))
    assert all(bool(row.card) != bool(row.problem) for row in rows)
    assert deck_text(rows).encode().count(b"\0") == 0


@pytest.mark.parametrize("card", [FULL, DASH, APOSTROPHE, Card("물")])
def test_a_table_brings_back_what_was_written(card: Card) -> None:
    (row,) = table_rows(table_text([DeckLine(7, card, theme="People")]))
    assert (row.card, row.theme) == (card, "People")


def test_what_looks_like_a_formula_is_guarded_in_a_table() -> None:
    assert table_text([DeckLine(1, DASH)]).splitlines()[1] == "'-mente,'=1+1,,,"


def test_an_apostrophe_of_another_program_stays() -> None:
    (row,) = table_rows("'s avonds,x")
    assert row.card == Card("'s avonds", "x")


def test_a_text_deck_brings_back_what_was_written() -> None:
    rows = [
        DeckLine(1, Card("물")),
        DeckLine(3, FULL, theme="People"),
        DeckLine(4, DASH, theme="People"),
    ]
    assert list(text_rows(deck_text(rows))) == rows


def test_a_bar_becomes_a_slash() -> None:
    assert deck_text([DeckLine(1, Card("a|b"))]) == "a/b\n"


def test_a_story_is_read_line_by_line() -> None:
    good, bad = story_rows('[{"korean": "물", "english": "water"}, 7]')
    assert good == DeckLine(1, Card("물", "water"))
    assert (bad.line, bad.card, bool(bad.problem)) == (2, None, True)
