"""What is special to models: their archives, grammars, and copies that are tuned for judging."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from miolingo.errors import DownloadError, ModelError, UsageError
from miolingo.installs.models import takes_grammar
from miolingo.speech.recognizer.model_dir import models_in, with_decoding_config
from tests.parts.disks import small_disk
from tests.parts.installs import Machine, watch
from tests.parts.model_server import ModelServer, model_server
from tests.parts.models import TINY, packed, tiny_files

OTHER = "vosk-model-small-yy-0.1"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ModelServer]:
    folder = tmp_path / "served"
    folder.mkdir()
    packed(folder / f"{TINY}.zip", tiny_files())
    with model_server(folder) as running:
        yield running


@pytest.fixture
def machine(server: ModelServer, tmp_path: Path) -> Machine:
    return Machine("model", TINY, server, tmp_path / "data" / "models", "am/final.mdl")


def test_a_model_without_a_dynamic_graph_is_known_for_one(machine: Machine) -> None:
    packed(machine.file, tiny_files(dynamic=False))
    [published] = machine.installer().entries()
    assert takes_grammar(published)
    machine.installer().install("xx", watch)
    [installed] = machine.installer().entries()
    assert not takes_grammar(installed)


def test_a_small_model_comes_before_a_large_one_that_is_here_as_well(machine: Machine) -> None:
    for name, dynamic in (("vosk-model-xx-9", False), (TINY, True)):
        for file, content in tiny_files(dynamic=dynamic).items():
            path = machine.home / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    assert [model.name for model in machine.installer().find("xx")] == [TINY, "vosk-model-xx-9"]


def test_a_model_that_nobody_published_comes_from_a_file(machine: Machine, tmp_path: Path) -> None:
    archive = packed(tmp_path / "mine.zip", tiny_files(), OTHER)
    assert machine.installer().install_file(archive, watch).folder.language == "yy"
    assert machine.server.asked == []


@pytest.mark.parametrize(
    ("folder", "files", "why"),
    [
        ("model", tiny_files(), "no speech model is called"),
        (OTHER, {"am/final.mdl": b"x"}, "no usable model"),
        (OTHER, tiny_files() | {"graph/Gr.fst": b"no graph"}, "no usable model"),
        (OTHER, {"../x": b""}, "leave its folder"),
    ],
)
def test_a_file_that_holds_no_model_leaves_nothing(
    machine: Machine, tmp_path: Path, folder: str, files: dict[str, bytes], why: str
) -> None:
    archive = packed(tmp_path / "mine.zip", files, folder)
    with pytest.raises(DownloadError, match=why):
        machine.installer().install_file(archive, watch)
    assert list(models_in(machine.home)) == []
    assert archive.exists()


def test_no_such_file_is_told(machine: Machine, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        machine.installer().install_file(tmp_path / "none.zip", watch)


def test_a_hostile_archive_with_the_right_checksum_is_refused_and_deleted(machine: Machine) -> None:
    packed(machine.file, tiny_files() | {"../../../evil": b"x"})
    with pytest.raises(DownloadError, match="leave its folder"):
        machine.installer().install("xx", watch)
    assert machine.left_over() == []
    assert not list(machine.home.parent.rglob("evil"))


def test_a_model_is_removed_with_its_tuned_copies(machine: Machine) -> None:
    model = machine.installer().install("xx", watch).folder
    cache = machine.home.parent / "cache"
    assert with_decoding_config(model, cache).path.parent == cache
    machine.installer().remove("xx")
    assert list(cache.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="mounts Linux disks")
def test_a_disk_that_fills_up_while_it_is_unpacked_leaves_no_half_model(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed(machine.file, tiny_files() | {"README": bytes(6 * 2**20)})
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(1, 0, 10**9))
    with small_disk(tmp_path, "4m") as disk:
        with pytest.raises(ModelError, match="No space left"):
            machine.installer(disk / "models").install("xx", watch)
        assert list(models_in(disk / "models")) == []
        assert machine.left_over(disk / "models") == [f"{TINY}.zip.part"]
