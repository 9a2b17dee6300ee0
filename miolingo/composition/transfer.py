"""Builds what import and export need: the history, the settings and the decks of the learner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from miolingo.composition import context, history, settings
from miolingo.history.interface import History
from miolingo.transfer.export_format import Entry, ExportedSetting
from miolingo.transfer.importing import Targets
from miolingo.transfer.personal_settings import PersonalSettings


@contextmanager
def open_targets() -> Iterator[Targets]:
    """Where an import goes: whoever is signed in, or the guest. Raises as ``open_store``."""
    with history.open_store() as store:
        yield Targets(store, PersonalSettings(settings.settings_parts()), context.decks())


def every_entry(store: History) -> Iterator[Entry]:
    """All that a history keeps, and the settings that follow its learner.

    Raises ConfigurationError and StoreError.
    """
    yield from store.every_attempt()
    yield from store.every_session()
    for key, value in PersonalSettings(settings.settings_parts()).present().items():
        yield ExportedSetting(key, value)
