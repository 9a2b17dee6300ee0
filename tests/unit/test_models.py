"""What is special to models: their archives, grammars, and copies that are tuned for judging."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from miolingo.composition.installs import model_folders
from miolingo.errors import DownloadError, ModelError, UsageError
from miolingo.installs.models import ModelArchive, takes_grammar
from miolingo.speech.recognizer.model_dir import (
    ModelFolder,
    check_model,
    find_models,
    has_dynamic_graph,
    models_in,
    with_decoding_config,
)
from tests.parts.cli import context
from tests.parts.disks import small_disk
from tests.parts.installs import Machine, watch
from tests.parts.model_server import ModelServer, model_server
from tests.parts.models import TINY, first_layout, packed, tiny_files
from tests.parts.substitutes import SUBSTITUTES

OTHER = "vosk-model-small-yy-0.1"
IVECTOR = ("final.dubm", "final.mat", "global_cmvn.stats", "online_cmvn.conf", "splice.conf")
Layout = Callable[[Mapping[str, bytes]], dict[str, bytes]]


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
    machine.installer().install("gl", watch)
    [installed] = machine.installer().entries()
    assert not takes_grammar(installed)


@pytest.mark.parametrize("dynamic", [True, False])
def test_a_model_of_the_first_layout_is_installed_tuned_and_verified(
    machine: Machine, dynamic: bool
) -> None:
    files = tiny_files(dynamic=dynamic) | {"ivector/final.ie": b"x", "graph/phones.txt": b"a 1"}
    files |= {f"ivector/{name}": b"x" for name in IVECTOR}
    packed(machine.file, first_layout(files))
    model = machine.installer().install("gl", watch).folder
    assert has_dynamic_graph(model.path) == dynamic
    assert [checked.faults for checked in machine.installer().verify("gl")] == [()]

    before = {file: file.read_bytes() for file in model.path.rglob("*") if file.is_file()}
    tuned = with_decoding_config(model, machine.home.parent / "cache")
    assert {file: file.read_bytes() for file in before} == before
    check_model(tuned)
    assert has_dynamic_graph(tuned.path) == dynamic
    for name in files.keys() - {"conf/model.conf", "conf/mfcc.conf"}:
        assert (tuned.path / name).read_bytes() == files[name]
    decoding = (tuned.path / "conf" / "model.conf").read_text(encoding="utf-8").splitlines()
    assert {"--max-active=7000", "--frame-subsampling-factor=3", "--beam=13.0"} <= {*decoding}
    assert "--dither=0.0" in (tuned.path / "conf" / "mfcc.conf").read_text(encoding="utf-8")

    (model.path / "final.mdl").unlink()
    (checked,) = machine.installer().verify("gl")
    assert checked.faults == ("final.mdl is missing",)


@pytest.mark.parametrize("layout", [dict, first_layout])
@pytest.mark.parametrize("content", SUBSTITUTES)
@pytest.mark.parametrize("name", ["am/final.mdl", "graph/Gr.fst", "conf/mfcc.conf"])
def test_a_file_that_is_something_else_makes_no_model(
    machine: Machine, name: str, content: bytes, layout: Layout
) -> None:
    packed(machine.file, layout(tiny_files() | {name: content}))
    with pytest.raises(DownloadError, match="no usable model"):
        machine.installer().install("gl", watch)
    assert list(models_in(machine.home)) == []


@pytest.mark.parametrize("content", [*SUBSTITUTES, b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_something_else_is_no_archive(
    machine: Machine, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / f"{OTHER}.zip").write_bytes(content)
    with pytest.raises(DownloadError, match="cannot be used"):
        machine.installer().install_file(tmp_path / f"{OTHER}.zip", watch)


def test_what_cannot_be_loaded_is_neither_installed_nor_sound(machine: Machine) -> None:
    def refuse(model: ModelFolder) -> None:
        raise ModelError(f"{model.name} crashed.")

    sound = machine.installer()
    broken = replace(sound, format=ModelArchive(machine.home.parent / "cache", refuse))
    with pytest.raises(DownloadError, match=r"no usable model\. .* crashed"):
        broken.install("gl", watch)
    assert list(models_in(machine.home)) == []
    sound.install("gl", watch)
    present = replace(broken, on_this_machine=machine.installer().on_this_machine)
    assert [checked.faults for checked in present.verify("gl")] == [(f"{TINY} crashed.",)]


def test_models_of_the_working_directory_are_used_when_they_are_named_and_that_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (f"models/{TINY}", "vosk_model_yy/model"):
        for file, content in tiny_files().items():
            path = tmp_path / "work" / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    (tmp_path / "work" / "vosk_model_yy" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.syspath_prepend(tmp_path / "work")
    home = tmp_path / "home"

    def languages(**environ: str) -> set[str]:
        surroundings = context(home, environ=environ)
        return {model.language for model in find_models(model_folders(surroundings))}

    assert not languages() & {"gl", "yy"}
    assert "settings set models models" in capsys.readouterr().err
    assert not languages() & {"gl", "yy"}
    assert capsys.readouterr().err == ""
    assert "gl" in languages(MIOLINGO_MODELS=str(tmp_path / "work" / "models"))
    assert "gl" in languages(MIOLINGO_MODELS="models")


def test_a_small_model_comes_before_a_large_one_that_is_here_as_well(machine: Machine) -> None:
    for name, dynamic in (("vosk-model-gl-9", False), (TINY, True)):
        for file, content in tiny_files(dynamic=dynamic).items():
            path = machine.home / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    assert [model.name for model in machine.installer().find("gl")] == [TINY, "vosk-model-gl-9"]


def test_a_model_that_nobody_published_comes_from_a_file(machine: Machine, tmp_path: Path) -> None:
    archive = packed(tmp_path / "mine.zip", tiny_files(), OTHER)
    assert machine.installer().install_file(archive, watch).folder.language == "yy"
    assert machine.server.asked == []


@pytest.mark.parametrize(
    ("folder", "files", "why"),
    [
        ("model", tiny_files(), "is not the name of a model"),
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
        machine.installer().install("gl", watch)
    assert machine.left_over() == []
    assert not list(machine.home.parent.rglob("evil"))


def test_a_model_is_removed_with_its_tuned_copies(machine: Machine) -> None:
    model = machine.installer().install("gl", watch).folder
    cache = machine.home.parent / "cache"
    assert with_decoding_config(model, cache).path.parent == cache
    machine.installer().remove("gl")
    assert list(cache.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="mounts Linux disks")
def test_a_disk_that_fills_up_while_it_is_unpacked_leaves_no_half_model(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed(machine.file, tiny_files() | {"README": bytes(6 * 2**20)})
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(1, 0, 10**9))
    with small_disk(tmp_path, "4m") as disk:
        with pytest.raises(ModelError, match="No space left"):
            machine.installer(disk / "models").install("gl", watch)
        assert list(models_in(disk / "models")) == []
        assert machine.left_over(disk / "models") == [f"{TINY}.zip.part"]
