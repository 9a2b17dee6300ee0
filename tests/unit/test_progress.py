"""Tallies, days and streaks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from math import fsum, isclose
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.errors import UsageError
from miolingo.history.reports.statistics import (
    Interval,
    Tally,
    first_day,
    language_tag,
    local_day,
    start_of_day,
    streak_days,
    tally_by,
)

TODAY = date(2026, 11, 23)
SHIFTING = {"America/Sao_Paulo", "Pacific/Apia", "Europe/Berlin", "Australia/Lord_Howe"}
ZONES = st.sampled_from(
    [
        UTC,
        timezone(timedelta(hours=5, minutes=45)),
        timezone(-timedelta(hours=9, minutes=30)),
        *(ZoneInfo(name) for name in sorted(SHIFTING & available_timezones())),
    ]
)
MOMENTS = st.integers(631_152_000, 2_208_988_800).map(lambda at: datetime.fromtimestamp(at, UTC))
SCORES = st.one_of(st.none(), st.floats(0, 100))


def newest_first(ages: set[int]) -> list[date]:
    return [TODAY - timedelta(days=age) for age in sorted(ages)]


@given(st.integers(0, 400), st.booleans(), st.sets(st.integers(2, 900)))
def test_a_streak_is_its_unbroken_days_whatever_was_before(
    length: int, began_today: bool, older: set[int]
) -> None:
    first = 0 if began_today else 1
    ages = set(range(first, first + length)) | {first + length + age for age in older}
    ages -= {0} if not began_today else set()
    if not length:
        ages -= {0, 1}
    assert streak_days(newest_first(ages), TODAY) == length


@given(st.sets(st.integers(0, 30)))
def test_a_streak_agrees_with_counting_by_hand(ages: set[int]) -> None:
    age = 0 if 0 in ages else 1
    counted = 0
    while age in ages:
        counted, age = counted + 1, age + 1
    assert streak_days(newest_first(ages), TODAY) == counted


def test_a_streak_reads_no_further_than_it_goes() -> None:
    def days():
        yield TODAY
        yield TODAY - timedelta(days=3)
        raise AssertionError("read on behind the gap")

    assert streak_days(days(), TODAY) == 1


@given(st.lists(st.tuples(st.sampled_from(["ko", "fr"]), SCORES), max_size=50))
def test_means_are_those_of_the_scored_attempts(rows: list[tuple[str, float | None]]) -> None:
    intervals = [
        Interval(
            datetime(2026, 11, 23, tzinfo=UTC),
            language,
            Tally(1, score is not None, score or 0.0, score == 100),
        )
        for language, score in rows
    ]
    tallies = tally_by(lambda interval: interval.language_code, intervals)

    assert set(tallies) == {language for language, _ in rows}
    for language, tally in tallies.items():
        scores = [score for code, score in rows if code == language and score is not None]
        assert tally.attempts == sum(code == language for code, _ in rows)
        if scores:
            assert tally.mean_score is not None
            assert isclose(tally.mean_score, fsum(scores) / len(scores), abs_tol=1e-9)
            assert tally.perfect_rate == scores.count(100) / len(scores)
        else:
            assert tally.mean_score is None
            assert tally.perfect_rate is None


@given(MOMENTS, ZONES)
def test_an_instant_lies_in_its_day(instant: datetime, zone: tzinfo) -> None:
    day = local_day(instant, zone)
    assert start_of_day(day, zone) <= instant < start_of_day(day + timedelta(days=1), zone)


@given(MOMENTS, ZONES)
def test_a_quarter_of_an_hour_lies_in_one_day(instant: datetime, zone: tzinfo) -> None:
    start = instant.replace(minute=instant.minute // 15 * 15, second=0)
    end = start + timedelta(minutes=15, microseconds=-1)
    assert local_day(start, zone) == local_day(end, zone)


@pytest.mark.parametrize(
    ("since", "day"),
    [
        ("1d", TODAY),
        ("7d", date(2026, 11, 17)),
        ("4w", date(2026, 10, 27)),
        ("2026-11-01", date(2026, 11, 1)),
        ("99999w", date(1970, 1, 2)),
        ("0001-01-01", date(1970, 1, 2)),
    ],
)
def test_since_names_a_day(since: str, day: date) -> None:
    assert first_day(since, TODAY) == day


@pytest.mark.parametrize("since", ["", "0d", "7", "-7d", "7 d", "2026-02-30", "٧d", "20261101"])
def test_since_refuses_anything_else(since: str) -> None:
    with pytest.raises(UsageError) as refusal:
        first_day(since, TODAY)
    assert "7d" in refusal.value.hint


@pytest.mark.parametrize("tag", ["", "%", "Koraen", "a", "ko-"])
def test_a_language_is_a_tag(tag: str) -> None:
    assert language_tag("pt-BR") == "pt-BR"
    with pytest.raises(UsageError):
        language_tag(tag)
