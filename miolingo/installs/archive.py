"""ZIP archives of unknown origin, unpacked within one folder and within the size they state."""

from __future__ import annotations

import hashlib
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZipFile, ZipInfo

from miolingo.files.records import FileRecord

ProgressCallback = Callable[[int, int], None]
"""Is called with how many bytes of how many are done."""

_MOST_FILES = 1_000
_MOST_BYTES = 16 * 2**30
_MOST_RATIO = 100
_RATIO_COUNTS_FROM_BYTES = 100 * 2**20
_BLOCK_BYTES = 1024 * 1024
_FORBIDDEN = frozenset('\\:*?"<>|') | {chr(code) for code in range(32)}
_EXTRAS = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(EOFError, NotImplementedError, RuntimeError, ValueError),
)


class UnsafeArchiveError(Exception):
    """An archive that is damaged or must not be unpacked; its text says why, as in “it has …”."""


class Archive:
    """An archive with one folder at its top; what a Mac or Windows puts beside it is left out.

    Raises UnsafeArchiveError when it is opened.
    """

    def __init__(self, path: Path) -> None:
        self._zip = open_zip(path)
        try:
            _drop_extras(self._zip)
            self._files = _in_one_folder(checked_files(self._zip, path.stat().st_size))
        except UnsafeArchiveError:
            self._zip.close()
            raise
        self.folder = PurePosixPath(self._files[0].filename).parts[0]
        self.size_bytes = sum(file.file_size for file in self._files)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def unpack(self, folder: Path, progress: ProgressCallback) -> list[FileRecord]:
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
                digest = copy_file(self._zip, file, target)
                target.flush()
                os.fsync(target.fileno())
            records.append(FileRecord(str(name), file.file_size, digest))
            done += file.file_size
            progress(done, self.size_bytes)
        return records


def open_zip(path: Path) -> ZipFile:
    """Open an archive. Raises UnsafeArchiveError where it is none, and OSError."""
    try:
        return ZipFile(path)
    except _DAMAGE as error:
        raise UnsafeArchiveError("it is not a valid ZIP file") from error


def checked_files(
    archive: ZipFile, archive_bytes: int, most_files: int = _MOST_FILES
) -> list[ZipInfo]:
    """The files in the archive. Raises UnsafeArchiveError when an entry is not to be trusted."""
    entries = archive.infolist()
    if len(entries) > most_files:
        raise UnsafeArchiveError(f"it has more than {most_files} entries")
    for entry in entries:
        _check_entry(entry)
    files = [entry for entry in entries if not entry.is_dir()]
    check_size(sum(file.file_size for file in files), archive_bytes)
    paths = [PurePosixPath(file.filename) for file in files]
    names = [str(path).casefold() for path in paths]
    folders = {str(folder).casefold() for path in paths for folder in path.parents}
    if len(set(names)) < len(names) or folders & set(names):
        raise UnsafeArchiveError("it has two entries of the same name")
    return files


def copy_file(archive: ZipFile, file: ZipInfo, target: IO[bytes]) -> str:
    """Write one file, never more than announced; its SHA-256. Raises UnsafeArchiveError."""
    digest, left = hashlib.sha256(), file.file_size
    try:
        with archive.open(file) as source:
            while block := source.read(_BLOCK_BYTES):
                left -= len(block)
                if left < 0:
                    raise UnsafeArchiveError(f"“{file.filename}” is larger than the archive says")
                digest.update(block)
                target.write(block)
    except _DAMAGE as error:
        raise UnsafeArchiveError(f"“{file.filename}” in it is damaged") from error
    if left:
        raise UnsafeArchiveError(f"“{file.filename}” in it is cut off")
    return digest.hexdigest()


def check_size(unpacked_bytes: int, archive_bytes: int) -> None:
    """Raise UnsafeArchiveError when an archive of this size holds too much to be unpacked."""
    bomb = unpacked_bytes > max(_RATIO_COUNTS_FROM_BYTES, archive_bytes * _MOST_RATIO)
    if bomb or unpacked_bytes > _MOST_BYTES:
        raise UnsafeArchiveError("it would unpack to far too much data")


def _drop_extras(archive: ZipFile) -> None:
    """Leave out what file managers add, and a “./” before each name."""
    for entry in archive.infolist():
        while entry.filename.startswith("./"):
            entry.filename = entry.filename[2:]
    archive.filelist[:] = [
        entry
        for entry in archive.filelist
        if entry.filename and not any(map(_is_extra, entry.filename.split("/")))
    ]


def _is_extra(part: str) -> bool:
    return part in _EXTRAS or part.startswith("._")


def _in_one_folder(files: list[ZipInfo]) -> list[ZipInfo]:
    paths = [PurePosixPath(file.filename) for file in files]
    if len({path.parts[0] for path in paths}) != 1 or any(len(path.parts) < 2 for path in paths):
        raise UnsafeArchiveError("it does not contain one folder with everything in it")
    return files


def _check_entry(entry: ZipInfo) -> None:
    parts = entry.filename.removesuffix("/").split("/")
    if not all(_is_plain(part) for part in parts):
        raise UnsafeArchiveError(f"“{entry.filename}” in it would leave its folder")
    if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise UnsafeArchiveError(f"“{entry.filename}” in it is a link or a device")
    if entry.header_offset < 0:
        raise UnsafeArchiveError("its beginning is cut off")
    if entry.flag_bits & 1:
        raise UnsafeArchiveError(f"“{entry.filename}” in it is encrypted")


def _is_plain(part: str) -> bool:
    """Whether a part of a path names the same harmless thing on every system."""
    return part.rstrip(" .") == part != "" and not _FORBIDDEN & set(part)
