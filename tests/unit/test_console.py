"""When the consoles are styled and when they are plain."""

from __future__ import annotations

import io
import re
import sys

import pytest
from rich.cells import cell_len
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from miolingo.ui.console import for_terminal, say, stderr_console, stdout_console
from tests.parts.folders import ROOT
from tests.parts.hostile_text import TITLE, TURNED

RED = Text("missing", style="red")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO) -> str:
    monkeypatch.setattr(sys, "stdout", stream)
    stdout_console().print(RED)
    return stream.getvalue()


def test_a_terminal_gets_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[31m" in printed(monkeypatch, Terminal())


@pytest.mark.parametrize(
    ("term", "no_color", "stream"),
    [
        ("xterm-256color", "1", Terminal),
        ("dumb", "", Terminal),
        ("xterm-256color", "", io.StringIO),
    ],
)
def test_plain_where_color_is_unwanted(
    monkeypatch: pytest.MonkeyPatch, term: str, no_color: str, stream: type[io.StringIO]
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("NO_COLOR", no_color)
    assert printed(monkeypatch, stream()) == "missing\n"


def test_a_learners_text_is_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    stderr_console().print("[bold] :smile: 42")
    assert stream.getvalue() == "[bold] :smile: 42\n"


def test_a_learners_text_cannot_command_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stdout", stream)
    table = Table(TITLE)
    table.add_row(Text(f"{TITLE}{TURNED}", style="red"))
    stdout_console().print(TITLE, Panel(table))
    shown = stream.getvalue()
    assert shown.count("]0;pwned") == 3
    assert "\x1b[31m" in shown
    assert not re.search("\x1b]|\x07|\u202e|\u2066", shown)


@pytest.mark.parametrize("columns", [20, 40, 60])
def test_what_is_said_is_broken_between_words_at_any_width(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "  안녕하세요 만나서 반갑습니다 is hello, and is in docs/containers.md (see there)."
    monkeypatch.setenv("COLUMNS", str(columns))
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)

    say(text)

    lines = stream.getvalue().splitlines()
    assert [word for line in lines for word in line.split()] == text.split()
    assert max(map(cell_len, lines)) <= columns
    assert lines[0].startswith("  안녕하세요")


def test_an_address_stays_whole_and_a_pipe_gets_the_line_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = "https://example.org/a-very-long-address-that-is-copied"
    monkeypatch.setenv("COLUMNS", "20")
    assert for_terminal(f"Go to {address} now", Terminal()).splitlines() == [
        "Go to",
        address,
        "now",
    ]
    assert for_terminal(f"Go to {address} now", io.StringIO()) == f"Go to {address} now"


def test_no_command_prints_a_sentence_that_a_narrow_terminal_would_break_in_a_word() -> None:
    commands = (ROOT / "miolingo" / "commands").rglob("*.py")
    echoed = re.compile(r"typer\.echo\(\s*f?\"([^\"]*)\"")
    texts = [text for file in commands for text in echoed.findall(file.read_text("utf-8"))]
    assert texts
    assert [text for text in texts if cell_len(re.sub(r"{.*?}", "", text)) > 30] == []
