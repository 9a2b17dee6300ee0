"""Questions in the terminal: what is said where no answer comes."""

from __future__ import annotations

import sys

import pytest

from miolingo.errors import UsageError
from miolingo.ui.prompts import TerminalDialog


@pytest.mark.parametrize("is_terminal", [True, False])
def test_whoever_gives_no_answer_is_told_how_to(
    is_terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing() -> str:
        raise EOFError

    monkeypatch.setattr(sys.stdin, "isatty", lambda: is_terminal, raising=False)
    monkeypatch.setattr(sys.stdin, "readline", str, raising=False)
    monkeypatch.setattr("builtins.input", nothing)
    with pytest.raises(UsageError, match="No answer to “Name”") as told:
        TerminalDialog().line("Name")
    assert ("standard input" in told.value.hint) != is_terminal
    asked = "Name: \n" if is_terminal else ""
    assert capsys.readouterr().err == asked
