"""Report progress over time: lean for every history, in full for charts and pages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo

from miolingo.errors import AudioError
from miolingo.history.attempts import Attempt, AttemptOutcome
from miolingo.history.interface import History
from miolingo.history.reports.statistics import Selection, Tally, local_day, start_of_day, tally_by
from miolingo.history.reports.trends import (
    WEEKS,
    Named,
    Period,
    PeriodTotal,
    Trends,
    Week,
    heard_sounds,
    minutes,
    monday_of,
    mondays,
    period_total,
    said_sounds,
    said_words,
    spoken_ms,
    trends,
    weeks_by_deck,
    weeks_by_language,
)

Transcribe = Callable[[str, str], str]
"""The IPA of a word in a language; raises AudioError."""


@dataclass(frozen=True)
class WeeklyProgress:
    """The weeks of each language and deck, and what was practiced on each day of them.

    All of them have the same weeks: from the first one with practice to that of ``today``. There
    are no decks where only sums were read.
    """

    today: date
    weeks: tuple[date, ...]
    languages: dict[str, tuple[Week, ...]]
    decks: dict[Named, tuple[Week, ...]]
    days: dict[date, Tally]


@dataclass(frozen=True)
class Insights:
    """What only whole attempts tell, in the weeks of a ``WeeklyProgress``.

    ``sounds_heard`` is whether the sounds were heard one by one, and not guessed from words.
    """

    minutes: float
    words: Trends
    sounds: Trends
    sounds_heard: bool


@dataclass(frozen=True)
class FullReport:
    """All figures of progress over time; ``compared`` only where two periods were named."""

    progress: WeeklyProgress
    insights: Insights
    compared: tuple[PeriodTotal, PeriodTotal] | None


def progress(
    history: History,
    selection: Selection,
    outcomes: Iterable[AttemptOutcome] = (),
    *,
    today: date,
    zone: tzinfo | None,
) -> WeeklyProgress:
    """The selection's weeks, or without a first day the latest ones. Raises StoreError.

    All but the decks is told from sums that the history has at hand; of the decks only
    ``outcomes`` tell, which are those of ``recent_weeks``.
    """
    intervals = list(history.intervals(recent_weeks(selection, today, zone)))[::-1]
    first = local_day(intervals[0].starts_at, zone) if intervals else today
    weeks = mondays(first, today)
    days = tally_by(lambda interval: local_day(interval.starts_at, zone), intervals)
    return WeeklyProgress(
        today=today,
        weeks=tuple(weeks),
        languages=weeks_by_language(intervals, weeks, zone),
        decks=weeks_by_deck(outcomes, weeks, zone),
        days={day: tally for day, tally in days.items() if day <= today},
    )


def insights(attempts: Collection[Attempt], transcribe: Transcribe) -> Insights:
    """The figures that need every word of the attempts, which are those of ``recent_weeks``.

    Attempts whose sounds were heard one by one are not mixed with others: where there are some,
    they alone tell of sounds. Elsewhere, where ``transcribe`` cannot tell how words sound, there
    are none.
    """
    heard = [attempt for attempt in attempts if any(word.sounds for word in attempt.words)]
    return Insights(
        minutes(attempt.duration_ms for attempt in attempts),
        trends(attempts, said_words),
        trends(heard, heard_sounds) if heard else _guessed_sounds(attempts, transcribe),
        sounds_heard=bool(heard),
    )


def _guessed_sounds(attempts: Iterable[Attempt], transcribe: Transcribe) -> Trends:
    try:
        return trends(attempts, lambda attempt: said_sounds(attempt, transcribe))
    except AudioError:
        return Trends((), ())


def comparison(
    history: History,
    periods: tuple[Period, Period],
    language_code: str | None,
    *,
    zone: tzinfo | None,
) -> tuple[PeriodTotal, PeriodTotal]:
    """What each of two periods came to, whatever else is selected. Raises StoreError."""
    since = start_of_day(min(period.first for period in periods), zone)
    selection = Selection(since, language_code)
    days = tally_by(
        lambda interval: local_day(interval.starts_at, zone), history.intervals(selection)
    )
    spoken = spoken_ms(history.latest_attempts(selection, sys.maxsize), zone)
    earlier, later = (period_total(period, days, spoken) for period in periods)
    return earlier, later


def recent_weeks(selection: Selection, today: date, zone: tzinfo | None) -> Selection:
    """The selection from its first day on, or without one the latest weeks of it."""
    if selection.since:
        return selection
    first = monday_of(today) - timedelta(weeks=WEEKS - 1)
    return replace(selection, since=start_of_day(first, zone))
