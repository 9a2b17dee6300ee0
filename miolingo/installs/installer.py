"""The installer of models and voices: lists, brings, checks and removes them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol

from miolingo.errors import BrokenDownloadError, DownloadError, ModelError, NoModelError, UsageError
from miolingo.files.records import FileRecord, difference, faults_in, has_record
from miolingo.installs.archive import ProgressCallback
from miolingo.installs.catalogue import Catalogue, P
from miolingo.installs.folders import InstalledFolders
from miolingo.language.names import canonical_tag, language_meant, language_name, suggestion
from miolingo.language.tags import primary
from miolingo.speech.recognizer.model_dir import ModelFolder

if TYPE_CHECKING:
    from miolingo.installs.download import Downloader
    from miolingo.speech.sounds.contrast_check import ContrastCheck
    from miolingo.speech.sounds.description import SoundJudging

Watch = Callable[[str], AbstractContextManager[ProgressCallback]]
"""Shows the progress of what it is told is being done."""


class PackageFormat(Protocol):
    """What is special to models, or to voices.

    ``files`` are one for each of ``endings``, in that order; to ``keep`` them they are left as
    they are.
    """

    @property
    def noun(self) -> str:
        """What is installed, model or voice; its command is called so as well."""

    @property
    def endings(self) -> tuple[str, ...]:
        """What the names of its files end with, after its own name."""

    @property
    def see_also(self) -> str:
        """What to do where nothing that is published will do."""

    @property
    def republished(self) -> str:
        """What to do where a file stays another than the published one."""

    def installed_in(self, folder: Path) -> Iterable[ModelFolder]:
        """Those in a folder, sound or not."""

    def language_of(self, folder: ModelFolder) -> str:
        """The BCP 47 tag of its language, as far as it is known."""

    def check(self, folder: ModelFolder) -> None:
        """Raise ModelError for what makes it unusable."""

    def load_once(self, folder: ModelFolder) -> None:
        """Load it as practice will, and let go of it. Raises ModelError where that fails."""

    def local_files(self, path: Path) -> tuple[str, tuple[Path, ...]]:
        """The name and the files of what a file holds. Raises UsageError and DownloadError."""

    def needed_bytes(self, files: Sequence[Path], *, keep: bool) -> int:
        """What installing them takes besides the files. Raises DownloadError."""

    def fill(
        self, draft: Path, files: Sequence[Path], watch: Watch, *, keep: bool
    ) -> list[FileRecord]:
        """Make a folder of its name out of the files. Raises DownloadError and OSError."""

    def forget(self, name: str) -> None:
        """Drop what was derived from one that changes or goes."""


@dataclass(frozen=True)
class InstallEntry(Generic[P]):
    """What is published, on this machine, or both; its language is a BCP 47 tag."""

    name: str
    language: str
    title: str
    published: P | None
    folder: ModelFolder | None


@dataclass(frozen=True)
class Installation:
    """What is in its place; ``is_new`` when it was not there before."""

    folder: ModelFolder
    is_new: bool


@dataclass(frozen=True)
class Checked:
    """What is wrong with the files of one; ``thorough`` when every byte of them was checked.

    ``sounds`` tells of a model what it offers for judging single sounds, ``contrasts`` which of
    them it tells apart, where that was measured.
    """

    folder: ModelFolder
    faults: tuple[str, ...]
    thorough: bool
    sounds: SoundJudging | None = None
    contrasts: ContrastCheck | None = None


@dataclass(frozen=True)
class Installer(Generic[P]):
    """Installs into ``folder``; it finds what is ``on_this_machine``, in any folder.

    The first of a language there counts. A ``downloader`` is made when there is something to
    download. Each method may raise ModelError, also for what cannot be written.
    """

    format: PackageFormat
    catalogue: Catalogue[P]
    on_this_machine: tuple[ModelFolder, ...]
    folder: Path
    downloader: Callable[[], Downloader]

    def entries(self, language_code: str | None = None) -> list[InstallEntry[P]]:
        """Those of a language, or all: on this machine first, then the preferred ones."""
        present = [self._entry(folder) for folder in self.on_this_machine]
        names = {entry.name for entry in present}
        absent = [
            InstallEntry(published.name, published.language, published.title, published, None)
            for published in self.catalogue.entries
            if published.name not in names
        ]
        chosen = primary(language_code) if language_code else None
        return [entry for entry in present + absent if chosen in {None, primary(entry.language)}]

    def find(self, wanted: str | None) -> list[ModelFolder]:
        """Those on this machine of a name or language, or all. Raises NoModelError for none."""
        matches = matching(self.format.language_of, self.on_this_machine, wanted)
        if not matches:
            noun, name = self.format.noun, f" “{wanted}”" if wanted else ""
            raise NoModelError(
                f"There is no {noun}{name} on this machine.", hint=f"See all: miolingo {noun} list"
            )
        return matches

    def verify(self, wanted: str | None) -> Iterator[Checked]:
        """Check their files, one after the other. Raises NoModelError when there is none."""
        for folder in self.find(wanted):
            yield Checked(folder, tuple(self._faults(folder)), has_record(folder.path))

    def install(self, wanted: str, watch: Watch) -> Installation:
        """Download and install what is published, by name or language, unless it is here and sound.

        What was downloaded stays when the connection breaks, and goes when it is not what was
        published. Raises DownloadError.
        """
        published = self._published(wanted)
        with self._folders.lock(published.name):
            present = self._installed(published.name)
            if present and not self._faults(present):
                return Installation(present, is_new=False)
            files = self._downloads(published.name)
            self._download(published, files, watch)
            try:
                self._check_files(published, files)
                folder = self._put(published.name, files, watch, keep=False)
            except DownloadError:
                _remove(files)
                raise
            _remove(files)
            return Installation(folder, is_new=True)

    def install_file(self, path: Path, watch: Watch) -> Installation:
        """Install what a file on this machine holds, which is left as it is.

        Raises UsageError when there is no such file, and DownloadError.
        """
        name, files = self.format.local_files(path)
        with self._folders.lock(name):
            published = self.catalogue.named(name)
            if published:
                self._check_files(published, files)
            return Installation(self._put(name, files, watch, keep=True), is_new=True)

    def remove(self, wanted: str) -> ModelFolder:
        """Remove an installed one, by name, or by language when that has one only.

        Raises UsageError for one that is not in ``folder``.
        """
        matches = self.find(wanted)
        own = [folder for folder in matches if folder.path.parent == self.folder]
        if len(own) != 1:
            paths = ", ".join(str(folder.path) for folder in matches)
            raise UsageError(
                f"“{wanted}” is not one {self.format.noun} of {self.folder}.",
                hint=f"Name one of those, or remove it where it is: {paths}",
            )
        name = own[0].name
        with self._folders.lock(name):
            self.format.forget(name)
            self._folders.remove(name)
            _remove(self._downloads(name))
        return own[0]

    @property
    def _folders(self) -> InstalledFolders:
        return InstalledFolders(self.folder, self.format.noun)

    def _entry(self, folder: ModelFolder) -> InstallEntry[P]:
        language = self.format.language_of(folder)
        title, published = self.catalogue.title_of(language), self.catalogue.named(folder.name)
        return InstallEntry(folder.name, language, title, published, folder)

    def _published(self, wanted: str) -> P:
        published = self.catalogue.named(wanted)
        if published is None:
            published = next(iter(self.catalogue.for_language(wanted)), None)
        if published is None:
            raise self._not_published(wanted)
        return published

    def _not_published(self, wanted: str) -> ModelError:
        noun, language = self.format.noun, language_meant(wanted)
        if language:
            name = language_name(language)
            return ModelError(
                f"There is no published {noun} for {name}.", hint=self.format.see_also
            )
        near = get_close_matches(wanted, [entry.name for entry in self.catalogue.entries])
        guess = f"Did you mean {' or '.join(near)}?" if near else suggestion(wanted)
        return ModelError(
            f"“{wanted}” is neither a published {noun} nor a language that has one.",
            hint=f"{guess} {self.format.see_also}".lstrip(),
        )

    def _installed(self, name: str) -> ModelFolder | None:
        folders = self.format.installed_in(self.folder)
        return next((folder for folder in folders if folder.name == name), None)

    def _faults(self, folder: ModelFolder) -> list[str]:
        """What is wrong with its files, or else what stops it from being loaded."""
        try:
            faults = faults_in(folder.path, partial(self.format.check, folder))
            if not faults:
                self._load(folder)
        except ModelError as error:
            return [error.message]
        return faults

    def _load(self, folder: ModelFolder) -> None:
        """Check it and load it once: files may be those that came and yet no model. ModelError."""
        self.format.check(folder)
        self.format.load_once(folder)

    def _downloads(self, name: str) -> tuple[Path, ...]:
        """Where its files are while they are downloaded."""
        incoming = self._folders.incoming
        return tuple(incoming / f"{name}{ending}.part" for ending in self.format.endings)

    def _other_ways(self, published: P) -> str:
        """How to get it without the network that failed, in a sentence that ends with a command."""
        noun = self.format.noun
        addresses = " and ".join(map(self.catalogue.address_of, published.files))
        what = "both" if len(published.files) > 1 else "it"
        file = Path(f"{published.name}{self.format.endings[0]}")
        return (
            f"Without the internet, name a mirror (miolingo settings set {noun}_source "
            f"https://mirror.example/{noun}s), or download {addresses} on another machine, copy "
            f"{what} here and run: {install_file_command(noun, file)}"
        )

    def _download(self, published: P, files: Sequence[Path], watch: Watch) -> None:
        present = sum(file.stat().st_size for file in files if file.exists())
        self._folders.check_space(published.size_bytes - present)
        downloader, before = self.downloader(), 0
        with watch(f"Downloading {published.name}") as progress:
            progress(present, published.size_bytes)  # known before any server has answered
            for file, source in zip(files, published.files, strict=True):

                def count(done: int, _total: int, before: int = before) -> None:
                    progress(before + done, published.size_bytes)

                address = self.catalogue.address_of(source)
                try:
                    downloader.file(address, file, source.size_bytes, count)
                except BrokenDownloadError as error:
                    hint = f"{error.hint} {self._other_ways(published)}"
                    raise BrokenDownloadError(error.message, hint=hint) from error
                before += source.size_bytes

    def _check_files(self, published: P, files: Sequence[Path]) -> None:
        for ending, file, source in zip(self.format.endings, files, published.files, strict=True):
            other = difference(file, source.size_bytes, source.checksums)
            if other:
                raise DownloadError(
                    f"The file {published.name}{ending} is not the published one: {other}.",
                    hint=f"Download it again. {self.format.republished}",
                )

    def _put(self, name: str, files: Sequence[Path], watch: Watch, *, keep: bool) -> ModelFolder:
        """Put it into place, in that of an earlier one too. Raises DownloadError."""

        def fill(draft: Path) -> list[FileRecord]:
            records = self.format.fill(draft, files, watch, keep=keep)
            self._check_usable(ModelFolder(name, "", draft))
            self.format.forget(name)
            return records

        self._folders.check_space(self.format.needed_bytes(files, keep=keep))
        self._folders.install(name, fill)
        return next(
            folder for folder in self.format.installed_in(self.folder) if folder.name == name
        )

    def _check_usable(self, folder: ModelFolder) -> None:
        try:
            self._load(folder)
        except ModelError as error:
            raise DownloadError(
                f"The files contain no usable {self.format.noun}. {error.message}",
                hint="Nothing was installed. Download the files again or from another place.",
            ) from error


def install_file_command(noun: str, file: Path) -> str:
    """The command that installs a model or a voice from a file, ready for a shell."""
    return f"miolingo {noun} install --file {shlex.quote(str(file))}"


def matching(
    language_of: Callable[[ModelFolder], str], folders: Sequence[ModelFolder], wanted: str | None
) -> list[ModelFolder]:
    """Those of a name, of a language with its region's first, or all."""
    if wanted is None:
        return list(folders)
    if named := [folder for folder in folders if folder.name == wanted]:
        return named
    tag = canonical_tag(wanted)
    spoken = [folder for folder in folders if folder.language == primary(tag)]
    return sorted(spoken, key=lambda folder: language_of(folder).lower() != tag.lower())


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
