"""Builds what import and export need: the history, the settings and the decks of the learner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, starmap
from typing import TYPE_CHECKING

from miolingo.account.local_history import store_at
from miolingo.composition.decks import own_decks
from miolingo.composition.history import open_history, recording_folder
from miolingo.composition.settings import setting_sources
from miolingo.history.reports.statistics import Selection
from miolingo.speech.recordings.folder import RecordingFolder
from miolingo.transfer.export_format import Entry, ExportedRecording, ExportedSetting
from miolingo.transfer.importing import RecordingTarget, Targets
from miolingo.transfer.personal_settings import PersonalSettings

if TYPE_CHECKING:
    from miolingo.composition.context import Context


@contextmanager
def open_targets(context: Context) -> Iterator[Targets]:
    """Where an import goes: whoever is signed in, or the guest. Raises as ``open_history``."""
    with ExitStack() as opened:
        store = opened.enter_context(open_history(context))
        recordings = None
        if not context.in_account_alone:
            attempts = opened.enter_context(store_at(context.location))
            recordings = RecordingTarget(recording_folder(context), attempts)
        settings = PersonalSettings(setting_sources(context))
        yield Targets(store, settings, own_decks(context), recordings)


@contextmanager
def exported_entries(context: Context, *, recordings: bool = False) -> Iterator[Iterator[Entry]]:
    """All that a history keeps, and the settings that follow its learner; if wanted, recordings.

    Raises as ``open_history``, and ConfigurationError where no recordings can be kept.
    """
    folder = recording_folder(context) if recordings else None
    with open_history(context) as store:
        settings = PersonalSettings(setting_sources(context))
        yield chain(
            store.every_attempt(),
            store.every_session(),
            store.listening_answers(Selection()),
            starmap(ExportedSetting, settings.present().items()),
            _recordings(folder) if folder else (),
        )


def _recordings(folder: RecordingFolder) -> Iterator[ExportedRecording]:
    for attempt_id in sorted(folder.sizes()):
        yield ExportedRecording(attempt_id, folder.read(attempt_id))
