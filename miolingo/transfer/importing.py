"""Bring in what other files hold: first a preview of each, then what is new in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from miolingo.decks.cards import Deck
from miolingo.decks.folder import DeckFolder
from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.history.interface import History, pages
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.speech.recordings.folder import RecordingFolder
from miolingo.store import Store
from miolingo.transfer.export_format import Entry, ExportedRecording, ExportedSetting
from miolingo.transfer.personal_settings import PersonalSettings
from miolingo.transfer.sources import ImportSource, Problem

T = TypeVar("T")

_ROWS = (Attempt, PracticeSession, ListeningAnswer)


@dataclass(frozen=True)
class RecordingTarget:
    """The folder where recordings go, and the history whose attempts they are of."""

    folder: RecordingFolder
    history: Store


@dataclass(frozen=True)
class Targets:
    """Where everything goes; ``recordings`` is None where none can be kept."""

    history: History
    settings: PersonalSettings
    decks: DeckFolder
    recordings: RecordingTarget | None


@dataclass
class ImportPreview:
    """What a source holds, counted; what is ``known`` is here already, or was deleted here.

    ``choices`` are the settings that would be taken over, ``kept`` the keys that are chosen here
    already.
    """

    source: ImportSource
    attempts: int = 0
    known: int = 0
    sessions: int = 0
    known_sessions: int = 0
    answers: int = 0
    known_answers: int = 0
    recordings: int = 0
    new_recordings: int = 0
    deck_is_new: bool = False
    first: datetime | None = None
    last: datetime | None = None
    languages: Counter[str] = field(default_factory=Counter)
    choices: dict[str, Any] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def new(self) -> int:
        """How many attempts would be brought in."""
        return self.attempts - self.known

    @property
    def new_sessions(self) -> int:
        """How many practice sessions would be brought in."""
        return self.sessions - self.known_sessions

    @property
    def new_answers(self) -> int:
        """How many listening answers would be brought in."""
        return self.answers - self.known_answers

    @property
    def empty(self) -> bool:
        """Whether there is nothing to bring in."""
        rows = self.new + self.new_sessions + self.new_answers + self.new_recordings
        return not (rows or self.choices or self.deck_is_new)


def preview_import(sources: Iterable[ImportSource], targets: Targets) -> list[ImportPreview]:
    """Count what each source holds and what of it is new.

    Raises ConfigurationError for a damaged file, and what a History raises.
    """
    recorded = set(targets.recordings.folder.sizes()) if targets.recordings else set()
    met = _Met(dict(targets.settings.present()), recorded)
    return [_preview(source, targets, met) for source in sources]


def run_import(previews: Iterable[ImportPreview], targets: Targets) -> None:
    """Bring in what was practiced with one ``History.add_all``, then recordings, settings, decks.

    Raises ConfigurationError and what a History raises. What was brought in until then stays, and
    importing the same files again brings in the rest.
    """
    new = [preview for preview in previews if not preview.empty]
    targets.history.add_all(
        _all(Attempt, new), _all(PracticeSession, new), _all(ListeningAnswer, new)
    )
    if targets.recordings and any(preview.new_recordings for preview in new):
        _add_recordings(new, targets.recordings)
    for preview in new:
        for key, value in preview.choices.items():
            targets.settings.choose(key, value)
        if preview.source.deck and preview.deck_is_new:
            targets.decks.add(preview.source.deck_language, preview.source.deck)


@dataclass
class _Met:
    """What is here or was met in the sources so far: choices, recordings, ids of rows, and decks.

    ``new`` are the ids of the attempts that are to be brought in.
    """

    choices: dict[str, Any]
    recorded: set[str]
    ids: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    decks: set[tuple[str, Deck]] = field(default_factory=set)


def _preview(source: ImportSource, targets: Targets, met: _Met) -> ImportPreview:
    preview = ImportPreview(source)
    if source.deck:
        deck = source.deck_language, source.deck
        preview.deck_is_new = deck not in met.decks and not targets.decks.has(*deck)
        met.decks.add(deck)
    for page in pages(source.entries()):
        met.ids |= targets.history.known([row.id for row in page if isinstance(row, _ROWS)])
        for entry in page:
            match entry:
                case Attempt():
                    _count(preview, entry, met)
                case PracticeSession():
                    preview.sessions += 1
                    preview.known_sessions += entry.id in met.ids
                    met.ids.add(entry.id)
                case ListeningAnswer():
                    preview.answers += 1
                    preview.known_answers += entry.id in met.ids
                    met.ids.add(entry.id)
                case ExportedSetting():
                    _compare_setting(preview, entry, targets.settings, met.choices)
                case Problem():
                    preview.problems.append(entry)
        _count_recordings(preview, page, targets.recordings, met)
    return preview


def _count_recordings(
    preview: ImportPreview,
    page: Iterable[Entry | Problem],
    target: RecordingTarget | None,
    met: _Met,
) -> None:
    """Count recordings; one that is here, or has no attempt here or to come, is not wanted."""
    ids = [entry.attempt_id for entry in page if isinstance(entry, ExportedRecording)]
    preview.recordings += len(ids)
    wanted: set[str] = set()
    if target and ids:
        kept = {outcome.id for outcome in target.history.outcomes_of(ids)}
        wanted = set(ids) & (kept | met.new) - met.recorded
    preview.new_recordings += len(wanted)
    met.recorded |= wanted


def _add_recordings(previews: Iterable[ImportPreview], target: RecordingTarget) -> None:
    """Add those whose attempts are here by now, and that are not here themselves."""
    with target.folder.locked():
        known = set(target.folder.sizes())
        for recordings in pages(_all(ExportedRecording, previews)):
            ids = [recording.attempt_id for recording in recordings]
            wanted = {outcome.id for outcome in target.history.outcomes_of(ids)} - known
            for recording in recordings:
                if recording.attempt_id in wanted:
                    target.folder.add(recording.attempt_id, recording.opus)
            known |= wanted


def _count(preview: ImportPreview, attempt: Attempt, met: _Met) -> None:
    at = attempt.practice_date
    preview.attempts += 1
    if attempt.id in met.ids:
        preview.known += 1
    else:
        met.new.add(attempt.id)
    met.ids.add(attempt.id)
    preview.languages[attempt.language] += 1
    preview.first = min(preview.first or at, at)
    preview.last = max(preview.last or at, at)


def _compare_setting(
    preview: ImportPreview,
    setting: ExportedSetting,
    settings: PersonalSettings,
    present: dict[str, Any],
) -> None:
    if setting.key in present:
        preview.kept.append(setting.key)
    elif reason := settings.why_not(setting.key, setting.value):
        preview.problems.append(Problem(f"setting {setting.key}", reason))
    else:
        preview.choices[setting.key] = present[setting.key] = setting.value


def _all(kind: type[T], previews: Iterable[ImportPreview]) -> Iterator[T]:
    for preview in previews:
        for entry in preview.source.entries():
            if isinstance(entry, kind):
                yield entry
