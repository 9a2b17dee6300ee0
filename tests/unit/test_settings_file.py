"""The settings file: written by hand and by programs, at once, on full disks, and damaged."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miolingo.errors import ConfigurationError
from miolingo.files.lock import file_lock
from miolingo.settings.file import SettingsFile
from tests.parts.disks import small_disk
from tests.parts.folders import ROOT
from tests.parts.patience import PATIENCE_S

BY_HAND = """\
# Mina's settings

speed = 100   # slowly, please
language = "ko"

# what a later version may know
tempo = 3
[colors]
card = "cyan"
"""
WRITER = """
import sys
from pathlib import Path
from miolingo.settings.file import SettingsFile

file = SettingsFile(Path(sys.argv[1]))
for number in range(10):
    file.set_setting(f"{sys.argv[2]}{number}", number)
"""
DIES_IN_ITS_TURN = """
import os, signal, sys
from pathlib import Path
from miolingo.settings.file import SettingsFile

os.fsync = lambda _descriptor: os.kill(os.getpid(), signal.SIGKILL)
SettingsFile(Path(sys.argv[1])).set_setting("speed", 200)
"""


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "config" / "settings.toml")


@pytest.fixture
def by_hand(file: SettingsFile) -> SettingsFile:
    file.path.parent.mkdir()
    file.path.write_text(BY_HAND, encoding="utf-8")
    return file


def writer(program: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", program, *arguments], cwd=ROOT)


def test_no_file_is_no_settings_and_reading_makes_none(file: SettingsFile) -> None:
    assert file.settings() == {}
    assert not file.path.parent.exists()


def test_what_was_written_by_hand_stays_as_it_is(by_hand: SettingsFile) -> None:
    by_hand.set_setting("speed", 120)
    by_hand.set_setting("voice", "ko+f4")
    by_hand.set_setting("language", None)
    by_hand.set_setting("never there", None)
    expected = BY_HAND.replace("speed = 100 ", "speed = 120 ").replace('language = "ko"\n', "")
    expected = expected.replace("tempo = 3\n", 'tempo = 3\nvoice = "ko+f4"\n')
    kept = by_hand.path.read_text(encoding="utf-8")
    assert [line for line in kept.splitlines() if line] == [
        line for line in expected.splitlines() if line
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_editors_mark_and_line_ends_do_no_harm(by_hand: SettingsFile, newline: str) -> None:
    by_hand.path.write_bytes(b"\xef\xbb\xbf" + BY_HAND.replace("\n", newline).encode())
    by_hand.set_setting("speed", 90)
    assert by_hand.settings()["speed"] == 90
    assert f"# Mina's settings{newline}".encode() in by_hand.path.read_bytes()


VALUES = st.booleans() | st.integers(-5, 10**9) | st.floats(0.3, 5) | st.text(max_size=9)
KEYS = st.sampled_from(["speed", "tempo", "language", "voice", "pause", "colors"])


@settings(max_examples=30)  # each writes a file up to eight times
@given(st.lists(st.tuples(KEYS, st.none() | VALUES), max_size=8))
def test_whatever_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, writes: list[tuple[str, object]]
) -> None:
    file = SettingsFile(tmp_path_factory.mktemp("any") / "settings.toml")
    file.path.write_text(BY_HAND, encoding="utf-8")
    expected = tomllib.loads(BY_HAND)
    for key, value in writes:
        file.set_setting(key, value)
        expected[key] = value
        if value is None:
            del expected[key]
        assert file.settings() == expected
    assert "# what a later version may know" in file.path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"speed = 100\nvoice = \n", "line 2"),
        (b"speed = 100\n\nspeed = 90\n", "line 3"),
        (b'speed = 100\nvoice = """never ends\n', "line 2"),
        (b"# \xff\n", "line 1"),
        (b"speed = 100\n\n# caf\xe9\n", "line 3"),
        (b"\0" * 9, "line 1"),
    ],
)
def test_a_damaged_file_is_told_with_its_line_and_never_overwritten(
    file: SettingsFile, content: bytes, line: str
) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(content)
    for use in (file.settings, lambda: file.set_setting("pitch", 3)):
        with pytest.raises(ConfigurationError) as told:
            use()
        assert str(file.path) in told.value.message
        assert line in told.value.message
    assert file.path.read_bytes() == content


def test_a_folder_in_the_files_place_is_told(file: SettingsFile) -> None:
    file.path.mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        file.settings()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        file.set_setting("speed", 99)


def test_a_file_in_the_folders_place_is_told(file: SettingsFile) -> None:
    file.path.parent.write_text("")
    with pytest.raises(ConfigurationError, match="settings cannot be"):
        file.set_setting("speed", 99)


@pytest.mark.skipif(os.name == "nt", reason="links and modes of a POSIX system")
def test_a_link_stays_one_and_the_mode_stays(by_hand: SettingsFile, tmp_path: Path) -> None:
    dotfiles = by_hand.path.rename(tmp_path / "dotfile.toml")
    dotfiles.chmod(0o640)
    by_hand.path.symlink_to(dotfiles)
    by_hand.set_setting("speed", 77)
    assert by_hand.path.is_symlink()
    assert tomllib.loads(dotfiles.read_text(encoding="utf-8"))["speed"] == 77
    assert stat.S_IMODE(dotfiles.stat().st_mode) == 0o640


def test_processes_that_write_at_once_lose_nothing(by_hand: SettingsFile) -> None:
    writers = [writer(WRITER, str(by_hand.path), name) for name in "abcd"]
    assert [process.wait(timeout=PATIENCE_S) for process in writers] == [0] * 4
    written = {f"{name}{number}": number for name in "abcd" for number in range(10)}
    assert by_hand.settings() == tomllib.loads(BY_HAND) | written
    assert "# slowly, please" in by_hand.path.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_writer_that_is_killed_changes_nothing_and_blocks_nobody(by_hand: SettingsFile) -> None:
    with writer(DIES_IN_ITS_TURN, str(by_hand.path)) as killed:
        assert killed.wait(timeout=PATIENCE_S) < 0
    assert by_hand.path.read_text(encoding="utf-8") == BY_HAND
    by_hand.set_setting("speed", 111)
    assert by_hand.settings()["speed"] == 111
    assert {path.name for path in by_hand.path.parent.iterdir()} == {
        "settings.toml",
        "settings.lock",
    }


def test_a_writer_that_takes_too_long_is_not_waited_for_for_ever(
    by_hand: SettingsFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("miolingo.settings.file._WAIT_S", 0.0)
    with (
        file_lock(by_hand.path.with_suffix(".lock"), 0),
        pytest.raises(ConfigurationError, match="Another process is changing the settings"),
    ):
        by_hand.set_setting("speed", 99)
    assert by_hand.path.read_text(encoding="utf-8") == BY_HAND


def test_a_full_disk_is_told_and_changes_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path, "64k") as disk:
        file = SettingsFile(disk / "settings.toml")
        file.set_setting("speed", 99)
        with pytest.raises(OSError, match="No space"):
            (disk / "filler").write_bytes(b"x" * 200_000)
        with pytest.raises(ConfigurationError, match="No space"):
            file.set_setting("speed", 100)
        assert file.settings() == {"speed": 99}
        assert {path.name for path in disk.iterdir()} <= {
            "settings.toml",
            "settings.lock",
            "filler",
        }
