"""Builds what bringing, checking and removing speech models needs."""

from __future__ import annotations

from miolingo import paths
from miolingo.composition import context
from miolingo.installs.catalogue_files import keep_list
from miolingo.installs.download import Downloader
from miolingo.installs.model_folders import InstalledModels
from miolingo.installs.models import Parts
from miolingo.speech.recognizer.model_dir import find_models

_LARGEST_LIST_BYTES = 4 * 2**20


def model_parts() -> Parts:
    """What there is and where it comes from. Raises ConfigurationError and ModelError."""
    return Parts(
        catalogue=context.catalogue(),
        found=tuple(find_models(context.model_folders())),
        installed=InstalledModels(paths.data_dir() / "models", paths.cache_dir() / "models"),
        downloader=Downloader(),
    )


def refresh_catalogue() -> None:
    """Fetch Vosk's own list and keep it. Raises ConfigurationError and ModelError."""
    shipped = context.shipped_catalogue()
    text = Downloader().text(shipped.list_address, _LARGEST_LIST_BYTES)
    keep_list(shipped, context.cached_list(), text)
