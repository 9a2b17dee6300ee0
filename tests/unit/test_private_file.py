"""New files of the learner's own data: whole or not there, whatever happens midway."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from miolingo.errors import ConfigurationError
from miolingo.files.private import new_private_file

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
        "from miolingo.files.private import new_private_file\n"
        "with new_private_file(Path(sys.argv[1])) as file:\n"
        "    file.write('half'); file.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert not path.exists()
    with new_private_file(path) as file:
        file.write("whole")
    assert path.read_text() == "whole"
