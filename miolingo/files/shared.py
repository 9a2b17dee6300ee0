"""Files of the learner's figures, named by the learner."""

from __future__ import annotations

from pathlib import Path

from miolingo.errors import UsageError
from miolingo.files.private import new_private_file

PICTURES = ("png", "svg", "html")


def form_of(path: Path, forms: tuple[str, ...]) -> str:
    """Which of ``forms`` the name of a file ends with. Raises UsageError for any other."""
    form = path.suffix.removeprefix(".").lower()
    if form in forms:
        return form
    names = " or ".join(f".{one}" for one in forms)
    raise UsageError(f"“{path}” does not end with {names}.", hint="Name a file that does.")


def write_new(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read. Raises ConfigurationError."""
    with new_private_file(path) as file:
        file.buffer.write(content)
