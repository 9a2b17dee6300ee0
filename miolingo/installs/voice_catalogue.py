"""The catalogue of Piper's published voices: what there is for a language, and which to prefer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

from miolingo.installs.catalogue import checksums
from miolingo.language.tags import primary
from miolingo.speech.synthesis.voice_dir import VOICE_NAME, folders_of

_SAMPLE_RATES_HZ = {"x_low": 16_000, "low": 16_000, "medium": 22_050, "high": 22_050}


@dataclass(frozen=True)
class PublishedFile:
    """A file of a voice; checksums (hexadecimal) are empty where they are not known."""

    size_bytes: int
    md5: str = ""
    sha256: str = ""

    @property
    def checksums(self) -> dict[str, str]:
        """The known checksums by algorithm."""
        return checksums(self.md5, self.sha256)


@dataclass(frozen=True)
class PublishedVoice:
    """A voice that can be downloaded; ``files`` are those of ``ENDINGS``, in that order.

    ``language`` is a BCP 47 tag with the region; the license is empty where it is not known.
    """

    name: str
    language: str
    title: str
    quality: str
    files: tuple[PublishedFile, ...]
    license: str = ""

    @property
    def size_bytes(self) -> int:
        """What there is to download."""
        return sum(file.size_bytes for file in self.files)

    @property
    def sample_rate_hz(self) -> int:
        """That of its speech, which goes by the quality."""
        return _SAMPLE_RATES_HZ[self.quality]


@dataclass(frozen=True)
class VoiceCatalogue:
    """Published voices, and the folder on the web where their files are."""

    address: str
    voices: tuple[PublishedVoice, ...]

    def address_of(self, voice: PublishedVoice, ending: str) -> str:
        """Where one of the voice's files is, as Piper arranges them."""
        folders = "/".join(folders_of(voice.name))
        return urljoin(self.address, quote(f"{folders}/{voice.name}{ending}"))

    def named(self, name: str) -> PublishedVoice | None:
        """The voice with this name."""
        return next((voice for voice in self.voices if voice.name == name), None)

    def for_language(self, language_code: str) -> list[PublishedVoice]:
        """The voices of a language, the preferred one first: its region's, then as listed."""
        wanted = language_code.lower()
        found = [voice for voice in self.voices if primary(voice.language) == primary(wanted)]
        return sorted(found, key=lambda voice: voice.language.lower() != wanted)


def is_natural(name: str) -> bool:
    """Whether a voice is called as Piper's are; eSpeak NG's are called otherwise."""
    return VOICE_NAME.fullmatch(name) is not None


def read_voices(data: Mapping[str, Any]) -> VoiceCatalogue:
    """The catalogue that a TOML file of ``voices/catalogue.toml``'s form holds.

    Raises KeyError, TypeError or ValueError for one of another form.
    """
    voices = [
        PublishedVoice(**voice | {"files": tuple(PublishedFile(**file) for file in voice["files"])})
        for voice in data["voices"]
    ]
    return VoiceCatalogue(str(data["address"]), tuple(voices))
