"""Progress over time: weeks, words and sounds that change, minutes, and a calendar of practice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from statistics import fmean
from typing import Protocol, TypeVar

from miolingo.history.attempts import Attempt, AttemptOutcome
from miolingo.history.reports.statistics import Interval, Tally, added, local_day
from miolingo.judging.judgement import SoundResult, SoundStatus, Verdict, WordStatus
from miolingo.judging.sound_hints import sound_hints
from miolingo.language.ipa import sounds_of

WEEKS = 12
"""So many weeks, the current one included, unless the learner names a first day."""

LEAST_TIMES = 6
"""A word has to be said so often before it can be told whether it changes."""

CHANGE = 10.0
"""Points of mean score from which a word counts as improved."""

GOOD = 80.0
"""A word with at least this latest mean score needs no improvement."""

LISTED = 10
"""The most words or sounds of a kind that are listed of each language."""

LEVELS = (1, 10, 20, 40)
"""Attempts a day from which each mark of the calendar stands."""

Named = tuple[str, str]
"""A word, a sound or a deck, behind the code of its language."""

_Group = TypeVar("_Group", str, Named)


@dataclass(frozen=True)
class Week:
    """A week from ``monday`` on: its attempts, and the mean score, 0-100, of the scored ones.

    The mean is None where nothing was scored.
    """

    monday: date
    attempts: int
    mean_score: float | None


@dataclass(frozen=True)
class Change:
    """What was said ``times``, with its mean scores, 0-100, in the first and the last third."""

    name: Named
    times: int
    first_mean: float
    last_mean: float

    @property
    def points(self) -> float:
        """By how many points the mean score rose; negative where it fell."""
        return self.last_mean - self.first_mean


@dataclass(frozen=True)
class Trends:
    """What improved, the most first, and what did not and should, the least first."""

    improved: tuple[Change, ...]
    not_improved: tuple[Change, ...]


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def mondays(first: date, last: date) -> list[date]:
    """The Mondays of all weeks that hold a day from ``first`` to ``last``."""
    start = monday_of(first)
    return [start + timedelta(weeks=week) for week in range((last - start).days // 7 + 1)]


def weeks_by_language(
    intervals: Iterable[Interval], weeks: Sequence[date], zone: tzinfo | None
) -> dict[str, tuple[Week, ...]]:
    """The weeks of each language, in alphabetical order."""
    return _weeks(
        (
            (interval.language, local_day(interval.starts_at, zone), interval.tally)
            for interval in intervals
        ),
        weeks,
    )  # fmt: skip


def weeks_by_deck(
    outcomes: Iterable[AttemptOutcome], weeks: Sequence[date], zone: tzinfo | None
) -> dict[Named, tuple[Week, ...]]:
    """The weeks of each language's decks, in alphabetical order, without phrases of no deck."""
    return _weeks(
        (
            (
                (outcome.language_code, outcome.deck),
                local_day(outcome.practice_date, zone),
                _tally(outcome.similarity_score),
            )
            for outcome in outcomes
            if outcome.deck
        ),
        weeks,
    )


def _tally(score: float | None) -> Tally:
    return Tally(1, 0) if score is None else Tally(1, 1, score)


def _weeks(
    tallies: Iterable[tuple[_Group, date, Tally]], weeks: Sequence[date]
) -> dict[_Group, tuple[Week, ...]]:
    sums: defaultdict[_Group, dict[date, list[float]]] = defaultdict(
        lambda: {monday: [0, 0, 0.0] for monday in weeks}
    )
    for name, day, tally in tallies:
        monday = monday_of(day)
        if weeks and weeks[0] <= monday <= weeks[-1]:
            week = sums[name][monday]
            week[0] += tally.attempts
            week[1] += tally.scored
            week[2] += tally.score_sum
    return {
        name: tuple(
            Week(monday, int(attempts), total / scored if scored else None)
            for monday, (attempts, scored, total) in sums[name].items()
        )
        for name in sorted(sums)
    }


def spoken_ms(attempts: Iterable[Attempt], zone: tzinfo | None) -> Counter[date]:
    """The length of all recordings of each day, in milliseconds, scored or not."""
    lengths: Counter[date] = Counter()
    for attempt in attempts:
        lengths[local_day(attempt.practice_date, zone)] += attempt.duration_ms
    return lengths


def minutes(lengths_ms: Iterable[int]) -> float:
    """What lengths in milliseconds come to, in minutes."""
    return sum(lengths_ms) / 60_000


def said_words(attempt: Attempt) -> Iterator[tuple[Named, float]]:
    """The words of an attempt by their language, with their scores.

    Extra words, and those of which the judge is not sure, do not count.
    """
    for word in attempt.words:
        if word.status not in (WordStatus.EXTRA, WordStatus.UNSURE):
            yield (attempt.language, word.word), word.score


def judged_sounds(attempt: Attempt) -> Iterator[SoundResult]:
    """Yield the sounds that were right or wrong, in words of which the judge was sure."""
    if attempt.verdict is Verdict.NOT_SCORABLE:
        return
    for word in attempt.words:
        if word.status is not WordStatus.UNSURE:
            yield from (sound for sound in word.sounds if sound.status is not SoundStatus.UNSURE)


def heard_sounds(attempt: Attempt) -> Iterator[tuple[Named, float]]:
    """The judged sounds of an attempt by their language: 100 for a right one, 0 for a wrong one."""
    for sound in judged_sounds(attempt):
        score = 100.0 if sound.status is SoundStatus.CORRECT else 0.0
        yield (attempt.language, sound.ipa), score


def said_sounds(
    attempt: Attempt, transcribe: Callable[[str, str], str]
) -> Iterator[tuple[Named, float]]:
    """The sounds of an attempt by their language: 100, or 0 for one that may have differed.

    This is a guess, for attempts without sounds of their own. The sounds of a word that was
    understood are all as they were to be. Of other words only those tell something that were heard
    as much like it, by the hints. ``transcribe`` gives the IPA of a
    word in a language; what it raises goes on.
    """
    code = attempt.language

    def in_ipa(text: str) -> str:
        return transcribe(text, code)

    for word in attempt.words:
        if word.status is WordStatus.CORRECT:
            for sound in sounds_of(in_ipa(word.word)):
                yield (code, sound.symbol), 100.0
    for hint in sound_hints(attempt.words, attempt.recognized_phrase, in_ipa):
        for pairing in hint.pairings:
            if pairing.target:
                yield (code, pairing.target.symbol), 100.0 if pairing.same else 0.0


def trends(
    attempts: Iterable[Attempt], said: Callable[[Attempt], Iterable[tuple[Named, float]]]
) -> Trends:
    """What of all that was ``said``, with a score of 0-100, improved, and what did not.

    What was said ``LEAST_TIMES`` or more in scored attempts is judged: the mean score of its first
    third against that of its last third, each rounded down to whole times.
    """
    scores: defaultdict[Named, list[float]] = defaultdict(list)
    for attempt in sorted(attempts, key=lambda attempt: (attempt.practice_date, attempt.id)):
        if attempt.verdict is not Verdict.NOT_SCORABLE:
            for name, score in said(attempt):
                scores[name].append(score)
    changes = [_change(*named) for named in scores.items() if len(named[1]) >= LEAST_TIMES]
    improved = [change for change in changes if change.points >= CHANGE]
    left = [change for change in changes if change.points < CHANGE and change.last_mean < GOOD]
    return Trends(
        first_of_each_language(
            sorted(improved, key=lambda change: (-change.points, str(change.name)))
        ),
        first_of_each_language(sorted(left, key=lambda change: (change.points, str(change.name)))),
    )


class _HasName(Protocol):
    @property
    def name(self) -> Named: ...


_Item = TypeVar("_Item", bound=_HasName)


def first_of_each_language(items: Iterable[_Item]) -> tuple[_Item, ...]:
    """The first LISTED of the words or sounds of each language, in the order in which they come."""
    counts: Counter[str] = Counter()
    kept = []
    for item in items:
        counts[item.name[0]] += 1
        if counts[item.name[0]] <= LISTED:
            kept.append(item)
    return tuple(kept)


def _change(name: Named, scores: Sequence[float]) -> Change:
    third = len(scores) // 3
    return Change(name, len(scores), fmean(scores[:third]), fmean(scores[-third:]))


def level(attempts: int) -> int:
    """The mark of a day in the calendar: 0 without practice, to 4 for 40 attempts or more."""
    return sum(attempts >= least for least in LEVELS)


@dataclass(frozen=True)
class Period:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class PeriodTotal:
    """What a period came to: its tally, its days with practice, and the minutes spoken."""

    period: Period
    days_practiced: int
    tally: Tally
    minutes: float


def period_total(
    period: Period, days: Mapping[date, Tally], spoken: Mapping[date, int]
) -> PeriodTotal:
    """Sum up the days that lie in a period; ``spoken`` has the milliseconds of each day."""
    held = [tally for day, tally in days.items() if day in period]
    lengths = (length for day, length in spoken.items() if day in period)
    return PeriodTotal(period, len(held), added(held), minutes(lengths))
