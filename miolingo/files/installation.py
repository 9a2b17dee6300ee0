"""How Miolingo itself was installed: its parts, and the command that adds one or upgrades it."""

from __future__ import annotations

import re
import sys
from collections.abc import Set
from importlib.metadata import Distribution, requires
from pathlib import Path

_EXTRA = re.compile(r"(?P<package>[\w.-]+).*;.*\bextra == [\"'](?P<extra>[\w-]+)[\"']")
"""A requirement of the package's metadata that only a part has."""


def upgrade() -> str:
    """How to get a newer Miolingo, as a hint."""
    command = _install_command(_installed_parts())
    return f"Upgrade it in its source folder: git pull, then {command} (README.md, Install)"


def add_part(extra: str) -> str:
    """How to get a part of Miolingo that not everybody needs, as a hint."""
    command = _install_command(_installed_parts() | {extra})
    return f"Install it in Miolingo's source folder: {command} (README.md, Install)"


def _install_command(parts: Set[str]) -> str:
    """The command of the tool that installed Miolingo, with its parts, as it forgets the others."""
    source = f"'.[{','.join(sorted(parts))}]'" if parts else "."
    if (Path(sys.prefix) / "uv-receipt.toml").is_file():
        return f"uv tool install {source} --reinstall"
    if (Path(sys.prefix) / "pipx_metadata.json").is_file():
        return f"pipx install {source} --force"
    return f"pip install {source}"


def _installed_parts() -> set[str]:
    """The extras whose packages, all of them, are installed."""
    needs: dict[str, list[str]] = {}
    for requirement in requires("miolingo") or ():
        if found := _EXTRA.match(requirement):
            needs.setdefault(found["extra"], []).append(found["package"])
    return {extra for extra, packages in needs.items() if all(map(_is_installed, packages))}


def _is_installed(package: str) -> bool:
    return next(iter(Distribution.discover(name=package)), None) is not None
