"""``miolingo deck add`` and ``export`` with files of other programs."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from miolingo.errors import ExitCode
from miolingo.ui.prompts import TerminalDialog
from tests.parts.anki_packages import add_note, anki_part, collection, tone
from tests.parts.cli import Ended, invoke

TABLE = "Nr;Deutsch;Englisch;Ton\n1;das Dach;the roof;\n2;der Hof;the yard;\n"
UNDERSTOOD = """Column 1 (Nr): left out
Column 2 (Deutsch): phrase
Column 3 (Englisch): translation
Column 4 (Ton): left out
das Dach
    the roof
der Hof
    the yard
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return written(tmp_path / "list.csv", TABLE)


def written(file: Path, text: str, encoding: str = "utf-8") -> Path:
    file.write_bytes(text.encode(encoding))
    return file


def added(file: Path, home: Path, *options: str, language: str = "de") -> Ended:
    return invoke("deck", "add", file, "--lang", language, *options, home=home)


def cards(home: Path, language: str = "de") -> str:
    """The text of the only deck of the learner."""
    (deck,) = (home / "data" / "decks" / language).glob("*.txt")
    return deck.read_text(encoding="utf-8")


def test_what_a_file_is_understood_as_is_shown(table: Path, home: Path) -> None:
    ended = added(table, home)
    assert (ended.exit_code, ended.stderr) == (ExitCode.OK, UNDERSTOOD)
    assert ended.stdout == "Added: list (de), 2 phrases\n"
    assert cards(home) == "das Dach | the roof\nder Hof | the yard\n"


def test_three_cards_are_shown_and_how_many_more_there_are(tmp_path: Path, home: Path) -> None:
    shown = added(written(tmp_path / "a.txt", "eins\nzwei\ndrei\nvier\nfünf\n"), home).stderr
    assert shown.splitlines() == ["eins", "zwei", "drei", "… and 2 more"]


def test_a_dry_run_adds_nothing(table: Path, home: Path) -> None:
    ended = added(table, home, "--dry-run")
    assert (ended.exit_code, ended.stdout, ended.stderr) == (ExitCode.OK, "", UNDERSTOOD)
    assert not home.exists()
    broken = written(table.with_name("b.csv"), TABLE + "3;das Tor, groß;the gate;;zu viel\n")
    ended = added(broken, home, "--dry-run")
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert ended.stderr.splitlines()[-1].startswith("Line 4: it has 5 cells")


@pytest.mark.parametrize(("answer", "options", "is_added"), [
    (True, (), True), (False, (), False), (None, (), True), (False, ("--yes",), True),
])  # fmt: skip
def test_a_terminal_asks_whether_it_was_understood(
    answer: bool | None,
    options: tuple[str, ...],
    is_added: bool,
    table: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(TerminalDialog, "confirm", lambda *_: answer)
    ended = added(table, home, *options)
    assert ended.exit_code == ExitCode.OK
    assert (home / "data").exists() is is_added
    assert ("--columns" in ended.stdout) is not is_added


@pytest.mark.parametrize(
    "options",
    [
        ("--columns", "phrase=3,translation=2"),
        ("--columns", "phrase=englisch, translation=Deutsch"),
        ("--field", "phrase=Englisch", "--field", "translation=2"),
    ],
)
def test_the_learner_may_say_which_column_is_which(
    options: tuple[str, ...], table: Path, home: Path
) -> None:
    assert added(table, home, *options, language="en").exit_code == ExitCode.OK
    assert cards(home, "en") == "the roof | das Dach\nthe yard | der Hof\n"


@pytest.mark.parametrize("columns", ["phrase=9", "phrase=Wort", "word=1", "translation=2", "2"])
def test_a_column_that_cannot_be_taken_is_refused(columns: str, table: Path, home: Path) -> None:
    ended = added(table, home, "--columns", columns)
    assert ended.exit_code == ExitCode.USAGE
    assert not (home / "data").exists()


def test_the_first_row_is_a_header_or_none_when_the_learner_says_so(
    tmp_path: Path, home: Path
) -> None:
    file = written(tmp_path / "a.csv", "Wort;Bedeutung\nHof;yard\n")
    added(file, home, "--no-header")
    assert cards(home) == "Wort | Bedeutung\nHof | yard\n"
    added(written(file, "Slovo;Preklad\nHof;yard\n"), home, "--header", "--replace")
    assert cards(home) == "Hof | yard\n"


def test_phrases_that_do_not_look_like_the_language_are_told(tmp_path: Path, home: Path) -> None:
    file = written(tmp_path / "a.tsv", "good morning\twater\ngood night\trice\n")
    ended = added(file, home, language="ko")
    assert "do not look like" in ended.stderr
    assert "--columns" in ended.stderr


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252", "mac_roman", "utf-8-sig"])
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.tsv"])
def test_other_encodings_and_line_ends_are_read(
    name: str, encoding: str, tmp_path: Path, home: Path
) -> None:
    text = "die Tür\tthe door\rmüde Füße\ttired feet\r"
    assert added(written(tmp_path / name, text, encoding), home).exit_code == ExitCode.OK
    assert cards(home) == "die Tür | the door\nmüde Füße | tired feet\n"


def test_a_recording_with_a_decomposed_name_is_found(tmp_path: Path, home: Path) -> None:
    tone(tmp_path / unicodedata.normalize("NFD", "töne/tür.wav"))
    file = written(tmp_path / "a.csv", "phrase,recording\nTür,töne\\tür.wav\n")
    assert added(file, home).exit_code == ExitCode.OK
    assert "recordings/" in cards(home)


def test_a_file_without_phrases_says_why(tmp_path: Path, home: Path) -> None:
    ended = added(written(tmp_path / "a.csv", "1;2\n3;4\n"), home)
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert "no column of it looks like phrases" in ended.stderr
    ended = added(written(tmp_path / "b.csv", "Hof;ya\0rd\n"), home)
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert "Line 1: it contains a NUL" in " ".join(ended.stderr.split())


@pytest.mark.parametrize(
    ("name", "text", "line", "kept"),
    [
        ("a.txt", "# Gr\udcf6ße\nschön | nice\n", 1, "# Grße\nschön | nice\n"),
        ("a.csv", "Hof,yard\n# K\udcfcche\nTür,door\n", 2, "Hof | yard\n# Kche\nTür | door\n"),
        (
            "a.json",
            '[{"de": "Gr\udcfc\udcdfe", "ipa": "x"},\n{"de": "Tür", "ipa": "y"}]',
            1,
            "Tür | ",
        ),
        ("a.json", '[{"de": "Gr\\ud800ße", "ipa": "x"},\n{"de": "Tür", "ipa": "y"}]', 1, "Tür | "),
    ],
)
def test_bytes_that_are_no_text_are_told_wherever_they_stand(
    name: str, text: str, line: int, kept: str, tmp_path: Path, home: Path
) -> None:
    (tmp_path / name).write_bytes(text.encode(errors="surrogateescape"))
    ended = added(tmp_path / name, home)
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert f"Line {line}: it contains bytes that are not valid UTF-8" in " ".join(
        ended.stderr.split()
    )
    assert cards(home).startswith(kept)


def test_a_collection_package_is_taken_and_its_fields_can_be_named(
    tmp_path: Path, home: Path
) -> None:
    anki_part()
    path = tmp_path / "all.colpkg"
    with collection(tmp_path / "anki") as kept:
        add_note(kept, "D", "Basic", "the roof", "das Dach")
        kept.export_collection_package(str(path), include_media=False, legacy=False)
    assert added(path, home).exit_code == ExitCode.OK
    assert "das Dach | the roof" in cards(home)
    options = ("--replace", "--field", "phrase=Front")
    assert added(path, home, *options).exit_code == ExitCode.OK
    assert cards(home).splitlines()[-1] == "the roof"
    assert added(path, home, "--field", "phrase=Vorn").exit_code == ExitCode.USAGE


def test_excel_knows_the_letters_of_an_exported_table(tmp_path: Path, home: Path) -> None:
    for options, begins in (
        ((), "\ufeffphrase,"),
        (("--excel",), "\ufeff"),
        (("--no-excel",), "ph"),
    ):
        out = tmp_path / f"out{len(begins)}.csv"
        invoke("deck", "export", "starter", out, "--lang", "ko", *options, home=home)
        assert out.read_text(encoding="utf-8").startswith(begins)
        assert added(out, home, language="ko").exit_code == ExitCode.OK
    text = tmp_path / "out.txt"
    invoke("deck", "export", "starter", text, "--lang", "ko", "--excel", home=home)
    assert not text.read_text(encoding="utf-8").startswith("\ufeff")
