"""How Miolingo itself was installed: its parts, and the command that adds one or upgrades it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, requires
from pathlib import Path

_EXTRA = re.compile(r"(?P<package>[\w.-]+).*;.*\bextra == [\"'](?P<extra>[\w-]+)[\"']")
"""A requirement of the package's metadata that only a part has."""


def upgrade() -> str:
    """How to get a newer Miolingo, as a hint."""
    command = _install_command()
    return f"Upgrade it in its source folder: git pull, then {command} (README.md, Install)"


def add_part(extra: str) -> str:
    """How to get a part of Miolingo that not everybody needs, as a hint."""
    command = _install_command(extra)
    return f"Install it in Miolingo's source folder: {command} (README.md, Install)"


def _install_command(*more: str) -> str:
    """The command of the tool that installed Miolingo; all but pip forget parts left unnamed."""
    parts = _installed_parts().union(more)
    if (Path(sys.prefix) / "uv-receipt.toml").is_file():
        return f"uv tool install {_source(parts)} --reinstall"
    if (Path(sys.prefix) / "pipx_metadata.json").is_file():
        return f"pipx install {_source(parts)} --force"
    return f"pip install {_source(more)}"


def _source(parts: Iterable[str]) -> str:
    """The source folder with parts, as an argument for a shell."""
    named = ",".join(sorted(parts))
    return f"'.[{named}]'" if named else "."


def _installed_parts() -> set[str]:
    """The extras whose packages, all of them, are installed."""
    needs: dict[str, list[str]] = {}
    for requirement in requires("miolingo") or ():
        if found := _EXTRA.match(requirement):
            needs.setdefault(found["extra"], []).append(found["package"])
    return {extra for extra, packages in needs.items() if all(map(_is_installed, packages))}


def _is_installed(package: str) -> bool:
    return next(iter(Distribution.discover(name=package)), None) is not None
