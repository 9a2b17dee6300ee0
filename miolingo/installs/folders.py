"""Folders of files that are installed whole: nothing comes into its place or goes by halves.

A folder is filled beside the others, in ``.incoming``, and moved into place when all of it is safe
on disk. A killed run leaves something in ``.incoming`` alone, which the next one clears away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from miolingo.errors import ModelError
from miolingo.files.lock import Busy, file_lock
from miolingo.installs.archive import FileRecord
from miolingo.installs.catalogue import megabytes

RECORD = "miolingo.json"
"""What the files of a folder were when it was installed, kept in the folder."""

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
    def turn(self, name: str) -> Iterator[None]:
        """Keep other processes from this name, and begin without the leftovers of a killed one."""
        with self._translate_errors():
            try:
                with file_lock(self.incoming / f"{name}.lock", 0):
                    self._clear(name)
                    yield
            except Busy as error:
                raise ModelError(
                    f"The {self.noun} {name} is being installed or removed by another process.",
                    hint="Wait until that is done.",
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
        """Put a folder into place, in that of an earlier one too; during its turn.

        ``fill`` makes the folder and says what is in it; what it raises leaves nothing behind.
        """
        draft = self.incoming / name
        try:
            _write_record(draft, fill(draft))
            _sync_folders(draft)
            self._take_away(name)
            draft.rename(self.folder / name)
            _sync(self.folder)
        finally:
            self._clear(name)
        return self.folder / name

    def remove(self, name: str) -> None:
        """Delete a folder; during its turn."""
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


def has_record(folder: Path) -> bool:
    """Whether it is known what the folder's files were when it was installed."""
    return (folder / RECORD).is_file()


def changes_in(folder: Path) -> list[str]:
    """How files differ from the record, as in “am/final.mdl is missing”; reads every byte."""
    try:
        records = _read_record(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return [f"{RECORD} is damaged"]
    changes = (_change(folder / record.name, record) for record in records)
    return [change for change in changes if change]


def difference(path: Path, size_bytes: int, checksums: Mapping[str, str]) -> str:
    """What tells a file from the published one, as in “its size is …”; nothing if nothing does.

    ``checksums`` are hexadecimal, by algorithm. Raises OSError.
    """
    size = path.stat().st_size
    if size != size_bytes:
        return f"its size is {size} bytes, not {size_bytes}"
    for algorithm, published in checksums.items():
        if _digest(path, algorithm) != published:
            return f"its {algorithm.upper()} checksum is another"
    return ""


def record_of(path: Path) -> FileRecord:
    """What a file is now, under its own name. Raises OSError."""
    return FileRecord(path.name, path.stat().st_size, _digest(path, "sha256"))


def _write_record(folder: Path, records: list[FileRecord]) -> None:
    text = json.dumps({"files": [asdict(record) for record in records]}, indent=1)
    with (folder / RECORD).open("x", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _read_record(folder: Path) -> list[FileRecord]:
    data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return [FileRecord(**record) for record in data["files"]]


def _change(path: Path, record: FileRecord) -> str:
    try:
        if path.stat().st_size != record.size_bytes:
            return f"{record.name} has another size"
        if _digest(path, "sha256") != record.sha256:
            return f"{record.name} has changed"
    except FileNotFoundError:
        return f"{record.name} is missing"
    except OSError as error:
        return f"{record.name} cannot be read ({error.strerror})"
    return ""


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        made = hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False))
    return made.hexdigest()


def _sync_folders(folder: Path) -> None:
    for parent, _folders, _files in os.walk(folder, topdown=False):
        _sync(Path(parent))


def _sync(folder: Path) -> None:
    """Make what a folder lists safe on disk, on systems where a folder can be opened."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
