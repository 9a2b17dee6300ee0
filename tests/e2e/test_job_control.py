"""Keys on a real terminal, in a shell with job control: Ctrl-Z, ``fg``, and typing too early."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator

import pexpect
import pytest

from tests.parts.patience import PATIENCE_S

READ_KEYS = """
from contextlib import contextmanager
from miolingo.practice.interface import Key
from miolingo.ui.practice.keys import terminal_keys

@contextmanager
def set_aside():
    print("<set aside>", flush=True)
    yield
    print("<shown again>", flush=True)

with terminal_keys(set_aside=set_aside) as keys:
    print("<ready>", flush=True)
    while (key := keys.wait()) is not Key.QUIT:
        print(f"<{key}>", flush=True)
"""
TYPED_BEFORE = (
    """
import select
import sys

print("<begun>", flush=True)
select.select([sys.stdin], [], [])
"""
    + READ_KEYS
)
PASTE_ON, PASTE_OFF = re.escape("\x1b[?2004h"), re.escape("\x1b[?2004l")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no job control")


@pytest.fixture
def shell() -> Iterator[pexpect.spawn[str]]:
    env = os.environ | {"TERM": "xterm-256color", "PS1": ""}
    opened = pexpect.spawn("/bin/sh", env=env, encoding="utf-8", timeout=PATIENCE_S)
    try:
        yield opened
    finally:
        opened.close(force=True)


def settings(shell: pexpect.spawn[str]) -> str:
    shell.sendline("stty -a; echo done=$?=")
    shell.expect("done=0=")
    return (shell.before or "").partition("speed")[2]


def test_after_a_stop_and_fg_keys_are_read_again_and_the_shell_had_its_terminal(
    shell: pexpect.spawn[str],
) -> None:
    usual = settings(shell)
    shell.sendline(shlex.join([sys.executable, "-c", READ_KEYS]))
    shell.expect(PASTE_ON)
    shell.expect("<ready>")
    for _ in range(2):
        shell.send("s")
        shell.expect("<slow>")
        shell.sendcontrol("z")
        shell.expect("<set aside>")
        shell.expect(PASTE_OFF)
        assert settings(shell) == usual
        shell.sendline("fg")
        shell.expect(PASTE_ON)
        shell.expect("<shown again>")
        shell.expect("<resumed>")
    shell.send("\x1b[200~qqq\x1b[201~r")
    shell.expect("<retry>")
    shell.send("q")
    shell.expect(PASTE_OFF)
    assert settings(shell) == usual


def test_what_is_typed_before_keys_are_read_is_forgotten(shell: pexpect.spawn[str]) -> None:
    shell.sendline(shlex.join([sys.executable, "-c", TYPED_BEFORE]))
    shell.expect("<begun>\r\n")
    shell.sendline("kk")
    shell.expect("<ready>")
    shell.send("s")
    shell.expect("<(skip|slow)>")
    assert shell.match.group(1) == "slow"
    shell.send("q")
