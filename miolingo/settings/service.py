"""Read, set and unset the learner's choices, wherever they are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from miolingo.errors import ConfigurationError
from miolingo.settings.definitions import (
    SETTINGS,
    Layer,
    ResolvedSetting,
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

    ``validators`` have by key what becomes of a value before it is kept; they may refuse it with
    any MiolingoError.
    """

    file: SettingsBackend
    file_name: str
    environ: Mapping[str, str]
    account: SettingsBackend | None = None
    validators: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    def overrides(self, setting: SettingDefinition[Any]) -> bool:
        """Whether the environment has a say that wins over what is kept."""
        return bool(self.environ.get(setting.variable))

    def backends(self) -> dict[SettingSource, SettingsBackend]:
        """The places where choices are kept, the highest first."""
        account = {SettingSource.ACCOUNT: self.account} if self.account else {}
        return account | {SettingSource.FILE: self.file}


def read(sources: SettingSources) -> ResolvedSettings:
    """All choices there are. Raises ConfigurationError and StoreError when they cannot be read."""
    texts = {
        setting.key: text for setting in SETTINGS if (text := sources.environ.get(setting.variable))
    }
    machine = ResolvedSettings(
        (
            Layer(SettingSource.ENVIRONMENT, texts),
            Layer(SettingSource.FILE, sources.file.settings(), sources.file_name),
        )
    )
    return machine.with_account(sources.account.settings()) if sources.account else machine


def list_settings(resolved: ResolvedSettings) -> list[ResolvedSetting[Any]]:
    """Every setting, also those whose choice cannot be used."""
    return [_entry(resolved, setting) for setting in SETTINGS]


def choose(sources: SettingSources, key: str, text: str) -> ResolvedSetting[Any]:
    """Keep a choice: in the account when signed in, else and for machine-bound ones in the file.

    Raises UsageError for an unknown key, ConfigurationError for a value that cannot be, and what
    the place raises where it is to be kept.
    """
    setting = setting_named(key)
    value = setting.parsed(text)
    if key in sources.validators:
        value = sources.validators[key](value)
    in_file = sources.account is None or setting.machine_bound
    source = SettingSource.FILE if in_file else SettingSource.ACCOUNT
    sources.backends()[source].set_setting(key, value)
    return ResolvedSetting(setting, value, source)


def unset(sources: SettingSources, key: str) -> SettingSource | None:
    """Take away the choice that holds among those kept; where it was, or None for nowhere.

    The file may hold keys of another version of Miolingo; they can be taken away as well. Raises
    UsageError for any other unknown key.
    """
    for source, backend in sources.backends().items():
        if key in backend.settings():
            backend.set_setting(key, None)
            return source
    setting_named(key)
    return None


def _name(sources: SettingSources, source: SettingSource) -> str:
    return "your account" if source is SettingSource.ACCOUNT else sources.file_name


def _entry(resolved: ResolvedSettings, setting: SettingDefinition[Any]) -> ResolvedSetting[Any]:
    layer = resolved.layer(setting)
    if layer is None:
        return ResolvedSetting(setting, setting.default, SettingSource.DEFAULT)
    try:
        return ResolvedSetting(setting, layer.value(setting), layer.source)
    except ConfigurationError as error:
        problem = f"{error.message} {error.hint}"
        return ResolvedSetting(setting, layer.choices[setting.key], layer.source, problem)
