"""What holds for models and voices alike: those of this machine are found, checked and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from miolingo.errors import NoModelError, UsageError
from miolingo.files.records import has_record
from miolingo.language.tags import primary
from miolingo.speech.recognizer.model_dir import ModelFolder

Progress = Callable[[int, int], None]
"""Is told how many bytes of how many are done."""

Watch = Callable[[str], AbstractContextManager[Progress]]
"""Shows the progress of what it is told is being done."""


class Downloader(Protocol):
    """Brings a file of a known size to a place, going on with what is there."""

    def file(self, address: str, path: Path, size_bytes: int, progress: Progress) -> None:
        """Raises DownloadError and OSError."""


class Installed(Protocol):
    """What was installed in a folder."""

    @property
    def folder(self) -> Path:
        """Each thing is a folder in it."""

    @property
    def noun(self) -> str:
        """What it is, model or voice; its command is called so as well."""

    def turn(self, name: str) -> AbstractContextManager[None]:
        """Keep other processes from this name. Raises ModelError."""

    def remove(self, name: str) -> None:
        """Delete it; during its turn. Raises ModelError."""

    def faults_of(self, model: ModelFolder) -> list[str]:
        """What is wrong with the files of something in any folder."""


class OnThisMachine(Protocol):
    """The models, or the voices, of this machine."""

    @property
    def found(self) -> tuple[ModelFolder, ...]:
        """All of them; the first of a language counts."""

    @property
    def installed(self) -> Installed:
        """Those that Miolingo brought."""


@dataclass(frozen=True)
class Checked:
    """What is wrong with a model's files; ``thorough`` when every byte of them was checked."""

    model: ModelFolder
    faults: tuple[str, ...]
    thorough: bool


def find_installed(parts: OnThisMachine, wanted: str | None) -> list[ModelFolder]:
    """Those with a name, of a language, or all. Raises NoModelError when there is none."""
    found = [
        model
        for model in parts.found
        if wanted is None or wanted == model.name or primary(wanted) == model.language
    ]
    if not found:
        noun, what = parts.installed.noun, f" “{wanted}”" if wanted else ""
        raise NoModelError(
            f"There is no {noun}{what} on this machine.", hint=f"See all: miolingo {noun} list"
        )
    return found


def remove(parts: OnThisMachine, wanted: str) -> ModelFolder:
    """Remove an installed one, by name, or by language when that has one only.

    Raises UsageError for one that Miolingo did not install, and ModelError.
    """
    own = [
        model
        for model in find_installed(parts, wanted)
        if model.path.parent == parts.installed.folder
    ]
    if len(own) != 1:
        places = ", ".join(str(model.path) for model in find_installed(parts, wanted))
        raise UsageError(
            f"“{wanted}” is not one {parts.installed.noun} of {parts.installed.folder}.",
            hint=f"Name one of those, or remove it where it is: {places}",
        )
    with parts.installed.turn(own[0].name):
        parts.installed.remove(own[0].name)
    return own[0]


def verify(parts: OnThisMachine, wanted: str | None) -> Iterator[Checked]:
    """Check their files, one after the other. Raises NoModelError when there is none."""
    for model in find_installed(parts, wanted):
        yield Checked(model, tuple(parts.installed.faults_of(model)), has_record(model.path))
