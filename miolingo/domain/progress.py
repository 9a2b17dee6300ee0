"""What a learner's attempts add up to: tallies by day and by language, and the streak of days."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TypeVar

INTERVAL_MINUTES = 15
"""Every time zone's offset from UTC is a whole number of these, so none straddles two days."""

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Selection:
    """Which attempts are meant: made at ``since`` (aware) or later, in ``language_code``.

    A tag selects its narrower ones too: ``pt`` means ``pt`` and ``pt-BR``. None selects all.
    """

    since: datetime | None = None
    language_code: str | None = None


@dataclass(frozen=True)
class Tally:
    """Counts of attempts; ``scored`` are those with a score, ``score_sum`` adds their 0-100."""

    attempts: int = 0
    scored: int = 0
    score_sum: float = 0.0
    perfect: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.attempts + other.attempts,
            self.scored + other.scored,
            self.score_sum + other.score_sum,
            self.perfect + other.perfect,
        )

    @property
    def mean_score(self) -> float | None:
        """0-100; None when no attempt was scored."""
        return self.score_sum / self.scored if self.scored else None

    @property
    def perfect_rate(self) -> float | None:
        """The share of scored attempts that were perfect, 0-1; None when none was scored."""
        return self.perfect / self.scored if self.scored else None


@dataclass(frozen=True)
class Interval:
    """What was practiced in one language in the quarter of an hour from ``starts_at`` (aware)."""

    starts_at: datetime
    language_code: str
    tally: Tally


def tally_by(key: Callable[[Interval], _Key], intervals: Iterable[Interval]) -> dict[_Key, Tally]:
    """The tallies of intervals that share a key, in the order in which the keys come."""
    tallies: dict[_Key, Tally] = {}
    for interval in intervals:
        group = key(interval)
        tallies[group] = tallies.get(group, Tally()) + interval.tally
    return tallies


def local_day(instant: datetime, zone: tzinfo | None) -> date:
    """The calendar day of an aware instant in ``zone``; None is the zone of this machine."""
    return instant.astimezone(zone).date()


def start_of_day(day: date, zone: tzinfo | None) -> datetime:
    """The first instant of a calendar day in ``zone``; None is the zone of this machine."""
    return datetime.combine(day, time.min, zone).astimezone()


def streak_days(practiced: Iterable[date], today: date) -> int:
    """How many days in a row were practiced, up to today or, before today's practice, yesterday.

    ``practiced`` comes newest first, without repeats; it is read only as far as the streak goes.
    Days after ``today``, which a clock set wrong can leave, do not count.
    """
    streak = 0
    for day in practiced:
        if day > today:
            continue
        last_expected = today - timedelta(days=streak)
        if streak == 0 and day == today - timedelta(days=1):
            today = day
        elif day != last_expected:
            break
        streak += 1
    return streak
