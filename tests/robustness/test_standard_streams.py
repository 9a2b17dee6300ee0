"""``-`` as standard input and output, and ``--force`` where a file is there already."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from miolingo.errors import ExitCode
from miolingo.judging.judge import GrammarJudge
from miolingo.transfer.export_format import json_lines
from tests.parts.attempts import ATTEMPT
from tests.parts.cli import Ended, invoke
from tests.parts.histories import keep


@pytest.fixture
def home(miolingo_home: Path) -> Path:
    keep(miolingo_home, ATTEMPT)
    return miolingo_home


def test_an_export_goes_to_standard_output_for_a_dash(home: Path) -> None:
    shown = invoke("export", "-", home=home)
    assert shown.stdout == invoke("export", home=home).stdout
    assert shown.stderr == ""


@pytest.mark.parametrize(
    "words",
    [
        ["export", "out.jsonl"],
        ["export", "out.csv", "--format", "csv"],
        ["history", "--report", "out.html"],
        ["deck", "export", "starter", "out.csv", "--lang", "ko"],
        ["deck", "export", "starter", "out.txt", "--lang", "ko"],
    ],
    ids=" ".join,
)
def test_a_file_that_is_there_is_written_over_by_force_alone(
    words: list[str], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    file = next(here / word for word in words if word.startswith("out."))
    file.write_text("mine", encoding="utf-8")

    refused = invoke(*words, home=home)
    assert refused.exit_code == ExitCode.CONFIGURATION
    assert "--force" in refused.stderr
    assert file.read_text(encoding="utf-8") == "mine"

    ended = invoke(*words, "--force", home=home)
    assert ended.exit_code == ExitCode.OK
    assert f"Written: {file.name}" in ended.stderr + ended.stdout
    assert file.read_text(encoding="utf-8") != "mine"
    assert [path.name for path in here.iterdir()] == [file.name]


def test_an_export_says_how_much_was_written(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    assert invoke("export", file, home=home).stderr == f"Written: {file}, 1 row\n"


def test_a_report_goes_to_standard_output_for_a_dash(home: Path) -> None:
    shown = invoke("history", "--report", "-", home=home)
    assert shown.stdout.startswith("<!")
    assert shown.stderr == ""


def test_an_import_is_read_from_standard_input(miolingo_home: Path) -> None:
    typed = "\n".join(json_lines([ATTEMPT]))
    ended = invoke("import", "-", "--yes", "--json", home=miolingo_home, typed=typed)
    assert ended.exit_code == ExitCode.OK
    assert invoke("export", home=miolingo_home).stdout.count(ATTEMPT.id) == 1


@pytest.mark.parametrize("words", [("import", "-"), ("deck", "add", "-", "--name", "a", "--yes")])
def test_what_is_wrong_with_standard_input_is_said_of_standard_input(
    words: tuple[str, ...],
) -> None:
    refused = invoke(*words, "--lang", "ko", typed="\n")
    assert refused.exit_code != ExitCode.OK
    assert "standard input" in refused.stderr
    assert "stdin." not in refused.stderr


def test_a_deck_comes_from_standard_input_and_goes_to_standard_output(miolingo_home: Path) -> None:
    refused = invoke("deck", "add", "-", "--lang", "ko", typed="안녕\n")
    assert refused.exit_code == ExitCode.USAGE
    added = invoke("deck", "add", "-", "--name", "mine", "--yes", "--lang", "ko", typed="안녕\n")
    assert added.stdout == "Added: mine (ko), 1 phrase\n"
    table = invoke("deck", "export", "mine", "-", "--lang", "ko").stdout
    assert [line.split(",")[0] for line in table.splitlines()] == ["phrase", "안녕"]
    assert (miolingo_home / "data" / "decks" / "ko" / "mine.txt").is_file()


class KnowsEverything:
    """A judge whose model has every word but one of a single letter."""

    language_code, model, limitation = "ko", "fake", ""

    def known(self, words: frozenset[str]) -> frozenset[str]:
        return frozenset(word for word in words if word in {"물", "안녕", "하세요"})

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> KnowsEverything:
    made = KnowsEverything()
    assert {"known", "language_code", "model", "limitation"} <= set(dir(GrammarJudge))
    monkeypatch.setattr("miolingo.composition.speech.build_judge", lambda *_: made)
    return made


def checked(text: str, *options: str) -> Ended:
    return invoke("deck", "check", "-", "--lang", "ko", *options, typed=text)


@pytest.mark.usefixtures("judge")
def test_a_check_prints_problems_alone_and_pieces_where_they_are_asked_for() -> None:
    ended = checked("물\n안녕하세요\n산\n")
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert ended.stdout.splitlines() == [
        "Line 3: “산” cannot be judged: 산",
        "The model can judge 2 of 3 phrases.",
        "It hears words of 1 phrase in pieces: see --verbose.",
        "1 line with problems.",
    ]
    verbose = checked("안녕하세요\n", "--verbose")
    assert verbose.stdout.splitlines() == [
        "Line 1: “안녕하세요” is recognized in parts: 안녕하세요 = 안녕 + 하세요",
        "The model can judge 1 of 1 phrase.",
        "No problems found.",
    ]


@pytest.mark.usefixtures("judge")
def test_a_phrase_that_is_there_twice_is_told_and_is_no_mistake() -> None:
    ended = checked("물\n\n물\n")
    assert ended.exit_code == ExitCode.OK
    assert ended.stdout.splitlines()[0] == "Line 3: “물” is in line 1 already."
    rows = json.loads(checked("물\n\n물\n", "--json").stdout)["rows"]
    assert [row["same_as_line"] for row in rows] == [None, 1]


@pytest.mark.usefixtures("judge")
@pytest.mark.parametrize("text", ["", "# only a theme\n"])
def test_a_deck_without_a_phrase_is_not_well(text: str) -> None:
    ended = checked(text)
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert ended.stdout == "There is no phrase in it.\n"


@pytest.mark.usefixtures("judge")
def test_the_model_is_asked_about_many_rows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    known = KnowsEverything.known

    def counted(self: KnowsEverything, words: frozenset[str]) -> frozenset[str]:
        asked.append(len(words))
        return known(self, words)

    monkeypatch.setattr(KnowsEverything, "known", counted)
    assert checked("물\n" * 1_000).exit_code == ExitCode.OK
    assert len(asked) == 5
