"""The settings that follow a learner to another machine, as import and export see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from miolingo.errors import MiolingoError
from miolingo.settings.definitions import BY_KEY
from miolingo.settings.service import SettingSources


class PersonalSettings:
    """The settings that are kept in the account or, of a guest, in the file."""

    def __init__(self, sources: SettingSources) -> None:
        self._backend = sources.account or sources.file
        self._validators = sources.validators

    def present(self) -> Mapping[str, Any]:
        """What is chosen already, by key."""
        kept = self._backend.settings().items()
        return {
            key: value for key, value in kept if key in BY_KEY and not BY_KEY[key].machine_bound
        }

    def why_not(self, key: str, value: Any) -> str:
        """Why a setting cannot have a value; empty where it can."""
        setting = BY_KEY.get(key)
        if setting is None or setting.machine_bound:
            return "it is not a setting that is synced"
        try:
            self._validators.get(key, lambda value: value)(setting.kind.check(value))
        except ValueError:
            return setting.rule(value)
        except MiolingoError as error:
            return error.message
        return ""

    def choose(self, key: str, value: Any) -> None:
        """Choose a value."""
        self._backend.set_setting(key, value)
