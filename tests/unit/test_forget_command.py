"""What is said before attempts are forgotten, and what becomes of the answer."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from miolingo.errors import ExitCode, UsageError
from miolingo.store import Store
from miolingo.ui.prompts import TerminalDialog
from tests.parts.attempts import ATTEMPT, NOON
from tests.parts.cli import invoke
from tests.parts.histories import keep

SEVEN = [
    replace(
        ATTEMPT,
        id=f"01936000-0000-7000-8000-{number:012}",
        practice_date=NOON + timedelta(minutes=number),
        target_phrase=f"커피 {number}",
    )
    for number in range(7)
]


@pytest.fixture
def home(miolingo_home: Path) -> Path:
    keep(miolingo_home, *SEVEN)
    return miolingo_home


DAY = SEVEN[6].practice_date.astimezone().date().isoformat()


def answer(monkeypatch: pytest.MonkeyPatch, sure: bool | None) -> None:
    monkeypatch.setattr(TerminalDialog, "confirm", lambda _self, _question: sure)


def left(home: Path) -> int:
    with Store(home / "data" / "history.db") as store:
        return len(list(store.every_attempt()))


@pytest.mark.parametrize("chosen", [["--last"], [SEVEN[6].id]], ids=["last", "id"])
def test_phrase_day_and_score_are_shown_first(
    chosen: list[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, sure=True)
    ended = invoke("forget", *chosen, home=home)

    assert ended.stderr.splitlines() == [
        "This permanently deletes: 1 attempt.",
        f"  커피 6 (Korean), {DAY}, score 50.0",
    ]
    assert ended.stdout == "Deleted: 1.\n"
    assert left(home) == 6


def test_of_many_the_newest_are_shown_and_the_rest_is_counted(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, sure=True)
    ended = invoke("forget", "--since", "2026-11-01", home=home)

    assert ended.stderr.splitlines()[0] == "This permanently deletes: 7 attempts."
    assert "커피 6" in ended.stderr
    assert ended.stderr.splitlines()[-1] == "  … and 2 more"
    assert left(home) == 0


def test_no_is_an_answer_and_no_error(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, sure=False)
    ended = invoke("forget", "--last", home=home)

    assert ended.exit_code == ExitCode.OK
    assert ended.stdout == "Nothing was deleted.\n"
    assert left(home) == 7


def test_nothing_is_forgotten_where_nobody_can_be_asked(home: Path) -> None:
    ended = invoke("forget", "--last", home=home)

    assert ended.exit_code == ExitCode.USAGE
    assert isinstance(ended.error, UsageError)
    assert "--yes" in ended.error.hint
    assert left(home) == 7


def test_ctrl_c_at_a_question_ends_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", interrupted)
    with pytest.raises(KeyboardInterrupt):
        TerminalDialog().confirm("Delete this permanently?")
    assert capsys.readouterr().err == "Delete this permanently? [y/N]: \n"
