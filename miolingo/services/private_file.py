"""A new file of the learner's own data, that nobody else on the machine can read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from miolingo.errors import ConfigurationError


@contextmanager
def new_private_file(path: Path) -> Iterator[TextIO]:
    """Write a file that was not there before; whole when the block ends, gone when it fails.

    Raises ConfigurationError when there is such a file already, or it cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123
            yield file
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritable(path, error) from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _unwritable(path: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"{path} cannot be written: {error.strerror}.",
        hint="Name a new file in a folder that you can write to.",
    )
