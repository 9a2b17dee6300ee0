"""What a learner's attempts add up to: tallies by day and by language, and the streak of days."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeVar

from miolingo.errors import UsageError
from miolingo.language.names import canonical_tag, known_language
from miolingo.language.tags import primary

_EARLIEST = date(1970, 1, 2)
"""Some systems know no local time before 1970."""

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
    """What was practiced in one language in the quarter of an hour from ``starts_at`` (aware).

    Every time zone's offset from UTC is a whole number of quarters, so none straddles two days.
    """

    starts_at: datetime
    language_code: str
    tally: Tally

    @property
    def language(self) -> str:
        """The one tag of its language, however that was written when it was kept."""
        return canonical_tag(self.language_code)


def added(tallies: Collection[Tally]) -> Tally:
    """What tallies come to together."""
    return Tally(
        sum(tally.attempts for tally in tallies),
        sum(tally.scored for tally in tallies),
        sum(tally.score_sum for tally in tallies),
        sum(tally.perfect for tally in tallies),
    )


def tally_by(key: Callable[[Interval], _Key], intervals: Iterable[Interval]) -> dict[_Key, Tally]:
    """The tallies of intervals that share a key, in the order in which the keys come."""
    groups: dict[_Key, list[Tally]] = {}
    for interval in intervals:
        groups.setdefault(key(interval), []).append(interval.tally)
    return {group: added(tallies) for group, tallies in groups.items()}


def local_time(instant: datetime, zone: tzinfo | None) -> datetime:
    """An aware instant in ``zone``; None is the zone of this machine.

    At either end of the calendar, where it would be before year 1 or after year 9999 there, it
    stays as it is.
    """
    try:
        return instant.astimezone(zone)
    except (OverflowError, ValueError, OSError):  # which one depends on the zone and the system
        return instant


def local_day(instant: datetime, zone: tzinfo | None) -> date:
    """The calendar day of an aware instant in ``zone``; None is the zone of this machine."""
    return local_time(instant, zone).date()


def start_of_day(day: date, zone: tzinfo | None) -> datetime:
    """The first instant (UTC) of a calendar day in ``zone``; None is the zone of this machine."""
    try:
        return datetime.combine(day, time.min, zone).astimezone(UTC)
    except (OverflowError, ValueError, OSError):  # which one depends on the zone and the system
        return datetime.combine(day, time.min, UTC)


def streak_days(practiced: Iterable[date], today: date) -> int:
    """How many days in a row were practiced, up to today or, before today's practice, yesterday.

    ``practiced`` comes newest first from ``today`` on, without repeats, and is read only as far
    as the streak goes.
    """
    expected = today
    streak = 0
    for day in practiced:
        if streak == 0 and day == today - timedelta(days=1):
            expected = day
        if day != expected:
            break
        streak += 1
        expected -= timedelta(days=1)
    return streak


def first_day(since: str, today: date) -> date:
    """The day that ``2026-11-01``, ``7d`` or ``4w`` means; ``7d`` is today and the six before.

    Raises UsageError for any other text.
    """
    if span := re.fullmatch(r"([1-9]\d{0,4})([dw])", since, re.ASCII):
        days = int(span[1]) * (7 if span[2] == "w" else 1)
        return max(today - timedelta(days=days - 1), _EARLIEST)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", since, re.ASCII):
        with suppress(ValueError):
            return max(date.fromisoformat(since), _EARLIEST)
    raise UsageError(
        f"“{since}” is not a date or a time span.",
        hint="Write a date such as 2026-11-01, or a span such as 7d or 4w.",
    )


def language_tag(text: str) -> str:
    """The tag that selects the language meant by ``text``: with all regions unless it names one.

    Raises UsageError for what is no language.
    """
    tag = known_language(text)
    return tag if "-" in text else primary(tag)


def selected(since: str | None, lang: str | None, today: date, zone: tzinfo | None) -> Selection:
    """The selection that a learner's words mean; see ``first_day`` and ``language_tag``."""
    return Selection(
        since=start_of_day(first_day(since, today), zone) if since else None,
        language_code=language_tag(lang) if lang else None,
    )
