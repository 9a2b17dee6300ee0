"""What is special to natural voices: how they are published, and their two files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miolingo.errors import UsageError
from miolingo.files.records import FileRecord, record_of
from miolingo.installs.catalogue import Catalogue, Published, PublishedFile
from miolingo.installs.installer import Watch, matching
from miolingo.speech.recognizer.model_dir import ModelFolder
from miolingo.speech.synthesis.voice_dir import (
    ENDINGS,
    VOICE_NAME,
    check_voice,
    folders_of,
    language_of,
    voices_in,
)

_SAMPLE_RATES_HZ = {"x_low": 16_000, "low": 16_000, "medium": 22_050, "high": 22_050}


@dataclass(frozen=True, kw_only=True)
class PublishedVoice(Published):
    """A voice that can be downloaded; ``files`` are those of ``ENDINGS``, in that order."""

    quality: str

    @property
    def sample_rate_hz(self) -> int:
        """That of its speech, which goes by the quality."""
        return _SAMPLE_RATES_HZ[self.quality]


@dataclass(frozen=True)
class VoiceFiles:
    """Voices come as two files, the network and what Piper needs to know about it.

    ``load`` loads one where Piper is installed, and lets go of it, or raises ModelError.
    """

    load: Callable[[ModelFolder], None]
    noun = "voice"
    endings = ENDINGS
    see_also = "eSpeak NG speaks it. See all voices: miolingo voice list"
    republished = "If that does not help, there may be a new version of the voice."

    def installed_in(self, folder: Path) -> Iterator[ModelFolder]:
        """The voices in a folder, sound or not."""
        return voices_in(folder)

    def language_of(self, voice: ModelFolder) -> str:
        """The language with its region."""
        return _language_of(voice)

    def check(self, voice: ModelFolder) -> None:
        """Raise ModelError for what Piper cannot do without."""
        check_voice(voice)

    def load_once(self, voice: ModelFolder) -> None:
        """Load it, where Piper is installed. Raises ModelError where that fails."""
        self.load(voice)

    def local_files(self, path: Path) -> tuple[str, tuple[Path, ...]]:
        """The name and the files of the voice whose .onnx file this is; raises UsageError."""
        name = path.name.removesuffix(ENDINGS[0])
        if not VOICE_NAME.fullmatch(name):
            raise UsageError(
                f"“{path.name}” is not the name of a voice file.",
                hint="Keep the published name of the file, such as fr_FR-siwis-medium.onnx.",
            )
        files = tuple(path.with_name(f"{name}{ending}") for ending in ENDINGS)
        for file in files:
            if not file.is_file():
                raise UsageError(
                    f"There is no file “{file}”.",
                    hint="A voice is two files in one folder, NAME.onnx and NAME.onnx.json.",
                )
        return name, files

    def needed_bytes(self, files: Sequence[Path], *, keep: bool) -> int:
        """What copies of the files take; nothing where the files themselves are moved."""
        return sum(file.stat().st_size for file in files) if keep else 0

    def fill(
        self,
        draft: Path,
        files: Sequence[Path],
        watch: Watch,  # noqa: ARG002 - it is done at once
        *,
        keep: bool,
    ) -> list[FileRecord]:
        """Move the files to where they belong, or copy them to ``keep`` them. Raises OSError."""
        draft.mkdir()
        targets = [draft / f"{draft.name}{ending}" for ending in ENDINGS]
        for file, target in zip(files, targets, strict=True):
            shutil.copyfile(file, target) if keep else file.rename(target)
        return [record_of(target) for target in targets]

    def forget(self, name: str) -> None:
        """Nothing is derived from a voice."""


def _language_of(voice: ModelFolder) -> str:
    return language_of(voice.name)


def voice_for(voices: Sequence[ModelFolder], language_code: str) -> ModelFolder | None:
    """The voice on this machine for a language, that of its region first."""
    return next(iter(voices_of_language(voices, language_code)), None)


def voices_of_language(voices: Sequence[ModelFolder], language_code: str) -> Sequence[ModelFolder]:
    """All voices on this machine for a language, those of its region first."""
    return matching(_language_of, voices, language_code)


def read_voices(data: Mapping[str, Any]) -> Catalogue[PublishedVoice]:
    """The catalogue that a TOML file of ``voices/catalogue.toml``'s form holds.

    Raises KeyError, TypeError or ValueError for one of another form.
    """
    voices = [
        PublishedVoice(**voice | {"files": _published_files(voice["name"], voice["files"])})
        for voice in data["voices"]
    ]
    return Catalogue(str(data["address"]), tuple(voices))


def _published_files(name: str, files: Sequence[Mapping[str, Any]]) -> tuple[PublishedFile, ...]:
    """The files where Piper's collection has them."""
    folder = "/".join(folders_of(name))
    return tuple(
        PublishedFile(f"{folder}/{name}{ending}", **file)
        for ending, file in zip(ENDINGS, files, strict=True)
    )
