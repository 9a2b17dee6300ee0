"""The consoles that everything for people is written to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from miolingo.language.terminal_safe import strip_controls


class SafeConsole(Console):
    """A console on which no text, wherever it comes from, can command the terminal."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Give the segments of a renderable, their texts harmless; rich's own commands stay."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else strip_controls(text), style, control)


def stdout_console() -> Console:
    """Where results go; plain text where it is no terminal, or NO_COLOR or TERM=dumb says so."""
    return _console(sys.stdout)


def stderr_console() -> Console:
    """Where everything but results goes; plain under the same conditions."""
    return _console(sys.stderr)


def write_line(line: str, stream: TextIO) -> None:
    """Write a line for programs: all of it, but on a terminal nothing that would command it."""
    stream.write((strip_controls(line) if stream.isatty() else line) + "\n")


def say(text: str) -> None:
    """Tell the learner something beside a command's results, if anybody is there to read it."""
    with suppress(OSError):
        print(strip_controls(text), file=sys.stderr, flush=True)  # noqa: T201 - people read it here


def _console(stream: TextIO) -> Console:
    styled = stream.isatty() and os.environ.get("TERM") != "dumb"
    return SafeConsole(
        file=stream,
        force_terminal=styled,
        force_interactive=styled,
        no_color=bool(os.environ.get("NO_COLOR")) or not styled,
        highlight=False,
        emoji=False,
        markup=False,
    )
