"""Bring in what other files hold: first a preview of each, then all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from miolingo.decks.cards import Deck
from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.history.interface import History, pages
from miolingo.transfer.export_format import ExportedSetting
from miolingo.transfer.sources import ImportSource, Problem

T = TypeVar("T")


class Chosen(Protocol):
    """Settings; each method may raise ConfigurationError or StoreError."""

    def present(self) -> Mapping[str, Any]:
        """What is chosen already, by key."""

    def why_not(self, key: str, value: Any) -> str:
        """Why a setting cannot have a value; empty where it can."""

    def choose(self, key: str, value: Any) -> None:
        """Choose a value."""


class Decks(Protocol):
    """The learner's decks; each method may raise ConfigurationError."""

    def has(self, language_code: str, deck: Deck) -> bool:
        """Whether a deck with these cards is kept under this name."""

    def add(self, language_code: str, deck: Deck) -> None:
        """Keep a deck, under another name where there is another one of its name."""


@dataclass(frozen=True)
class Targets:
    """Where everything goes."""

    history: History
    settings: Chosen
    decks: Decks


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
    def empty(self) -> bool:
        """Whether there is nothing to bring in."""
        new_sessions = self.sessions - self.known_sessions
        return not (self.new or new_sessions or self.choices or self.deck_is_new)


def preview_import(sources: Iterable[ImportSource], targets: Targets) -> list[ImportPreview]:
    """What each source holds. Raises ConfigurationError for a damaged file, and StoreError."""
    seen: set[str | tuple[str, Deck]] = set()
    chosen = dict(targets.settings.present())
    return [_look_into(source, targets, seen, chosen) for source in sources]


def run_import(found: Iterable[ImportPreview], targets: Targets) -> None:
    """Bring in all attempts and sessions in one transaction, then settings and decks.

    Raises ConfigurationError and StoreError; attempts and sessions are brought in all or none.
    """
    listed = [each for each in found if not each.empty]
    targets.history.add_all(_all(Attempt, listed), _all(PracticeSession, listed))
    for each in listed:
        for key, value in each.choices.items():
            targets.settings.choose(key, value)
        if each.source.deck and each.deck_is_new:
            targets.decks.add(each.source.deck_language, each.source.deck)


def _look_into(
    source: ImportSource,
    targets: Targets,
    seen: set[str | tuple[str, Deck]],
    chosen: dict[str, Any],
) -> ImportPreview:
    found = ImportPreview(source)
    if source.deck:
        deck = source.deck_language, source.deck
        found.deck_is_new = deck not in seen and not targets.decks.has(*deck)
        seen.add(deck)
    for page in pages(source.entries()):
        ids = [entry.id for entry in page if isinstance(entry, (Attempt, PracticeSession))]
        seen |= targets.history.known(ids)
        for entry in page:
            match entry:
                case Attempt():
                    _count(found, entry, known=entry.id in seen)
                    seen.add(entry.id)
                case PracticeSession():
                    found.sessions += 1
                    found.known_sessions += entry.id in seen
                    seen.add(entry.id)
                case ExportedSetting():
                    _weigh(found, entry, targets.settings, chosen)
                case Problem():
                    found.problems.append(entry)
    return found


def _count(findings: ImportPreview, attempt: Attempt, *, known: bool) -> None:
    at = attempt.practice_date
    findings.attempts += 1
    findings.known += known
    findings.languages[attempt.language_code] += 1
    findings.first = min(findings.first or at, at)
    findings.last = max(findings.last or at, at)


def _weigh(
    findings: ImportPreview, choice: ExportedSetting, chosen: Chosen, present: dict[str, Any]
) -> None:
    if choice.key in present:
        findings.kept.append(choice.key)
    elif reason := chosen.why_not(choice.key, choice.value):
        findings.problems.append(Problem(f"setting {choice.key}", reason))
    else:
        findings.choices[choice.key] = present[choice.key] = choice.value


def _all(kind: type[T], found: Iterable[ImportPreview]) -> Iterator[T]:
    for each in found:
        for entry in each.source.entries():
            if isinstance(entry, kind):
                yield entry
