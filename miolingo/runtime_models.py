"""Builds what the speech models need: the catalogue, the folders, the download."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import miolingo
from miolingo import paths, runtime
from miolingo.domain.catalogue import (
    Catalogue,
    PublishedModel,
    brought_up_to_date,
    offer,
    read_catalogue,
)
from miolingo.domain.settings import MODEL_SOURCE
from miolingo.errors import ModelError, NoModelError
from miolingo.services.models import Parts
from miolingo.services.settings import read
from miolingo.speech.installed_models import InstalledModels
from miolingo.speech.model_files import ModelFolder, find_models, model_for

_LARGEST_LIST_BYTES = 4 * 2**20


def model_parts() -> Parts:
    """What there is and where it comes from. Raises ConfigurationError and ModelError."""
    from miolingo.download import Downloader  # noqa: PLC0415 - most runs download nothing

    return Parts(
        catalogue=catalogue(),
        found=tuple(find_models(runtime.model_folders())),
        installed=InstalledModels(installed_folder(), paths.cache_dir() / "models"),
        downloader=Downloader(),
    )


def installed_folder() -> Path:
    """Where models are installed; it may not exist yet."""
    return paths.data_dir() / "models"


def catalogue() -> Catalogue:
    """The published models: by Vosk's own list if it was fetched, else as shipped.

    Raises ConfigurationError when the settings cannot be read, ModelError for a damaged list.
    """
    shipped = _shipped_catalogue()
    try:
        text = _fetched_list().read_bytes()
    except FileNotFoundError:
        return shipped
    return brought_up_to_date(shipped, _json(text))


def refresh_catalogue() -> None:
    """Fetch Vosk's own list and keep it. Raises DownloadError and ModelError."""
    from miolingo.download import Downloader  # noqa: PLC0415 - most runs download nothing

    shipped = _shipped_catalogue()
    text = Downloader().text(shipped.list_address, _LARGEST_LIST_BYTES)
    brought_up_to_date(shipped, _json(text))
    path = _fetched_list()
    draft = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(text)
        draft.replace(path)
    except OSError as error:
        raise ModelError(
            f"The list of models cannot be kept in {path}: {error.strerror}.",
            hint="Free some space or make the folder writable.",
        ) from error


def model_of(language_code: str) -> ModelFolder:
    """The model for a language. Raises NoModelError, which offers one, and ModelError."""
    try:
        return model_for(language_code, runtime.model_folders())
    except NoModelError as error:
        hint = offer(catalogue().for_language(language_code), language_code)
        raise NoModelError(error.message, hint=hint) from error


def missing_model(language_code: str) -> PublishedModel | None:
    """What could be downloaded for a language that has no model on this machine."""
    try:
        model_for(language_code, runtime.model_folders())
    except NoModelError:
        return next(iter(catalogue().for_language(language_code)), None)
    except ModelError:
        return None
    return None


def _shipped_catalogue() -> Catalogue:
    """The wheel has a copy in the package; a clone has the original beside it."""
    package = Path(miolingo.__file__).parent
    copy, original = package / "catalogue.toml", package.parent / "models" / "catalogue.toml"
    file = copy if copy.exists() else original
    shipped = read_catalogue(tomllib.loads(file.read_text(encoding="utf-8")))
    mirror = read(runtime.settings_of_machine()).value(MODEL_SOURCE)
    return replace(shipped, address=f"{mirror.rstrip('/')}/") if mirror else shipped


def _fetched_list() -> Path:
    return paths.cache_dir() / "vosk-models.json"


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
