"""Run a command in this process, in surroundings of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

from miolingo.cli import app, print_error
from miolingo.composition.context import Context
from miolingo.errors import MiolingoError
from miolingo.paths import folders_below


@dataclass(frozen=True)
class Ended:
    """What became of a command; ``error`` is what it was ended by, if it was."""

    exit_code: int
    stdout: str
    stderr: str
    error: MiolingoError | None = None


def context(
    home: Path,
    *,
    environ: Mapping[str, str] | None = None,
    now: Callable[[], datetime] | datetime | None = None,
) -> Context:
    """The surroundings of a learner whose folders are below ``home`` and whose disk lasts.

    ``environ`` holds more variables, or others; ``now`` is the clock, or the hour at which it
    stands still.
    """
    variables = {"MIOLINGO_HOME": str(home), "MIOLINGO_STORE": "local", **(environ or {})}
    clock: dict[str, Any] = {}
    if now is not None:
        clock["now"] = (lambda: now) if isinstance(now, datetime) else now
    return Context(folders_below(home), variables, **clock)


def invoke(
    *arguments: str | Path,
    home: Path | None = None,
    environ: Mapping[str, str] | None = None,
    now: Callable[[], datetime] | datetime | None = None,
    typed: str | None = None,
) -> Ended:
    """Run a command as ``main`` does; ``typed`` is its standard input.

    Without a ``home`` it is that of the test. Raises whatever is a bug.
    """
    surroundings = context(home or Path(os.environ["MIOLINGO_HOME"]), environ=environ, now=now)
    return _run(arguments, surroundings.environ, typed, surroundings)


def invoke_here(*arguments: str | Path) -> Ended:
    """Run a command as ``main`` does, with the environment that this process has.

    Raises whatever is a bug.
    """
    return _run(arguments, {})


def run_in_process(
    *words: str, environ: Mapping[str, str], typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command as a process with this environment would, but in this one.

    Nothing may go on in the background. Raises whatever is a bug.
    """
    ended = _run(words, environ, typed)
    return subprocess.CompletedProcess(words, ended.exit_code, ended.stdout, ended.stderr)


@cache
def _command() -> Any:
    """The command line, built once: that takes ten times as long as most commands."""
    return get_command(app)


def _run(
    words: Sequence[str | Path],
    environ: Mapping[str, str],
    typed: str | None = None,
    surroundings: Context | None = None,
) -> Ended:
    with CliRunner().isolation(input=typed, env=environ) as (stdout, stderr, _):
        exit_code, error = _exit_code(list(map(str, words)), surroundings)
        sys.stdout.flush()
        sys.stderr.flush()
        printed, told = (
            stream.getvalue().decode().replace("\r\n", "\n") for stream in (stdout, stderr)
        )
    return Ended(exit_code, printed, told, error)


def _exit_code(words: list[str], surroundings: Context | None) -> tuple[int, MiolingoError | None]:
    try:
        _command().main(words, prog_name="miolingo", obj=surroundings)
    except SystemExit as ended:
        return int(ended.code or 0), None
    except MiolingoError as error:
        print_error(error)
        return error.exit_code, error
    return 0, None
