"""Run a command in this process, in surroundings of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from miolingo.cli import app
from miolingo.composition.context import Context
from miolingo.paths import folders_below


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
    home: Path,
    environ: Mapping[str, str] | None = None,
    now: Callable[[], datetime] | datetime | None = None,
    typed: str | None = None,
) -> Result:
    """What became of a command; an error of its own is the result's ``exception``.

    ``typed`` is its standard input.
    """
    surroundings = context(home, environ=environ, now=now)
    return CliRunner().invoke(app, [*map(str, arguments)], obj=surroundings, input=typed)
