"""Run a command in this process, in surroundings of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

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
    return _ended(
        CliRunner().invoke(
            app, [*map(str, arguments)], obj=surroundings, input=typed, env=surroundings.environ
        )
    )


def run_in_process(
    *words: str, environ: Mapping[str, str], typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command as a process with this environment would, but in this one.

    Nothing may go on in the background. Raises whatever is a bug.
    """
    ended = _ended(CliRunner().invoke(app, words, input=typed, env=environ))
    return subprocess.CompletedProcess(words, ended.exit_code, ended.stdout, ended.stderr)


def _ended(result: Result) -> Ended:
    error = result.exception
    if isinstance(error, MiolingoError):
        with redirect_stderr(StringIO()) as told:
            print_error(error)
        return Ended(error.exit_code, result.stdout, result.stderr + told.getvalue(), error)
    if error and not isinstance(error, SystemExit):
        raise error
    return Ended(result.exit_code, result.stdout, result.stderr)
