"""Records of files: what they were when they were installed, and how they differ now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from miolingo.errors import ModelError
from miolingo.files.atomic import replace_file

RECORD = "miolingo.json"
"""What the files of a folder were when it was installed, kept in the folder."""


@dataclass(frozen=True)
class FileRecord:
    """What a file was when it was unpacked; ``name`` is its path in the folder, with slashes."""

    name: str
    size_bytes: int
    sha256: str


def has_record(folder: Path) -> bool:
    """Whether it is known what the folder's files were when it was installed."""
    return (folder / RECORD).is_file()


def faults_in(folder: Path, check: Callable[[], None]) -> list[str]:
    """What is wrong with a folder's files, each as in “am/final.mdl is missing”.

    Every byte is read where there is a record of the files, else only what ``check`` raises a
    ModelError for is found.
    """
    if has_record(folder):
        return changes_in(folder)
    try:
        check()
    except ModelError as error:
        return [error.message]
    return []


def difference(path: Path, size_bytes: int, checksums: Mapping[str, str]) -> str:
    """What tells a file from the published one, as in “its size is …”; nothing if nothing does.

    ``checksums`` are hexadecimal, by algorithm. Raises OSError.
    """
    size = path.stat().st_size
    if size != size_bytes:
        return f"its size is {size} bytes, not {size_bytes}"
    for algorithm, published in checksums.items():
        if _digest(path, algorithm) != published:
            return f"its {algorithm.upper()} checksum does not match"
    return ""


def record_of(path: Path) -> FileRecord:
    """What a file is now, under its own name. Raises OSError."""
    return FileRecord(path.name, path.stat().st_size, _digest(path, "sha256"))


def write_record(folder: Path, records: list[FileRecord]) -> None:
    """Keep the record of a folder's files in the folder, safe on disk. Raises OSError."""
    text = json.dumps({"files": [asdict(record) for record in records]}, indent=1)
    replace_file(folder / RECORD, text, mode=0o644)


def _read_record(folder: Path) -> list[FileRecord]:
    data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return [FileRecord(**record) for record in data["files"]]


def changes_in(folder: Path) -> list[str]:
    """How a folder's files differ from the record of them, each as in “a.onnx has changed”."""
    try:
        records = _read_record(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return [f"{RECORD} is damaged"]
    changes = (_change(folder / record.name, record) for record in records)
    return [change for change in changes if change]


def _change(path: Path, record: FileRecord) -> str:
    try:
        if path.stat().st_size != record.size_bytes:
            return f"{record.name} has a different size"
        if _digest(path, "sha256") != record.sha256:
            return f"{record.name} has changed"
    except FileNotFoundError:
        return f"{record.name} is missing"
    except OSError as error:
        return f"{record.name} cannot be read ({error.strerror})"
    return ""


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        made = hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False))
    return made.hexdigest()
