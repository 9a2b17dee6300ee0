"""Delimited text as other programs write it: signs that divide, quotation marks, encodings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.files.tables import Table, read_table
from miolingo.files.text_encoding import decode_text


def cells_of(table: Table) -> list[tuple[str, ...]]:
    assert not any(row.problem for row in table.rows)
    return [tuple(cell.strip() for cell in row.cells) for row in table.rows]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Guten Abend;Good evening\nNein, danke;No, thanks", [2, 2]),
        ("Hin, her;to, fro\nAuf; ab\nRechts, links;right, left", [2, 2, 2]),
        ("hoch; runter,up; down\nrot; blau,red; blue", [2, 2]),
        ("Ja\tYes\nNein, nie\tNo, never; not once", [2, 2]),
        ("Haus,house,1\nHof,yard,2", [3, 3]),
        ("Haus | house\nHof | yard", [2, 2]),
        ("sep=;\nHaus, klein;house, small", [2]),
        ('"sep=,"\r\nHaus,house'.replace("\r", ""), [2]),
        ("#separator:semicolon\nHaus\tx;house", [2]),
        ("#separator:|\nHaus;x|house", [2]),
        ("Haus\nHof", [1, 1]),
    ],
)
def test_the_sign_that_divides_is_told_by_the_rows(text: str, cells: list[int]) -> None:
    assert [len(row) for row in cells_of(read_table(text))] == cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('Wort,word\nTschau, "Bye, bye"', [("Wort", "word"), ("Tschau", "Bye, bye")]),
        ('"Ja" , "yes" \n"a""b",c', [("Ja", "yes"), ('a"b', "c")]),
        ('"Sag \\"Ja, gut\\"",Say', [('Sag "Ja, gut"', "Say")]),
        ('"Ja", sagt sie;"Yes", she says', [('"Ja", sagt sie', '"Yes", she says')]),
        ('ein "Hof"\ta "yard"', [('ein "Hof"', 'a "yard"')]),
        ('"offen\topen\nzu\tshut', [('"offen', "open"), ("zu", "shut")]),
        (
            'Tor\tgate\n"Geh\tGo\nHof\tyard\nweg"\taway',
            [("Tor", "gate"), ('"Geh', "Go"), ("Hof", "yard"), ('weg"', "away")],
        ),
        ('"eins\nzwei",one two\ndrei,three', [("eins\nzwei", "one two"), ("drei", "three")]),
        ("Nein\\, nie,No\\, never\nJa,Yes\nDoch,So", [("Nein, nie", "No, never"), ("Ja", "Yes")]),
    ],
)
def test_a_quotation_mark_encloses_a_cell_where_it_can_and_else_is_text(
    text: str, cells: list[tuple[str, ...]]
) -> None:
    assert cells_of(read_table(text))[: len(cells)] == cells


def test_lines_are_counted_as_in_the_file() -> None:
    table = read_table('#html:true\n\n"a\nb"\tx\n\t\nc\ty')
    assert [(row.line, row.cells) for row in table.rows] == [(3, ("a\nb", "x")), (6, ("c", "y"))]
    assert table.directives == {"html": "true"}


@pytest.mark.parametrize("bad", ["a\0b", "a\udce9", "lost \ufffd", "x" * 40_000])
def test_a_bad_cell_spoils_its_row_alone(bad: str) -> None:
    table = read_table(f"good\tfine\n{bad}\tx\nlast\ty")
    assert [bool(row.problem) for row in table.rows] == [False, True, False]


def test_a_row_with_more_text_than_there_are_columns_has_a_problem() -> None:
    table = read_table("ja,yes\nnein, nie,no\nso,thus,,", ",").without_wider_rows(2)
    assert [bool(row.problem) for row in table.rows] == [False, True, False]


SAMPLES = {
    "de": "Übung für größere Türen\n„Ja“, heißt es\n",
    "es": "¿Mañana también, señor?\nEl corazón está aquí\n",
    "fr": "Où êtes-vous allé, garçon ?\nÇa coûte très cher\n",
    "pt": "Não há pão, irmão\nVocê também começará amanhã\n",
    "it": "Perché no? È già più di così\n",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("language", SAMPLES)
def test_western_text_is_decoded(language: str, line_end: str, encoding: str) -> None:
    data = SAMPLES[language].replace("\n", line_end).encode(encoding)
    assert decode_text(data, language).text == SAMPLES[language]


@pytest.mark.parametrize(
    ("language", "text", "encoding"),
    [
        ("ko", "물 주세요\twater\n", "cp949"),
        ("ko-KR", "물\twater\n", "utf-16-le"),
        ("ko", "물\twater\n", "utf-16-be"),
        ("ko", "물\twater\n", "utf-32"),
        ("ja", "水をください\n", "cp932"),
        ("ru", "Воды, пожалуйста\n", "cp1251"),
        ("pl", "Proszę o wodę\n", "cp1250"),
        ("el", "νερό παρακαλώ\n", "cp1253"),
    ],
)
def test_other_scripts_are_decoded(language: str, text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding), language).text == text


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ValueError, match="code page"):
        decode_text(bytes(range(128, 256)), "de")


def test_a_stray_nul_makes_no_utf_16() -> None:
    assert decode_text(b"Hof;ya\0rd\n", "de").text == "Hof;ya\0rd\n"


def test_a_damaged_line_of_utf_8_is_told_and_the_others_are_read() -> None:
    data = "Tür\tdoor\nMüh".encode() + b"\xc3\tx\n" + "Hütte\thut\n".encode()
    rows = read_table(decode_text(data, "de").text).rows
    assert [bool(row.problem) for row in rows] == [False, True, False]


PIECES = st.sampled_from([*"\t,;|\"'\\\n\0# ", '""', "sep=", "#separator:", "#html:", "Tür", "a"])


@given(st.lists(PIECES).map("".join))
def test_nothing_written_is_lost(text: str) -> None:
    """Each letter is in a cell, whatever stands around it; the first line is no directive."""
    rows = read_table(f"Tür\n{text}").rows
    read = "".join(cell for row in rows for cell in row.cells)
    assert read.count("ü") == text.count("ü") + 1


@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    for language in ("de", "ko"):
        try:
            decoded = decode_text(data, language)
        except ValueError as error:
            assert "neither" in str(error)  # noqa: PT017 - what else may be raised is a bug
        else:
            read_table(decoded.text)
