"""What is published, models or voices: which there are for a language, and which to prefer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote, urljoin

from miolingo.language.names import canonical_tag
from miolingo.language.tags import primary


@dataclass(frozen=True)
class PublishedFile:
    """A file to download; ``path`` is below the catalogue's address, with slashes.

    Checksums (hexadecimal) are empty where they are not known.
    """

    path: str
    size_bytes: int
    md5: str = ""
    sha256: str = ""

    @property
    def checksums(self) -> dict[str, str]:
        """The known checksums by algorithm."""
        known = {"md5": self.md5, "sha256": self.sha256}
        return {algorithm: digest for algorithm, digest in known.items() if digest}


@dataclass(frozen=True, kw_only=True)
class Published:
    """A model or a voice that can be downloaded; ``language`` is a BCP 47 tag.

    The license is empty where it is not known.
    """

    name: str
    language: str
    title: str
    files: tuple[PublishedFile, ...]
    license: str = ""

    @property
    def size_bytes(self) -> int:
        """What there is to download."""
        return sum(file.size_bytes for file in self.files)

    @property
    def rank(self) -> int:
        """How far behind the best for practice its kind is, from 0."""
        return 0


P = TypeVar("P", bound=Published)


@dataclass(frozen=True)
class Catalogue(Generic[P]):
    """What is published, and the folder on the web where its files are."""

    address: str
    entries: tuple[P, ...]

    def address_of(self, file: PublishedFile) -> str:
        """Where a file is."""
        return urljoin(self.address, quote(file.path))

    def named(self, name: str) -> P | None:
        """The entry with this name."""
        return next((entry for entry in self.entries if entry.name == name), None)

    def title_of(self, language_code: str) -> str:
        """What the language is called; of a primary subtag, as its first entry has it."""
        titles = (
            entry.title
            for entry in self.entries
            if language_code in {entry.language, primary(entry.language)}
        )
        return next(titles, "")

    def for_language(self, language_code: str) -> list[P]:
        """The entries of a language, the preferred first: by rank, its region's, as listed."""
        wanted = canonical_tag(language_code).lower()
        spoken = [entry for entry in self.entries if primary(entry.language) == primary(wanted)]
        return sorted(spoken, key=lambda entry: (entry.rank, entry.language.lower() != wanted))


def megabytes(size_bytes: int) -> str:
    """A size as in “32.5 MB”; a megabyte is a million bytes."""
    return f"{size_bytes / 1e6:.1f} MB"
