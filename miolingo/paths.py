"""Where Miolingo keeps its files; ``MIOLINGO_HOME`` puts all of them under one folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True)
class Folders:
    """The folders of one learner; none of them need exist.

    ``data`` holds the history, decks, models and voices, ``config`` the settings, and ``cache``
    what can be made again.
    """

    data: Path
    config: Path
    cache: Path


def folders_of(environ: Mapping[str, str]) -> Folders:
    """The folders that an environment asks for, or those of the system."""
    if home := environ.get("MIOLINGO_HOME"):
        return folders_below(Path(home).expanduser())
    return Folders(
        data=platformdirs.user_data_path("miolingo", appauthor=False),
        config=platformdirs.user_config_path("miolingo", appauthor=False),
        cache=platformdirs.user_cache_path("miolingo", appauthor=False),
    )


def folders_below(home: Path) -> Folders:
    """The folders below one that holds them all."""
    return Folders(data=home / "data", config=home / "config", cache=home / "cache")
