"""Files that commands read and write; ``-`` stands for standard input and standard output."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

STANDARD = Path("-")
_STANDARD_INPUT = "The text of standard input"

Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")]


@contextmanager
def written(path: Path | None, *, force: bool) -> Iterator[TextIO]:
    """Write a result: to standard output, or to a file that only its owner can read.

    Raises ConfigurationError for a file that cannot be written, or is there and ``force`` is not
    said.
    """
    from miolingo.files.atomic import new_private_file

    if path is None or path == STANDARD:
        yield sys.stdout
        sys.stdout.flush()
    else:
        with new_private_file(path, replacing=force) as file:
            yield file


def told_written(path: Path | None, what: str = "") -> None:
    """Say on stderr which file or folder was written, if it was, and what is in it."""
    from miolingo.ui.console import say

    if path is not None and path != STANDARD and path.exists():
        say(f"Written: {path}{what and f', {what}'}")


@contextmanager
def read_from(path: Path, suffix: str) -> Iterator[Path]:
    """Give the file to read; what comes by standard input is one of this suffix for that long.

    An error that names that one says that it came by standard input.
    """
    if path != STANDARD:
        yield path
        return
    from tempfile import TemporaryDirectory

    from miolingo.errors import MiolingoError

    with TemporaryDirectory(prefix="miolingo-") as folder:
        copy = Path(folder) / f"stdin{suffix}"
        with copy.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        try:
            yield copy
        except MiolingoError as error:
            error.message = error.message.replace(str(copy), _STANDARD_INPUT)
            error.hint = error.hint.replace(str(copy), _STANDARD_INPUT)
            raise
