"""Piper voices on this machine: where they are, whether they can be used, installed ones."""

from __future__ import annotations

import os
import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from miolingo.files.records import FileRecord, record_of
from miolingo.installs.folders import InstalledFolders
from miolingo.language.tags import primary
from miolingo.speech.recognizer.model_dir import ModelFolder
from miolingo.speech.synthesis.voice_dir import (
    ENDINGS,
    check_voice,
    faults_of,
    language_of,
    voices_in,
)


@dataclass(frozen=True)
class InstalledVoices:
    """The voices in ``folder``. Every method may raise ModelError, also for what the disk says."""

    folder: Path
    noun = "voice"

    def find(self, name: str) -> ModelFolder | None:
        """The installed voice of this name, sound or not."""
        return next((voice for voice in voices_in(self.folder) if voice.name == name), None)

    def partial_file(self, name: str, ending: str) -> Path:
        """Where a file of a voice is while it is downloaded."""
        return self._folders.incoming / f"{name}{ending}.part"

    def turn(self, name: str) -> AbstractContextManager[None]:
        """Keep other processes from this voice, and begin without a killed one's leftovers."""
        return self._folders.turn(name)

    def check_space(self, needed_bytes: int) -> None:
        """Raise ModelError when the disk has no room for so many more bytes."""
        self._folders.check_space(needed_bytes)

    def install(self, name: str, files: tuple[Path, ...], *, keep: bool) -> ModelFolder:
        """Put a voice into place, in that of an earlier one too; during its turn.

        ``files`` are those of ``ENDINGS``, in that order; they are moved, or copied to ``keep``
        them. Raises ModelError when they make no voice.
        """

        def fill(draft: Path) -> list[FileRecord]:
            draft.mkdir()
            targets = [draft / f"{name}{ending}" for ending in ENDINGS]
            for file, target in zip(files, targets, strict=True):
                _copy(file, target) if keep else file.rename(target)
            check_voice(ModelFolder(name, "", draft))
            return [record_of(target) for target in targets]

        path = self._folders.install(name, fill)
        return ModelFolder(name, primary(language_of(name)), path)

    def remove(self, name: str) -> None:
        """Delete a voice, and what was downloaded of it; during its turn."""
        self._folders.remove(name)
        for ending in ENDINGS:
            self.partial_file(name, ending).unlink(missing_ok=True)

    def faults_of(self, voice: ModelFolder) -> list[str]:
        """What is wrong with a voice's files; see ``faults_of``."""
        return faults_of(voice)

    @property
    def _folders(self) -> InstalledFolders:
        return InstalledFolders(self.folder, self.noun)


def _copy(file: Path, target: Path) -> None:
    with file.open("rb") as source, target.open("xb") as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        os.fsync(copy.fileno())
