"""Natural voices: which there are, and bringing them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from miolingo.errors import DownloadError, ModelError, UsageError
from miolingo.files.records import difference
from miolingo.installs.installer import Downloader, Progress, Watch
from miolingo.installs.voice_catalogue import PublishedVoice, VoiceCatalogue
from miolingo.installs.voice_files import InstalledVoices
from miolingo.language.tags import primary
from miolingo.speech.recognizer.model_dir import ModelFolder
from miolingo.speech.synthesis.voice_dir import ENDINGS, VOICE_NAME, language_of


@dataclass(frozen=True)
class Parts:
    """What this needs: ``found`` are the voices on this machine."""

    catalogue: VoiceCatalogue
    found: tuple[ModelFolder, ...]
    installed: InstalledVoices
    downloader: Downloader


@dataclass(frozen=True)
class Row:
    """A voice that is published, on this machine, or both; its language is a BCP 47 tag."""

    name: str
    language: str
    published: PublishedVoice | None
    folder: ModelFolder | None


@dataclass(frozen=True)
class Installation:
    """A voice that is in its place; ``is_new`` when it was not there before."""

    voice: ModelFolder
    is_new: bool


def rows(parts: Parts, language_code: str | None = None) -> list[Row]:
    """Voices of a language, or of all: those of this machine first, then the preferred ones."""
    here = [
        Row(voice.name, language_of(voice.name), parts.catalogue.named(voice.name), voice)
        for voice in parts.found
    ]
    names = {row.name for row in here}
    elsewhere = [
        Row(voice.name, voice.language, voice, None)
        for voice in parts.catalogue.voices
        if voice.name not in names
    ]
    chosen = primary(language_code) if language_code else None
    return [row for row in here + elsewhere if chosen in {None, primary(row.language)}]


def voice_for(found: tuple[ModelFolder, ...], language_code: str) -> ModelFolder | None:
    """The voice on this machine for a language, that of its region first."""
    wanted = language_code.lower()
    fitting = [voice for voice in found if voice.language == primary(wanted)]
    return min(fitting, key=lambda voice: language_of(voice.name).lower() != wanted, default=None)


def install(parts: Parts, wanted: str, watch: Watch) -> Installation:
    """Download and install a published voice, by name or language, unless it is here and sound.

    What was downloaded stays when the connection breaks, and goes when it is not what was
    published. Raises DownloadError and ModelError.
    """
    voice = _published(parts, wanted)
    with parts.installed.turn(voice.name):
        there = parts.installed.find(voice.name)
        if there and not parts.installed.faults_of(there):
            return Installation(there, is_new=False)
        files = tuple(parts.installed.partial_file(voice.name, ending) for ending in ENDINGS)
        have = sum(file.stat().st_size for file in files if file.exists())
        parts.installed.check_space(voice.size_bytes - have)
        with watch(f"Downloading {voice.name}") as progress:
            _download(parts, voice, files, progress)
        try:
            _check(files, voice)
        except DownloadError:
            for file in files:
                file.unlink()
            raise
        return Installation(parts.installed.install(voice.name, files, keep=False), is_new=True)


def install_file(parts: Parts, path: Path) -> Installation:
    """Install a voice from its two files on this machine, which are left as they are.

    ``path`` is the one whose name ends in .onnx. Raises UsageError when one is not there or has
    no voice's name, else DownloadError and ModelError.
    """
    name = path.name.removesuffix(ENDINGS[0])
    files = tuple(path.with_name(f"{name}{ending}") for ending in ENDINGS)
    if not VOICE_NAME.fullmatch(name):
        raise UsageError(
            f"“{path.name}” is not how a voice's file is called.",
            hint="Take the file as it was published, such as fr_FR-siwis-medium.onnx.",
        )
    for file in files:
        if not file.is_file():
            raise UsageError(
                f"There is no file “{file}”.",
                hint="A voice is two files in one folder, NAME.onnx and NAME.onnx.json.",
            )
    with parts.installed.turn(name):
        voice = parts.catalogue.named(name)
        if voice:
            _check(files, voice)
        parts.installed.check_space(sum(file.stat().st_size for file in files))
        return Installation(parts.installed.install(name, files, keep=True), is_new=True)


def _published(parts: Parts, wanted: str) -> PublishedVoice:
    by_language = parts.catalogue.for_language(wanted)
    found = parts.catalogue.named(wanted) or (by_language[0] if by_language else None)
    if found is None:
        raise ModelError(
            f"“{wanted}” is neither a known voice nor a language that has one.",
            hint="eSpeak NG speaks it. See all voices: miolingo voice list",
        )
    return found


def _download(
    parts: Parts, voice: PublishedVoice, files: tuple[Path, ...], progress: Progress
) -> None:
    before = 0
    for ending, file, published in zip(ENDINGS, files, voice.files, strict=True):

        def counted(done: int, _total: int, before: int = before) -> None:
            progress(before + done, voice.size_bytes)

        address = parts.catalogue.address_of(voice, ending)
        parts.downloader.file(address, file, published.size_bytes, counted)
        before += published.size_bytes


def _check(files: tuple[Path, ...], voice: PublishedVoice) -> None:
    for ending, file, published in zip(ENDINGS, files, voice.files, strict=True):
        other = difference(file, published.size_bytes, published.checksums)
        if other:
            raise DownloadError(
                f"The file {voice.name}{ending} is not the published one: {other}.",
                hint="Get it again. If that does not help, the voice may have been published anew.",
            )
