"""How much an account may hold."""

from __future__ import annotations

import json
import time
from typing import Any

import psycopg
import pytest

from tests.parts.changes import asked, attempt, practice_session, pull, push
from tests.parts.learners import add_account
from tests.supabase_stack.postgres import MIGRATIONS, OWNER, Cluster, Postgres, apply

MIGRATION = MIGRATIONS / "20261130140000_limits.sql"
FAIR_SHARES = MIGRATIONS / "20261130180000_fair_shares.sql"
COLUMN_BYTES = 524_288
"""What the words of an attempt may take, and its details."""
TEN = [str(number) for number in range(10)]


@pytest.fixture
def database(cluster: Cluster) -> Postgres:
    """A database of the test's own, whose limits it sets."""
    return cluster.database()


@pytest.fixture
def learner(database: Postgres) -> str:
    return add_account(database)


def limit(database: Postgres, **figures: int) -> None:
    with psycopg.connect(database.dsn(OWNER)) as db:
        for name, figure in figures.items():
            statement = f"update private.account_limits set {name} = %s where true"  # noqa: S608
            db.execute(statement.encode(), (figure,))


def counted(database: Postgres, learner: str) -> tuple[int, int, int]:
    """Rows, bytes and tombstones of an account, as they are counted."""
    query = (
        "select rows_kept, bytes_kept, tombstones from private.account_revisions where user_id = %s"
    )
    with psycopg.connect(database.dsn()) as db:
        return db.execute(query, (learner,)).fetchone() or (0, 0, 0)


def kept(database: Postgres, learner: str) -> tuple[int, int, int]:
    """The same, as they are."""
    parts = " union all ".join(
        f"select octet_length(t::text) from public.{table} as t where user_id = %(who)s"  # noqa: S608
        for table in ("user_progress", "sessions", "user_settings")
    )
    query = (
        f"select count(*), coalesce(sum(octet_length), 0), "  # noqa: S608
        f"(select count(*) from public.deletions where user_id = %(who)s) from ({parts}) as _"
    )
    with psycopg.connect(database.dsn()) as db:
        return db.execute(query.encode(), {"who": learner}).fetchone() or (0, 0, 0)


def fill(database: Postgres, learner: str, taken: list[dict[str, Any]]) -> None:
    """Push attempts one by one, and add to ``taken`` what the account took."""
    while len(taken) < 99:
        row = attempt()
        push(database, learner, attempts=[row])
        taken.append(row)


def test_what_is_kept_is_counted_once_and_no_more_when_it_goes(
    database: Postgres, learner: str
) -> None:
    rows = [attempt() for _ in range(5)]
    begun = practice_session()
    ended = begun | {"ended_at": "2026-03-01T11:00:00Z"}
    setting = {"setting_key": "voice", "setting_value": "ko+f4", "revision": 0}
    batches: list[dict[str, Any]] = [
        {"attempts": rows, "sittings": [begun], "settings": [setting]},
        {"attempts": [*rows, attempt(verdict="so")], "sittings": [begun, ended]},
        {"settings": [setting | {"setting_value": "a", "revision": 7}]},
        {"deletions": [rows[0]["id"], rows[1]["id"], begun["id"]]},
        {"deletions": [rows[0]["id"]], "attempts": rows},
    ]
    for batch in batches:
        push(database, learner, **batch)
        assert counted(database, learner) == kept(database, learner)
    assert counted(database, learner)[::2] == (4, 3)


def test_rows_from_before_are_counted(cluster: Cluster) -> None:
    postgres = cluster.database(
        [script for script in sorted(MIGRATIONS.glob("*.sql")) if script < MIGRATION]
    )
    learner = add_account(postgres)
    rows = [attempt() for _ in range(3)]
    push(postgres, learner, attempts=rows, deletions=[rows[0]["id"]])
    apply(MIGRATION, postgres.dsn(OWNER))
    assert counted(postgres, learner) == kept(postgres, learner)


@pytest.mark.parametrize("figures", [{"most_rows": 10}, {"most_bytes": 3000}])
def test_a_full_account_takes_no_more_until_there_is_room(
    database: Postgres, learner: str, figures: dict[str, int]
) -> None:
    limit(database, **figures)
    rows: list[dict[str, Any]] = []
    with pytest.raises(psycopg.DatabaseError, match=r"^account_full") as refusal:
        fill(database, learner, rows)
    assert refusal.value.sqlstate == "PT402"
    assert asked(database, learner, "select public.account_usage()") >= 1
    assert push(database, learner, attempts=rows)["refused"] == []
    push(database, learner, deletions=[row["id"] for row in rows[:3]])
    push(database, learner, attempts=[attempt()])
    other = add_account(database)
    push(database, other, attempts=[attempt()])


def test_a_day_has_a_limit_too(database: Postgres, learner: str) -> None:
    limit(database, most_bytes_a_day=2000)
    with pytest.raises(psycopg.DatabaseError, match=r"^account_full_today"):
        fill(database, learner, [])
    with psycopg.connect(database.dsn()) as db:
        db.execute("update private.account_revisions set counted_on = counted_on - 1")
    push(database, learner, attempts=[attempt()])


def test_a_row_that_is_too_long_is_refused_alone(database: Postgres, learner: str) -> None:
    limit(database, most_bytes_a_row=5000)
    words = [{"word": "w" * 5000, "status": "correct", "score": 100}]
    good, long = attempt(), attempt(words=words)
    answer = push(database, learner, attempts=[good, long])
    assert [refusal["id"] for refusal in answer["refused"]] == [long["id"]]
    assert "5000 bytes" in answer["refused"][0]["reason"]


def test_a_row_may_hold_what_its_columns_may(database: Postgres, learner: str) -> None:
    """Also one of many short words, whose binary form is longer than its text."""
    words = [{"word": "가", "status": "correct", "score": 9.5, "start_ms": 1, "end_ms": 2}] * 6500
    sounds = "k" * (COLUMN_BYTES - len(json.dumps({"sounds": ""})))
    texts = {"target_phrase": "\U0001f600" * 5000, "recognized_phrase": "\U0001f600" * 20_000}
    largest = attempt(words=words, details={"sounds": sounds}, **texts)
    assert 0.9 * COLUMN_BYTES < len(json.dumps(words, ensure_ascii=False).encode()) < COLUMN_BYTES
    assert push(database, learner, attempts=[largest])["refused"] == []
    (change,) = pull(database, learner)["changes"]
    assert change["row"]["details"] == {"sounds": sounds}


@pytest.mark.parametrize(("figure", "then"), [(262_144, 1_200_000), (300_000, 300_000)])
def test_a_limit_of_rows_that_the_owner_chose_stays(
    cluster: Cluster, figure: int, then: int
) -> None:
    earlier = [script for script in sorted(MIGRATIONS.glob("*.sql")) if script < FAIR_SHARES]
    postgres = cluster.database(earlier)
    limit(postgres, most_bytes_a_row=figure)
    apply(FAIR_SHARES, postgres.dsn(OWNER))
    with psycopg.connect(postgres.dsn(OWNER)) as db:
        query = "select most_bytes_a_row from private.account_limits"
        assert db.execute(query).fetchone() == (then,)


def test_a_push_has_a_limit(database: Postgres, learner: str) -> None:
    with pytest.raises(psycopg.errors.ProgramLimitExceeded):
        push(database, learner, attempts=[attempt(deck="x" * 200_000) for _ in range(50)])


@pytest.mark.parametrize("function", ["progress_page", "progress_intervals", "hardest_words"])
def test_a_long_language_tag_burns_no_time(database: Postgres, learner: str, function: str) -> None:
    for _ in range(2):
        push(database, learner, attempts=[attempt() for _ in range(500)])
    begun = time.monotonic()
    tag = "k" * 2**20
    assert asked(database, learner, f"select public.{function}(lang => %s)", tag) == []
    assert time.monotonic() - begun < 2


def test_a_learner_sets_no_limits(database: Postgres, learner: str) -> None:
    for query in ("select * from private.account_limits", "table private.account_revisions"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            asked(database, learner, query)


def test_no_limit_is_nothing(database: Postgres) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        limit(database, most_rows=0)
