"""Builds the settings out of real parts: the environment, the account and the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from miolingo.errors import AccountError, AudioError, CloudError, ConfigurationError
from miolingo.settings.definitions import DEVICE, MODELS, OUTPUT_DEVICE, VOICE, SettingDefinition
from miolingo.settings.file import SettingsFile
from miolingo.settings.service import SettingsBackend, SettingSources

if TYPE_CHECKING:
    from miolingo.composition.context import Context


def machine_sources(context: Context) -> SettingSources:
    """Where choices are kept on this machine; all that there is for machine-bound ones."""
    path = context.folders.config / "settings.toml"
    return SettingSources(SettingsFile(path), str(path), context.environ)


def setting_sources(context: Context) -> SettingSources:
    """Every place where choices are kept, and the checks that need this machine."""
    return replace(
        machine_sources(context),
        account=account_settings(context),
        validators={VOICE.key: partial(_existing_voice, context), MODELS.key: _existing_folder},
    )


def device_problem(setting: SettingDefinition[Any], value: Any) -> str:
    """Why the device that was chosen cannot be used now; empty where it can, or is no device.

    It may be a headset that is not connected, so the choice is kept all the same.
    """
    from miolingo.speech.audio.devices import Direction, find_device, list_devices

    directions = {DEVICE.key: Direction.INPUT, OUTPUT_DEVICE.key: Direction.OUTPUT}
    if setting.key not in directions:
        return ""
    try:
        find_device(list_devices(), value, directions[setting.key])
    except AudioError as error:
        return f"{error.message} {error.hint}"
    return ""


def account_settings(context: Context) -> SettingsBackend | None:
    """The choices that follow the learner who is signed in; None when nobody is."""
    if context.in_account_alone or context.location.user_id:
        return _AccountSettings(context)
    return None


@dataclass(frozen=True)
class _AccountSettings:
    """The settings among what is kept for whoever is signed in.

    Where the account alone keeps them and cannot be asked, there are none for now.
    """

    context: Context

    def settings(self) -> Mapping[str, Any]:
        from miolingo.composition.history import open_history
        from miolingo.ui.console import say

        try:
            with open_history(self.context) as store:
                return store.settings()
        except AccountError:
            return {}
        except CloudError as error:
            say(f"The account's settings cannot be read: {error.message}")
            return {}

    def set_setting(self, key: str, value: Any | None) -> None:
        from miolingo.composition.history import open_history

        with open_history(self.context) as store:
            store.set_setting(key, value)


def _existing_voice(context: Context, name: str) -> str:
    """Raises AudioError when eSpeak NG has no such voice, NoModelError for a natural one."""
    from miolingo.composition.installs import voice_installer
    from miolingo.speech.synthesis import espeak
    from miolingo.speech.synthesis.voice_dir import is_natural

    if is_natural(name):
        voice_installer(context).find(name)
    else:
        espeak.ipa("a", name)
    return name


def _existing_folder(name: str) -> str:
    """The folder's absolute path. Raises ConfigurationError when there is none."""
    folder = Path(name).expanduser().absolute()
    if not folder.is_dir():
        raise ConfigurationError(f"There is no folder {folder}.", hint="Create it first.")
    return str(folder)
