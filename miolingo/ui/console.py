"""The consoles that everything for people is written to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TextIO

from rich.cells import cell_len
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
        shown = for_terminal(strip_controls(text), sys.stderr)
        print(shown, file=sys.stderr, flush=True)  # noqa: T201 - people read it here


def show(text: str) -> None:
    """Print a sentence of a command's results, for people."""
    print(for_terminal(strip_controls(text), sys.stdout))  # noqa: T201 - people read it here


def for_terminal(text: str, stream: TextIO) -> str:
    """Return a text with its lines broken between words where a terminal shows it.

    A word that is wider, such as an address, stays whole, so that it can be copied.
    """
    if not stream.isatty():
        return text
    width = _console(stream).width
    return "\n".join("\n".join(_broken(line, width)) for line in text.split("\n"))


def _broken(line: str, width: int) -> Iterator[str]:
    """The parts of a line that fit; what it begins with to stand further right stays."""
    words = line.split(" ")
    part = words[0]
    for word in words[1:]:
        wider = f"{part} {word}"
        if cell_len(wider) > width and part.strip():
            yield part
            wider = word
        part = wider
    yield part


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
