"""What may be chosen, which choice holds, and where a choice is kept."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.errors import ConfigurationError, MiolingoError, UsageError
from miolingo.settings.definitions import (
    BY_KEY,
    DEVICE,
    LANGUAGE,
    PLAIN,
    SETTINGS,
    SPEED,
    VOICE,
    Layer,
    ResolvedSettings,
    SettingSource,
    setting_named,
    speaks,
)
from miolingo.settings.file import SettingsFile
from miolingo.settings.service import SettingSources, choose, list_settings, read, unset
from miolingo.store import Store
from miolingo.ui.settings import shown
from tests.parts.folders import ROOT
from tests.parts.hostile_text import TITLE, TURNED

GOOD = {
    "language": ["ko", "pt-BR", "zh-Hant-TW"],
    "voice": ["ko", "ko+f4", "ko+Mr serious"],
    "speed": ["80", "300"],
    "pitch": ["0", "99"],
    "pause": ["0.3", "5", "1.25"],
    "daily_goal": ["0", "20"],
    "strictness": ["lenient", "strict"],
    "plain": ["true", "false"],
    "device": ["3", "USB Audio", "마이크"],
    "output_device": ["0", "Kopfhörer"],
    "recordings": ["off", "best", "all"],
    "recordings_mb": ["1", "100000"],
    "models": ["/srv/models", r"C:\models"],
    "model_source": ["https://example.org/models/", "http://10.0.0.7:8000"],
    "voice_source": ["https://example.org/voices/"],
    "auto_sync": ["true", "false"],
}
BAD = {
    "language": ["", "k", "xx", "Koraen"],
    "voice": ["", " ", f"ko{TURNED}"],
    "speed": ["", "79", "301", "fast", "130.5", "1e2", "nan"],
    "pitch": ["-1", "100"],
    "pause": ["0.29", "5.01", "nan", "inf", "-inf", "1,5"],
    "daily_goal": ["-1", "many"],
    "strictness": ["harsh", ""],
    "plain": ["", "maybe", "2"],
    "device": ["", "  ", TITLE, "two\nlines"],
    "output_device": [""],
    "recordings": ["", "on", "worst"],
    "recordings_mb": ["0", "0.5", "100001"],
    "models": ["\x00"],
    "model_source": ["", "/srv/models", "file:///srv/models", "https://", "https://a b/"],
    "voice_source": ["", "/srv/voices"],
    "auto_sync": ["si"],
}
WRONG_TYPES: dict[str, list[Any]] = {
    "language": [1, None, ["ko"]],
    "speed": ["130", 130.0, True, None],
    "pause": ["1", False],
    "plain": [1, 0, "true"],
    "device": [-1, 1.0, True, None, {}],
}


def each(table: dict[str, list[Any]]) -> list[tuple[str, Any]]:
    return [(key, value) for key, values in table.items() for value in values]


@pytest.fixture
def parts(tmp_path: Path) -> SettingSources:
    file = SettingsFile(tmp_path / "settings.toml")
    return SettingSources(file, str(file.path), {}, Store(tmp_path / "history.db"))


def test_every_setting_is_tried_here_and_documented() -> None:
    assert set(GOOD) == set(BAD) == set(BY_KEY)
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [one.key for one in SETTINGS if f"| `{one.key}` |" not in page] == []


def test_the_server_takes_every_key() -> None:
    tables = (ROOT / "supabase" / "migrations" / "20261123100000_tables.sql").read_text()
    form = re.search(r"setting_key ~ '([^']+)'", tables)
    assert form
    assert [key for key in BY_KEY if not re.search(form[1], key)] == []


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.key)
def test_a_default_may_be_chosen(setting: Any) -> None:
    if setting.default is not None:
        assert setting.parsed(shown(setting.default)) == setting.default


@pytest.mark.parametrize(("key", "text"), each(GOOD))
def test_what_may_be_chosen_is_read_from_text_and_back(key: str, text: str) -> None:
    value = BY_KEY[key].parsed(text)
    assert BY_KEY[key].kind.check(value) == value
    assert shown(value) == text


@pytest.mark.parametrize(("key", "text"), each(BAD))
def test_what_may_not_be_chosen_is_refused_with_the_rule(key: str, text: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        BY_KEY[key].parsed(text)
    assert key in refused.value.message
    assert BY_KEY[key].kind.allowed in refused.value.hint


@pytest.mark.parametrize(("key", "value"), each(WRONG_TYPES))
def test_a_file_is_held_to_the_type(key: str, value: Any) -> None:
    with pytest.raises(ConfigurationError):
        Layer(SettingSource.FILE, {key: value}, "settings.toml").value(BY_KEY[key])


@pytest.mark.parametrize("word", ["Yes", "ON", "1", " true "])
def test_a_switch_knows_several_words(word: str) -> None:
    assert PLAIN.parsed(word) is True


def test_a_device_number_may_be_a_number_in_the_file() -> None:
    assert Layer(SettingSource.FILE, {"device": 3}).value(DEVICE) == "3"


@given(st.lists(st.none() | st.integers(80, 300), min_size=4, max_size=4))
def test_the_highest_layer_with_a_choice_wins(speeds: list[int | None]) -> None:
    sources = [
        SettingSource.OPTION,
        SettingSource.ENVIRONMENT,
        SettingSource.ACCOUNT,
        SettingSource.FILE,
    ]
    layers, expected = [], (SPEED.default, SettingSource.DEFAULT)
    for source, speed in reversed(list(zip(sources, speeds, strict=True))):
        value = str(speed) if source is SettingSource.ENVIRONMENT else speed
        layers.insert(0, Layer(source, {} if speed is None else {"speed": value}))
        expected = expected if speed is None else (speed, source)
    found = ResolvedSettings(tuple(layers)).find(SPEED)
    assert (found.value, found.source) == expected


@pytest.mark.parametrize(
    ("source", "kind", "named"),
    [
        (SettingSource.OPTION, UsageError, "speed"),
        (SettingSource.ENVIRONMENT, ConfigurationError, "MIOLINGO_SPEED"),
        (SettingSource.ACCOUNT, ConfigurationError, "your account"),
    ],
)
def test_a_choice_that_cannot_be_is_told_with_its_place(
    source: SettingSource, kind: type[MiolingoError], named: str
) -> None:
    choices = ResolvedSettings((Layer(source, {"speed": "900"}, "your account"),))
    with pytest.raises(kind) as refused:
        choices.value(SPEED)
    assert named in refused.value.message
    assert "from 80 to 300" in refused.value.hint
    assert choices.value(PLAIN) is False, "the other settings hold"


def test_an_account_has_no_say_about_a_machine() -> None:
    account = Layer(SettingSource.ACCOUNT, {"device": "1", "speed": 99})
    choices = ResolvedSettings((account, Layer(SettingSource.FILE, {"device": "2", "speed": 88})))
    assert choices.value(DEVICE) == "2"
    assert choices.value(SPEED) == 99


def test_an_unknown_key_names_near_ones() -> None:
    for wrong, near in (("sped", "speed"), ("daily-goal", "daily_goal"), ("Pitch", "pitch")):
        with pytest.raises(UsageError) as refused:
            setting_named(wrong)
        assert near in refused.value.hint
    with pytest.raises(UsageError, match="xyzzy") as refused:
        setting_named("xyzzy")
    assert "settings list" in refused.value.hint


@pytest.mark.parametrize(
    ("source", "language", "voice"),
    [
        (SettingSource.FILE, "ko", "ko+f4"),
        (SettingSource.FILE, "KO-KR", "ko+f4"),
        (SettingSource.FILE, "kok", None),
        (SettingSource.FILE, "pt-BR", None),
        (SettingSource.OPTION, "pt-BR", "ko+f4"),
    ],
)
def test_a_voice_is_for_its_language_unless_it_is_an_option(
    source: SettingSource, language: str, voice: str | None
) -> None:
    assert ResolvedSettings((Layer(source, {"voice": "ko+f4"}),)).voice(language) == voice


def test_no_voice_is_no_voice() -> None:
    assert ResolvedSettings().voice("ko") is None
    assert speaks("pt-br", "pt-PT")


def test_signed_in_a_choice_follows_the_learner_but_not_that_of_a_machine(
    parts: SettingSources,
) -> None:
    assert parts.account
    assert choose(parts, "speed", "120").source is SettingSource.ACCOUNT
    assert choose(parts, "device", "USB").source is SettingSource.FILE
    assert parts.account.settings() == {"speed": 120}
    assert parts.file.settings() == {"device": "USB"}
    found = {row.setting.key: (row.value, row.source) for row in list_settings(read(parts))}
    assert found["speed"] == (120, SettingSource.ACCOUNT)
    assert found["device"] == ("USB", SettingSource.FILE)
    assert found["language"] == ("ko", SettingSource.DEFAULT)


def test_a_choice_taken_back_uncovers_the_one_below(parts: SettingSources) -> None:
    parts.file.set_setting("speed", 100)
    choose(parts, "speed", "120")
    assert unset(parts, "speed") is SettingSource.ACCOUNT
    assert read(parts).value(SPEED) == 100
    assert unset(parts, "speed") is SettingSource.FILE
    assert read(parts).value(SPEED) == SPEED.default
    assert unset(parts, "speed") is None


def test_what_nobody_knows_can_be_taken_back_where_it_is_and_nowhere_else(
    parts: SettingSources,
) -> None:
    parts.file.set_setting("tempo", 3)
    assert list(read(parts).unknown()) == [("tempo", 3, SettingSource.FILE)]
    assert unset(parts, "tempo") is SettingSource.FILE
    with pytest.raises(UsageError):
        unset(parts, "tempo")


def test_a_refused_value_is_kept_nowhere(parts: SettingSources) -> None:
    def refuse(_value: Any) -> Any:
        raise ConfigurationError("No such voice.", hint="Choose another.")

    vetted = SettingSources(parts.file, parts.file_name, {}, parts.account, {"voice": refuse})
    for key, text in (("voice", "zz"), ("speed", "900")):
        with pytest.raises(ConfigurationError):
            choose(vetted, key, text)
    assert (parts.file.settings(), read(parts).value(VOICE)) == ({}, None)
    assert choose(vetted, "language", "fr").value == "fr"


def test_an_empty_variable_and_an_option_not_given_choose_nothing(parts: SettingSources) -> None:
    environ = {"MIOLINGO_SPEED": "", "MIOLINGO_LANGUAGE": "fr"}
    guest = SettingSources(parts.file, parts.file_name, environ)
    choices = read(guest).with_options({"language": None, "plain": True})
    assert choices.find(SPEED).source is SettingSource.DEFAULT
    assert choices.find(LANGUAGE).source is SettingSource.ENVIRONMENT
    assert choices.find(PLAIN).source is SettingSource.OPTION
    assert guest.overrides(LANGUAGE)
    assert not guest.overrides(SPEED)


def test_a_list_shows_what_cannot_be_used_and_all_the_rest(parts: SettingSources) -> None:
    parts.file.set_setting("speed", "fast")
    found = {row.setting.key: row for row in list_settings(read(parts))}
    assert parts.file_name in found["speed"].problem
    assert found["speed"].value == "fast"
    assert [key for key, row in found.items() if row.problem] == ["speed"]
