"""Files written whole or not at all: on a full disk, when killed midway, and in a power cut.

What is written is a draft of a name of its own beside the file, safe on disk before it takes the
file's name. A killed process leaves its draft, which nothing reads.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EEXIST, EINVAL
from pathlib import Path
from tempfile import mkstemp
from typing import TextIO
from zlib import crc32

from miolingo.errors import ConfigurationError

_PRIVATE = 0o600
_PREFIX, _SUFFIX = ".miolingo-", ".new"


def replace_file(path: Path, content: str | bytes, *, mode: int = _PRIVATE) -> None:
    """Write a file in the place of any of that name; text as UTF-8, its line ends as they are.

    ``mode`` is the file's, whatever an earlier one had. Raises OSError, and nothing is changed.
    """
    with _draft(path) as (draft, file):
        file.buffer.write(content.encode() if isinstance(content, str) else content)
        draft.chmod(mode)
        _close(file)
        draft.replace(path)
    sync_folder(path.parent)


@contextmanager
def new_private_file(path: Path, *, replacing: bool = False) -> Iterator[TextIO]:
    """Write a file that only its owner can read; one of that name may be there if ``replacing``.

    It has its name when the block ends, and nothing is changed when that fails. Raises
    ConfigurationError when there is such a file already, or it cannot be written.
    """
    try:
        if os.path.lexists(path) and not replacing:
            raise FileExistsError(EEXIST, os.strerror(EEXIST))
        with _draft(path) as (draft, file):
            yield file
            _close(file)
            if replacing:
                draft.replace(path)
            else:
                _give_name(draft, path)
        sync_folder(path.parent)
    except FileExistsError as error:
        raise ConfigurationError(
            f"{path} cannot be written: it is there already.",
            hint="Name another file, or write over this one with --force.",
        ) from error
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be written: {error.strerror}.",
            hint="Choose a new file in a folder that you can write to.",
        ) from error


def remove_drafts(folder: Path, name: str | None = None) -> None:
    """Remove what killed processes left in a folder: the drafts of one file, or of every one.

    No other process may be writing it.
    """
    for draft in folder.glob(f"{_prefix(name) if name else _PREFIX}*{_SUFFIX}"):
        draft.unlink(missing_ok=True)


def sync_tree(folder: Path) -> None:
    """Make a folder and all that is below it safe on disk. Raises OSError."""
    for parent, _folders, names in os.walk(folder, topdown=False):
        for name in names:
            _sync(Path(parent) / name, os.O_RDWR)
        sync_folder(Path(parent))


def sync_folder(folder: Path) -> None:
    """Make what a folder lists safe on disk, on systems where a folder can be opened."""
    if os.name != "nt":
        _sync(folder, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != EINVAL:  # Some network file systems cannot, and need not.
            raise
    finally:
        os.close(descriptor)


@contextmanager
def _draft(path: Path) -> Iterator[tuple[Path, TextIO]]:
    """An empty private file beside ``path``, which is gone at the end unless it was renamed."""
    descriptor, name = mkstemp(prefix=_prefix(path.name), suffix=_SUFFIX, dir=path.parent)
    draft = Path(name)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123 - pathlib cannot open a descriptor
            yield draft, file
    finally:
        draft.unlink(missing_ok=True)


def _prefix(name: str) -> str:
    """The beginning of the names of a file's drafts; short, as its own name may be a long one."""
    return f"{_PREFIX}{crc32(os.fsencode(name)):08x}-"


def _close(file: TextIO) -> None:
    """Close a file that is safe on disk."""
    file.flush()
    os.fsync(file.fileno())
    file.close()


def _give_name(draft: Path, path: Path) -> None:
    """Give a draft its name, unless something has that name by now."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # The file system knows no links.
        path.touch(mode=_PRIVATE, exist_ok=False)
        draft.replace(path)
