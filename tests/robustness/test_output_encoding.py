"""What is written for programs: UTF-8 whatever the code page, and harmless on a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from miolingo.history.attempts import Attempt
from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.language.terminal_safe import json_text, strip_controls
from tests.parts.attempts import ATTEMPT, NOON
from tests.parts.cli import invoke
from tests.parts.folders import ROOT
from tests.parts.histories import keep
from tests.parts.patience import PATIENCE_S

WORD = "안녕하세요"
PHRASE = f"{WORD} ÿ 😀"
COMMANDS = "\x1b]0;pwned\x07\x7f\x85\x9b31m\u2028\u202e\u2066\u200f\u061c"
CODE_PAGES = (
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "cp949:strict"},
    {"PYTHONIOENCODING": "utf-16"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
)
PROGRAM_FORMS = (
    ("history", "--format", "json"),
    ("history", "--format", "csv"),
    ("export",),
    ("export", "--format", "csv"),
)


def attempt_at(phrase: str) -> Attempt:
    words = (WordResult(phrase, WordStatus.CORRECT, 90.0, 1, 2),)
    return replace(ATTEMPT, target_phrase=phrase, words=words)


def run(home: Path, *arguments: str, **environment: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-m", "miolingo", *arguments],
        cwd=ROOT,
        env=os.environ | {"MIOLINGO_HOME": str(home)} | environment,
        capture_output=True,
        timeout=PATIENCE_S,
        check=True,
    ).stdout


@pytest.mark.parametrize(
    ("code_page", "arguments"),
    [
        *((CODE_PAGES[0], arguments) for arguments in (("history",), *PROGRAM_FORMS)),
        *((code_page, ("history", "--format", "csv")) for code_page in CODE_PAGES[1:]),
    ],
    ids=str,
)
def test_redirected_output_is_utf_8_whatever_the_code_page(
    code_page: dict[str, str], arguments: tuple[str, ...], miolingo_home: Path
) -> None:
    keep(miolingo_home, attempt_at(PHRASE))
    written = run(miolingo_home, *arguments, **code_page)
    assert WORD in written.decode("utf-8")
    assert b"\r" not in written


def test_a_redirected_error_is_utf_8(miolingo_home: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "miolingo", "deck", "show", "안녕"],
        env=os.environ | {"MIOLINGO_HOME": str(miolingo_home), "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert "안녕" in ended.stderr.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="an argument is text there")
@pytest.mark.parametrize("words", [["settings", "get"], ["import"], ["export"]], ids=" ".join)
def test_a_sentence_about_an_argument_that_is_no_text_is_printed(
    words: list[str], tmp_path: Path
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "miolingo", *words, b"no\xfftext"],
        cwd=tmp_path,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert "no?text" in ended.stderr.decode("utf-8")
    assert b"Traceback" not in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX's")
@pytest.mark.parametrize("arguments", PROGRAM_FORMS, ids=" ".join)
def test_on_a_terminal_no_form_carries_a_command(
    arguments: tuple[str, ...], miolingo_home: Path
) -> None:
    import pexpect

    keep(miolingo_home, attempt_at(f"커피{COMMANDS}"))
    shown, status = pexpect.run(
        f"{sys.executable} -m miolingo {' '.join(arguments)}",
        cwd=str(ROOT),
        env=os.environ | {"MIOLINGO_HOME": str(miolingo_home), "TERM": "xterm-256color"},
        withexitstatus=True,
        timeout=PATIENCE_S,
    )
    text = shown.decode().replace("\r\n", "\n")
    assert status == 0
    assert "커피" in text
    assert not {*COMMANDS} - {*"]0;pwned31m"} & {*text}


@pytest.mark.parametrize("arguments", PROGRAM_FORMS, ids=" ".join)
def test_programs_get_every_character(arguments: tuple[str, ...], miolingo_home: Path) -> None:
    phrase = f"커피{COMMANDS}"
    keep(miolingo_home, attempt_at(phrase))
    written = invoke(*arguments, home=miolingo_home, now=NOON).stdout
    if "csv" in arguments:
        attempts = [*csv.DictReader(io.StringIO(written, newline=""))]
        assert json.loads(attempts[0]["words"])[0]["word"] == phrase
    else:
        records = [json.loads(line) for line in written.splitlines()]
        attempts = records[0].get("attempts") or records[1:2]
    assert attempts[0]["target_phrase"] == phrase


@pytest.mark.parametrize(
    "arguments", [("history", "--format", "csv"), ("export", "--format", "csv")], ids=" ".join
)
def test_excel_gets_its_mark_and_an_import_does_not_mind_it(
    arguments: tuple[str, ...], miolingo_home: Path
) -> None:
    keep(miolingo_home, attempt_at(PHRASE))
    plain = invoke(*arguments, home=miolingo_home).stdout
    marked = invoke(*arguments, "--excel", home=miolingo_home).stdout
    assert marked == "\ufeff" + plain
    assert invoke(*arguments[:1], "--excel", home=miolingo_home).exit_code == 2


def test_an_export_for_excel_comes_back(miolingo_home: Path, tmp_path: Path) -> None:
    keep(miolingo_home, attempt_at(PHRASE))
    exported = tmp_path / "export.csv"
    invoke("export", exported, "--format", "csv", "--excel", home=miolingo_home)
    assert exported.read_bytes().startswith(b"\xef\xbb\xbfkind,")
    ended = invoke("import", exported, "--yes", home=tmp_path / "other")
    assert ended.exit_code == 0
    assert "1" in ended.stdout
    assert invoke("history", "--format", "csv", home=tmp_path / "other").stdout.count(PHRASE) == 2


def test_json_says_the_same_with_and_without_escapes() -> None:
    value = {"a": f"{COMMANDS}\ud800é안", "b": [1, None, True]}
    text = json_text(value)
    assert json.loads(text) == value
    assert strip_controls(text) == text
    assert "é안" in text
    text.encode()
