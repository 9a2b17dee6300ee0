"""Which browser a sign-in is shown in, found by real processes with programs of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from miolingo.account.oauth_callback import open_browser
from tests.parts.patience import PATIENCE_S

DESKTOP = {"DISPLAY": ":99"}


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder for the only programs on the search path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def opened(programs: Path, env: dict[str, str]) -> tuple[bool, str]:
    """Whether a browser was opened, and what was printed, by a process in this environment."""
    program = (
        "import json, os, sys; from miolingo.account.oauth_callback import open_browser;"
        "print(json.dumps(open_browser('http://127.0.0.1:9/?a=1&b=2', os.environ)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": str(programs), "HOME": str(programs)} | env,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_S,
    )
    assert ended.stderr == ""
    *printed, last = ended.stdout.splitlines()
    return json.loads(last), "".join(printed)


def install(programs: Path, name: str) -> Path:
    """A browser that writes down the page it was given."""
    seen = programs / f"{name}.seen"
    script = programs / name
    script.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}\n/bin/sleep 1\n')
    script.chmod(0o755)
    return seen


on_a_unix_desktop = pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="the desktop has one way to open a page"
)


@on_a_unix_desktop
def test_the_page_is_shown_in_the_browser_of_the_desktop(programs: Path) -> None:
    seen = install(programs, "xdg-open")
    assert opened(programs, DESKTOP) == (True, "")
    give_up_at = time.monotonic() + 20
    while not (seen.exists() and seen.read_text()) and time.monotonic() < give_up_at:
        time.sleep(0.02)
    assert seen.read_text() == "http://127.0.0.1:9/?a=1&b=2"


@on_a_unix_desktop
@pytest.mark.parametrize("name", ["w3m", "lynx", "links", "elinks", "www-browser"])
def test_no_browser_takes_the_terminal(programs: Path, name: str) -> None:
    seen = install(programs, name)
    assert opened(programs, DESKTOP) == (False, "")
    assert opened(programs, DESKTOP | {"BROWSER": name}) == (False, "")
    assert not seen.exists()


@on_a_unix_desktop
@pytest.mark.parametrize(
    "env",
    [
        {},
        {"DISPLAY": ""},
        DESKTOP | {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"},
        DESKTOP | {"SSH_TTY": "/dev/pts/1"},
    ],
    ids=["no display", "empty display", "ssh", "ssh terminal"],
)
def test_without_a_screen_nothing_is_opened(programs: Path, env: dict[str, str]) -> None:
    seen = install(programs, "xdg-open")
    assert opened(programs, env) == (False, "")
    assert not seen.exists()


@on_a_unix_desktop
def test_a_desktop_without_a_browser_is_no_error(programs: Path) -> None:
    assert opened(programs, DESKTOP) == (False, "")


def test_ssh_is_told_from_the_environment_that_is_given() -> None:
    assert not open_browser("http://127.0.0.1:9/", {**os.environ, "SSH_TTY": "/dev/pts/1"})
