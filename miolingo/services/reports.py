"""Report progress over time: lean for every history, in full for charts and pages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from typing import Protocol

from miolingo.domain.attempts import Attempt, Outcome
from miolingo.domain.progress import Selection, Tally, local_day, start_of_day, tally_by
from miolingo.domain.reports import (
    WEEKS,
    Period,
    PeriodTotal,
    Trends,
    Week,
    minutes_spoken,
    monday_of,
    mondays,
    period_total,
    said_sounds,
    said_words,
    trends,
    weeks_by_deck,
    weeks_by_language,
)
from miolingo.errors import AudioError
from miolingo.services.history import AttemptHistory

Transcribe = Callable[[str, str], str]
"""The IPA of a word in a language; raises AudioError."""


class ProgressHistory(AttemptHistory, Protocol):
    """Where progress over time is read; each method may raise StoreError and CloudError."""

    def outcomes(self, selection: Selection) -> Iterable[Outcome]:
        """How the attempts of a selection went, in any order."""


@dataclass(frozen=True)
class Progress:
    """The weeks of each language and deck, and what was practiced on each day of them.

    All of them have the same weeks: from the first one with practice to that of ``today``.
    """

    today: date
    weeks: tuple[date, ...]
    languages: dict[str, tuple[Week, ...]]
    decks: dict[str, tuple[Week, ...]]
    days: dict[date, Tally]


@dataclass(frozen=True)
class Insights:
    """What only whole attempts tell, in the weeks of a ``Progress``."""

    minutes: float
    words: Trends
    sounds: Trends


@dataclass(frozen=True)
class FullReport:
    """All figures of progress over time; ``compared`` only where two periods were named."""

    progress: Progress
    insights: Insights
    compared: tuple[PeriodTotal, PeriodTotal] | None


def progress(
    history: ProgressHistory, selection: Selection, *, today: date, zone: tzinfo | None
) -> Progress:
    """The selection's weeks, or without a first day the latest ones. Raises StoreError."""
    recent = recent_weeks(selection, today, zone)
    intervals = history.intervals(recent)
    first = local_day(intervals[0].starts_at, zone) if intervals else today
    weeks = mondays(first, today)
    days = tally_by(lambda one: local_day(one.starts_at, zone), intervals)
    return Progress(
        today=today,
        weeks=tuple(weeks),
        languages=weeks_by_language(intervals, weeks, zone),
        decks=weeks_by_deck(history.outcomes(recent), weeks, zone),
        days={day: tally for day, tally in days.items() if day <= today},
    )


def insights(
    history: ProgressHistory,
    selection: Selection,
    transcribe: Transcribe,
    *,
    today: date,
    zone: tzinfo | None,
) -> Insights:
    """The figures that need every word of the attempts. Raises StoreError.

    Where ``transcribe`` cannot tell how words sound there are no sounds.
    """
    recent = recent_weeks(selection, today, zone)
    attempts: tuple[Attempt, ...] = tuple(history.latest_attempts(recent, sys.maxsize))
    return Insights(
        minutes_spoken(attempts), trends(attempts, said_words), _sounds(attempts, transcribe)
    )


def _sounds(attempts: Iterable[Attempt], transcribe: Transcribe) -> Trends:
    try:
        return trends(attempts, lambda attempt: said_sounds(attempt, transcribe))
    except AudioError:
        return Trends((), ())


def comparison(
    history: AttemptHistory,
    periods: tuple[Period, Period],
    language_code: str | None,
    *,
    zone: tzinfo | None,
) -> tuple[PeriodTotal, PeriodTotal]:
    """What each of two periods came to, whatever else is selected. Raises StoreError."""
    since = start_of_day(min(period.first for period in periods), zone)
    intervals = history.intervals(Selection(since, language_code))
    days = tally_by(lambda one: local_day(one.starts_at, zone), intervals)
    earlier, later = (period_total(period, days) for period in periods)
    return earlier, later


def recent_weeks(selection: Selection, today: date, zone: tzinfo | None) -> Selection:
    """The selection from its first day on, or without one the latest weeks of it."""
    if selection.since:
        return selection
    first = monday_of(today) - timedelta(weeks=WEEKS - 1)
    return replace(selection, since=start_of_day(first, zone))
