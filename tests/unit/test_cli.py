"""What the shell sees of a run that goes wrong, in a real process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from miolingo.errors import (
    AudioError,
    ConfigurationError,
    ExitCode,
    ModelError,
    StoreError,
    UsageError,
)
from tests.parts.patience import PATIENCE_S

PROGRAM = """
import signal, sys, time
import miolingo.errors
from miolingo import cli

@cli.app.command()
def fail(name: str) -> None:
    raise getattr(miolingo.errors, name)("The cat sat on it.", hint="Lift the cat.")

@cli.app.command()
def crash() -> None:
    raise ZeroDivisionError("nine lives / 0")

@cli.app.command()
def refuse() -> None:
    raise PermissionError(13, "Permission denied", "/the/cat")

@cli.app.command()
def wait() -> None:
    print("waiting", flush=True)
    time.sleep(3600)

@cli.app.command()
def say(lines: int) -> None:
    for number in range(lines):
        print(f"안녕 {number}")

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv[0] = "miolingo"
cli.main()
"""


def command(*arguments: str) -> Sequence[str]:
    return (sys.executable, "-c", PROGRAM, *arguments)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "TERM": "dumb", "PYTHONIOENCODING": "utf-8", **environment},
    )


@pytest.mark.parametrize(
    "error", [UsageError, ConfigurationError, AudioError, ModelError, StoreError]
)
def test_an_error_in_a_command_is_told_on_stderr_and_ends_with_its_code(
    error: type[UsageError],
) -> None:
    ended = run("fail", error.__name__)

    assert ended.returncode == error.exit_code
    assert ended.stdout == ""
    assert ended.stderr == "Error: The cat sat on it.\nLift the cat.\n"


def test_a_bug_is_a_sentence_and_a_way_to_report_it() -> None:
    ended = run("crash")

    assert ended.returncode == ExitCode.BUG
    assert ended.stdout == ""
    assert "ZeroDivisionError: nine lives / 0" in ended.stderr
    assert "MIOLINGO_DEBUG=1" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_debug_shows_a_bug_with_its_traceback() -> None:
    ended = run("crash", MIOLINGO_DEBUG="1")

    assert ended.returncode == ExitCode.BUG
    assert "Traceback" in ended.stderr
    assert "in crash" in ended.stderr


@pytest.mark.parametrize("arguments", [("--no-such-option",), ("no-such-command",), ("fail",)])
def test_a_wrong_command_line_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)

    assert ended.returncode == ExitCode.USAGE
    assert ended.stdout == ""
    assert "--help" in ended.stderr


def test_help_and_version_end_well() -> None:
    assert run("--help").returncode == ExitCode.OK
    assert run("--version").stdout.startswith("miolingo ")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to one process")
def test_ctrl_c_in_a_command_ends_with_130_and_no_traceback() -> None:
    with subprocess.Popen(
        command("wait"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == ExitCode.INTERRUPTED
    assert "Traceback" not in told


@pytest.mark.parametrize("lines", [1, 100_000])
def test_a_reader_that_stops_early_ends_the_run_quietly(lines: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        ended = subprocess.run(
            command("say", str(lines)), stdout=closed, stderr=subprocess.PIPE, check=False
        )

    assert ended.stderr == b""
    assert ended.returncode == ExitCode.INTERRUPTED


@pytest.mark.skipif(os.name == "nt", reason="there is no such shell")
@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", [["--version"], ["history"], ["export"]], ids=" ".join)
def test_streams_that_are_closed_are_no_bug(words: list[str], closed: str) -> None:
    ended = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-m", "miolingo", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (ExitCode.OK, "")


@pytest.mark.skipif(os.name == "nt", reason="there is no such shell")
def test_an_error_that_nobody_can_read_keeps_its_exit_code() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        ended = subprocess.run(command("fail", "StoreError"), stderr=closed, check=False)
    assert ended.returncode == ExitCode.STORE


def test_what_the_system_refuses_is_no_bug() -> None:
    ended = run("refuse")

    assert ended.returncode == ExitCode.CONFIGURATION
    assert ended.stderr.startswith("Error: /the/cat cannot be used: Permission denied.\n")


def test_a_console_without_hangul_shows_question_marks() -> None:
    ended = run("say", "1", PYTHONIOENCODING="ascii")

    assert ended.returncode == ExitCode.OK
    assert ended.stdout == "?? 0\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [["--version"], ["history"], ["settings", "list"], ["export"]])
def test_output_to_a_full_disk_is_told(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "miolingo", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == ExitCode.CONFIGURATION
    assert ended.stderr.startswith("Error: The output cannot be written: the disk is full.")
