"""Voices brought, checked and removed: small files, a server on loopback, and real folders."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from miolingo.errors import DownloadError, ModelError, NoModelError, UsageError
from miolingo.files.records import RECORD
from miolingo.installs import installer, voices
from miolingo.installs.catalogue_files import shipped_voices
from miolingo.installs.download import Downloader
from miolingo.installs.voice_catalogue import VoiceCatalogue, is_natural
from miolingo.installs.voice_files import InstalledVoices
from miolingo.installs.voices import Parts
from miolingo.settings.definitions import speaks
from miolingo.speech.recognizer.model_dir import ModelFolder
from miolingo.speech.synthesis.voice_dir import VOICE_NAME, language_of, voices_in
from tests.parts.disks import read_only, small_disk
from tests.parts.model_server import ModelServer, model_server
from tests.parts.voices import ABOUT, JOE, TINY, joe, published, write_tiny

SHIPPED = shipped_voices()


@contextmanager
def watch(_doing: str) -> Iterator[installer.Progress]:
    yield lambda _done, _total: None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ModelServer]:
    write_tiny(tmp_path / "served")
    with model_server(tmp_path / "served") as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data" / "voices"


def served(server: ModelServer) -> tuple[Path, Path]:
    return server.folder / f"{TINY}.onnx", server.folder / f"{TINY}.onnx.json"


def parts_of(server: ModelServer, home: Path) -> Parts:
    return Parts(
        catalogue=VoiceCatalogue(server.address, (published(served(server)),)),
        found=tuple(voices_in(home)),
        installed=InstalledVoices(home),
        downloader=Downloader(silence_s=5, sleep=lambda _s: None),
    )


def left_over(home: Path) -> list[str]:
    """What lies about besides the voices and the locks."""
    return sorted(
        path.name for path in (home / ".incoming").iterdir() if not path.name.endswith(".lock")
    )


@pytest.mark.parametrize("language", ["pt-BR", "fr", "it", "de", "nl", "es", "en"])
def test_there_are_voices_for_each_built_in_language_that_piper_has(language: str) -> None:
    found = SHIPPED.for_language(language)
    assert len(found) >= 2
    assert found[0].quality == "medium"
    assert found[0].license


def test_there_is_none_for_korean() -> None:
    assert SHIPPED.for_language("ko") == []


@pytest.mark.parametrize("voice", SHIPPED.voices, ids=lambda voice: voice.name)
def test_the_catalogue_makes_sense(voice: voices.PublishedVoice) -> None:
    assert VOICE_NAME.fullmatch(voice.name)
    assert voice.language == language_of(voice.name)
    assert voice.name.endswith(f"-{voice.quality}")
    network, about = voice.files
    assert network.size_bytes > 10_000_000
    assert about.size_bytes < 10_000
    for file in voice.files:
        assert re.fullmatch("[0-9a-f]{32}", file.md5)
        assert re.fullmatch("([0-9a-f]{64})?", file.sha256)
    assert SHIPPED.named(voice.name) is voice


def test_the_catalogue_holds_for_the_voice_that_can_be_had_here() -> None:
    voice = SHIPPED.named(JOE)
    assert voice is not None
    assert [file.md5 for file in voice.files] == [file.md5 for file in published(joe()).files]
    about = json.loads(joe()[1].read_bytes())
    assert about["audio"] == {"sample_rate": voice.sample_rate_hz, "quality": voice.quality}


def test_files_are_where_piper_keeps_them() -> None:
    [voice] = [one for one in SHIPPED.voices if one.name == "pt_BR-faber-medium"]
    address = replace(SHIPPED, address="https://example.org/voices/").address_of
    folder = "https://example.org/voices/pt/pt_BR/faber/medium"
    assert address(voice, ".onnx.json") == f"{folder}/pt_BR-faber-medium.onnx.json"
    accented = replace(voice, name="pt_PT-tugão-medium")
    assert address(accented, ".onnx").endswith("/tug%C3%A3o/medium/pt_PT-tug%C3%A3o-medium.onnx")


def test_a_region_has_its_own_preferred_voice() -> None:
    assert SHIPPED.for_language("en-GB")[0].name == "en_GB-alan-medium"
    assert SHIPPED.for_language("en")[0].name == SHIPPED.for_language("en-US")[0].name


def test_the_voice_of_the_region_is_used_first() -> None:
    names = ("es_ES-davefx-medium", "es_MX-ald-medium")
    found = tuple(ModelFolder(name, "es", Path(name)) for name in names)
    for language, name in (("es", names[0]), ("es-MX", names[1]), ("es-AR", names[0])):
        chosen = voices.voice_for(found, language)
        assert chosen is not None
        assert chosen.name == name
    assert voices.voice_for(found, "pt") is None


def test_a_natural_voice_is_told_by_its_name_and_speaks_its_language() -> None:
    assert is_natural("fr_FR-siwis-medium")
    assert not is_natural("fr")
    assert not is_natural("ko+f4")
    assert speaks("fr_FR-siwis-medium", "fr-CA")
    assert not speaks("fr_FR-siwis-medium", "ko")


def test_a_voice_is_installed_listed_verified_and_removed(server: ModelServer, home: Path) -> None:
    installation = voices.install(parts_of(server, home), "xx", watch)
    voice = ModelFolder(TINY, "xx", home / TINY)
    assert installation == voices.Installation(voice, is_new=True)
    for file in served(server):
        assert (home / TINY / file.name).read_bytes() == file.read_bytes()
    assert left_over(home) == []
    parts = parts_of(server, home)
    assert [row.folder for row in voices.rows(parts)] == [voice]
    assert list(installer.verify(parts, None)) == [installer.Checked(voice, (), thorough=True)]

    assert not voices.install(parts, TINY, watch).is_new
    assert len(server.asked) == 2
    assert installer.remove(parts, "xx") == voice
    assert list(voices_in(home)) == []
    assert left_over(home) == []


def test_progress_goes_through_both_files(server: ModelServer, home: Path) -> None:
    told: list[tuple[int, int]] = []

    @contextmanager
    def telling(_doing: str) -> Iterator[installer.Progress]:
        yield lambda *done: told.append(done)

    voices.install(parts_of(server, home), "xx", telling)
    size = sum(file.stat().st_size for file in served(server))
    assert told == sorted(told)
    assert told[-1] == (size, size)


def test_a_download_that_broke_off_goes_on(server: ModelServer, home: Path) -> None:
    server.breaks_after = 0
    part = home / ".incoming" / f"{TINY}.onnx.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(served(server)[0].read_bytes()[:100_000])
    with pytest.raises(DownloadError):
        voices.install(parts_of(server, home), "xx", watch)
    assert list(voices_in(home)) == []
    server.breaks_after = None
    server.asked.clear()
    assert voices.install(parts_of(server, home), "xx", watch).is_new
    assert server.asked == ["bytes=100000-", ""]


def test_a_connection_that_breaks_again_and_again_brings_it_in_the_end(
    server: ModelServer, home: Path
) -> None:
    server.breaks_after = 70_000
    voices.install(parts_of(server, home), "xx", watch)
    assert len(server.asked) > 4
    assert [one.faults for one in installer.verify(parts_of(server, home), None)] == [()]


@pytest.mark.parametrize("length", ["5", "999999999"])
def test_a_server_that_lies_about_the_length_brings_nothing(
    server: ModelServer, home: Path, length: str
) -> None:
    server.length = length
    with pytest.raises(DownloadError):
        voices.install(parts_of(server, home), "xx", watch)
    assert list(voices_in(home)) == []


@pytest.mark.parametrize("place", [0, 1])
def test_a_file_with_another_checksum_is_neither_installed_nor_kept(
    server: ModelServer, home: Path, place: int
) -> None:
    parts = parts_of(server, home)
    file = served(server)[place]
    file.write_bytes(bytes(reversed(file.read_bytes())))
    with pytest.raises(DownloadError, match="its MD5 checksum is another"):
        voices.install(parts, "xx", watch)
    assert list(voices_in(home)) == []
    assert left_over(home) == []


@pytest.mark.parametrize("about", [b"", b"[1]", b'{"audio": {"sample_rate": 0}}', b"[" * 10**5])
def test_files_that_make_no_voice_are_not_installed(
    server: ModelServer, home: Path, about: bytes
) -> None:
    served(server)[1].write_bytes(about)
    with pytest.raises(ModelError, match="makes no sense"):
        voices.install(parts_of(server, home), "xx", watch)
    assert list(voices_in(home)) == []
    assert left_over(home) == []


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda voice: (voice / f"{TINY}.onnx").unlink(), f"{TINY}.onnx is missing"),
        (lambda voice: (voice / f"{TINY}.onnx").write_bytes(b"x"), f"{TINY}.onnx has another size"),
        (
            lambda voice: (voice / f"{TINY}.onnx.json").write_bytes(ABOUT[:-1] + b" "),
            f"{TINY}.onnx.json has changed",
        ),
        (lambda voice: (voice / RECORD).write_text("[]"), f"{RECORD} is damaged"),
    ],
)
def test_damage_is_found_and_mended(
    server: ModelServer, home: Path, harm: Callable[[Path], object], fault: str
) -> None:
    voices.install(parts_of(server, home), "xx", watch)
    harm(home / TINY)
    [checked] = installer.verify(parts_of(server, home), TINY)
    assert checked.faults == (fault,)
    assert voices.install(parts_of(server, home), "xx", watch).is_new
    assert [one.faults for one in installer.verify(parts_of(server, home), None)] == [()]


def test_a_voice_that_came_by_another_way_is_looked_at(server: ModelServer, home: Path) -> None:
    network, _about = write_tiny(home / TINY)
    [checked] = installer.verify(parts_of(server, home), None)
    assert (checked.faults, checked.thorough) == ((), False)
    network.unlink()
    [checked] = installer.verify(parts_of(server, home), None)
    assert "is missing or makes no sense" in checked.faults[0]


def test_a_voice_is_installed_from_its_files(server: ModelServer, home: Path) -> None:
    server.status = 500
    files = served(server)
    assert voices.install_file(parts_of(server, home), files[0]).voice.path == home / TINY
    assert all(file.exists() for file in files)
    assert server.asked == []
    other = write_tiny(server.folder / "other")
    with pytest.raises(DownloadError, match="checksum is another"):
        voices.install_file(parts_of(server, home), other[0])
    unknown = write_tiny(server.folder / "other", "xx_ZZ-mine-low")
    assert voices.install_file(parts_of(server, home), unknown[0]).voice.language == "xx"
    unknown[1].unlink()
    with pytest.raises(UsageError, match="There is no file"):
        voices.install_file(parts_of(server, home), unknown[0])
    with pytest.raises(UsageError, match="not how a voice's file is called"):
        voices.install_file(parts_of(server, home), files[1])


def test_what_is_not_known_is_told(server: ModelServer, home: Path) -> None:
    with pytest.raises(ModelError, match="neither a known voice nor a language"):
        voices.install(parts_of(server, home), "ko", watch)
    with pytest.raises(NoModelError, match="There is no voice “ko” on this machine"):
        installer.find_installed(parts_of(server, home), "ko")


def test_one_process_at_a_time_installs_a_voice(server: ModelServer, home: Path) -> None:
    parts = parts_of(server, home)
    with parts.installed.turn(TINY), pytest.raises(ModelError, match="by another process"):
        voices.install(parts, "xx", watch)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts Linux disks")
def test_a_full_disk_is_told_before_anything_is_downloaded(
    server: ModelServer, tmp_path: Path
) -> None:
    with small_disk(tmp_path, "4m") as disk:
        with pytest.raises(ModelError, match="The disk is too full"):
            voices.install(parts_of(server, disk / "voices"), "xx", watch)
        assert server.asked == []


@pytest.mark.skipif(sys.platform != "linux", reason="mounts Linux disks")
def test_a_read_only_disk_is_told(server: ModelServer, tmp_path: Path) -> None:
    with small_disk(tmp_path, "40m") as disk:
        voices.install(parts_of(server, disk / "voices"), "xx", watch)
        with read_only(disk):
            parts = parts_of(server, disk / "voices")
            with pytest.raises(ModelError, match="cannot be written: Read-only"):
                installer.remove(parts, "xx")
