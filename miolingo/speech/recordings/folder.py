"""The folder of the recordings that are kept of one history's attempts, a small file for each."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from uuid import UUID

from miolingo.errors import StoreError
from miolingo.files.atomic import remove_drafts, replace_file
from miolingo.files.lock import Busy, file_lock

_SUFFIX = ".opus"
_NAME = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.opus")
"""Other files, which others have put here, are left alone."""

_LOCK = ".lock"
_WAIT_S = 30.0
"""How long another process may hold the folder: it writes a file or looks through all of them."""


class RecordingFolder:
    """Recordings by the id of their attempt; the folder is made with the first one.

    Files have their names when they are complete. Hold ``locked`` around changes that other
    processes may not see halfway. Every method raises StoreError where the disk refuses, and
    ValueError for an id that is no UUID.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def exists(self) -> bool:
        """Whether anything was ever kept here."""
        return self.path.is_dir()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from changing the folder, which is made."""
        with ExitStack() as held:
            try:
                held.enter_context(file_lock(self.path / _LOCK, _WAIT_S))
            except Busy as error:
                raise StoreError(
                    f"Another process is using the recordings in {self.path}.",
                    hint="Run the command again when it has finished, or stop it if it hangs.",
                ) from error
            except OSError as error:
                raise self._refused(error) from error
            yield

    def sizes(self) -> dict[str, int]:
        """The ids of all recordings, and the bytes of each."""
        found = {}
        with self._disk(), suppress(FileNotFoundError), os.scandir(self.path) as entries:
            for entry in entries:
                if of_attempt := _NAME.fullmatch(entry.name):
                    with suppress(FileNotFoundError):  # removed meanwhile
                        found[of_attempt[1]] = entry.stat().st_size
        return found

    def file(self, attempt_id: str) -> Path:
        """The file that holds the recording of an attempt, if there is one."""
        return self.path / f"{UUID(attempt_id)}{_SUFFIX}"

    def read(self, attempt_id: str) -> bytes:
        """The recording of an attempt that has one, in Ogg Opus."""
        with self._disk():
            return self.file(attempt_id).read_bytes()

    def add(self, attempt_id: str, opus: bytes) -> None:
        """Keep a recording, in Ogg Opus, in place of any of the same attempt."""
        with self._disk():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self.file(attempt_id), opus)

    def rename(self, attempt_id: str, new_id: str) -> None:
        """Make the recording of an attempt, if there is one, that of another."""
        with self._disk(), suppress(FileNotFoundError):
            self.file(attempt_id).replace(self.file(new_id))

    def remove(self, attempt_ids: Iterable[str]) -> None:
        """Remove recordings, of those attempts that have any."""
        with self._disk():
            for attempt_id in attempt_ids:
                self.file(attempt_id).unlink(missing_ok=True)

    def copy_to(self, other: RecordingFolder) -> None:
        """Let another folder have these recordings as well, where it has none of an attempt."""
        with self._disk():
            for attempt_id in self.sizes().keys() - other.sizes().keys():
                with suppress(FileNotFoundError):  # removed meanwhile
                    other.add(attempt_id, self.file(attempt_id).read_bytes())

    def remove_drafts(self) -> None:
        """Remove what killed processes left; hold ``locked`` meanwhile."""
        with self._disk():
            remove_drafts(self.path)

    def delete(self) -> None:
        """Remove the folder with all that is in it."""
        with self._disk(), suppress(FileNotFoundError):
            shutil.rmtree(self.path)

    @contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> StoreError:
        return StoreError(
            f"The recordings in {self.path} cannot be used: {error.strerror or error}.",
            hint="Make room on its disk and make its folder writable, or keep no recordings: "
            "miolingo settings set recordings off",
        )
