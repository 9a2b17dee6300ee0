"""The catalogues as they are kept: what comes with Miolingo, and Vosk's own newer list."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import miolingo
from miolingo.errors import ModelError
from miolingo.files.atomic import replace_file
from miolingo.installs.catalogue import Catalogue
from miolingo.installs.models import PublishedModel, merged_with, read_catalogue
from miolingo.installs.voices import PublishedVoice, read_voices


def shipped_catalogue() -> Catalogue[PublishedModel]:
    """The models that Miolingo knows by itself."""
    return read_catalogue(_shipped("catalogue.toml", "models"))


def shipped_voices() -> Catalogue[PublishedVoice]:
    """The voices that Miolingo knows."""
    return read_voices(_shipped("voices.toml", "voices"))


def newest_catalogue(
    shipped: Catalogue[PublishedModel], cached_list: Path
) -> Catalogue[PublishedModel]:
    """The models of Vosk's list where one is kept. Raises ModelError for a damaged one."""
    try:
        return merged_with(shipped, _json(cached_list.read_bytes()))
    except FileNotFoundError:
        return shipped
    except OSError as error:
        raise ModelError(
            f"The list of models in {cached_list} cannot be read: {error.strerror}.",
            hint="Make the file readable, or delete it.",
        ) from error


def keep_list(shipped: Catalogue[PublishedModel], cached_list: Path, text: bytes) -> None:
    """Keep Vosk's list for later runs. Raises ModelError, and keeps nothing that is no list."""
    merged_with(shipped, _json(text))
    try:
        cached_list.parent.mkdir(parents=True, exist_ok=True)
        replace_file(cached_list, text)
    except OSError as error:
        raise ModelError(
            f"The list of models cannot be kept in {cached_list}: {error.strerror}.",
            hint="Free some space or make the folder writable.",
        ) from error


def _shipped(copy: str, folder: str) -> dict[str, Any]:
    """The wheel has a copy of a catalogue, a clone the original beside the package."""
    package = Path(miolingo.__file__).parent
    original = package.parent / folder / "catalogue.toml"
    file = package / copy if (package / copy).exists() else original
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
