"""Read, make and take back the learner's choices, wherever they are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from miolingo.errors import ConfigurationError
from miolingo.settings.definitions import (
    SETTINGS,
    Layer,
    ResolvedSettings,
    SettingDefinition,
    SettingSource,
    setting_named,
)


class SettingsBackend(Protocol):
    """Where choices are kept; each method may raise ConfigurationError or StoreError."""

    def settings(self) -> Mapping[str, Any]:
        """All of them, by key."""

    def set_setting(self, key: str, value: Any | None) -> None:
        """Keep one, or with None keep none."""


@dataclass(frozen=True)
class SettingSources:
    """Where choices come from; ``account`` is None where nobody is signed in.

    ``vetting`` says for a key what becomes of a value before it is kept; it may refuse it with
    any MiolingoError.
    """

    file: SettingsBackend
    file_name: str
    environ: Mapping[str, str]
    account: SettingsBackend | None = None
    vetting: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class SettingEntry:
    """A setting as a list shows it; ``problem`` says why its value cannot be used, or is empty."""

    setting: SettingDefinition[Any]
    value: Any
    source: SettingSource
    problem: str = ""


@dataclass(frozen=True)
class SavedSetting:
    """A choice that was made; ``overridden`` while the environment has another say."""

    setting: SettingDefinition[Any]
    value: Any
    source: SettingSource
    overridden: bool


def read(parts: SettingSources) -> ResolvedSettings:
    """All choices there are. Raises ConfigurationError and StoreError when they cannot be read."""
    texts = {
        setting.key: text for setting in SETTINGS if (text := parts.environ.get(setting.variable))
    }
    machine = ResolvedSettings(
        (
            Layer(SettingSource.ENVIRONMENT, texts),
            Layer(SettingSource.FILE, parts.file.settings(), parts.file_name),
        )
    )
    return machine.with_account(parts.account.settings()) if parts.account else machine


def rows(choices: ResolvedSettings) -> list[SettingEntry]:
    """Every setting, also those whose choice cannot be used."""
    return [_row(choices, setting) for setting in SETTINGS]


def choose(parts: SettingSources, key: str, text: str) -> SavedSetting:
    """Keep a choice: in the account when signed in, else and for machine-bound ones in the file.

    Raises UsageError for an unknown key, ConfigurationError for a value that cannot be, and what
    the place raises where it is to be kept.
    """
    setting = setting_named(key)
    value = parts.vetting.get(key, _as_it_is)(setting.parsed(text))
    source, keeper = _keeper(parts, setting)
    keeper.set_setting(key, value)
    return SavedSetting(
        setting, value, source, overridden=bool(parts.environ.get(setting.variable))
    )


def take_back(parts: SettingSources, key: str) -> SettingSource | None:
    """Take away the choice that holds among those kept; where it was, or None for nowhere.

    The file may hold keys of another version of Miolingo; they can be taken away as well. Raises
    UsageError for any other unknown key.
    """
    for source, keeper in _keepers(parts).items():
        if key in keeper.settings():
            keeper.set_setting(key, None)
            return source
    setting_named(key)
    return None


def _keepers(parts: SettingSources) -> dict[SettingSource, SettingsBackend]:
    """The places where choices are kept, the highest first."""
    account = {SettingSource.ACCOUNT: parts.account} if parts.account else {}
    return account | {SettingSource.FILE: parts.file}


def _keeper(
    parts: SettingSources, setting: SettingDefinition[Any]
) -> tuple[SettingSource, SettingsBackend]:
    if parts.account and not setting.machine_bound:
        return SettingSource.ACCOUNT, parts.account
    return SettingSource.FILE, parts.file


def _row(choices: ResolvedSettings, setting: SettingDefinition[Any]) -> SettingEntry:
    layer = choices.layer(setting)
    if layer is None:
        return SettingEntry(setting, setting.default, SettingSource.DEFAULT)
    try:
        return SettingEntry(setting, layer.value(setting), layer.source)
    except ConfigurationError as error:
        problem = f"{error.message} {error.hint}"
        return SettingEntry(setting, layer.choices[setting.key], layer.source, problem)


def _as_it_is(value: Any) -> Any:
    return value
