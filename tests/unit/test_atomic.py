"""Files are whole or as they were, whatever happens midway."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from miolingo.errors import ConfigurationError
from miolingo.files.atomic import new_private_file, remove_drafts, replace_file, sync_tree
from tests.parts.disks import read_only, small_disk

REPLACES = """
import os, signal, sys
from pathlib import Path
from miolingo.files import atomic

if sys.argv[2] == "killed":
    atomic.os.fsync = lambda _descriptor: os.kill(os.getpid(), signal.SIGKILL)
for _ in range(50):
    atomic.replace_file(Path(sys.argv[1]), sys.argv[2] * 20_000)
"""

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such modes or signals")


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    with new_private_file(path) as file:
        file.write("one\n")
        file.flush()
        assert not path.exists()
        file.write("two\n")
    assert path.read_bytes() == b"one\ntwo\n"
    assert list(tmp_path.iterdir()) == [path]


@on_posix
def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with new_private_file(tmp_path / "new.txt") as file:
            (draft,) = tmp_path.iterdir()
            assert draft.stat().st_mode & 0o777 == 0o600
            file.write("mine")
    finally:
        os.umask(before)
    assert (tmp_path / "new.txt").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("trouble", [ValueError, KeyboardInterrupt, OSError])
def test_a_file_that_fails_leaves_nothing(tmp_path: Path, trouble: type[BaseException]) -> None:
    def fail() -> None:
        with new_private_file(tmp_path / "new.txt") as file:
            file.write("half")
            raise trouble

    with pytest.raises(ConfigurationError if trouble is OSError else trouble):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("made", ["before", "meanwhile"])
def test_no_file_is_overwritten(tmp_path: Path, made: str) -> None:
    path = tmp_path / "new.txt"

    def write() -> None:
        if made == "before":
            path.write_text("mine")
        with new_private_file(path) as file:
            file.write("other")
            path.write_text("mine")

    with pytest.raises(ConfigurationError, match="cannot be written"):
        write()
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


@on_posix
def test_a_link_to_nowhere_is_not_followed(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigurationError), new_private_file(link):
        pass
    assert list(tmp_path.iterdir()) == [link]


@pytest.mark.parametrize("made", ["before", "meanwhile", "never"])
def test_a_file_system_without_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "new.txt"

    def write() -> None:
        if made == "before":
            path.write_text("mine")
        with new_private_file(path) as file:
            file.write("whole")
            if made == "meanwhile":
                path.write_text("mine")

    if made == "never":
        write()
    else:
        with pytest.raises(ConfigurationError):
            write()
    assert path.read_text() == ("whole" if made == "never" else "mine")
    assert list(tmp_path.iterdir()) == [path]


@on_posix
def test_a_killed_process_leaves_no_half_file(tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from miolingo.files.atomic import new_private_file\n"
        "with new_private_file(Path(sys.argv[1])) as file:\n"
        "    file.write('half'); file.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert not path.exists()
    with new_private_file(path) as file:
        file.write("whole")
    assert path.read_text() == "whole"


def replacing(path: Path, word: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", REPLACES, str(path), word])


@pytest.mark.parametrize("content", ["한글\n\r\n", b"\0\xff"])
def test_a_file_is_replaced_as_it_is_given(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "kept"
    for _ in range(2):
        replace_file(path, content)
        assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert list(tmp_path.iterdir()) == [path]


def test_the_longest_name_will_do(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    replace_file(path, "long")
    with new_private_file(tmp_path / ("y" * 255)) as file:
        file.write("long")
    assert path.read_text() == "long"


@on_posix
@pytest.mark.parametrize("mode", [None, 0o640])
def test_the_mode_is_private_or_the_given_one(tmp_path: Path, mode: int | None) -> None:
    path = tmp_path / "kept"
    path.touch(mode=0o644)
    before = os.umask(0o022)
    try:
        replace_file(path, "mine") if mode is None else replace_file(path, "mine", mode=mode)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == (mode or 0o600)


@on_posix
def test_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("theirs")
    link.symlink_to(target)
    replace_file(link, "mine")
    assert (target.read_text(), link.read_text()) == ("theirs", "mine")


@on_posix
def test_content_is_safe_on_disk_before_it_has_its_name_and_the_name_is_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "kept", []
    path.write_text("old")
    sync = os.fsync

    def watch(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        seen.append((is_folder, path.read_text()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", watch)
    replace_file(path, "new")
    assert seen == [(False, "old"), (True, "new")]


@on_posix
def test_a_tree_is_safe_on_disk_from_its_leaves_to_its_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, inner = tmp_path / "root", tmp_path / "root" / "inner"
    inner.mkdir(parents=True)
    (inner / "leaf").write_text("leaf")
    safe: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: safe.append(os.fstat(descriptor).st_ino))
    sync_tree(root)
    assert safe == [path.stat().st_ino for path in (inner / "leaf", inner, root)]


@on_posix
def test_a_killed_process_leaves_the_old_file_and_a_draft_that_can_be_removed(
    tmp_path: Path,
) -> None:
    path, other = tmp_path / "kept", tmp_path / "other"
    path.write_text("old")
    for file in (path, other):
        assert replacing(file, "killed").wait(timeout=60) == -signal.SIGKILL
    assert path.read_text() == "old"
    replace_file(path, "new")
    assert path.read_text() == "new"
    assert len(list(tmp_path.iterdir())) == 3
    remove_drafts(tmp_path, path.name)
    assert len(list(tmp_path.iterdir())) == 2, "the other file's draft is not ours to remove"
    remove_drafts(tmp_path)
    assert list(tmp_path.iterdir()) == [path]


def test_two_processes_at_once_leave_the_file_of_one(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    writers = [replacing(path, word) for word in ("one", "two")]
    while any(process.poll() is None for process in writers):
        if path.exists():
            assert path.read_text() in {"one" * 20_000, "two" * 20_000}
    assert [process.returncode for process in writers] == [0, 0]
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path, "64k") as disk:
        path = disk / "kept"
        replace_file(path, "old")
        with pytest.raises(OSError, match="No space"):
            replace_file(path, b"x" * 200_000)
        with (
            pytest.raises(ConfigurationError, match="No space"),
            new_private_file(disk / "new") as file,
        ):
            file.write("x" * 200_000)
        assert path.read_text() == "old"
        assert list(disk.iterdir()) == [path]


def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    with small_disk(tmp_path, "64k") as disk:
        path = disk / "kept"
        replace_file(path, "old")
        with read_only(disk):
            with pytest.raises(OSError, match="Read-only"):
                replace_file(path, "new")
            with (
                pytest.raises(ConfigurationError, match="Read-only"),
                new_private_file(disk / "new"),
            ):
                pass
            assert path.read_text() == "old"
