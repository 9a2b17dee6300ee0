"""The figures of progress over time: what they are, whatever the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.errors import UsageError
from miolingo.history.attempts import Attempt, outcome_of
from miolingo.history.reports.periods import compared
from miolingo.history.reports.statistics import Interval, Tally
from miolingo.history.reports.trends import (
    LEAST_TIMES,
    Period,
    level,
    minutes,
    mondays,
    period_total,
    said_sounds,
    said_words,
    spoken_ms,
    trends,
    weeks_by_deck,
    weeks_by_language,
)
from miolingo.judging.judgement import Verdict, WordResult, WordStatus
from miolingo.ui.history.sparklines import ASCII, BLOCKS, calendar_lines, marks_for, sparkline
from tests.parts.attempts import ATTEMPT, NOON

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 23)
SCORES = st.one_of(st.none(), st.floats(0, 100))
DAYS = st.dates(date(2026, 1, 1), TODAY)


def said(scores: Sequence[float], word: str = "chat", **changes) -> list[Attempt]:
    return [
        replace(
            ATTEMPT,
            id=f"{word}-{number:03}",
            practice_date=NOON + timedelta(minutes=number),
            words=(WordResult(word, WordStatus.MISPRONOUNCED, score),),
            **changes,
        )
        for number, score in enumerate(scores)
    ]


@given(st.lists(st.tuples(DAYS, SCORES, st.sampled_from(["a", "שלום", None]))))
def test_weeks_hold_each_attempt_of_a_deck_once(
    made: list[tuple[date, float | None, str | None]],
) -> None:
    outcomes = [
        replace(
            outcome_of(ATTEMPT),
            practice_date=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
            similarity_score=score,
            deck=deck,
        )
        for day, score, deck in made
    ]
    weeks = mondays(date(2026, 1, 1), TODAY)
    found = weeks_by_deck(outcomes, weeks, UTC)
    assert set(found) == {("ko", deck) for _, _, deck in made if deck}
    for (_, deck), series in found.items():
        assert [week.monday for week in series] == weeks
        assert sum(week.attempts for week in series) == sum(one == deck for *_, one in made)
        for week in series:
            scores = [
                score
                for day, score, one in made
                if one == deck and score is not None and 0 <= (day - week.monday).days < 7
            ]
            expected = sum(scores) / len(scores) if scores else None
            assert week.mean_score == pytest.approx(expected)


def test_a_week_begins_at_the_learners_own_midnight_when_the_clock_changes() -> None:
    sunday_night = datetime(2026, 10, 25, 22, 45, tzinfo=UTC)
    intervals = [
        Interval(sunday_night + timedelta(minutes=minutes), "ko", Tally(1, 1, score))
        for minutes, score in ((0, 10.0), (15, 90.0))
    ]
    weeks = mondays(date(2026, 10, 25), date(2026, 10, 26))
    (series,) = weeks_by_language(intervals, weeks, BERLIN).values()
    assert [(week.monday.day, week.mean_score) for week in series] == [(19, 10.0), (26, 90.0)]


@given(DAYS, DAYS)
def test_weeks_follow_one_another_and_hold_both_ends(one: date, other: date) -> None:
    first, last = sorted((one, other))
    weeks = mondays(first, last)
    assert weeks[0] <= first < weeks[0] + timedelta(7)
    assert weeks[-1] <= last < weeks[-1] + timedelta(7)
    assert {later - earlier for earlier, later in pairwise(weeks)} <= {timedelta(7)}


def test_a_word_is_judged_by_its_first_and_its_last_third() -> None:
    better = said([0, 20, 50, 50, 50, 90, 100], "better")
    worse = said([60, 60, 0, 0, 30, 40], "worse")
    good = said([100] * 6, "good")
    seldom = said([0, 0, 0, 0, 100], "seldom")
    found = trends(reversed(better + worse + good + seldom), said_words)
    (up,), (down,) = found.improved, found.not_improved
    assert (up.name, up.times, up.first_mean, up.last_mean) == (("ko", "better"), 7, 10.0, 95.0)
    assert (down.name, down.points) == (("ko", "worse"), -25.0)


def test_the_same_letters_in_two_languages_are_two_words() -> None:
    attempts = said([0] * 6, language_code="fr") + said([100] * 6, language_code="en")
    found = trends(attempts, said_words)
    assert [change.name for change in found.not_improved] == [("fr", "chat")]


def test_what_was_not_scored_or_not_asked_for_is_no_trend() -> None:
    extra = replace(said([0])[0], words=(WordResult("euh", WordStatus.EXTRA, 0.0),))
    unscored = said([0] * 9, "lost", verdict=Verdict.NOT_SCORABLE)
    found = trends([extra] * 9 + unscored, said_words)
    assert found.improved == found.not_improved == ()


def test_only_a_sound_that_may_have_differed_counts_against_it() -> None:
    wrong = replace(
        said([20])[0],
        words=(
            WordResult("pal", WordStatus.MISPRONOUNCED, 20.0, 0, 500),
            WordResult("tal", WordStatus.CORRECT, 90.0, 500, 900),
            WordResult("lost", WordStatus.MISSING, 0.0),
        ),
        recognized_phrase="bal tal",
    )
    right = replace(said([90])[0], words=(WordResult("pal", WordStatus.CORRECT, 90.0),))
    told = sorted(said_sounds(wrong, lambda text, _: text))
    code = wrong.language_code
    assert told == sorted(
        ((code, sound), score)
        for sound, score in [
            *(("p", 0.0), ("a", 100.0), ("l", 100.0)),
            *(("t", 100.0), ("a", 100.0), ("l", 100.0)),
        ]
    )
    found = trends([wrong] * 3 + [replace(right, id="z")] * 3, lambda one: said_sounds(one, same))
    assert [(change.name[1], change.points) for change in found.improved] == [("p", 100.0)]
    assert found.not_improved == ()


def same(text: str, _language_code: str) -> str:
    return text


@given(st.lists(st.floats(0, 100), max_size=40))
def test_a_word_is_in_one_list_at_most(scores: list[float]) -> None:
    found = trends(said(scores), said_words)
    listed = [*found.improved, *found.not_improved]
    assert len(listed) <= (len(scores) >= LEAST_TIMES)
    assert all(-100 <= change.points <= 100 for change in listed)


def test_minutes_count_every_recording() -> None:
    late = replace(ATTEMPT, practice_date=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    unscored = replace(late, duration_ms=30_000, verdict=Verdict.NOT_SCORABLE)
    attempts = [replace(late, duration_ms=60_000), unscored]
    assert spoken_ms(attempts, UTC) == {TODAY - timedelta(1): 90_000}
    assert spoken_ms(attempts, BERLIN) == {TODAY: 90_000}
    assert minutes(one.duration_ms for one in attempts) == 1.5
    assert minutes([]) == 0


@pytest.mark.parametrize(
    ("text", "earlier", "later"),
    [
        ("1d", (date(2026, 11, 22), date(2026, 11, 22)), (TODAY, TODAY)),
        ("1w", (date(2026, 11, 10), date(2026, 11, 16)), (date(2026, 11, 17), TODAY)),
        (
            "2026-10-01..2026-10-31,2026-11-01..2026-11-30",
            (date(2026, 10, 1), date(2026, 10, 31)),
            (date(2026, 11, 1), date(2026, 11, 30)),
        ),
    ],
)
def test_two_periods(text: str, earlier: tuple[date, date], later: tuple[date, date]) -> None:
    assert compared(text, TODAY) == (Period(*earlier), Period(*later))


@pytest.mark.parametrize(
    "text", ["", "30", "0d", "x,y", "2026-11-02..2026-11-01,1d", "2026-11-01..2026-11-02", "1d,2d"]
)
def test_no_two_periods(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        compared(text, TODAY)
    assert caught.value.hint


@given(st.dictionaries(DAYS, st.integers(1, 90)), st.integers(1, 400))
def test_adjacent_periods_share_no_day_and_miss_none(counts: dict[date, int], span: int) -> None:
    days = {day: Tally(count) for day, count in counts.items()}
    earlier, later = (period_total(period, days, counts) for period in compared(f"{span}d", TODAY))
    both = period_total(Period(earlier.period.first, TODAY), days, counts)
    assert earlier.tally.attempts + later.tally.attempts == both.tally.attempts
    assert earlier.days_practiced + later.days_practiced == both.days_practiced
    assert earlier.minutes + later.minutes == pytest.approx(both.minutes)


def test_marks_fit_the_encoding() -> None:
    assert marks_for("utf-8") is BLOCKS
    assert {marks_for(encoding) for encoding in ("ascii", "latin-1", "no such")} == {ASCII}
    for marks in (BLOCKS, ASCII):
        drawn = sparkline([0, None, 100], marks)
        assert drawn == marks.bars[0] + marks.nothing + marks.bars[-1]


def test_the_calendar_marks_days_up_to_today() -> None:
    days = {TODAY: Tally(40), TODAY - timedelta(1): Tally(1)}
    lines = list(calendar_lines(mondays(TODAY - timedelta(1), TODAY), days, TODAY, ASCII))
    assert lines[:2] == ["    Nov", "Mon . @"]
    assert (lines[7], len(lines)) == ("Sun -", 9)
    assert [level(count) for count in (0, 1, 9, 10, 20, 39, 40, 999)] == [0, 1, 1, 2, 3, 3, 4, 4]
