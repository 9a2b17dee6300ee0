"""Definitions of all settings, and the layers of choices that decide which value holds.

A choice stands in a layer. The highest layer with a choice wins: an option of the command line,
the environment, the learner's account, the file on this machine, the default.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum, unique
from typing import Any, Generic, TypeVar

from miolingo.errors import ConfigurationError, MiolingoError, UsageError
from miolingo.language.tags import primary
from miolingo.settings.values import (
    Range,
    ValueKind,
    choice,
    device,
    language,
    line,
    number,
    switch,
    whole_number,
)

T = TypeVar("T")


@dataclass(frozen=True)
class SettingDefinition(Generic[T]):
    """Something to choose; what is bound to the machine never goes to the account."""

    key: str
    kind: ValueKind[T]
    default: T
    about: str
    machine_bound: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that chooses it."""
        return f"MIOLINGO_{self.key.upper()}"

    def rule(self, refused: Any) -> str:
        """What may be chosen, and what may have been meant by a choice that was refused."""
        suggested = self.kind.suggest(refused) if isinstance(refused, str) else ""
        return f"It must be {self.kind.allowed}. {suggested}".rstrip()

    def parsed(self, text: str) -> T:
        """The value that a text means. Raises ConfigurationError."""
        try:
            return self.kind.parse(text)
        except ValueError:
            raise ConfigurationError(
                f"{self.key} cannot be “{text}”.", hint=self.rule(text)
            ) from None


SPEED_RANGE = Range(80, 300)
PAUSE_RANGE = Range(0.3, 5.0)

LANGUAGE = SettingDefinition(
    "language",
    language(),
    "ko",
    "Language that you practice.",
)
VOICE: SettingDefinition[str | None] = SettingDefinition(
    "voice",
    line("a natural voice such as fr_FR-siwis-medium or an eSpeak NG one such as ko or ko+f4"),
    None,
    "Voice that reads the phrases aloud, in its own language.",
)
SPEED = SettingDefinition(
    "speed", whole_number(SPEED_RANGE), 130, "Speed of that voice, in words per minute."
)
PITCH = SettingDefinition("pitch", whole_number(Range(0, 99)), 50, "Pitch of eSpeak NG's voice.")
PAUSE: SettingDefinition[float | None] = SettingDefinition(
    "pause",
    number(PAUSE_RANGE),
    None,
    "Seconds of silence that end an attempt, instead of 2 (0.9 where the phrase is one word).",
)
DAILY_GOAL = SettingDefinition(
    "daily_goal", whole_number(Range(0, 10_000)), 0, "Attempts per day; 0 means no goal."
)
STRICTNESS = SettingDefinition(
    "strictness",
    choice("lenient", "normal", "strict"),
    "normal",
    "How sure Miolingo must be before it marks a word as wrong.",
)
PLAIN = SettingDefinition(
    "plain", switch(), False, "Plain output for screen readers: no boxes, no animation."
)
DEVICE: SettingDefinition[str | None] = SettingDefinition(
    "device", device(), None, "Microphone.", machine_bound=True
)
OUTPUT_DEVICE: SettingDefinition[str | None] = SettingDefinition(
    "output_device", device(), None, "Loudspeaker.", machine_bound=True
)
RECORDINGS = SettingDefinition(
    "recordings",
    choice("off", "best", "all"),
    "off",
    "Recordings kept on this machine; best: first, best and latest of each phrase.",
)
RECORDINGS_MB = SettingDefinition(
    "recordings_mb",
    whole_number(Range(1, 100_000)),
    200,
    "Most megabytes of recordings; the worst are removed first.",
    machine_bound=True,
)
MODELS: SettingDefinition[str | None] = SettingDefinition(
    "models", line("a folder"), None, "Folder of speech models.", machine_bound=True
)
MODEL_SOURCE: SettingDefinition[str | None] = SettingDefinition(
    "model_source",
    line("an address such as https://example.org/models/", r"https?://[^\s/]+(/\S*)?"),
    None,
    "Where to download models from, instead of Vosk's site.",
    machine_bound=True,
)
VOICE_SOURCE: SettingDefinition[str | None] = SettingDefinition(
    "voice_source",
    MODEL_SOURCE.kind,
    None,
    "Where to download natural voices from, instead of Piper's site.",
    machine_bound=True,
)
AUTO_SYNC = SettingDefinition(
    "auto_sync", switch(), True, "Sync automatically after practice.", machine_bound=True
)

SETTINGS: tuple[SettingDefinition[Any], ...] = (
    LANGUAGE,
    VOICE,
    SPEED,
    PITCH,
    PAUSE,
    DAILY_GOAL,
    STRICTNESS,
    PLAIN,
    DEVICE,
    OUTPUT_DEVICE,
    RECORDINGS,
    RECORDINGS_MB,
    MODELS,
    MODEL_SOURCE,
    VOICE_SOURCE,
    AUTO_SYNC,
)
BY_KEY = {setting.key: setting for setting in SETTINGS}


def setting_named(key: str) -> SettingDefinition[Any]:
    """The setting with this key. Raises UsageError, which names those with a similar key."""
    if key in BY_KEY:
        return BY_KEY[key]
    typed = key.lower().replace("-", "_")
    begun = [one for one in BY_KEY if one.startswith(typed)] if typed else []
    near = begun or get_close_matches(typed, BY_KEY)
    hint = f"Did you mean {' or '.join(near)}?" if near else "See all: miolingo settings list"
    raise UsageError(f"There is no setting “{key}”.", hint=hint)


def language_of_voice(voice: str) -> str:
    """The primary subtag of the language that a voice is named for."""
    return re.split(r"[-+_]", voice.lower())[0]


def speaks(voice: str, language_code: str) -> bool:
    """Whether a voice, which is named for its language, speaks a language."""
    return language_of_voice(voice) == primary(language_code)


@unique
class SettingSource(StrEnum):
    """Where a value comes from, the highest first."""

    OPTION = "option"
    ENVIRONMENT = "environment"
    ACCOUNT = "account"
    FILE = "file"
    DEFAULT = "default"


@dataclass(frozen=True)
class Layer:
    """Choices by key; texts in the environment, elsewhere what JSON or TOML can hold.

    ``name`` is what a learner calls it, such as the path of a file.
    """

    source: SettingSource
    choices: Mapping[str, Any]
    name: str = ""

    def has(self, setting: SettingDefinition[Any]) -> bool:
        """Whether it counts for this setting: an account has no say about a machine."""
        bound_elsewhere = setting.machine_bound and self.source is SettingSource.ACCOUNT
        return setting.key in self.choices and not bound_elsewhere

    def value(self, setting: SettingDefinition[T]) -> T:
        """Its choice. Raises UsageError for an option, else ConfigurationError, if it is none."""
        choice = self.choices[setting.key]
        try:
            if self.source is SettingSource.ENVIRONMENT:
                return setting.kind.parse(choice)
            return setting.kind.check(choice)
        except ValueError:
            raise self._refusal(setting, choice) from None

    def _refusal(self, setting: SettingDefinition[Any], choice: Any) -> MiolingoError:
        rule = setting.rule(choice)
        match self.source:
            case SettingSource.OPTION:
                return UsageError(f"{setting.key} cannot be “{choice}”.", hint=rule)
            case SettingSource.ENVIRONMENT:
                return ConfigurationError(
                    f"The environment variable {setting.variable} cannot be “{choice}”.",
                    hint=f"{rule} Change or unset the variable.",
                )
        return ConfigurationError(
            f"{setting.key} cannot be “{choice}”, as {self.name} has it.",
            hint=f"{rule} Change it: miolingo settings set {setting.key} VALUE",
        )


@dataclass(frozen=True)
class ResolvedSetting(Generic[T]):
    """The value of a setting that holds, and where it comes from.

    In a list, ``problem`` says why a value cannot be used.
    """

    setting: SettingDefinition[T]
    value: T
    source: SettingSource
    problem: str = ""


@dataclass(frozen=True)
class ResolvedSettings:
    """All layers but the defaults, the highest first."""

    layers: tuple[Layer, ...] = ()

    def with_options(self, options: Mapping[str, Any]) -> ResolvedSettings:
        """With the options of a command above all others; one that is None was not given."""
        given = {key: value for key, value in options.items() if value is not None}
        return self._with_layer(Layer(SettingSource.OPTION, given))

    def with_account(self, choices: Mapping[str, Any]) -> ResolvedSettings:
        """With the choices that an account keeps."""
        return self._with_layer(Layer(SettingSource.ACCOUNT, choices, "your account"))

    def _with_layer(self, layer: Layer) -> ResolvedSettings:
        order = list(SettingSource)
        layers = sorted((*self.layers, layer), key=lambda layer: order.index(layer.source))
        return ResolvedSettings(tuple(layers))

    def layer(self, setting: SettingDefinition[Any]) -> Layer | None:
        """The highest layer that has a choice; None where the default holds."""
        return next((layer for layer in self.layers if layer.has(setting)), None)

    def find(self, setting: SettingDefinition[T]) -> ResolvedSetting[T]:
        """What holds. Raises UsageError and ConfigurationError for a choice that cannot be."""
        layer = self.layer(setting)
        if layer is None:
            return ResolvedSetting(setting, setting.default, SettingSource.DEFAULT)
        return ResolvedSetting(setting, layer.value(setting), layer.source)

    def value(self, setting: SettingDefinition[T]) -> T:
        """The value that holds. Raises UsageError and ConfigurationError."""
        return self.find(setting).value

    def voice(self, language_code: str) -> str | None:
        """The voice for a language: one that was asked for by option, or that speaks it."""
        voice = self.find(VOICE)
        asked_for = voice.source is SettingSource.OPTION
        if voice.value and (asked_for or speaks(voice.value, language_code)):
            return voice.value
        return None

    def unknown(self) -> Iterator[tuple[str, Any, SettingSource]]:
        """Key, value and source of each choice for which there is no setting."""
        for layer in self.layers:
            for key, value in layer.choices.items():
                if key not in BY_KEY:
                    yield key, value, layer.source
