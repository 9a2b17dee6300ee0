"""Unpacks ZIP archives of unknown origin: nothing outside its folder, no more than it says."""

from __future__ import annotations

import hashlib
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZipFile, ZipInfo

_MOST_FILES = 1_000
_MOST_BYTES = 16 * 2**30
_MOST_RATIO = 100
_RATIO_COUNTS_FROM_BYTES = 100 * 2**20
_BLOCK_BYTES = 1024 * 1024
_FORBIDDEN = frozenset('\\:*?"<>|') | {chr(code) for code in range(32)}
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(EOFError, NotImplementedError, RuntimeError, ValueError),
)


class UnsafeArchiveError(Exception):
    """An archive that is damaged or must not be unpacked; its text says why, as in “it has …”."""


@dataclass(frozen=True)
class FileRecord:
    """What a file was when it was unpacked; ``name`` is its path in the folder, with slashes."""

    name: str
    size_bytes: int
    sha256: str


class Archive:
    """An archive with one folder at its top. Raises UnsafeArchiveError when it is opened."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = ZipFile(path)
        except _DAMAGE as error:
            raise UnsafeArchiveError("it is no sound ZIP file") from error
        try:
            self._files = _checked(self._zip.infolist(), path.stat().st_size)
        except UnsafeArchiveError:
            self._zip.close()
            raise
        self.folder = PurePosixPath(self._files[0].filename).parts[0]
        self.size_bytes = sum(file.file_size for file in self._files)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def unpack(self, folder: Path, progress: Callable[[int, int], None]) -> list[FileRecord]:
        """Write what is in the top folder into ``folder``, safe on disk.

        ``progress`` is told how many bytes of how many are done. Raises UnsafeArchiveError for
        damage, and OSError where it cannot be written.
        """
        records: list[FileRecord] = []
        done = 0
        for file in self._files:
            name = PurePosixPath(*PurePosixPath(file.filename).parts[1:])
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as target:
                digest = self._copy(file, target)
            records.append(FileRecord(str(name), file.file_size, digest))
            done += file.file_size
            progress(done, self.size_bytes)
        return records

    def _copy(self, file: ZipInfo, target: IO[bytes]) -> str:
        """Write one file, never more than announced; its SHA-256."""
        digest, left = hashlib.sha256(), file.file_size
        try:
            with self._zip.open(file) as source:
                while block := source.read(_BLOCK_BYTES):
                    left -= len(block)
                    if left < 0:
                        raise UnsafeArchiveError(f"“{file.filename}” is larger than it says")
                    digest.update(block)
                    target.write(block)
        except _DAMAGE as error:
            raise UnsafeArchiveError(f"“{file.filename}” in it is damaged") from error
        if left:
            raise UnsafeArchiveError(f"“{file.filename}” in it is cut off")
        target.flush()
        os.fsync(target.fileno())
        return digest.hexdigest()


def _checked(entries: list[ZipInfo], archive_bytes: int) -> list[ZipInfo]:
    """The files among the entries. Raises UnsafeArchiveError when an entry is not to be trusted."""
    if len(entries) > _MOST_FILES:
        raise UnsafeArchiveError(f"it has more than {_MOST_FILES} entries")
    for entry in entries:
        _check_entry(entry)
    files = [entry for entry in entries if not entry.is_dir()]
    _check_sizes(sum(file.file_size for file in files), archive_bytes)
    paths = [PurePosixPath(file.filename) for file in files]
    if len({path.parts[0] for path in paths}) != 1 or any(len(path.parts) < 2 for path in paths):
        raise UnsafeArchiveError("it does not hold one folder with everything in it")
    names = [str(path).casefold() for path in paths]
    folders = {str(folder).casefold() for path in paths for folder in path.parents}
    if len(set(names)) < len(names) or folders & set(names):
        raise UnsafeArchiveError("it has two things of the same name")
    return files


def _check_entry(entry: ZipInfo) -> None:
    parts = entry.filename.removesuffix("/").split("/")
    if not all(_is_plain(part) for part in parts):
        raise UnsafeArchiveError(f"“{entry.filename}” in it would leave its folder")
    if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise UnsafeArchiveError(f"“{entry.filename}” in it is a link or a device")
    if entry.flag_bits & 1:
        raise UnsafeArchiveError(f"“{entry.filename}” in it is encrypted")


def _is_plain(part: str) -> bool:
    """Whether a part of a path names the same harmless thing on every system."""
    return part.rstrip(" .") == part != "" and not _FORBIDDEN & set(part)


def _check_sizes(unpacked_bytes: int, archive_bytes: int) -> None:
    bomb = unpacked_bytes > max(_RATIO_COUNTS_FROM_BYTES, archive_bytes * _MOST_RATIO)
    if bomb or unpacked_bytes > _MOST_BYTES:
        raise UnsafeArchiveError("it would grow beyond all measure when unpacked")
