"""What the shell sees of a run that goes wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import typer

from miolingo import cli, errors
from miolingo.errors import (
    AudioError,
    ConfigurationError,
    ExitCode,
    ModelError,
    StoreError,
    UsageError,
)
from tests.parts.cli import Ended
from tests.parts.clocks import without_faketime
from tests.parts.patience import PATIENCE_S

WAITS_AND_SAYS = """
import signal, sys, time
from miolingo import cli, errors

@cli.app.command()
def fail() -> None:
    raise errors.StoreError("The cat sat on it.")

@cli.app.command()
def wait() -> None:
    print("waiting", flush=True)
    time.sleep(3600)

@cli.app.command()
def say(lines: int) -> None:
    for number in range(lines):
        print(f"안녕 {number}")

signal.signal(signal.SIGINT, signal.default_int_handler)
cli.main()
"""


def command(*arguments: str) -> Sequence[str]:
    return (sys.executable, "-c", WAITS_AND_SAYS, *arguments)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run ``main``, with two more commands that fail, in this process."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.registered_commands = list(cli.app.registered_commands)
    app.registered_callback = cli.app.registered_callback

    @app.command()
    def fail(name: str) -> None:
        raise getattr(errors, name)("The cat sat on it.", hint="Lift the cat.")

    @app.command()
    def crash() -> None:
        raise ZeroDivisionError("nine lives / 0")

    @app.command()
    def refuse() -> None:
        raise PermissionError(13, "Permission denied", "/the/cat")

    def run_main(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["miolingo", *arguments])
        with pytest.raises(SystemExit) as ending:
            cli.main()
        return Ended(ending.value.code or 0, *capfd.readouterr())

    monkeypatch.setattr(cli, "app", app)
    return run_main


@pytest.mark.parametrize(
    "error", [UsageError, ConfigurationError, AudioError, ModelError, StoreError]
)
def test_an_error_in_a_command_is_told_on_stderr_and_ends_with_its_code(
    error: type[UsageError], run: Callable[..., Ended]
) -> None:
    ended = run("fail", error.__name__)

    assert ended.exit_code == error.exit_code
    assert ended.stdout == ""
    assert ended.stderr == "Error: The cat sat on it.\nLift the cat.\n"


def test_a_bug_is_a_sentence_and_a_way_to_report_it(run: Callable[..., Ended]) -> None:
    ended = run("crash")

    assert ended.exit_code == ExitCode.BUG
    assert ended.stdout == ""
    assert "ZeroDivisionError: nine lives / 0" in ended.stderr
    assert "MIOLINGO_DEBUG=1" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_debug_shows_a_bug_with_its_traceback(
    run: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIOLINGO_DEBUG", "1")
    ended = run("crash")

    assert ended.exit_code == ExitCode.BUG
    assert "Traceback" in ended.stderr
    assert "in crash" in ended.stderr


@pytest.mark.parametrize("arguments", [("--no-such-option",), ("no-such-command",), ("fail",)])
def test_a_wrong_command_line_is_a_usage_error(
    arguments: tuple[str, ...], run: Callable[..., Ended]
) -> None:
    ended = run(*arguments)

    assert ended.exit_code == ExitCode.USAGE
    assert ended.stdout == ""
    assert "--help" in ended.stderr


def test_help_and_version_end_well(run: Callable[..., Ended]) -> None:
    assert run("--help").exit_code == ExitCode.OK
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
        env=without_faketime(),
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
        ended = subprocess.run(command("fail"), stderr=closed, check=False)
    assert ended.returncode == ExitCode.STORE


def test_what_the_system_refuses_is_no_bug(run: Callable[..., Ended]) -> None:
    ended = run("refuse")

    assert ended.exit_code == ExitCode.CONFIGURATION
    assert ended.stderr.startswith("Error: /the/cat cannot be used: Permission denied.\n")


@pytest.mark.skipif(os.name == "nt", reason="there is no such terminal")
def test_a_console_without_hangul_shows_question_marks() -> None:
    console, terminal = os.openpty()
    with os.fdopen(console, "rb") as shown, os.fdopen(terminal, "wb") as stdout:
        ascii_only = os.environ | {"PYTHONIOENCODING": "ascii"}
        ended = subprocess.run(command("say", "1"), stdout=stdout, env=ascii_only, check=False)
        assert shown.readline() == b"?? 0\r\n"
    assert ended.returncode == ExitCode.OK


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [["--version"], ["history"], ["export"]])
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
