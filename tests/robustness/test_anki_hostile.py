"""Anki packages that are damaged or would do harm: told in a sentence, nothing left behind."""

from __future__ import annotations

import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest

from miolingo.decks.columns import ReadOptions
from miolingo.errors import ConfigurationError
from tests.parts.anki_packages import (
    add_note,
    anki_part,
    changed,
    entries,
    exported,
    of_genanki,
    tone,
    with_media_names,
)

SKIPPED_FRAME = struct.pack("<II", 0x184D2A50, 4) + b"none"
EMPTY_FRAME = b"\x28\xb5\x2f\xfd\x20\x00\x01\x00\x00"

SPANISH = ReadOptions("es")


@pytest.fixture
def anki() -> ModuleType:
    return anki_part()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files go, of Python's and of Anki's own code."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A sound package of the oldest format."""
    sound = tone(tmp_path / "x.wav")
    return of_genanki(tmp_path / "old.apkg", {"Front": "hola[sound:x.wav]"}, media=(sound,))


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A sound package of the newest format."""

    def fill(kept: object) -> None:
        add_note(kept, "D", "Basic", "hola", "hello")

    return exported(tmp_path / "new.apkg", fill, legacy=False)


def refusal(anki: ModuleType, path: Path, scratch: Path) -> str:
    """What is said of a package, once it is sure that this is all that comes of it."""
    media = path.parent / "media"
    with pytest.raises(ConfigurationError) as told:
        anki.read_package(path, media, SPANISH)
    assert not media.exists()
    assert list(scratch.iterdir()) == []
    assert told.value.hint
    assert "\n" not in told.value.message
    return told.value.message


def broken_database(content: bytes) -> bytes:
    return content[:100] + bytes(len(content) - 100)


def without_notes(folder: Path, content: bytes) -> bytes:
    path = folder / "edited.db"
    path.write_bytes(content)
    database = sqlite3.connect(path)
    with database:
        database.execute("DELETE FROM notes")
        database.execute("DELETE FROM cards")
    database.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    "content", [b"", b"<html>Sign in</html>", b"PK\x05\x06", b"SQLite format 3\x00"]
)
def test_what_is_no_package_is_told(
    anki: ModuleType, tmp_path: Path, scratch: Path, content: bytes
) -> None:
    path = tmp_path / "a.apkg"
    path.write_bytes(content)
    assert "not a valid ZIP file" in refusal(anki, path, scratch)


def test_a_missing_file_is_told(anki: ModuleType, tmp_path: Path, scratch: Path) -> None:
    assert "No such file" in refusal(anki, tmp_path / "a.apkg", scratch)


def test_another_archive_is_told(anki: ModuleType, tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "a.apkg"
    with ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "not an Anki package" in refusal(anki, path, scratch)


@pytest.mark.parametrize(
    "damage", [broken_database, lambda data: data[: len(data) // 2], lambda _: b"no database"]
)
def test_a_broken_database_is_told(
    anki: ModuleType, old: Path, scratch: Path, damage: Callable[[bytes], bytes]
) -> None:
    broken = damage(entries(old)["collection.anki2"])
    assert "damaged" in refusal(anki, changed(old, {"collection.anki2": broken}), scratch)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("collection.anki21b", b"no database"),
        ("collection.anki21b", None),
        ("media", b"no map"),
        ("media", None),
        ("meta", b"\x08\x63"),
        ("meta", b"\xff"),
    ],
)
def test_a_damaged_part_is_told(
    anki: ModuleType, new: Path, scratch: Path, name: str, content: bytes | None
) -> None:
    assert "not an Anki package" in refusal(anki, changed(new, {name: content}), scratch)


def test_a_package_without_notes_is_told(
    anki: ModuleType, tmp_path: Path, old: Path, scratch: Path
) -> None:
    emptied = without_notes(tmp_path, entries(old)["collection.anki2"])
    assert "no note with text" in refusal(
        anki, changed(old, {"collection.anki2": emptied}), scratch
    )


@pytest.mark.parametrize(
    "name", ["../x.wav", "../../x.wav", "/etc/x.wav", "sub/x.wav", "..", ".", ""]
)
def test_a_name_that_leaves_the_folder_is_refused(
    anki: ModuleType, tmp_path: Path, old: Path, scratch: Path, name: str
) -> None:
    before = {path for path in tmp_path.rglob("*") if path.name != "x.wav"}
    assert "not an Anki package" in refusal(anki, with_media_names(old, name), scratch)
    assert {path for path in tmp_path.rglob("*") if path.name != "x.wav"} == before


def test_a_windows_path_becomes_no_file(
    anki: ModuleType, tmp_path: Path, old: Path, scratch: Path
) -> None:
    package = anki.read_package(with_media_names(old, "C:\\x.wav"), tmp_path / "media", SPANISH)
    assert [problem.why for problem in package.problems] == [
        "its recording “x.wav” is not in the package"
    ]
    assert not (tmp_path / "media").exists()
    assert list(scratch.iterdir()) == []


def test_an_entry_that_leaves_the_folder_is_refused(
    anki: ModuleType, old: Path, scratch: Path
) -> None:
    assert "leave its folder" in refusal(anki, changed(old, {"../evil": b"x"}), scratch)


def test_a_bomb_is_refused(anki: ModuleType, old: Path, scratch: Path) -> None:
    with ZipFile(old, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("9", bytes(150 * 2**20))
    assert "far too much data" in refusal(anki, old, scratch)


@pytest.mark.parametrize("start", [b"", SKIPPED_FRAME, EMPTY_FRAME])
@pytest.mark.parametrize("name", ["collection.anki21b", "media", "0"])
def test_a_bomb_inside_a_new_package_is_refused(
    anki: ModuleType, new: Path, scratch: Path, name: str, start: bytes
) -> None:
    from zstandard import ZstdCompressor

    bomb = start + 2 * ZstdCompressor().compress(bytes(75 * 2**20))
    assert "far too much data" in refusal(anki, changed(new, {name: bomb}), scratch)


def test_an_entry_that_is_larger_than_it_says_is_refused(
    anki: ModuleType, old: Path, scratch: Path
) -> None:
    content = bytearray(old.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(signature) + offset
        content[start : start + 4] = struct.pack("<I", 1_000)
    old.write_bytes(content)
    assert "damaged" in refusal(anki, old, scratch)


def test_no_more_of_an_entry_is_unpacked_than_it_says(
    anki: ModuleType, tmp_path: Path, old: Path, scratch: Path
) -> None:
    changed(old, {"0": None})
    with ZipFile(old, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", bytes(5_000_000))
    content = bytearray(old.read_bytes())
    said = struct.pack("<I", 1_000)
    for signature, crc_at, size_at in ((b"PK\x03\x04", 14, 22), (b"PK\x01\x02", 16, 24)):
        start = content.rindex(signature)
        content[start + crc_at : start + crc_at + 4] = struct.pack("<I", zlib.crc32(bytes(1_000)))
        content[start + size_at : start + size_at + 4] = said
    old.write_bytes(content)

    anki.read_package(old, tmp_path / "media", SPANISH)
    assert (tmp_path / "media" / "x.wav").read_bytes() == bytes(1_000)
    assert list(scratch.iterdir()) == []
