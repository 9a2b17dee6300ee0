"""Report what a learner has practiced: the latest attempts and what all of them add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo

from miolingo.history.attempts import Attempt
from miolingo.history.interface import History
from miolingo.history.reports.contrasts import ContrastReport, contrast_report
from miolingo.history.reports.sounds import SOUNDS_AMONG, SoundReport, sound_report
from miolingo.history.reports.statistics import (
    Selection,
    Tally,
    added,
    local_day,
    start_of_day,
    streak_days,
    tally_by,
)
from miolingo.history.reports.summary import HardWord
from miolingo.language.tags import primary

HARDEST_WORDS = 10
AMONG_ATTEMPTS = 1_000
"""Hard words are looked for in so many of the newest scored attempts: what was learned fades."""


@dataclass(frozen=True)
class DailyGoal:
    """How many scored attempts were made today, and how many the learner wants to make a day."""

    goal: int
    attempts_today: int


@dataclass(frozen=True)
class HistorySummary:
    """The newest attempts, and the sums of all that the selection holds.

    ``days`` are calendar days in ``zone``, the newest first; ``streak_days`` and ``daily_goal``
    count every attempt, whatever the selection. ``hardest_words`` are those of each language.
    Scores of different ``scorer_versions`` cannot be compared. ``sounds`` are those of
    the newest SOUNDS_AMONG attempts, and so is how the ``contrasts`` are said that were listened
    to; how they are heard, all listening answers of the selection tell.
    """

    selection: Selection
    zone: tzinfo | None
    attempts: tuple[Attempt, ...]
    total: Tally
    days: dict[date, Tally]
    languages: dict[str, Tally]
    hardest_words: dict[str, tuple[HardWord, ...]]
    streak_days: int
    daily_goal: DailyGoal | None
    scorer_versions: tuple[str, ...]
    sounds: SoundReport
    contrasts: tuple[ContrastReport, ...] = ()


def report(
    history: History,
    selection: Selection,
    *,
    limit: int,
    today: date,
    zone: tzinfo | None,
    goal: int = 0,
) -> HistorySummary:
    """Sum up a selection of attempts. Raises what a History raises.

    ``zone`` None is this machine's. ``goal`` is how many attempts a day the learner wants to make,
    0 for no goal.
    """
    practiced = history.practice_days(selection, zone)
    days = tally_by(lambda practice: practice.day, reversed(practiced))
    languages = tally_by(lambda practice: practice.language, practiced)
    newest = tuple(history.latest_attempts(selection, max(limit, SOUNDS_AMONG)))
    return HistorySummary(
        selection=selection,
        zone=zone,
        attempts=newest[:limit],
        total=added(languages.values()),
        days=days,
        languages=dict(sorted(languages.items())),
        hardest_words=_hardest_words(history, selection, languages),
        streak_days=streak_days(_practiced_days(history, today, zone), today),
        daily_goal=daily_goal(history, goal, today=today, zone=zone),
        scorer_versions=tuple(history.scorer_versions(selection)),
        sounds=sound_report(newest[:SOUNDS_AMONG]),
        contrasts=contrast_report(history.listening_answers(selection), newest[:SOUNDS_AMONG]),
    )


def daily_goal(
    history: History, goal: int, *, today: date, zone: tzinfo | None
) -> DailyGoal | None:
    """Return today's scored attempts and the goal; None where it is 0.

    Raises what a History raises.
    """
    if not goal:
        return None
    intervals = history.intervals(Selection(since=start_of_day(today, zone)))
    return DailyGoal(goal, sum(interval.tally.scored for interval in intervals))


def _hardest_words(
    history: History, selection: Selection, languages: Collection[str]
) -> dict[str, tuple[HardWord, ...]]:
    """Return the hardest words of each language that has some, in alphabetical order."""
    of_family = Counter(map(primary, languages))
    found: dict[str, tuple[HardWord, ...]] = {}
    for code in sorted(languages):
        tag = primary(code) if of_family[primary(code)] == 1 else code
        chosen = selection if len(languages) == 1 else replace(selection, language_code=tag)
        words = history.hardest_words(chosen, among=AMONG_ATTEMPTS, limit=HARDEST_WORDS)
        if words:
            found[code] = tuple(words)
    return found


def _practiced_days(history: History, today: date, zone: tzinfo | None) -> Iterator[date]:
    """Yield the days with an attempt up to ``today``, the newest first, read when asked for."""
    before = start_of_day(today + timedelta(days=1), zone)
    while instant := history.last_practice_before(before):
        day = local_day(instant, zone)
        yield day
        before = start_of_day(day, zone)
