"""Builds what import and export need: the history, the settings and the decks of the learner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, starmap
from typing import TYPE_CHECKING

from miolingo.composition.decks import own_decks
from miolingo.composition.history import open_history
from miolingo.composition.settings import setting_sources
from miolingo.history.reports.statistics import Selection
from miolingo.transfer.export_format import Entry, ExportedSetting
from miolingo.transfer.importing import Targets
from miolingo.transfer.personal_settings import PersonalSettings

if TYPE_CHECKING:
    from miolingo.composition.context import Context


@contextmanager
def open_targets(context: Context) -> Iterator[Targets]:
    """Where an import goes: whoever is signed in, or the guest. Raises as ``open_history``."""
    with open_history(context) as store:
        yield Targets(store, PersonalSettings(setting_sources(context)), own_decks(context))


@contextmanager
def exported_entries(context: Context) -> Iterator[Iterator[Entry]]:
    """All that a history keeps, and the settings that follow its learner.

    Raises as ``open_history``.
    """
    with open_history(context) as store:
        settings = PersonalSettings(setting_sources(context))
        yield chain(
            store.every_attempt(),
            store.every_session(),
            store.listening_answers(Selection()),
            starmap(ExportedSetting, settings.present().items()),
        )
