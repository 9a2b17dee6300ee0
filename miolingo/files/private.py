"""A new file of the learner's own data, that nobody else on the machine can read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EEXIST
from pathlib import Path
from tempfile import mkstemp
from typing import TextIO

from miolingo.errors import ConfigurationError


@contextmanager
def new_private_file(path: Path) -> Iterator[TextIO]:
    """Write a file that was not there before; whole when the block ends, not there when it fails.

    Until then it is a draft beside it, which only a killed process leaves. Raises
    ConfigurationError when there is such a file already, or it cannot be written.
    """
    try:
        with _draft_of(path) as (draft, file):
            yield file
            file.flush()
            os.fsync(file.fileno())
            file.close()
            _publish(draft, path)
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be written: {error.strerror}.",
            hint="Name a new file in a folder that you can write to.",
        ) from error


@contextmanager
def _draft_of(path: Path) -> Iterator[tuple[Path, TextIO]]:
    if os.path.lexists(path):
        raise FileExistsError(EEXIST, os.strerror(EEXIST))
    descriptor, name = mkstemp(prefix=".miolingo-", suffix=".new", dir=path.parent)
    draft = Path(name)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123
            yield draft, file
    finally:
        draft.unlink(missing_ok=True)


def _publish(draft: Path, path: Path) -> None:
    """Give a draft its name, unless something has that name by now."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # The file system knows no links.
        path.touch(mode=0o600, exist_ok=False)
        draft.replace(path)
