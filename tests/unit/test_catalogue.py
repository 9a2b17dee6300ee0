"""The catalogue of published models, as shipped and as Vosk's own list changes it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from miolingo.errors import ModelError
from miolingo.installs.catalogue import Catalogue
from miolingo.installs.catalogue_files import keep_list, newest_catalogue, shipped_catalogue
from miolingo.installs.models import MODEL_NAME, ModelKind, PublishedModel, merged_with, offer
from miolingo.language.tags import language_of_vosk
from tests.parts.cli import invoke

SHIPPED = shipped_catalogue()
PORTUGUESE = "vosk-model-small-pt-0.3"


def entry(name: str, **other: Any) -> dict[str, Any]:
    """An entry of Vosk's list, of the form in which it is published."""
    return {
        "lang": "pt",
        "lang_text": "Portuguese",
        "md5": "0" * 32,
        "name": name,
        "obsolete": "false",
        "size": 1000,
        "size_text": "1000B",
        "type": "small",
        "url": f"https://alphacephei.com/vosk/models/{name}.zip",
        "version": "1",
    } | other


def as_listed(model: PublishedModel) -> dict[str, Any]:
    return entry(
        model.name, lang=model.language.lower(), md5=model.files[0].md5, size=model.size_bytes
    )


def test_the_shipped_catalogue_is_sound() -> None:
    names = [model.name for model in SHIPPED.entries]
    assert len(set(names)) == len(names) > 40
    assert SHIPPED.address == "https://alphacephei.com/vosk/models/"
    for model in SHIPPED.entries:
        assert MODEL_NAME.fullmatch(model.name)
        assert re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", model.language)
        [archive] = model.files
        assert re.fullmatch(r"([0-9a-f]{32})?", archive.md5)
        assert re.fullmatch(r"([0-9a-f]{64})?", archive.sha256)
        assert archive.checksums
        assert 10e6 < model.size_bytes < 3e9
        assert ("small" in model.name) == (model.kind is ModelKind.SMALL)
        assert model.name.endswith("lgraph") == (model.kind is ModelKind.BIG_LGRAPH)
        assert SHIPPED.address_of(archive).endswith(f"/vosk/models/{model.name}.zip")


@pytest.mark.parametrize("language", ["pt-BR", "fr", "it", "de", "nl", "es", "en", "ko"])
def test_the_model_for_a_language_that_has_decks_is_small(language: str) -> None:
    preferred = SHIPPED.for_language(language)[0]
    assert preferred.kind is ModelKind.SMALL
    assert preferred.size_bytes < 90e6
    assert preferred.files[0].md5
    assert preferred.files[0].sha256


def test_small_models_are_preferred_and_those_of_the_region() -> None:
    assert SHIPPED.for_language("en")[0].name == "vosk-model-small-en-us-0.15"
    assert SHIPPED.for_language("en-GB")[0].name == "vosk-model-small-en-gb-0.15"
    assert [model.kind for model in SHIPPED.for_language("nl")] == list(ModelKind)
    assert SHIPPED.for_language("zh-CN")[0].name == "vosk-model-small-cn-0.22"
    assert SHIPPED.for_language("tlh") == []


@pytest.mark.parametrize(
    ("code", "tag"), [("cn", "zh"), ("ua", "uk"), ("vn", "vi"), ("kz", "kk"), ("en-us", "en-US")]
)
def test_what_vosk_calls_a_language_is_understood(code: str, tag: str) -> None:
    assert language_of_vosk(code) == tag


def test_an_offer_names_the_command_and_the_size() -> None:
    assert offer(SHIPPED.for_language("pt"), "pt") == (
        "Get one (32.5 MB): miolingo model install pt"
    )
    assert "does not seem to publish one" in offer([], "tlh")


@pytest.mark.parametrize("columns", ["32", "40", "60", "100"])
@pytest.mark.parametrize("noun", ["model", "voice"])
def test_a_list_breaks_no_name_on_a_narrow_screen(
    noun: str, columns: str, miolingo_home: Path
) -> None:
    listed = invoke(noun, "list", home=miolingo_home, environ={"COLUMNS": columns}).stdout
    names = [
        entry["name"] for entry in json.loads(invoke(noun, "list", "--json").stdout)[f"{noun}s"]
    ]
    fitting = [name for name in names if len(name) <= int(columns) - 2]
    assert set(fitting) <= set(listed.split())
    assert max(map(len, listed.splitlines())) <= int(columns)


def test_a_newer_list_replaces_models_and_keeps_what_is_known_of_the_others() -> None:
    known = SHIPPED.named(PORTUGUESE)
    assert known
    newer = entry("vosk-model-small-pt-0.4")
    updated = merged_with(SHIPPED, [newer, as_listed(known)])

    assert [model.name for model in updated.entries] == [PORTUGUESE, "vosk-model-small-pt-0.4"]
    assert updated.entries[0] == known
    assert updated.entries[1].license == ""
    assert updated.address == SHIPPED.address


@pytest.mark.parametrize("change", [{"md5": "f" * 32}, {"size": 12345}])
def test_a_checksum_of_another_archive_is_forgotten(change: dict[str, Any]) -> None:
    known = SHIPPED.named(PORTUGUESE)
    assert known
    changed = merged_with(SHIPPED, [as_listed(known) | change]).entries[0]
    assert changed.files[0].sha256 == ""
    assert changed.license == known.license


@pytest.mark.parametrize(
    "bad",
    [
        {"obsolete": "true"},
        {"type": "spk"},
        {"type": "tts"},
        {"name": "../../etc/passwd"},
        {"name": "vosk-model-/../x"},
        {"name": None},
        {"size": -1},
        {"size": "many"},
        {"md5": ""},
        {"md5": None},
        {"lang": None},
    ],
)
def test_entries_that_are_no_models_are_left_out(bad: dict[str, Any]) -> None:
    sound = entry("vosk-model-small-pt-9")
    updated = merged_with(SHIPPED, [entry("vosk-model-small-pt-0.4") | bad, sound, 7, {}])
    assert [model.name for model in updated.entries] == ["vosk-model-small-pt-9"]


def test_an_entry_cannot_lead_the_download_elsewhere() -> None:
    elsewhere = entry("vosk-model-small-pt-9", url="https://evil.example/x.zip")
    updated = merged_with(SHIPPED, [elsewhere])
    assert updated.address_of(updated.entries[0].files[0]).startswith(SHIPPED.address)


def test_a_list_is_kept_and_what_is_no_list_is_not(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "list.json"
    assert newest_catalogue(SHIPPED, path) == SHIPPED
    text = json.dumps([entry("vosk-model-small-pt-9")]).encode()
    keep_list(SHIPPED, path, text)
    assert [model.name for model in newest_catalogue(SHIPPED, path).entries] == [
        "vosk-model-small-pt-9"
    ]
    for bad in (b"", b"<html>", b"{}", b"[]", b"null", b"[" * 100_000):
        with pytest.raises(ModelError, match="is not valid"):
            keep_list(SHIPPED, path, bad)
    assert path.read_bytes() == text


def test_a_damaged_list_is_told_with_a_way_on(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(b"[{")
    with pytest.raises(ModelError) as told:
        newest_catalogue(Catalogue("https://example.org/", ()), path)
    assert "miolingo model list --refresh" in told.value.hint
