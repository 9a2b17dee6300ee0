"""What is special to speech models: how they are published, Vosk's list, one ZIP archive each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum, unique
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from miolingo.errors import DownloadError, ModelError, UsageError
from miolingo.files.records import FileRecord
from miolingo.installs.archive import Archive, UnsafeArchiveError
from miolingo.installs.catalogue import Catalogue, Published, PublishedFile, megabytes
from miolingo.installs.installer import InstallEntry, Watch
from miolingo.language.tags import language_of_vosk
from miolingo.speech.recognizer.model_dir import (
    ModelFolder,
    check_model,
    drop_tuned_copies,
    has_dynamic_graph,
    models_in,
)

MODEL_NAME = re.compile(r"vosk-model-[A-Za-z0-9._-]{1,100}")

_VOSK_LIST = "model-list.json"
_MD5 = re.compile("[0-9a-f]{32}")
_REFRESH = "Fetch the list again: miolingo model list --refresh"


@unique
class ModelKind(StrEnum):
    """How a model was made, the best for practice first; all but the big ones take a grammar."""

    SMALL = "small"
    BIG_LGRAPH = "big-lgraph"
    BIG = "big"

    @property
    def takes_grammar(self) -> bool:
        """Whether such a model can be told which phrase to expect, as far as its kind tells."""
        return self is not ModelKind.BIG


@dataclass(frozen=True, kw_only=True)
class PublishedModel(Published):
    """A model that can be downloaded; its one file is an archive."""

    kind: ModelKind

    @property
    def rank(self) -> int:
        """Small models judge best, those without a grammar worst."""
        return list(ModelKind).index(self.kind)


def takes_grammar(entry: InstallEntry[PublishedModel]) -> bool:
    """Whether a model can be told which phrase to expect: as its files say or else its kind."""
    if entry.folder:
        return has_dynamic_graph(entry.folder.path)
    return entry.published is not None and entry.published.kind.takes_grammar


@dataclass(frozen=True)
class ModelArchive:
    """Models come as one archive; ``cache`` holds copies of them that are tuned for judging.

    ``load`` loads one and lets go of it, or raises ModelError.
    """

    cache: Path
    load: Callable[[ModelFolder], None]
    noun = "model"
    endings = (".zip",)
    see_also = "See all: miolingo model list. Fetch Vosk's newest list: add --refresh"
    republished = "There may be a new version of the model. See: miolingo model list --refresh"

    def installed_in(self, folder: Path) -> Iterator[ModelFolder]:
        """The models in a folder, sound or not."""
        return models_in(folder)

    def language_of(self, model: ModelFolder) -> str:
        """The language as far as the folder's name tells."""
        return model.language

    def check(self, model: ModelFolder) -> None:
        """Raise ModelError for what would stop the recognizer."""
        check_model(model)

    def load_once(self, model: ModelFolder) -> None:
        """Load it in a process of its own. Raises ModelError where that fails."""
        self.load(model)

    def local_files(self, path: Path) -> tuple[str, tuple[Path, ...]]:
        """The name of the model in an archive; raises UsageError and DownloadError."""
        if not path.is_file():
            raise UsageError(f"There is no file “{path}”.", hint="Name the ZIP file of a model.")
        with _opened(path) as archive:
            name = archive.folder
        if not MODEL_NAME.fullmatch(name):
            raise DownloadError(
                f"{path.name} contains the folder “{name}”, which is not the name of a model.",
                hint="Keep the published name of the file, such as vosk-model-small-fr-0.22.zip.",
            )
        return name, (path,)

    def needed_bytes(self, files: Sequence[Path], *, keep: bool) -> int:  # noqa: ARG002 - an archive always stays
        """What the archive takes when it is unpacked. Raises DownloadError."""
        with _opened(files[0]) as archive:
            return archive.size_bytes

    def fill(
        self,
        draft: Path,
        files: Sequence[Path],
        watch: Watch,
        *,
        keep: bool,  # noqa: ARG002 - an archive always stays
    ) -> list[FileRecord]:
        """Unpack the archive. Raises DownloadError and OSError."""
        with _opened(files[0]) as archive, watch(f"Unpacking {draft.name}") as progress:
            return archive.unpack(draft, progress)

    def forget(self, name: str) -> None:
        """Drop what was derived from a model that changes or goes."""
        drop_tuned_copies(name, self.cache)


@contextmanager
def _opened(path: Path) -> Iterator[Archive]:
    """Open an archive. Raises DownloadError for one that is damaged or must not be unpacked."""
    try:
        with Archive(path) as archive:
            yield archive
    except UnsafeArchiveError as error:
        raise DownloadError(
            f"{path.name.removesuffix('.part')} cannot be used: {error}.",
            hint="Nothing was installed. Download the file again or from another place.",
        ) from error


def read_catalogue(data: Mapping[str, Any]) -> Catalogue[PublishedModel]:
    """The catalogue that a TOML file of ``models/catalogue.toml``'s form holds.

    Raises KeyError, TypeError or ValueError for one of another form.
    """
    models = tuple(_published(**model) for model in data["models"])
    return Catalogue(str(data["address"]), models)


def list_address(catalogue: Catalogue[PublishedModel]) -> str:
    """Where Vosk's own list is."""
    return urljoin(catalogue.address, _VOSK_LIST)


def merged_with(catalogue: Catalogue[PublishedModel], vosk_list: Any) -> Catalogue[PublishedModel]:
    """The models of Vosk's own list, as JSON, with what the catalogue knows of them besides.

    Models that are obsolete or recognize no speech are left out, and so are entries that make no
    sense. Known ones keep the catalogue's order. Raises ModelError for what is no such list.
    """
    entries = vosk_list if isinstance(vosk_list, list) else []
    listed = [model for model in map(_listed, entries) if model]
    if not listed:
        raise ModelError("Vosk's list of models is not valid.", hint=_REFRESH)
    order = {model.name: index for index, model in enumerate(catalogue.entries)}
    listed.sort(key=lambda model: order.get(model.name, len(order)))
    models = tuple(_enriched(model, catalogue.named(model.name)) for model in listed)
    return Catalogue(catalogue.address, models)


def offer(models: Sequence[PublishedModel], language_code: str) -> str:
    """How to get a model for a language, as a sentence with a command and the size."""
    if not models:
        return "Vosk does not seem to publish one for it: miolingo model list --refresh"
    return f"Get one ({megabytes(models[0].size_bytes)}): miolingo model install {language_code}"


def _published(
    *, name: str, kind: str, size_bytes: int, md5: str = "", sha256: str = "", **other: str
) -> PublishedModel:
    archive = PublishedFile(f"{name}.zip", size_bytes, md5, sha256)
    return PublishedModel(name=name, kind=ModelKind(kind), files=(archive,), **other)


def _listed(entry: Any) -> PublishedModel | None:
    try:
        model = _published(
            name=entry["name"],
            language=language_of_vosk(entry["lang"]),
            title=str(entry["lang_text"]),
            kind=entry["type"],
            size_bytes=int(entry["size"]),
            md5=entry["md5"],
        )
        sound = MODEL_NAME.fullmatch(model.name) and _MD5.fullmatch(model.files[0].md5)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    obsolete = str(entry.get("obsolete")).lower() == "true"
    return model if sound and model.size_bytes > 0 and not obsolete else None


def _enriched(listed: PublishedModel, known: PublishedModel | None) -> PublishedModel:
    """What the catalogue knows counts only for the very same archive."""
    if known is None:
        return listed
    [new], [old] = listed.files, known.files
    same = old.md5 in {"", new.md5} and old.size_bytes == new.size_bytes
    archive = replace(new, sha256=old.sha256 if same else "")
    return replace(listed, title=known.title, license=known.license, files=(archive,))
