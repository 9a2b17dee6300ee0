"""The installed speech models: unpacked, checked and tuned ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from miolingo.errors import ModelError
from miolingo.files.records import FileRecord, changes_in, has_record
from miolingo.installs.archive import Archive, UnsafeArchiveError
from miolingo.installs.folders import InstalledFolders
from miolingo.speech.recognizer.model_dir import (
    ModelFolder,
    check_model,
    drop_tuned_copies,
    models_in,
)


@dataclass(frozen=True)
class InstalledModels:
    """The models in ``folder``; ``cache`` holds their tuned copies.

    Every method may raise ModelError; what cannot be written is told as one as well.
    """

    folder: Path
    cache: Path
    noun = "model"

    def find(self, name: str) -> ModelFolder | None:
        """The installed model of this name, sound or not."""
        return next((model for model in models_in(self.folder) if model.name == name), None)

    def partial_archive(self, name: str) -> Path:
        """Where the archive of a model is while it is downloaded."""
        return self._folders.incoming / f"{name}.zip.part"

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Keep other processes from this model, and begin without the leftovers of a killed one."""
        with self._folders.turn(name):
            yield

    def check_space(self, needed_bytes: int) -> None:
        """Raise ModelError when the disk has no room for so many more bytes."""
        self._folders.check_space(needed_bytes)

    def install(
        self, archive: Archive, name: str, progress: Callable[[int, int], None]
    ) -> ModelFolder:
        """Unpack a model and put it into place, in that of an earlier one too; during its turn.

        Raises UnsafeArchiveError for an archive that is damaged or holds no usable model.
        """

        def fill(draft: Path) -> list[FileRecord]:
            records = archive.unpack(draft, progress)
            _check_unpacked(ModelFolder(name, "", draft))
            drop_tuned_copies(name, self.cache)
            return records

        self.check_space(archive.size_bytes)
        self._folders.install(name, fill)
        return next(model for model in models_in(self.folder) if model.name == name)

    def remove(self, name: str) -> None:
        """Delete a model, and what was downloaded of it; during its turn."""
        drop_tuned_copies(name, self.cache)
        self._folders.remove(name)
        self.partial_archive(name).unlink(missing_ok=True)

    def faults_of(self, model: ModelFolder) -> list[str]:
        """What is wrong with the files of a model in any folder; see ``faults_of``."""
        return faults_of(model)

    @property
    def _folders(self) -> InstalledFolders:
        return InstalledFolders(self.folder, self.noun)


def faults_of(model: ModelFolder) -> list[str]:
    """What is wrong with a model's files, each as in “am/final.mdl is missing”.

    Every byte is read where there is a record of the files, else only what would stop the
    recognizer is found.
    """
    if has_record(model.path):
        return changes_in(model.path)
    try:
        check_model(model)
    except ModelError as error:
        return [error.message]
    return []


def _check_unpacked(model: ModelFolder) -> None:
    try:
        check_model(model)
    except ModelError as error:
        raise UnsafeArchiveError(f"it holds no usable model: {error.message}") from error
