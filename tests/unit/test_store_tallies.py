"""The tallies of quarter hours say what a recount of all attempts says, whatever was done."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from miolingo.history.attempts import Attempt
from miolingo.history.reports.statistics import Interval, Selection, Tally, by_day
from miolingo.judging.judgement import Verdict
from miolingo.store import Store
from tests.parts.attempts import an_attempt
from tests.parts.damage import uuid_of
from tests.parts.folders import memory_folder

MIDNIGHT = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
LANGUAGES = ("ko", "pt", "pt-BR")
IDS = st.integers(0, 15).map(uuid_of)
QUARTER = timedelta(minutes=15)
JUST = timedelta(microseconds=1)
INSTANTS = st.builds(
    lambda quarter, within: MIDNIGHT + quarter * QUARTER + within,
    st.integers(3, 5),
    st.sampled_from([timedelta(), JUST, timedelta(minutes=7), QUARTER - JUST]),
)
SCORES = st.one_of(st.none(), st.integers(0, 1000).map(lambda tenths: tenths / 10))
SELECTIONS = st.builds(
    Selection,
    since=st.one_of(st.none(), INSTANTS),
    language_code=st.one_of(st.none(), st.sampled_from(LANGUAGES)),
)


@st.composite
def some_attempts(draw: st.DrawFn) -> Attempt:
    score = draw(SCORES)
    perfect = score is not None and draw(st.booleans())
    verdict = Verdict.NOT_SCORABLE if score is None else Verdict.UNDERSTOOD
    return replace(
        an_attempt(draw(IDS), draw(INSTANTS)),
        language_code=draw(st.sampled_from(LANGUAGES)),
        similarity_score=score,
        perfect_match=perfect,
        verdict=verdict,
    )


# a half hour, three quarters, changes of half an hour and within a week, a day left out, wartime
ODD_ZONES = (
    "Asia/Seoul",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Recife",
    "Pacific/Apia",
    "Africa/Freetown",
    "Europe/Paris",
)
CHANGES = (
    datetime(1939, 9, 5, 1, tzinfo=UTC),
    datetime(2000, 10, 15, 2, tzinfo=UTC),
    datetime(2011, 12, 30, 10, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
)
STEPS = st.one_of(
    st.tuples(st.just("add_all"), st.lists(some_attempts(), max_size=12)),
    st.tuples(st.just("forget"), st.lists(IDS, max_size=6)),
    st.tuples(st.just("release"), st.lists(IDS, max_size=6)),
    st.tuples(st.just("forget_selected"), SELECTIONS),
)


def recount(store: Store) -> list[Interval]:
    """What ``Store.intervals`` should say, from the attempts alone."""
    quarters: defaultdict[tuple[datetime, str], list[Attempt]] = defaultdict(list)
    for attempt in store.every_attempt():
        at = attempt.practice_date
        start = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
        quarters[start, attempt.language_code].append(attempt)
    return [
        Interval(start, language_code, tally_of(made))
        for (start, language_code), made in sorted(quarters.items())
    ]


def tally_of(made: list[Attempt]) -> Tally:
    scored = [one for one in made if one.similarity_score is not None]
    total = round(sum(one.similarity_score or 0.0 for one in scored), 6)
    return Tally(len(made), len(scored), total, sum(one.perfect_match for one in scored))


def rounded(intervals: list[Interval]) -> list[Interval]:
    return [
        replace(one, tally=replace(one.tally, score_sum=round(one.tally.score_sum, 6)))
        for one in intervals
    ]


@settings(max_examples=150)
@given(st.lists(STEPS, max_size=12))
def test_tallies_equal_a_recount(steps: list[tuple[str, object]]) -> None:
    with (
        tempfile.TemporaryDirectory(dir=memory_folder()) as folder,
        Store(Path(folder) / "history.db") as store,
    ):
        for name, argument in steps:
            arguments = (argument, []) if name == "add_all" else (argument,)
            getattr(store, name)(*arguments)
            assert rounded(store.intervals(Selection())) == recount(store)
        assert store.count(Selection()) == sum(1 for _ in store.every_attempt())


ZONES = st.one_of(
    st.sampled_from(ODD_ZONES).map(ZoneInfo),
    st.integers(-24 * 60 + 1, 24 * 60 - 1).map(
        lambda minutes: timezone(timedelta(minutes=minutes))
    ),
)
MOMENTS = st.one_of(
    st.datetimes(timezones=st.just(UTC)),
    st.builds(lambda quarters: MIDNIGHT + quarters * QUARTER, st.integers(-3_000_000, 1_000_000)),
    st.builds(
        lambda changed, quarters: changed + quarters * QUARTER,
        st.sampled_from(CHANGES),
        st.integers(-200, 200),
    ),
)


@settings(max_examples=60)
@given(st.lists(MOMENTS, min_size=1, max_size=12), ZONES, MOMENTS)
def test_days_of_practice_are_those_of_the_clock_that_hung_on_the_wall(
    moments: list[datetime], zone: tzinfo, since: datetime
) -> None:
    attempts = [
        replace(
            an_attempt(uuid_of(number), moment),
            language_code=LANGUAGES[number % len(LANGUAGES)],
            similarity_score=float(number),
        )
        for number, moment in enumerate(moments)
    ]
    with (
        tempfile.TemporaryDirectory(dir=memory_folder()) as folder,
        Store(Path(folder) / "history.db") as store,
    ):
        store.add_all(attempts, [])
        for selection in (Selection(), Selection(since=since), Selection(None, "pt")):
            days = by_day(store.intervals(selection), zone)
            assert store.practice_days(selection, zone) == days


def test_a_history_that_is_not_there_has_no_days(tmp_path: Path) -> None:
    with Store(tmp_path / "history.db") as store:
        assert store.practice_days(Selection(), None) == []


def test_a_quarter_of_which_all_is_gone_is_gone_to_the_last_digit(tmp_path: Path) -> None:
    with Store(tmp_path / "history.db") as store:
        for number, score in enumerate((0.1, 0.2, 0.3)):
            store.add_attempt(
                replace(an_attempt(uuid_of(number), MIDNIGHT), similarity_score=score)
            )
        store.forget([uuid_of(0), uuid_of(1)])
        (interval,) = store.intervals(Selection())
        assert interval.tally == Tally(attempts=1, scored=1, score_sum=0.3, perfect=0)
        store.forget([uuid_of(2)])
        assert store.intervals(Selection()) == []
