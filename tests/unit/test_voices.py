"""What is special to voices: their names and regions, Piper's collection, their two files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.errors import DownloadError, UsageError
from miolingo.files.records import record_of, write_record
from miolingo.installs.catalogue_files import shipped_voices
from miolingo.installs.voices import PublishedVoice, voice_for
from miolingo.settings.definitions import speaks
from miolingo.speech.recognizer.model_dir import ModelFolder
from miolingo.speech.synthesis import onnx_file
from miolingo.speech.synthesis.voice_dir import VOICE_NAME, is_natural, language_of
from tests.parts.installs import Machine, watch
from tests.parts.model_server import model_server
from tests.parts.substitutes import SUBSTITUTES
from tests.parts.voices import JOE, TINY, joe, onnx, published, write_tiny

SHIPPED = shipped_voices()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    write_tiny(tmp_path / "served")
    with model_server(tmp_path / "served") as server:
        yield Machine("voice", TINY, server, tmp_path / "data" / "voices", f"{TINY}.onnx")


@pytest.mark.parametrize("language", ["pt-BR", "fr", "it", "de", "nl", "es", "en"])
def test_there_are_voices_for_each_built_in_language_that_piper_has(language: str) -> None:
    entries = SHIPPED.for_language(language)
    assert len(entries) >= 2
    assert entries[0].quality == "medium"
    assert entries[0].license


def test_there_is_none_for_korean() -> None:
    assert SHIPPED.for_language("ko") == []


@pytest.mark.parametrize("voice", SHIPPED.entries, ids=lambda voice: voice.name)
def test_the_catalogue_makes_sense(voice: PublishedVoice) -> None:
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
    assert SHIPPED.title_of(voice.language) == voice.title


def test_the_catalogue_holds_for_the_voice_that_can_be_had_here() -> None:
    voice = SHIPPED.named(JOE)
    assert voice is not None
    assert [file.md5 for file in voice.files] == [file.md5 for file in published(joe()).files]
    about = json.loads(joe()[1].read_bytes())
    assert about["audio"] == {"sample_rate": voice.sample_rate_hz, "quality": voice.quality}


def test_files_are_where_piper_keeps_them() -> None:
    voice = SHIPPED.named("pt_BR-faber-medium")
    assert voice is not None
    catalogue = replace(SHIPPED, address="https://example.org/voices/")
    folder = "https://example.org/voices/pt/pt_BR/faber/medium"
    assert [catalogue.address_of(file) for file in voice.files] == [
        f"{folder}/pt_BR-faber-medium.onnx",
        f"{folder}/pt_BR-faber-medium.onnx.json",
    ]
    accented = replace(voice.files[0], path="pt/pt_PT/tugão/medium/pt_PT-tugão-medium.onnx")
    assert catalogue.address_of(accented).endswith("tug%C3%A3o/medium/pt_PT-tug%C3%A3o-medium.onnx")


def test_a_region_has_its_own_preferred_voice() -> None:
    assert SHIPPED.for_language("en-GB")[0].name == "en_GB-alan-medium"
    assert SHIPPED.for_language("en")[0].name == SHIPPED.for_language("en-US")[0].name


def test_the_voice_of_the_region_is_used_first() -> None:
    names = ("es_ES-davefx-medium", "es_MX-ald-medium")
    found = tuple(ModelFolder(name, "es", Path(name)) for name in names)
    for language, name in (("es", names[0]), ("es-MX", names[1]), ("es-AR", names[0])):
        chosen = voice_for(found, language)
        assert chosen is not None
        assert chosen.name == name
    assert voice_for(found, "pt") is None


def test_a_natural_voice_is_told_by_its_name_and_speaks_its_language() -> None:
    assert is_natural("fr_FR-siwis-medium")
    assert not is_natural("fr")
    assert not is_natural("ko+f4")
    assert speaks("fr_FR-siwis-medium", "fr-CA")
    assert not speaks("fr_FR-siwis-medium", "ko")


@pytest.mark.parametrize("about", [b"", b"[1]", b'{"audio": {"sample_rate": 0}}', b"[" * 10**5])
def test_files_that_make_no_voice_are_not_installed(machine: Machine, about: bytes) -> None:
    machine.file.with_suffix(".onnx.json").write_bytes(about)
    with pytest.raises(DownloadError, match=r"no usable voice\. .* is empty|does not describe"):
        machine.installer().install("gl", watch)
    assert machine.installer().on_this_machine == ()
    assert machine.left_over() == []


@pytest.mark.parametrize(
    "network",
    [
        *SUBSTITUTES,
        b'{"message": "Not found"}',
        b"Not found",
        b"PK\x03\x04" + bytes(99),
        bytes(1000),
        onnx(b"graph")[:-1],
        onnx(b"graph") + b"<",
        b"\x08\x08",
    ],
)
def test_a_file_that_is_something_else_makes_no_voice(machine: Machine, network: bytes) -> None:
    machine.file.write_bytes(network)
    with pytest.raises(DownloadError, match="no usable voice"):
        machine.installer().install_file(machine.file, watch)
    assert machine.installer().on_this_machine == ()


@pytest.mark.parametrize("network", SUBSTITUTES)
def test_what_was_installed_in_the_past_and_is_no_voice_is_told_and_mended(
    machine: Machine, network: bytes
) -> None:
    folder = machine.home / TINY
    published = write_tiny(machine.file.parent)
    folder.mkdir(parents=True)
    for file, content in zip(published, (network, published[1].read_bytes()), strict=True):
        (folder / file.name).write_bytes(content)
    write_record(folder, [record_of(folder / file.name) for file in published])
    (checked,) = machine.installer().verify(TINY)
    assert checked.faults
    assert machine.installer().install(TINY, watch).is_new
    (checked,) = machine.installer().verify(TINY)
    assert checked.faults == ()


@given(st.binary(max_size=60))
def test_only_a_whole_file_with_a_graph_looks_like_a_network(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.onnx"
        path.write_bytes(onnx(content))
        assert onnx_file.fault_of(path) == ""
        path.write_bytes(onnx(content) + b"\xff")
        assert onnx_file.fault_of(path)
        path.write_bytes(content)
        onnx_file.fault_of(path)


def test_a_voice_that_nobody_published_comes_from_its_two_files(
    machine: Machine, tmp_path: Path
) -> None:
    network, about = write_tiny(tmp_path / "other", "gl_ZZ-mine-low")
    installer = machine.installer()
    assert installer.install_file(network, watch).folder.language == "gl"
    assert network.exists()
    about.unlink()
    with pytest.raises(UsageError, match="There is no file"):
        installer.install_file(network, watch)
    with pytest.raises(UsageError, match="not the name of a voice file"):
        installer.install_file(about, watch)
