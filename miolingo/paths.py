"""Where Miolingo keeps its files; ``MIOLINGO_HOME`` puts all of them under one folder."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def data_dir() -> Path:
    """The folder of the history and of the learner's models; it may not exist yet."""
    return _under_home("data") or platformdirs.user_data_path("miolingo", appauthor=False)


def config_dir() -> Path:
    """The folder of the settings; it may not exist yet."""
    return _under_home("config") or platformdirs.user_config_path("miolingo", appauthor=False)


def cache_dir() -> Path:
    """The folder of what can be made again; it may not exist yet."""
    return _under_home("cache") or platformdirs.user_cache_path("miolingo", appauthor=False)


def _under_home(name: str) -> Path | None:
    home = os.environ.get("MIOLINGO_HOME")
    return Path(home).expanduser() / name if home else None
