"""The tallies of quarter hours say what a recount of all attempts says, whatever was done."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from miolingo.history.attempts import Attempt
from miolingo.history.reports.statistics import Interval, Selection, Tally
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
        for (start, language_code), made in sorted(quarters.items(), reverse=True)
    ]


def tally_of(made: list[Attempt]) -> Tally:
    scored = [one for one in made if one.similarity_score is not None]
    total = round(sum(one.similarity_score or 0.0 for one in scored), 6)
    return Tally(len(made), len(scored), total, sum(one.perfect_match for one in scored))


def rounded(intervals: Iterable[Interval]) -> list[Interval]:
    return [
        replace(one, tally=replace(one.tally, score_sum=round(one.tally.score_sum, 6)))
        for one in intervals
    ]


def totals_of(intervals: Iterable[Interval]) -> dict[str, tuple[float, ...]]:
    """What intervals come to by language."""
    tallies: defaultdict[str, list[tuple[float, ...]]] = defaultdict(list)
    for one in intervals:
        tallies[one.language_code].append(astuple(one.tally))
    return {code: rounded_sums(zip(*rows, strict=True)) for code, rows in tallies.items()}


def rounded_sums(columns: Iterable[Iterable[float]]) -> tuple[float, ...]:
    return tuple(round(sum(column), 6) for column in columns)


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
            kept = store.totals(Selection()).items()
            assert {
                code: rounded_sums((figure,) for figure in astuple(tally)) for code, tally in kept
            } == totals_of(recount(store))
        assert store.count(Selection()) == sum(1 for _ in store.every_attempt())


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
        assert not list(store.intervals(Selection()))
