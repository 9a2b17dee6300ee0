"""Speech models: which there are, and bringing them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from miolingo.errors import DownloadError, ModelError, UsageError
from miolingo.files.records import difference
from miolingo.installs.archive import Archive, UnsafeArchiveError
from miolingo.installs.catalogue import MODEL_NAME, Catalogue, PublishedModel
from miolingo.installs.installer import Downloader, Watch
from miolingo.installs.model_folders import InstalledModels
from miolingo.language.tags import primary
from miolingo.speech.recognizer.model_dir import ModelFolder, has_dynamic_graph


@dataclass(frozen=True)
class Parts:
    """What this needs: ``found`` are the models on this machine, the first of a language counts."""

    catalogue: Catalogue
    found: tuple[ModelFolder, ...]
    installed: InstalledModels
    downloader: Downloader


@dataclass(frozen=True)
class Row:
    """A model that is published, on this machine, or both.

    ``takes_grammar`` is what its files say or, before they are here, its kind.
    """

    name: str
    language: str
    title: str
    takes_grammar: bool
    published: PublishedModel | None
    folder: ModelFolder | None


@dataclass(frozen=True)
class Installation:
    """A model that is in its place; ``is_new`` when it was not there before."""

    model: ModelFolder
    is_new: bool
    takes_grammar: bool


def rows(parts: Parts, language_code: str | None = None) -> list[Row]:
    """Models of a language, or of all: those of this machine first, then the preferred ones."""
    titles = {primary(model.language): model.title for model in reversed(parts.catalogue.models)}
    here = [
        Row(
            folder.name,
            folder.language,
            titles.get(folder.language, ""),
            has_dynamic_graph(folder.path),
            parts.catalogue.named(folder.name),
            folder,
        )
        for folder in parts.found
    ]
    names = {row.name for row in here}
    elsewhere = [
        Row(model.name, model.language, model.title, model.kind.takes_grammar, model, None)
        for model in parts.catalogue.models
        if model.name not in names
    ]
    chosen = primary(language_code) if language_code else None
    return [row for row in here + elsewhere if chosen in {None, primary(row.language)}]


def published(parts: Parts, wanted: str) -> PublishedModel:
    """The published model of a name, or the preferred one of a language. Raises ModelError."""
    by_language = parts.catalogue.for_language(wanted)
    found = parts.catalogue.named(wanted) or (by_language[0] if by_language else None)
    if found is None:
        raise ModelError(
            f"“{wanted}” is neither a published model nor a language that has one.",
            hint="See all: miolingo model list. Fetch Vosk's newest list: add --refresh",
        )
    return found


def install(parts: Parts, wanted: str, watch: Watch) -> Installation:
    """Download and install a published model, unless it is here and sound.

    What was downloaded stays when the connection breaks, and goes when it is not what was
    published. Raises DownloadError and ModelError.
    """
    model = published(parts, wanted)
    with parts.installed.turn(model.name):
        there = parts.installed.find(model.name)
        if there and not parts.installed.faults_of(there):
            return _installation(there, is_new=False)
        archive = parts.installed.partial_archive(model.name)
        missing = model.size_bytes - (archive.stat().st_size if archive.exists() else 0)
        parts.installed.check_space(missing)
        with watch(f"Downloading {model.name}") as progress:
            address = parts.catalogue.address_of(model)
            parts.downloader.file(address, archive, model.size_bytes, progress)
        try:
            _check(archive, model)
            folder = _unpack(parts, archive, model.name, watch)
        except DownloadError:
            archive.unlink()
            raise
        archive.unlink()
        return _installation(folder, is_new=True)


def install_file(parts: Parts, path: Path, watch: Watch) -> Installation:
    """Install a model from an archive on this machine, which is left as it is.

    Raises UsageError when there is no such file, else DownloadError and ModelError.
    """
    if not path.is_file():
        raise UsageError(f"There is no file “{path}”.", hint="Name the ZIP file of a model.")
    name = _name_in(path)
    with parts.installed.turn(name):
        model = parts.catalogue.named(name)
        if model:
            _check(path, model)
        return _installation(_unpack(parts, path, name, watch), is_new=True)


def _installation(folder: ModelFolder, *, is_new: bool) -> Installation:
    return Installation(folder, is_new, has_dynamic_graph(folder.path))


def _name_in(path: Path) -> str:
    try:
        with Archive(path) as archive:
            name = archive.folder
    except UnsafeArchiveError as error:
        raise _refused(path.name, error) from error
    if not MODEL_NAME.fullmatch(name):
        raise DownloadError(
            f"{path.name} holds the folder “{name}”, which no speech model is called.",
            hint="Take the file as it was published, such as vosk-model-small-fr-0.22.zip.",
        )
    return name


def _check(archive: Path, model: PublishedModel) -> None:
    other = difference(archive, model.size_bytes, model.checksums)
    if other:
        raise DownloadError(
            f"The archive of {model.name} is not the published one: {other}.",
            hint="Download it again. If that does not help, the model may have been published"
            " anew: miolingo model list --refresh",
        )


def _unpack(parts: Parts, path: Path, name: str, watch: Watch) -> ModelFolder:
    try:
        with Archive(path) as archive, watch(f"Unpacking {name}") as progress:
            return parts.installed.install(archive, name, progress)
    except UnsafeArchiveError as error:
        raise _refused(f"The archive of {name}", error) from error


def _refused(what: str, error: UnsafeArchiveError) -> DownloadError:
    return DownloadError(
        f"{what} cannot be used: {error}.", hint="Nothing was installed. Get the file elsewhere."
    )
