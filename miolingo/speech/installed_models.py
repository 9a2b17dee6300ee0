"""The folder of installed models: nothing comes into it or goes from it by halves.

A model is unpacked beside the others, in ``.incoming``, and moved into place when all of it is safe
on disk. A killed run leaves something in ``.incoming`` alone, which the next one clears away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from miolingo.archive import Archive, FileRecord, UnsafeArchiveError
from miolingo.domain.catalogue import megabytes
from miolingo.errors import ModelError
from miolingo.file_lock import Busy, file_lock
from miolingo.speech.model_files import ModelFolder, check_model, forget_tuned, models_in

RECORD = "miolingo.json"
"""What the files of a model were when it was installed, kept in its folder."""

_SPARE_BYTES = 16 * 2**20


@dataclass(frozen=True)
class InstalledModels:
    """The models in ``folder``; ``cache`` holds their tuned copies.

    Every method may raise ModelError; what cannot be written is told as one as well.
    """

    folder: Path
    cache: Path

    def find(self, name: str) -> ModelFolder | None:
        """The installed model of this name, sound or not."""
        return next((model for model in models_in(self.folder) if model.name == name), None)

    def partial_archive(self, name: str) -> Path:
        """Where the archive of a model is while it is downloaded."""
        return self._incoming / f"{name}.zip.part"

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Keep other processes from this model, and begin without the leftovers of a killed one."""
        with _telling(self.folder):
            try:
                with file_lock(self._incoming / f"{name}.lock", 0):
                    self._clear(name)
                    yield
            except Busy as error:
                raise ModelError(
                    f"The model {name} is being installed or removed by another process.",
                    hint="Wait until that is done.",
                ) from error

    def check_space(self, needed_bytes: int) -> None:
        """Raise ModelError when the disk has no room for so many more bytes."""
        free = shutil.disk_usage(self._incoming).free
        if free < needed_bytes + _SPARE_BYTES:
            raise ModelError(
                f"The disk is too full: {megabytes(needed_bytes)} are needed in {self.folder},"
                f" {megabytes(free)} are free.",
                hint="Free some space, or set MIOLINGO_HOME to a folder on another disk.",
            )

    def install(
        self, archive: Archive, name: str, progress: Callable[[int, int], None]
    ) -> ModelFolder:
        """Unpack a model and put it into place, in that of an earlier one too; during its turn.

        Raises UnsafeArchiveError for an archive that is damaged or holds no usable model.
        """
        self.check_space(archive.size_bytes)
        draft = self._incoming / name
        try:
            records = archive.unpack(draft, progress)
            _check_unpacked(ModelFolder(name, "", draft))
            _write_record(draft, records)
            _sync_folders(draft)
            self._take_away(name)
            draft.rename(self.folder / name)
            _sync(self.folder)
        finally:
            self._clear(name)
        return next(model for model in models_in(self.folder) if model.name == name)

    def remove(self, name: str) -> None:
        """Delete a model, and what was downloaded of it; during its turn."""
        self._take_away(name)
        self._clear(name)
        self.partial_archive(name).unlink(missing_ok=True)

    @property
    def _incoming(self) -> Path:
        return self.folder / ".incoming"

    def _take_away(self, name: str) -> None:
        forget_tuned(name, self.cache)
        if (self.folder / name).exists():
            (self.folder / name).rename(self._incoming / f"{name}.old")

    def _clear(self, name: str) -> None:
        for leftover in (self._incoming / name, self._incoming / f"{name}.old"):
            if leftover.exists():
                shutil.rmtree(leftover)


def has_record(model: ModelFolder) -> bool:
    """Whether it is known what the model's files were when it was installed."""
    return (model.path / RECORD).is_file()


def faults_of(model: ModelFolder) -> list[str]:
    """What is wrong with a model's files, each as in “am/final.mdl is missing”.

    Every byte is read where there is a record of the files, else only what would stop the
    recognizer is found.
    """
    if not has_record(model):
        try:
            check_model(model)
        except ModelError as error:
            return [error.message]
        return []
    try:
        records = _read_record(model.path)
    except (OSError, ValueError, KeyError, TypeError):
        return [f"{RECORD} is damaged"]
    faults = (_fault(model.path / record.name, record) for record in records)
    return [fault for fault in faults if fault]


def check_archive(path: Path, size_bytes: int, checksums: dict[str, str]) -> str:
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


def _check_unpacked(model: ModelFolder) -> None:
    try:
        check_model(model)
    except ModelError as error:
        raise UnsafeArchiveError(f"it holds no usable model: {error.message}") from error


def _write_record(folder: Path, records: list[FileRecord]) -> None:
    text = json.dumps({"files": [asdict(record) for record in records]}, indent=1)
    with (folder / RECORD).open("x", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _read_record(folder: Path) -> list[FileRecord]:
    data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return [FileRecord(**record) for record in data["files"]]


def _fault(path: Path, record: FileRecord) -> str:
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


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ModelError(
            f"The models folder {folder} cannot be written: {error.strerror or error}.",
            hint="Free some space or make the folder writable.",
        ) from error
