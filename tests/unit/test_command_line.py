"""What every command has in common: help, versions, and what is typed wrong."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.main import get_group

from miolingo.cli import app
from miolingo.commands.command_line.group import Group, LazyCommand
from miolingo.commands.command_line.help_page import first_sentence
from miolingo.errors import ExitCode
from miolingo.ui.prompts import TerminalDialog
from tests.parts.cli import invoke


def commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that is not hidden, with the words that call it."""
    root = get_group(app)

    def below(words: tuple[str, ...], group: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
        context = typer.Context(group, info_name="miolingo")
        for name in group.commands:
            _, command, _ = group.resolve_command(context, [name])
            yield (*words, name), command
            if isinstance(command, Group):
                yield from below((*words, name), command)

    yield from below((), root)


ALL = dict(commands())


def cells(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def test_a_command_is_listed_with_the_sentence_that_its_own_help_begins_with() -> None:
    listed = get_group(app).commands.items()
    told = {name: stub.short_help for name, stub in listed if isinstance(stub, LazyCommand)}
    assert told == {name: first_sentence(ALL[(name,)].help or "") for name in told}


def test_help_imports_no_command() -> None:
    program = (
        "import sys; from miolingo.cli import app; app([{!r}], standalone_mode=False); "
        "print(*[name for name in sys.modules if name.startswith(('miolingo.', 'rich'))],"
        " file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program.format("--help")], capture_output=True, text=True, check=True
    )
    imported = set(ended.stderr.split())
    assert "miolingo.commands.context" in imported
    assert not {name for name in imported if name.startswith(("rich", "miolingo.ui"))}
    assert "miolingo.commands.history" not in imported


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_nothing_of_a_help_page_is_cut_off_or_wider_than_the_terminal(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = invoke(*words, "--help")

    assert shown.exit_code == ExitCode.OK
    before_examples = shown.stdout.partition("\nExamples:\n")[0]
    assert not {"<", "…"} & set(before_examples)
    assert [line for line in before_examples.splitlines() if cells(line) > 40] == []
    for param in ALL[words].params:
        assert getattr(param, "hidden", False) or all(
            name in shown.stdout for name in param.opts if name.startswith("-")
        )


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_help_has_an_example_of_the_command_itself(words: tuple[str, ...]) -> None:
    examples = invoke(*words, "--help").stdout.partition("\nExamples:\n")[2].splitlines()
    assert [line for line in examples if f"miolingo {' '.join(words)}" in line]


@pytest.mark.parametrize("typed", [[], ["-h"], ["--help"], ["help"]], ids=str)
def test_help_is_there_in_every_way_that_people_ask_for_it(typed: list[str]) -> None:
    assert invoke(*typed).stdout == invoke("help").stdout != ""
    assert invoke(*typed).exit_code == ExitCode.OK


def test_help_of_a_command_is_that_of_its_own_option() -> None:
    assert invoke("help", "deck", "add").stdout == invoke("deck", "add", "-h").stdout
    assert invoke("deck").stdout == invoke("help", "deck").stdout
    assert invoke("deck").exit_code == ExitCode.OK
    assert invoke("help", "deck", "ad").stderr.splitlines() == [
        "Error: There is no command “miolingo deck ad”.",
        "Did you mean add? See all: miolingo deck --help",
    ]
    assert invoke("help", "history", "x").exit_code == ExitCode.USAGE


def test_the_version_has_a_short_option() -> None:
    assert invoke("-V").stdout == invoke("--version").stdout
    assert invoke("-V").stdout.startswith("miolingo ")


@pytest.mark.parametrize(
    ("typed", "message", "hint"),
    [
        (["hisory"], "There is no command “miolingo hisory”.", "Did you mean history?"),
        (["deck", "lst"], "There is no command “miolingo deck lst”.", "Did you mean list?"),
        (["history", "--limt", "3"], "There is no option --limt.", "Did you mean --limit? See"),
        (["history", "--nope"], "There is no option --nope.", "See the options: miolingo history"),
        (["--lang", "ko", "practice"], "There is no option --lang.", "Write --lang behind the"),
        (["-x"], "There is no option -x.", "See the options: miolingo --help"),
        (["--hlep"], "There is no option --hlep.", "Did you mean --help? See the options"),
        (["history", "--limit", "0"], "--limit cannot be “0”.", "a whole number from 1 to"),
        (["history", "--limit", "few"], "--limit cannot be “few”.", "a whole number from 1 to"),
        (["history", "--limit"], "--limit needs a value.", "add --help"),
        (["history", "--chart=3"], "--chart takes no value.", "add --help"),
        (["history", "--format", "xml"], "--format cannot be “xml”.", "table, json, csv"),
        (["export", "--format", "jsnl"], "--format cannot be “jsnl”.", "Did you mean jsonl?"),
        (["practice", "--pause", "9"], "--pause cannot be “9”.", "a number from 0.3 to 5"),
        (["score", "--text", "a"], "AUDIO is missing.", "miolingo score --help"),
        (["score", "a.wav"], "--text is missing.", "miolingo score --help"),
        (["doctor", "a", "b"], "This is more than the command takes: a b.", "quotation marks"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_typed_wrong_is_told_as_every_other_error(
    typed: list[str], message: str, hint: str
) -> None:
    ended = invoke(*typed)

    assert ended.exit_code == ExitCode.USAGE
    assert ended.stdout == ""
    first, second = ended.stderr.splitlines()
    assert first == f"Error: {message}"
    assert hint in second


@pytest.mark.parametrize("words", [["deck", "show"], ["practice", "--deck"], ["deck", "check"]])
def test_a_deck_of_a_similar_name_is_guessed(words: list[str]) -> None:
    ended = invoke(*words, "phrase-A", "--lang", "ko")
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert "Did you mean phrases-A" in ended.stderr


@pytest.mark.parametrize("noun", ["model", "voice"])
def test_no_keeps_what_is_installed_and_yes_is_not_asked(
    noun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TerminalDialog, "confirm", lambda _self, _question: False)
    kept = invoke(noun, "remove", "tlh")
    assert (kept.exit_code, kept.stdout) == (ExitCode.OK, "Nothing was changed.\n")
    assert invoke(noun, "remove", "tlh", "--yes").exit_code == ExitCode.MODEL
