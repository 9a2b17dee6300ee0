"""Installers of models and of voices, which download from a server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miolingo.installs.archive import ProgressCallback
from miolingo.installs.catalogue import Catalogue
from miolingo.installs.download import Downloader
from miolingo.installs.installer import Installer
from miolingo.installs.models import ModelArchive, PublishedModel, merged_with
from miolingo.installs.voices import PublishedVoice, VoiceFiles
from miolingo.speech.recognizer.model_dir import ModelFolder, models_in
from miolingo.speech.synthesis.voice_dir import voices_in
from tests.parts import models, voices
from tests.parts.model_server import ModelServer


@contextmanager
def watch(_doing: str) -> Iterator[ProgressCallback]:
    """Show nothing."""
    yield lambda _done, _total: None


def quick_downloader() -> Downloader:
    """Does not wait between two tries."""
    return Downloader(silence_s=5, sleep=lambda _s: None)


def load_nothing(_folder: ModelFolder) -> None:
    """Take any files for a model or a voice that can be loaded."""


def model_installer(server: ModelServer, home: Path) -> Installer[PublishedModel]:
    """Installs the archives that a server has."""
    archives = sorted(server.folder.glob("*.zip"))
    none: Catalogue[PublishedModel] = Catalogue(server.address, ())
    return Installer(
        format=ModelArchive(home.parent / "cache", load_nothing),
        catalogue=merged_with(none, [models.listed(archive) for archive in archives]),
        on_this_machine=tuple(models_in(home)),
        folder=home,
        downloader=quick_downloader,
    )


def voice_installer(server: ModelServer, home: Path) -> Installer[PublishedVoice]:
    """Installs the tiny voice that a server has."""
    files = server.folder / f"{voices.TINY}.onnx", server.folder / f"{voices.TINY}.onnx.json"
    return Installer(
        format=VoiceFiles(load_nothing),
        catalogue=Catalogue(server.address, (voices.published(files),)),
        on_this_machine=tuple(voices_in(home)),
        folder=home,
        downloader=quick_downloader,
    )


@dataclass(frozen=True)
class Machine:
    """A machine on which models or voices are installed in ``home``; a tiny one is published.

    ``file`` is the first of those that the server has of it, ``member`` one in its folder.
    """

    noun: str
    name: str
    server: ModelServer
    home: Path
    member: str

    def installer(self, home: Path | None = None) -> Installer[Any]:
        """An installer that has just looked what there is."""
        build = model_installer if self.noun == "model" else voice_installer
        return build(self.server, home or self.home)

    @property
    def file(self) -> Path:
        return self.server.folder / f"{self.name}{self.installer().format.endings[0]}"

    def left_over(self, home: Path | None = None) -> list[str]:
        """What lies about besides what is installed and the locks."""
        incoming = (home or self.home) / ".incoming"
        return sorted(path.name for path in incoming.iterdir() if path.suffix != ".lock")


def publish_tiny(noun: str, folder: Path) -> tuple[str, str]:
    """Write the files of a tiny one of 300 kB for a server; its name and a member of it."""
    folder.mkdir()
    if noun == "voice":
        voices.write_tiny(folder)
        return voices.TINY, f"{voices.TINY}.onnx"
    files = models.tiny_files() | {"README": models.incompressible(300_000)}
    models.packed(folder / f"{models.TINY}.zip", files)
    return models.TINY, "am/final.mdl"
