"""Archives that would do harm, and sound ones."""

from __future__ import annotations

import hashlib
import io
import stat
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miolingo.installs.archive import Archive, UnsafeArchiveError
from tests.parts.models import TINY, packed, tiny_files


def ignored(_done: int, _total: int) -> None:
    pass


def named(*names: str) -> Callable[[ZipFile], None]:
    def fill(archive: ZipFile) -> None:
        for name in names:
            archive.writestr(ZipInfo(name), b"content")

    return fill


def special(kind: int) -> Callable[[ZipFile], None]:
    def fill(archive: ZipFile) -> None:
        entry = ZipInfo("model/passwd")
        entry.create_system = 3
        entry.external_attr = (kind | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")

    return fill


def bomb(archive: ZipFile) -> None:
    archive.writestr("model/zeros", bytes(150 * 2**20), zipfile.ZIP_DEFLATED)


def crowd(archive: ZipFile) -> None:
    for number in range(1_001):
        archive.writestr(f"model/{number}", b"")


@pytest.mark.parametrize(
    ("fill", "why"),
    [
        (named("/etc/passwd"), "leave its folder"),
        (named("model/../../passwd"), "leave its folder"),
        (named("../passwd"), "leave its folder"),
        (named("model/./a"), "leave its folder"),
        (named("model//a"), "leave its folder"),
        (named("C:/windows/a"), "leave its folder"),
        (named("model\\..\\..\\a"), "leave its folder"),
        (named("model/a\n"), "leave its folder"),
        (named("model/../"), "leave its folder"),
        (named("model/..."), "leave its folder"),
        (special(stat.S_IFLNK), "link or a device"),
        (special(stat.S_IFIFO), "link or a device"),
        (special(stat.S_IFBLK), "link or a device"),
        (named("model/a", "model/A"), "same name"),
        (named("model/a", "model/a/b"), "same name"),
        (named("a"), "one folder"),
        (named("a/b", "c/d"), "one folder"),
        (named(), "one folder"),
        (named("model/"), "one folder"),
        (crowd, "more than 1000"),
        (bomb, "far too much data"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_that_would_do_harm_is_refused_before_anything_is_written(
    tmp_path: Path, fill: Callable[[ZipFile], None], why: str
) -> None:
    path = tmp_path / "hostile.zip"
    with ZipFile(path, "w") as archive:
        fill(archive)
    with pytest.raises(UnsafeArchiveError, match=why):
        Archive(path)
    assert list(tmp_path.iterdir()) == [path]


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "model.zip", {"a": b"secret"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(UnsafeArchiveError, match="encrypted"):
        Archive(path)


@pytest.mark.parametrize("content", [b"", b"<html>Sign in</html>", b"PK\x05\x06"])
def test_what_is_no_archive_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(content)
    with pytest.raises(UnsafeArchiveError, match="not a valid ZIP"):
        Archive(path)


def test_a_file_that_is_larger_than_it_says_is_never_unpacked_whole(tmp_path: Path) -> None:
    path = packed(tmp_path / "model.zip", {"a": bytes(100_000)})
    content = bytearray(path.read_bytes())
    lie = struct.pack("<I", 1_000)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(signature) + offset
        content[start : start + 4] = lie
    path.write_bytes(content)
    with Archive(path) as archive, pytest.raises(UnsafeArchiveError, match="damaged"):
        archive.unpack(tmp_path / "out", ignored)
    assert (tmp_path / "out" / "a").stat().st_size <= 1_000


def test_a_damaged_file_in_an_archive_is_found(tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    with ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("model/a", b"sound content")
    path.write_bytes(path.read_bytes().replace(b"sound", b"wound"))
    with Archive(path) as archive, pytest.raises(UnsafeArchiveError, match="damaged"):
        archive.unpack(tmp_path / "out", ignored)


EXTRAS = {
    ".DS_Store": b"x",
    "__MACOSX/._model": b"x",
    "__MACOSX/model/._a": b"x",
    "model/.DS_Store": b"x",
    "model/sub/._b": b"x",
    "Thumbs.db": b"x",
    "model/desktop.ini": b"x",
}


@pytest.mark.parametrize("prefix", ["", "./", "././"])
@pytest.mark.parametrize("extras", [{}, EXTRAS])
def test_what_a_file_manager_adds_is_no_part_of_an_archive(
    tmp_path: Path, prefix: str, extras: dict[str, bytes]
) -> None:
    own = {"model/a": b"1", "model/sub/b": b"22"}
    with ZipFile(tmp_path / "mac.zip", "w") as archive:
        if prefix:
            archive.writestr(ZipInfo(prefix), b"")
        archive.writestr(ZipInfo(f"{prefix}model/"), b"")
        for name, content in (extras | own).items():
            archive.writestr(ZipInfo(prefix + name), content)
    with Archive(tmp_path / "mac.zip") as opened:
        assert opened.folder == "model"
        records = opened.unpack(tmp_path / "unpacked", ignored)
    assert [(record.name, record.size_bytes) for record in records] == [("a", 1), ("sub/b", 2)]
    unpacked = {file for file in (tmp_path / "unpacked").rglob("*") if file.is_file()}
    assert {file.name for file in unpacked} == {"a", "b"}


def _seed() -> bytes:
    memory = io.BytesIO()
    with ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("./model/a", "./model/sub/b", "__MACOSX/._a"):
            archive.writestr(name, name * 9)
    return memory.getvalue()


SEED = _seed()


@given(
    st.lists(
        st.tuples(st.integers(0, len(SEED)), st.binary(max_size=4), st.integers(0, 4)), max_size=4
    )
)
@settings(max_examples=500, deadline=None)
def test_whatever_happens_to_an_archive_it_is_unpacked_in_its_folder_or_refused(
    edits: list[tuple[int, bytes, int]],
) -> None:
    content = SEED
    for at, new, cut in edits:
        content = content[:at] + new + content[at + cut :]
    with TemporaryDirectory() as home:
        path, target = Path(home) / "a.zip", Path(home) / "out"
        path.write_bytes(content)
        with suppress(UnsafeArchiveError), Archive(path) as archive:
            archive.unpack(target, ignored)
        assert {entry.name for entry in Path(home).iterdir()} <= {"a.zip", "out"}


def test_a_sound_archive_is_unpacked_without_its_top_folder(tmp_path: Path) -> None:
    files = tiny_files()
    told: list[tuple[int, int]] = []
    with Archive(packed(tmp_path / "model.zip", files)) as archive:
        assert archive.folder == TINY
        assert archive.size_bytes == sum(map(len, files.values()))
        records = archive.unpack(tmp_path / "out", lambda *done: told.append(done))

    unpacked = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert unpacked == files
    assert {record.name: record.sha256 for record in records} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    assert told[-1] == (archive.size_bytes, archive.size_bytes)
