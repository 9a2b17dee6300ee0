"""No text may command the terminal that shows it."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.language.terminal_safe import printable, strip_controls
from tests.parts.hostile_text import TITLE, TURNED
from tests.parts.patience import PATIENCE_S


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"안녕{TITLE}", "안녕]0;pwned"),
        (f"a{TURNED}", "agnp.exe"),
        ("\x9b2J\x7f\r\b", "2J"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष\u200c", "क्\u200dष\u200c"),
        ("a\u200eb\u200fc\u061cd", "abcd"),
        ("one\ttwo\nthree", "one\ttwo\nthree"),
    ],
)
def test_commands_go_and_scripts_stay(text: str, shown: str) -> None:
    assert strip_controls(text) == shown


@given(st.text())
def test_what_is_left_holds_no_control_character_and_stays_as_it_is(text: str) -> None:
    left = strip_controls(text)
    assert {sign for sign in left if unicodedata.category(sign) in ("Cc", "Zl")} <= {"\n", "\t"}
    assert strip_controls(left) == left
    assert "\n" not in printable(text)


def test_an_error_cannot_command_the_terminal(miolingo_home: Path) -> None:
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "miolingo", "practice", "--lang", "ko"),
            *("--deck", f"{TITLE}{TURNED}"),
        ],
        env=os.environ | {"MIOLINGO_HOME": str(miolingo_home), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
    )
    assert ended.returncode == 3
    assert "“]0;pwnedgnp.exe”" in ended.stderr
