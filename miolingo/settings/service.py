"""Read, make and take back the learner's choices, wherever they are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from miolingo.errors import ConfigurationError
from miolingo.settings.definitions import SETTINGS, Choices, Layer, Setting, Source, setting_named


class KeptSettings(Protocol):
    """Where choices are kept; each method may raise ConfigurationError or StoreError."""

    def settings(self) -> Mapping[str, Any]:
        """All of them, by key."""

    def set_setting(self, key: str, value: Any | None) -> None:
        """Keep one, or with None keep none."""


@dataclass(frozen=True)
class Parts:
    """Where choices come from; ``account`` is None where nobody is signed in.

    ``vetting`` says for a key what becomes of a value before it is kept; it may refuse it with
    any MiolingoError.
    """

    file: KeptSettings
    file_name: str
    environ: Mapping[str, str]
    account: KeptSettings | None = None
    vetting: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A setting as a list shows it; ``problem`` says why its value cannot be used, or is empty."""

    setting: Setting[Any]
    value: Any
    source: Source
    problem: str = ""


@dataclass(frozen=True)
class Kept:
    """A choice that was made; ``overridden`` while the environment has another say."""

    setting: Setting[Any]
    value: Any
    source: Source
    overridden: bool


def read(parts: Parts, options: Mapping[str, Any] | None = None) -> Choices:
    """All choices there are; an option that is None was not given.

    Raises ConfigurationError and StoreError when they cannot be read.
    """
    given = {key: value for key, value in (options or {}).items() if value is not None}
    texts = {one.key: text for one in SETTINGS if (text := parts.environ.get(one.variable))}
    return Choices(
        (
            Layer(Source.OPTION, given),
            Layer(Source.ENVIRONMENT, texts),
            *(
                Layer(source, kept.settings(), _name(parts, source))
                for source, kept in _keepers(parts).items()
            ),
        )
    )


def rows(choices: Choices) -> list[Row]:
    """Every setting, also those whose choice cannot be used."""
    return [_row(choices, setting) for setting in SETTINGS]


def choose(parts: Parts, key: str, text: str) -> Kept:
    """Keep a choice: in the account when signed in, else and for machine-bound ones in the file.

    Raises UsageError for an unknown key, ConfigurationError for a value that cannot be, and what
    the place raises where it is to be kept.
    """
    setting = setting_named(key)
    value = parts.vetting.get(key, _as_it_is)(setting.parsed(text))
    source, keeper = _keeper(parts, setting)
    keeper.set_setting(key, value)
    return Kept(setting, value, source, overridden=bool(parts.environ.get(setting.variable)))


def take_back(parts: Parts, key: str) -> Source | None:
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


def _keepers(parts: Parts) -> dict[Source, KeptSettings]:
    """The places where choices are kept, the highest first."""
    account = {Source.ACCOUNT: parts.account} if parts.account else {}
    return account | {Source.FILE: parts.file}


def _keeper(parts: Parts, setting: Setting[Any]) -> tuple[Source, KeptSettings]:
    if parts.account and not setting.machine_bound:
        return Source.ACCOUNT, parts.account
    return Source.FILE, parts.file


def _name(parts: Parts, source: Source) -> str:
    return "your account" if source is Source.ACCOUNT else parts.file_name


def _row(choices: Choices, setting: Setting[Any]) -> Row:
    layer = choices.layer(setting)
    if layer is None:
        return Row(setting, setting.default, Source.DEFAULT)
    try:
        return Row(setting, layer.value(setting), layer.source)
    except ConfigurationError as error:
        problem = f"{error.message} {error.hint}"
        return Row(setting, layer.choices[setting.key], layer.source, problem)


def _as_it_is(value: Any) -> Any:
    return value
