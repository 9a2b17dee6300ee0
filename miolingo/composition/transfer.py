"""Builds what import and export need: the history, the settings and the decks of the learner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from miolingo.composition import context, history, settings
from miolingo.errors import MiolingoError
from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.settings.definitions import BY_KEY
from miolingo.settings.service import SettingSources
from miolingo.transfer.export_format import Entry, ExportedSetting
from miolingo.transfer.importing import Targets


@contextmanager
def open_targets() -> Iterator[Targets]:
    """Where an import goes: whoever is signed in, or the guest. Raises as ``open_store``."""
    with history.open_store() as store:
        yield Targets(store, _Chosen(settings.settings_parts()), context.decks())


class Everything(Protocol):
    """What an export reads."""

    def every_attempt(self) -> Iterator[Attempt]:
        """All attempts."""

    def every_session(self) -> Iterator[PracticeSession]:
        """All sittings."""


def every_entry(store: Everything) -> Iterator[Entry]:
    """All that a history keeps, and the settings that follow its learner.

    Raises ConfigurationError and StoreError.
    """
    yield from store.every_attempt()
    yield from store.every_session()
    for key, value in _Chosen(settings.settings_parts()).present().items():
        yield ExportedSetting(key, value)


class _Chosen:
    """The settings that follow the learner, in the account or, of a guest, in the file."""

    def __init__(self, parts: SettingSources) -> None:
        self._kept = parts.account or parts.file
        self._validators = parts.validators

    def present(self) -> Mapping[str, Any]:
        kept = self._kept.settings().items()
        return {
            key: value for key, value in kept if key in BY_KEY and not BY_KEY[key].machine_bound
        }

    def why_not(self, key: str, value: Any) -> str:
        setting = BY_KEY.get(key)
        if setting is None or setting.machine_bound:
            return "it is no setting that follows you"
        try:
            self._validators.get(key, lambda it: it)(setting.kind.check(value))
        except ValueError:
            return setting.rule
        except MiolingoError as error:
            return error.message
        return ""

    def choose(self, key: str, value: Any) -> None:
        self._kept.set_setting(key, value)
