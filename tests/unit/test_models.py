"""Models brought, checked and removed: a tiny one, a server on loopback, and real folders."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from miolingo.errors import DownloadError, ModelError, NoModelError, UsageError
from miolingo.files.records import RECORD
from miolingo.installs import installer, models
from miolingo.installs.catalogue import Catalogue, merged_with
from miolingo.installs.download import Downloader
from miolingo.installs.model_folders import InstalledModels, faults_of
from miolingo.installs.models import Parts
from miolingo.speech.recognizer.model_dir import ModelFolder, models_in, with_decoding_config
from tests.parts.disks import read_only, small_disk
from tests.parts.model_server import ModelServer, model_server
from tests.parts.models import TINY, listed, packed, tiny_files

OTHER = "vosk-model-small-yy-0.1"


@contextmanager
def watch(_doing: str) -> Iterator[installer.Progress]:
    yield lambda _done, _total: None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ModelServer]:
    folder = tmp_path / "served"
    folder.mkdir()
    packed(folder / f"{TINY}.zip", tiny_files())
    with model_server(folder) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data" / "models"


def parts_of(server: ModelServer, home: Path) -> Parts:
    archives = sorted(server.folder.glob("*.zip"))
    catalogue = merged_with(
        Catalogue(server.address, ()), [listed(archive) for archive in archives]
    )
    return Parts(
        catalogue=catalogue,
        found=tuple(models_in(home)),
        installed=InstalledModels(home, home.parent / "cache"),
        downloader=Downloader(silence_s=5, sleep=lambda _s: None),
    )


def left_over(home: Path) -> list[str]:
    """What lies about besides the models and the locks."""
    return sorted(
        path.name for path in (home / ".incoming").iterdir() if not path.name.endswith(".lock")
    )


def test_a_model_is_installed_where_it_is_looked_for(server: ModelServer, home: Path) -> None:
    installation = models.install(parts_of(server, home), "xx", watch)

    assert installation.is_new
    assert installation.takes_grammar
    assert installation.model == ModelFolder(TINY, "xx", home / TINY)
    assert list(models_in(home)) == [installation.model]
    assert faults_of(installation.model) == []
    assert left_over(home) == []

    assert not models.install(parts_of(server, home), TINY, watch).is_new
    assert len(server.asked) == 1


def test_a_model_without_a_dynamic_graph_is_known_for_one(server: ModelServer, home: Path) -> None:
    packed(server.folder / f"{TINY}.zip", tiny_files(dynamic=False))
    parts = parts_of(server, home)
    assert models.rows(parts)[0].takes_grammar
    assert not models.install(parts, "xx", watch).takes_grammar
    assert not models.rows(parts_of(server, home))[0].takes_grammar


def test_a_small_model_comes_before_a_large_one_that_is_here_as_well(home: Path) -> None:
    for name, dynamic in (("vosk-model-xx-9", False), (TINY, True)):
        for file, content in tiny_files(dynamic=dynamic).items():
            path = home / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    assert [model.name for model in models_in(home)] == [TINY, "vosk-model-xx-9"]


def test_an_archive_with_another_checksum_is_not_unpacked_and_not_kept(
    server: ModelServer, home: Path
) -> None:
    parts = parts_of(server, home)
    model = replace(parts.catalogue.models[0], md5="0" * 32)
    parts = replace(parts, catalogue=Catalogue(server.address, (model,)))
    with pytest.raises(DownloadError, match="its MD5 checksum is another"):
        models.install(parts, "xx", watch)
    assert list(models_in(home)) == []
    assert left_over(home) == []


@pytest.mark.parametrize("checksum", ["md5", "sha256"])
def test_a_file_that_is_not_the_published_one_is_refused(
    server: ModelServer, home: Path, tmp_path: Path, checksum: str
) -> None:
    parts = parts_of(server, home)
    published = server.folder / f"{TINY}.zip"
    assert models.install_file(parts, published, watch).is_new
    other = packed(tmp_path / "other.zip", tiny_files() | {"README": b"other"})
    with pytest.raises(DownloadError, match="its size is"):
        models.install_file(parts, other, watch)
    model = replace(parts.catalogue.models[0], **{checksum: "f" * (64 if "2" in checksum else 32)})
    parts = replace(parts, catalogue=Catalogue(server.address, (model,)))
    with pytest.raises(DownloadError, match="checksum is another"):
        models.install_file(parts, published, watch)
    assert published.exists()
    assert faults_of(ModelFolder(TINY, "xx", home / TINY)) == []


def test_a_model_that_nobody_published_comes_from_a_file(
    server: ModelServer, home: Path, tmp_path: Path
) -> None:
    archive = packed(tmp_path / "mine.zip", tiny_files(), OTHER)
    assert models.install_file(parts_of(server, home), archive, watch).model.language == "yy"
    assert server.asked == []


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
    server: ModelServer,
    home: Path,
    tmp_path: Path,
    folder: str,
    files: dict[str, bytes],
    why: str,
) -> None:
    archive = packed(tmp_path / "mine.zip", files, folder)
    with pytest.raises(DownloadError, match=why):
        models.install_file(parts_of(server, home), archive, watch)
    assert list(models_in(home)) == []
    assert archive.exists()


def test_no_such_file_is_told(server: ModelServer, home: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        models.install_file(parts_of(server, home), tmp_path / "none.zip", watch)


def test_a_hostile_archive_with_the_right_checksum_is_refused_and_deleted(
    server: ModelServer, home: Path
) -> None:
    packed(server.folder / f"{TINY}.zip", tiny_files() | {"../../../evil": b"x"})
    with pytest.raises(DownloadError, match="leave its folder"):
        models.install(parts_of(server, home), "xx", watch)
    assert left_over(home) == []
    assert not list(home.parent.rglob("evil"))


def test_a_broken_download_is_kept_and_gone_on_with(server: ModelServer, home: Path) -> None:
    archive = server.folder / f"{TINY}.zip"
    packed(archive, tiny_files() | {"README": bytes(range(256)) * 2000})
    server.breaks_after, server.ignores_range = 1000, True
    with pytest.raises(DownloadError, match="ended early"):
        models.install(parts_of(server, home), "xx", watch)
    assert left_over(home) == [f"{TINY}.zip.part"]
    assert list(models_in(home)) == []

    server.breaks_after, server.ignores_range = None, False
    assert models.install(parts_of(server, home), "xx", watch).is_new
    assert server.asked[-1] == "bytes=1000-"
    assert left_over(home) == []


def test_what_a_killed_run_left_is_cleared_away(server: ModelServer, home: Path) -> None:
    for name in (TINY, f"{TINY}.old"):
        (home / ".incoming" / name / "graph").mkdir(parents=True)
        (home / ".incoming" / name / "graph" / "Gr.fst").write_bytes(b"half")
    assert list(models_in(home)) == []
    models.install(parts_of(server, home), "xx", watch)
    assert left_over(home) == []
    assert faults_of(ModelFolder(TINY, "xx", home / TINY)) == []


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda path: path.unlink(), "am/final.mdl is missing"),
        (lambda path: path.write_bytes(b""), "am/final.mdl has another size"),
        (lambda path: path.write_bytes(path.read_bytes()[::-1]), "am/final.mdl has changed"),
    ],
)
def test_damage_is_found_and_mended_by_another_install(
    server: ModelServer, home: Path, harm: object, fault: str
) -> None:
    models.install(parts_of(server, home), "xx", watch)
    assert callable(harm)
    harm(home / TINY / "am" / "final.mdl")

    [checked] = installer.verify(parts_of(server, home), None)
    assert checked.thorough
    assert checked.faults == (fault,)

    assert models.install(parts_of(server, home), "xx", watch).is_new
    assert [one.faults for one in installer.verify(parts_of(server, home), "xx")] == [()]
    assert left_over(home) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": [{"name": 1}]}'])
def test_a_damaged_record_is_damage(server: ModelServer, home: Path, content: str) -> None:
    models.install(parts_of(server, home), "xx", watch)
    (home / TINY / RECORD).write_text(content)
    [checked] = installer.verify(parts_of(server, home), None)
    assert checked.faults == (f"{RECORD} is damaged",)


def test_a_model_is_removed_with_its_tuned_copies(server: ModelServer, home: Path) -> None:
    model = models.install(parts_of(server, home), "xx", watch).model
    cache = home.parent / "cache"
    tuned = with_decoding_config(model, cache)
    assert tuned.path.parent == cache

    assert installer.remove(parts_of(server, home), "xx") == model
    assert list(models_in(home)) == []
    assert list(cache.iterdir()) == []
    assert left_over(home) == []
    with pytest.raises(NoModelError):
        installer.remove(parts_of(server, home), "xx")


def test_a_model_that_was_not_installed_here_is_not_removed(
    server: ModelServer, home: Path, tmp_path: Path
) -> None:
    elsewhere = ModelFolder(TINY, "xx", tmp_path / "elsewhere" / TINY)
    parts = replace(parts_of(server, home), found=(elsewhere,))
    with pytest.raises(UsageError, match="is not one model") as told:
        installer.remove(parts, "xx")
    assert str(elsewhere.path) in told.value.hint


def test_one_of_two_installs_of_a_model_is_turned_away(server: ModelServer, home: Path) -> None:
    parts = parts_of(server, home)
    with parts.installed.turn(TINY):
        with pytest.raises(ModelError, match="by another process"):
            models.install(parts, "xx", watch)
        with pytest.raises(ModelError, match="by another process"):
            models.install_file(parts, server.folder / f"{TINY}.zip", watch)
    assert models.install(parts, "xx", watch).is_new


def test_what_is_neither_a_model_nor_a_language_is_told(server: ModelServer, home: Path) -> None:
    with pytest.raises(ModelError, match="neither") as told:
        models.install(parts_of(server, home), "klingon", watch)
    assert "miolingo model list" in told.value.hint


@pytest.mark.skipif(sys.platform != "linux", reason="mounts Linux disks")
def test_a_disk_without_room_is_told_before_anything_is_downloaded(
    server: ModelServer, tmp_path: Path
) -> None:
    with small_disk(tmp_path, "4m") as disk:
        with pytest.raises(ModelError, match=r"too full: .* are needed"):
            models.install(parts_of(server, disk / "models"), "xx", watch)
        assert server.asked == []


@pytest.mark.skipif(sys.platform != "linux", reason="mounts Linux disks")
def test_a_disk_that_fills_up_while_it_is_written_leaves_no_half_model(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed(server.folder / f"{TINY}.zip", tiny_files() | {"README": bytes(6 * 2**20)})
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(1, 0, 10**9))
    with small_disk(tmp_path, "4m") as disk:
        with pytest.raises(ModelError, match="No space left"):
            models.install(parts_of(server, disk / "models"), "xx", watch)
        assert list(models_in(disk / "models")) == []
        assert left_over(disk / "models") == [f"{TINY}.zip.part"]


@pytest.mark.skipif(sys.platform != "linux", reason="mounts Linux disks")
def test_a_read_only_disk_is_told(server: ModelServer, tmp_path: Path) -> None:
    with small_disk(tmp_path, "40m") as disk:
        models.install(parts_of(server, disk / "models"), "xx", watch)
        with read_only(disk):
            parts = parts_of(server, disk / "models")
            with pytest.raises(ModelError, match="cannot be written: Read-only"):
                installer.remove(parts, "xx")
            assert [one.faults for one in installer.verify(parts, None)] == [()]
