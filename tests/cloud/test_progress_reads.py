"""What a machine without a disk asks the server, against what a local history answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miolingo.history.attempts import Attempt
from miolingo.history.reports.statistics import Interval, Selection, Tally
from miolingo.history.reports.summary import HardWord
from miolingo.history.serialization import attempt_from_record, attempt_record, instant_of
from miolingo.judging.judgement import Verdict, WordResult, WordStatus
from miolingo.store import Store
from tests.parts.changes import asked, attempt, push
from tests.parts.learners import add_account
from tests.supabase_stack.postgres import Postgres

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEVICE = str(UUID(int=99))
MINUTES = st.integers(-120, 120).map(lambda minutes: NOON + timedelta(minutes=minutes))
MOMENTS = st.builds(
    lambda at, microseconds: at + timedelta(microseconds=microseconds),
    MINUTES,
    st.sampled_from([-1, 0, 0, 1, 59_999_999]),
)
WORDS = st.lists(
    st.builds(
        WordResult,
        st.sampled_from(["a", "B", "é", "말", "z'"]),
        st.sampled_from(WordStatus),
        st.integers(0, 200).map(lambda halves: halves / 2),
        st.none() | st.integers(0, 900),
    ),
    max_size=4,
).map(tuple)


@st.composite
def attempts_of_somebody(draw: st.DrawFn) -> list[Attempt]:
    return [draw(an_attempt(number)) for number in range(draw(st.integers(0, 9)))]


@st.composite
def an_attempt(draw: st.DrawFn, number: int) -> Attempt:
    verdict = draw(st.sampled_from(Verdict))
    scored = verdict is not Verdict.NOT_SCORABLE
    return Attempt(
        id=str(UUID(int=number)),
        user_id=None,
        language_code=draw(st.sampled_from(["ko", "pt", "pt-BR", "PT", "ptx"])),
        practice_date=draw(MOMENTS),
        target_phrase="말",
        recognized_phrase="",
        similarity_score=draw(st.integers(0, 200)) / 2 if scored else None,
        perfect_match=verdict is Verdict.UNDERSTOOD and draw(st.booleans()),
        verdict=verdict,
        words=draw(WORDS),
        deck=draw(st.none() | st.just("start")),
        duration_ms=900,
        model="m",
        scorer_version="1",
        device_id=DEVICE,
    )


SELECTIONS = st.builds(
    Selection, st.none() | MINUTES, st.sampled_from([None, "ko", "pt", "PT", "pt-br", "de"])
)


@pytest.fixture
def learner(database: Postgres) -> str:
    return add_account(database)


def pages(database: Postgres, learner: str, of: Selection, rows: int) -> Iterator[Attempt]:
    last: tuple[str | None, str | None] = (None, None)
    query = "select public.progress_page(%s, %s, %s, %s, %s)"
    while page := asked(database, learner, query, of.since, of.language_code, *last, rows):
        assert len(page) <= rows
        yield from map(attempt_from_record, page)
        before, last = last, (page[-1]["practice_date"], page[-1]["id"])
        assert last != before


def intervals(database: Postgres, learner: str, of: Selection) -> list[Interval]:
    query = "select public.progress_intervals(%s, %s)"
    return [
        Interval(instant_of(starts_at), language_code, Tally(*counts))
        for starts_at, language_code, *counts in asked(
            database, learner, query, of.since, of.language_code
        )
    ]


def hardest_words(
    database: Postgres, learner: str, of: Selection, among: int, most: int
) -> list[HardWord]:
    query = "select public.hardest_words(%s, %s, %s, %s)"
    found = asked(database, learner, query, of.since, of.language_code, among, most)
    return [HardWord(*row) for row in found]


@settings(max_examples=60)
@given(
    attempts=attempts_of_somebody(),
    selection=SELECTIONS,
    rows=st.integers(1, 4),
    among=st.integers(0, 9),
    most=st.integers(0, 5),
)
def test_the_server_answers_as_a_local_history(
    database: Postgres,
    tmp_path_factory: pytest.TempPathFactory,
    attempts: list[Attempt],
    selection: Selection,
    rows: int,
    among: int,
    most: int,
) -> None:
    learner, other = add_account(database), add_account(database)
    records = [attempt_record(one) for one in attempts]
    assert push(database, learner, attempts=records)["refused"] == []
    push(database, other, attempts=[attempt(practice_date=NOON.isoformat())])
    with Store(tmp_path_factory.mktemp("local") / "history.db") as store:
        store.add_all(attempts, [])
        assert list(pages(database, learner, selection, rows)) == list(
            store.latest_attempts(selection, 99)
        )
        assert intervals(database, learner, selection)[::-1] == list(store.intervals(selection))
        assert hardest_words(database, learner, selection, among, most) == (
            store.hardest_words(selection, among=among, limit=most)
        )


def test_without_parameters_everything_is_meant(database: Postgres, learner: str) -> None:
    row = attempt()
    push(database, learner, attempts=[row])
    (found,) = asked(database, learner, "select public.progress_page()")
    assert found["id"] == row["id"]
    assert asked(database, learner, "select public.progress_intervals()") == [
        ["2026-03-01T10:00:00+00:00", "ko", 1, 1, 87.3, 0]
    ]
    assert asked(database, learner, "select public.hardest_words()") == [["안녕하세요", 87.3, 1]]


@pytest.mark.parametrize("function", ["progress_page", "progress_intervals", "hardest_words"])
def test_of_nothing_there_is_an_empty_list(database: Postgres, learner: str, function: str) -> None:
    assert asked(database, learner, f"select public.{function}()") == []


@pytest.mark.parametrize("rows", [0, 501, -1, None])
def test_a_page_has_up_to_500_rows(database: Postgres, learner: str, rows: int | None) -> None:
    query = "select public.progress_page(page_rows => %s)"
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        asked(database, learner, query, rows)
    push(database, learner, attempts=[attempt() for _ in range(500)])
    push(database, learner, attempts=[attempt()])
    assert len(asked(database, learner, query, 500)) == 500
