"""Builds the settings out of real parts: the environment, the account and the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from miolingo.account.storage_mode import StorageMode
from miolingo.composition import context, history
from miolingo.errors import AccountError, CloudError, ConfigurationError
from miolingo.settings.definitions import AUTO_SYNC, MODELS, SETTINGS, VOICE, ResolvedSettings
from miolingo.settings.service import SettingsBackend, SettingSources, read
from miolingo.speech.synthesis.voice_dir import is_natural


def settings_parts() -> SettingSources:
    """Every place where choices are kept, and the checks that need this machine."""
    return replace(
        context.settings_of_machine(),
        account=account_settings(),
        validators={VOICE.key: _existing_voice, MODELS.key: _existing_folder},
    )


def settings(options: Mapping[str, Any] | None = None) -> ResolvedSettings:
    """The choices that hold; an option that is not None wins over all others.

    Raises ConfigurationError and StoreError when they cannot be read.
    """
    return read(settings_parts(), options)


def account_settings() -> SettingsBackend | None:
    """The choices that follow the learner who is signed in; None when nobody is."""
    in_account = history.store_choice().mode is StorageMode.CLOUD
    return _AccountSettings() if in_account or context.history_location().user_id else None


def bring_file_settings() -> None:
    """Let the file's choices follow the learner, where the account has none of its own.

    Raises ConfigurationError and StoreError.
    """
    account, file = _AccountSettings(), context.settings_of_machine().file.settings()
    chosen = account.settings()
    for setting in SETTINGS:
        if setting.key in file and setting.key not in chosen and not setting.machine_bound:
            account.set_setting(setting.key, file[setting.key])


def sync_later() -> bool:
    """Start a sync in the background, if that is wanted; whether one was started.

    Raises ConfigurationError and StoreError when the settings cannot be read.
    """
    return settings().value(AUTO_SYNC) and history.sync_in_background()


class _AccountSettings:
    """The settings among what is kept for whoever is signed in.

    Where the account alone keeps them and cannot be asked, there are none for now.
    """

    def settings(self) -> Mapping[str, Any]:
        try:
            with history.open_store() as store:
                return store.settings()
        except AccountError:
            return {}
        except CloudError as error:
            history.say(f"The account's settings cannot be read: {error.message}")
            return {}

    def set_setting(self, key: str, value: Any | None) -> None:
        with history.open_store() as store:
            store.set_setting(key, value)


def _existing_voice(name: str) -> str:
    """Raises AudioError when eSpeak NG has no such voice, NoModelError for a natural one."""
    from miolingo.composition import speech
    from miolingo.speech.synthesis import espeak

    if is_natural(name):
        speech.voice_installer().find(name)
    else:
        espeak.ipa("a", name)
    return name


def _existing_folder(name: str) -> str:
    """The folder's absolute path. Raises ConfigurationError when there is none."""
    folder = Path(name).expanduser().absolute()
    if not folder.is_dir():
        raise ConfigurationError(f"There is no folder {folder}.", hint="Make it first.")
    return str(folder)
