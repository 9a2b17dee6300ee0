"""Folders of files that are installed whole: nothing comes into its place or goes by halves.

A folder is filled beside the others, in ``.incoming``, and moved into place when all of it is safe
on disk. A killed run leaves something in ``.incoming`` alone, which the next one clears away.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from miolingo.errors import ModelError
from miolingo.files.atomic import sync_folder, sync_tree
from miolingo.files.lock import Busy, file_lock
from miolingo.files.records import FileRecord, write_record
from miolingo.installs.catalogue import megabytes

_SPARE_BYTES = 16 * 2**20


@dataclass(frozen=True)
class InstalledFolders:
    """What is installed in ``folder``, each in a folder of its name; ``noun`` is what it is.

    Every method may raise ModelError; what cannot be written is told as one as well.
    """

    folder: Path
    noun: str

    @property
    def incoming(self) -> Path:
        """Where a folder is filled and what is downloaded waits."""
        return self.folder / ".incoming"

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Keep other processes from this name, and begin without the leftovers of a killed one."""
        with self._translate_errors():
            try:
                with file_lock(self.incoming / f"{name}.lock", 0):
                    self._clear(name)
                    yield
            except Busy as error:
                raise ModelError(
                    f"The {self.noun} {name} is being installed or removed by another process.",
                    hint="Wait until it has finished.",
                ) from error

    def check_space(self, needed_bytes: int) -> None:
        """Raise ModelError when the disk has no room for so many more bytes."""
        free = shutil.disk_usage(self.incoming).free
        if free < needed_bytes + _SPARE_BYTES:
            raise ModelError(
                f"The disk is too full: {megabytes(needed_bytes)} are needed in {self.folder},"
                f" {megabytes(free)} are free.",
                hint="Free some space, or set MIOLINGO_HOME to a folder on another disk.",
            )

    def install(self, name: str, fill: Callable[[Path], list[FileRecord]]) -> Path:
        """Put a folder into place, in that of an earlier one too; while it is locked.

        ``fill`` makes the folder and says what is in it; what it raises leaves nothing behind.
        """
        draft = self.incoming / name
        try:
            write_record(draft, fill(draft))
            sync_tree(draft)
            self._take_away(name)
            draft.rename(self.folder / name)
            sync_folder(self.folder)
        finally:
            self._clear(name)
        return self.folder / name

    def remove(self, name: str) -> None:
        """Delete a folder; while it is locked."""
        self._take_away(name)
        self._clear(name)

    def _take_away(self, name: str) -> None:
        if (self.folder / name).exists():
            (self.folder / name).rename(self.incoming / f"{name}.old")

    def _clear(self, name: str) -> None:
        for leftover in (self.incoming / name, self.incoming / f"{name}.old"):
            if leftover.exists():
                shutil.rmtree(leftover)

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ModelError(
                f"The {self.noun}s folder {self.folder} cannot be written:"
                f" {error.strerror or error}.",
                hint="Free some space or make the folder writable.",
            ) from error
