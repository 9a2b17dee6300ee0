"""Models and voices brought, checked and removed: tiny ones, a server on loopback, real folders."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from miolingo.errors import DownloadError, ExitCode, ModelError, NoModelError, UsageError
from miolingo.files.records import RECORD
from miolingo.installs.archive import ProgressCallback
from miolingo.installs.installer import Checked, Installation
from miolingo.speech.recognizer.model_dir import ModelFolder
from tests.parts.cli import invoke
from tests.parts.disks import read_only, small_disk
from tests.parts.installs import Machine, publish_tiny, watch
from tests.parts.model_server import BLOCK_BYTES, model_server

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="mounts Linux disks")


@pytest.fixture(params=["model", "voice"])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machine]:
    name, member = publish_tiny(request.param, tmp_path / "served")
    with model_server(tmp_path / "served") as server:
        yield Machine(request.param, name, server, tmp_path / "data" / "home", member)


def sound(machine: Machine, home: Path | None = None) -> bool:
    """Whether the one thing that is there is as it was published."""
    return [result.faults for result in machine.installer(home).verify(None)] == [()]


def test_what_is_published_is_installed_listed_verified_and_removed(machine: Machine) -> None:
    before = machine.installer()
    assert [(entry.name, entry.folder) for entry in before.entries()] == [(machine.name, None)]
    installed = ModelFolder(machine.name, "gl", machine.home / machine.name)
    assert before.install("gl", watch) == Installation(installed, is_new=True)
    assert machine.left_over() == []

    installer = machine.installer()
    [entry] = installer.entries("gl-PT")
    assert (entry.folder, entry.title, entry.published is not None) == (installed, "Test", True)
    assert installer.entries("yy") == []
    assert list(installer.verify(None)) == [Checked(installed, (), thorough=True)]
    asked = len(machine.server.asked)
    assert not installer.install(machine.name, watch).is_new
    assert len(machine.server.asked) == asked

    assert installer.remove("gl") == installed
    assert machine.left_over() == []
    assert not installed.path.exists()
    with pytest.raises(NoModelError, match=f"There is no {machine.noun} “gl” on this machine"):
        machine.installer().remove("gl")


def test_progress_goes_through_all_that_is_downloaded(machine: Machine) -> None:
    told: list[tuple[int, int]] = []

    @contextmanager
    def telling(doing: str) -> Iterator[ProgressCallback]:
        yield (lambda *done: told.append(done)) if "Downloading" in doing else lambda *_: None

    machine.installer().install("gl", telling)
    [published] = machine.installer().catalogue.entries
    assert told == sorted(told)
    assert told[-1] == (published.size_bytes, published.size_bytes)


def test_a_download_that_broke_off_is_kept_and_gone_on_with(machine: Machine) -> None:
    part = machine.home / ".incoming" / f"{machine.file.name}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(machine.file.read_bytes()[:100_000])
    machine.server.breaks_after = 0
    with pytest.raises(DownloadError, match="ended early"):
        machine.installer().install("gl", watch)
    assert machine.left_over() == [part.name]
    assert machine.installer().on_this_machine == ()

    machine.server.breaks_after = None
    machine.server.asked.clear()
    assert machine.installer().install("gl", watch).is_new
    assert machine.server.asked[0] == "bytes=100000-"
    assert sound(machine)
    assert machine.left_over() == []


def test_a_connection_that_breaks_again_and_again_brings_it_in_the_end(machine: Machine) -> None:
    machine.server.breaks_after = BLOCK_BYTES + 1
    machine.installer().install("gl", watch)
    assert len(machine.server.asked) > 4
    assert sound(machine)


@pytest.mark.parametrize("length", ["5", "999999999"])
def test_a_server_that_lies_about_the_length_brings_nothing(machine: Machine, length: str) -> None:
    machine.server.length = length
    with pytest.raises(DownloadError):
        machine.installer().install("gl", watch)
    assert machine.installer().on_this_machine == ()


@pytest.mark.parametrize("checksum", ["md5", "sha256"])
def test_what_has_another_checksum_is_neither_installed_nor_kept(
    machine: Machine, checksum: str
) -> None:
    installer = machine.installer()
    [published] = installer.catalogue.entries
    *first, last = published.files
    other = replace(published, files=(*first, replace(last, **{checksum: "f" * 32})))
    installer = replace(installer, catalogue=replace(installer.catalogue, entries=(other,)))
    with pytest.raises(DownloadError, match=f"its {checksum.upper()} checksum does not match"):
        installer.install("gl", watch)
    with pytest.raises(DownloadError, match="checksum does not match"):
        installer.install_file(machine.file, watch)
    assert machine.installer().on_this_machine == ()
    assert machine.left_over() == []
    assert machine.file.exists()


def test_a_file_of_another_size_is_refused(machine: Machine) -> None:
    installer = machine.installer()
    with machine.file.open("ab") as file:
        file.write(b"more")
    with pytest.raises(DownloadError, match="its size is"):
        installer.install_file(machine.file, watch)


def test_it_is_installed_from_its_file_without_the_network(machine: Machine) -> None:
    machine.server.status = 500
    installation = machine.installer().install_file(machine.file, watch)
    assert installation.folder.path == machine.home / machine.name
    assert machine.file.exists()
    assert machine.server.asked == []
    assert sound(machine)


def test_without_the_network_other_ways_are_told_with_commands(machine: Machine) -> None:
    machine.server.status = 404
    installer = machine.installer()
    published = installer.catalogue.named(machine.name)
    with pytest.raises(DownloadError) as told:
        installer.install(machine.name, watch)
    for file in published.files:
        assert installer.catalogue.address_of(file) in told.value.hint
    assert f"miolingo settings set {machine.noun}_source https" in told.value.hint
    assert told.value.hint.endswith(f"miolingo {machine.noun} install --file {machine.file.name}")


@pytest.mark.parametrize("noun", ["model", "voice"])
def test_a_name_beside_a_file_is_told_with_the_command_that_works(noun: str) -> None:
    ended = invoke(noun, "install", "fr", "--file", "my file.zip")
    assert ended.exit_code == ExitCode.USAGE
    assert f"Leave it out: miolingo {noun} install --file 'my file.zip'" in ended.stderr


def test_what_a_killed_run_left_is_cleared_away(machine: Machine) -> None:
    for name in (machine.name, f"{machine.name}.old"):
        (machine.home / ".incoming" / name / "graph").mkdir(parents=True)
        (machine.home / ".incoming" / name / "graph" / "Gr.fst").write_bytes(b"half")
    assert machine.installer().on_this_machine == ()
    machine.installer().install("gl", watch)
    assert machine.left_over() == []
    assert sound(machine)


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda path: path.unlink(), "{} is missing"),
        (lambda path: path.write_bytes(b""), "{} has a different size"),
        (lambda path: path.write_bytes(path.read_bytes()[::-1]), "{} has changed"),
    ],
)
def test_damage_is_found_and_mended_by_another_install(
    machine: Machine, harm: Callable[[Path], object], fault: str
) -> None:
    machine.installer().install("gl", watch)
    harm(machine.home / machine.name / machine.member)
    [checked] = machine.installer().verify(machine.name)
    assert checked.thorough
    assert checked.faults == (fault.format(machine.member),)

    assert machine.installer().install("gl", watch).is_new
    assert sound(machine)
    assert machine.left_over() == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": [{"name": 1}]}'])
def test_a_damaged_record_is_damage(machine: Machine, content: str) -> None:
    machine.installer().install("gl", watch)
    (machine.home / machine.name / RECORD).write_text(content)
    [checked] = machine.installer().verify(None)
    assert checked.faults == (f"{RECORD} is damaged",)


def test_what_came_by_another_way_is_looked_at(machine: Machine) -> None:
    machine.installer().install("gl", watch)
    (machine.home / machine.name / RECORD).unlink()
    [checked] = machine.installer().verify(None)
    assert (checked.faults, checked.thorough) == ((), False)
    (machine.home / machine.name / machine.member).unlink()
    [checked] = machine.installer().verify(None)
    assert "is missing" in checked.faults[0]


def test_what_was_not_installed_here_is_not_removed(machine: Machine, tmp_path: Path) -> None:
    elsewhere = ModelFolder(machine.name, "gl", tmp_path / "elsewhere" / machine.name)
    installer = replace(machine.installer(), on_this_machine=(elsewhere,))
    with pytest.raises(UsageError, match=f"is not one {machine.noun}") as told:
        installer.remove("gl")
    assert str(elsewhere.path) in told.value.hint


def test_one_of_two_installs_at_once_is_turned_away(machine: Machine) -> None:
    tries: list[str] = []

    @contextmanager
    def trying(_doing: str) -> Iterator[ProgressCallback]:
        for install in (machine.installer().install, machine.installer().install_file):
            with pytest.raises(ModelError, match="by another process"):
                install(machine.name if install.__name__ == "install" else machine.file, watch)
            tries.append(install.__name__)
        yield lambda *_: None

    assert machine.installer().install("gl", trying).is_new
    assert {"install", "install_file"} == set(tries)


def test_what_nobody_publishes_is_told(machine: Machine) -> None:
    with pytest.raises(ModelError, match=f"neither a published {machine.noun} nor") as told:
        machine.installer().install("klngn", watch)
    assert f"miolingo {machine.noun} list" in told.value.hint
    with pytest.raises(ModelError, match=f"There is no published {machine.noun} for Klingon"):
        machine.installer().install("klingon", watch)
    with pytest.raises(ModelError, match=f"neither a published {machine.noun} nor") as near:
        machine.installer().install(f"{machine.name}2", watch)
    assert f"Did you mean {machine.name}?" in near.value.hint


@on_linux
def test_a_disk_without_room_is_told_before_anything_is_downloaded(
    machine: Machine, tmp_path: Path
) -> None:
    with small_disk(tmp_path, "4m") as disk:
        with pytest.raises(ModelError, match=r"too full: .* are needed"):
            machine.installer(disk / "home").install("gl", watch)
        assert machine.server.asked == []


@on_linux
def test_a_disk_that_fills_up_while_it_is_downloaded_keeps_what_has_come(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(1, 0, 10**9))
    with small_disk(tmp_path, "200k") as disk:
        installer = machine.installer(disk / "home")
        with pytest.raises(ModelError, match="No space left"):
            installer.install("gl", watch)
        assert machine.installer(disk / "home").on_this_machine == ()
        assert machine.left_over(disk / "home") == [f"{machine.file.name}.part"]


@on_linux
def test_a_read_only_disk_is_told(machine: Machine, tmp_path: Path) -> None:
    with small_disk(tmp_path, "40m") as disk:
        machine.installer(disk / "home").install("gl", watch)
        with read_only(disk):
            with pytest.raises(ModelError, match="cannot be written: Read-only"):
                machine.installer(disk / "home").remove("gl")
            assert sound(machine, disk / "home")
