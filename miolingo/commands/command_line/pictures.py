"""Files that pictures are written to, in the form that their names end with."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from miolingo.commands.command_line.files import told_written, written
from miolingo.errors import ConfigurationError, UsageError
from miolingo.files.installation import add_part

PICTURES = ("png", "svg", "html")


def check_picture(path: Path) -> None:
    """Refuse what cannot be drawn. Raises UsageError and ConfigurationError."""
    file_form(path, PICTURES)
    if find_spec("matplotlib") is None:
        raise ConfigurationError(
            "Pictures need matplotlib, which is not installed.", hint=add_part("plot")
        )


def file_form(path: Path, forms: tuple[str, ...]) -> str:
    """Which of ``forms`` the name of a file ends with. Raises UsageError for any other."""
    form = path.suffix.removeprefix(".").lower()
    if form in forms:
        return form
    names = " or ".join(f".{form}" for form in forms)
    raise UsageError(f"“{path}” does not end with {names}.", hint="Name a file that does.")


def write_bytes(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file and say so. Raises ConfigurationError where that cannot be."""
    with written(path, force=force) as file:
        file.buffer.write(content)
    told_written(path)
