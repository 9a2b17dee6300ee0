"""Files that hold something else than their names say, as a download that failed leaves them."""

from __future__ import annotations

from pathlib import Path

_PAGES = (b"<!doctype", b"<html", b"<head", b"<?xml")
_POINTER = b"version https://git-lfs"
_START_BYTES = 512


def substitute_in(path: Path) -> str:
    """What a file is in place of what it should be, as in “is empty”; nothing where it is none.

    Raises OSError.
    """
    with path.open("rb") as file:
        start = file.read(_START_BYTES)
    if not start:
        return "is empty"
    if start.startswith(_POINTER):
        return "is a pointer of Git LFS, not the file that it points to"
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGES):
        return "is a web page"
    return ""
