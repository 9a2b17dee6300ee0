"""Builds what bringing, checking and removing speech models needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from miolingo import paths
from miolingo.composition import context
from miolingo.installs.catalogue_files import keep_list
from miolingo.installs.installer import Installer
from miolingo.installs.models import ModelArchive, PublishedModel, list_address
from miolingo.speech.recognizer.model_dir import find_models

if TYPE_CHECKING:
    from miolingo.installs.download import Downloader

_LARGEST_LIST_BYTES = 4 * 2**20


def model_installer() -> Installer[PublishedModel]:
    """The models that there are. Raises ConfigurationError and ModelError."""
    return Installer(
        format=ModelArchive(paths.cache_dir() / "models"),
        catalogue=context.catalogue(),
        on_this_machine=tuple(find_models(context.model_folders())),
        folder=paths.data_dir() / "models",
        downloader=build_downloader,
    )


def refresh_catalogue() -> None:
    """Fetch Vosk's own list and keep it. Raises ConfigurationError and ModelError."""
    shipped = context.shipped_catalogue()
    text = build_downloader().text(list_address(shipped), _LARGEST_LIST_BYTES)
    keep_list(shipped, context.cached_list(), text)


def build_downloader() -> Downloader:
    """What downloads; made when there is something to download, as it takes a while to load."""
    from miolingo.installs.download import Downloader

    return Downloader()
