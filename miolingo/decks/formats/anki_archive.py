"""Check an Anki package before it is unpacked: a ZIP archive, perhaps of Zstandard streams."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from zstandard import ZstdDecompressor, ZstdError

from miolingo.installs.archive import check_size, checked_files, copy_file, open_zip

_MOST_FILES = 100_000
_BLOCK_BYTES = 1024 * 1024


def copy_checked(path: Path, copy: Path) -> None:
    """Copy a package file by file, so that every reader finds in it only what was checked here.

    Raises UnsafeArchiveError when it is damaged or would unpack to too many bytes, and OSError.
    """
    archive_bytes = path.stat().st_size
    with open_zip(path) as source, ZipFile(copy, "w") as target:
        for file in checked_files(source, archive_bytes, _MOST_FILES):
            with target.open(file.filename, "w") as entry:
                copy_file(source, file, entry)
    with ZipFile(copy) as archive:
        unpacked_bytes = 0
        for file in archive.infolist():
            for block_bytes in _decompressed(archive, file):
                unpacked_bytes += block_bytes
                check_size(unpacked_bytes, archive_bytes)


def _decompressed(archive: ZipFile, file: ZipInfo) -> Iterator[int]:
    """Yield the size in bytes of each block of a Zstandard stream; nothing for another file."""
    with (
        archive.open(file) as source,
        ZstdDecompressor().stream_reader(source, read_across_frames=True) as stream,
        suppress(ZstdError),
    ):
        while block := stream.read(_BLOCK_BYTES):
            yield len(block)
