"""The summary that the server makes, against the same sum in Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.parts.learners import Row, add_account, claims, insert, row_of
from tests.supabase_stack.postgres import Postgres

ASK = """
    select * from public.progress_summary(
        since => %(since)s, until => %(until)s, lang => %(lang)s, time_zone => %(time_zone)s
    )
"""
# Around the nights on which Berlin, New York and Lord Howe change their clocks.
NIGHTS = [datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 29), (4, 4), (11, 1))]
INSTANTS = st.builds(
    lambda night, minutes: night + timedelta(minutes=minutes),
    st.sampled_from(NIGHTS),
    st.integers(-2000, 2000),
)
ATTEMPTS = st.builds(
    lambda at, lang, score, perfect, ms: {
        "practice_date": at,
        "language_code": lang,
        "similarity_score": score,
        "perfect_match": perfect and score is not None,
        "verdict": "not_scorable" if score is None else "understood",
        "duration_ms": ms,
    },
    INSTANTS,
    st.sampled_from(["ko", "pt", "pt-BR", "ptx"]),
    st.none() | st.integers(0, 1000).map(lambda tenths: tenths / 10),
    st.booleans(),
    st.integers(0, 60_000),
)


@pytest.fixture(scope="module")
def learner(database: Postgres) -> str:
    """Somebody among others who practice too."""
    other = add_account(database)
    with psycopg.connect(database.dsn()) as db:
        insert(db, "user_progress", row_of("user_progress", other))
    return add_account(database)


def asked(database: Postgres, learner: str, attempts: list[Row], **filters: Any) -> list[Any]:
    defaults = {"since": None, "until": None, "lang": None, "time_zone": "UTC"}
    with database.request("authenticated", claims(learner)) as db:
        for attempt in attempts:
            insert(db, "user_progress", row_of("user_progress", learner) | attempt)
        return db.execute(ASK, defaults | filters).fetchall()


def counted(
    attempts: list[Row], since: datetime, until: datetime, lang: str | None, time_zone: str
) -> list[tuple[Any, ...]]:
    groups: dict[tuple[date, str], list[Row]] = defaultdict(list)
    for attempt in attempts:
        at, spoken = attempt["practice_date"], attempt["language_code"]
        if since <= at < until and (lang is None or lang.lower() in {spoken.lower(), spoken[:2]}):
            groups[at.astimezone(ZoneInfo(time_zone)).date(), spoken].append(attempt)
    return [
        (
            *key,
            len(group),
            len(scores := [a["similarity_score"] for a in group if a["verdict"] != "not_scorable"]),
            pytest.approx(sum(scores) / len(scores)) if scores else None,
            sum(a["perfect_match"] for a in group),
            sum(a["duration_ms"] for a in group),
        )
        for key, group in sorted(groups.items())
    ]


@hypothesis_settings(max_examples=40)
@given(
    attempts=st.lists(ATTEMPTS, max_size=12),
    bounds=st.tuples(INSTANTS, INSTANTS),
    lang=st.sampled_from([None, "ko", "KO", "pt-br"]),
    time_zone=st.sampled_from(
        ["UTC", "Europe/Berlin", "America/New_York", "Asia/Seoul", "Australia/Lord_Howe"]
    ),
)
def test_it_is_the_sum_of_the_attempts(
    database: Postgres,
    learner: str,
    attempts: list[Row],
    bounds: tuple[datetime, datetime],
    lang: str | None,
    time_zone: str,
) -> None:
    since, until = bounds
    answer = asked(
        database, learner, attempts, since=since, until=until, lang=lang, time_zone=time_zone
    )
    assert answer == counted(attempts, since, until, lang, time_zone)


def test_a_language_takes_in_its_regions_and_no_other_language(
    database: Postgres, learner: str
) -> None:
    attempts = [{"language_code": code} for code in ("pt", "pt-BR", "ptx", "ko")]
    found = asked(database, learner, attempts, lang="pt")
    assert [row[1] for row in found] == ["pt", "pt-BR"]


def test_the_night_of_a_changed_clock_is_one_day(database: Postgres, learner: str) -> None:
    attempts = [
        {"practice_date": datetime(2026, 3, day, hour, 30, tzinfo=UTC)}
        for day, hour in ((28, 22), (28, 23), (29, 21), (29, 22))
    ]
    found = asked(database, learner, attempts, time_zone="Europe/Berlin")
    assert [(row[0].day, row[2]) for row in found] == [(28, 1), (29, 2), (30, 1)]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Mars9", "UTC+3", "+03", "", "berlin\n", None])
@pytest.mark.parametrize("attempts", [[], [{}]])
def test_an_unknown_time_zone_is_refused(
    database: Postgres, learner: str, zone: str | None, attempts: list[Row]
) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="not recognized"):
        asked(database, learner, attempts, time_zone=zone)


@pytest.mark.parametrize("zone", ["Etc/GMT+5", "America/Port-au-Prince", "Japan"])
def test_names_of_places_are_known(database: Postgres, learner: str, zone: str) -> None:
    assert asked(database, learner, [], time_zone=zone) == []
