"""Revisions and tombstones: what a client that keeps a copy of its own may rely on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.cloud.learners import OWNER_COLUMNS, add_account, claims, insert, row_of
from tests.supabase_stack.auth.server import SCHEMA
from tests.supabase_stack.postgres import MIGRATIONS, OWNER, Postgres, apply, running_postgres

COUNTED = sorted(set(OWNER_COLUMNS) - {"users"})
MIGRATION = MIGRATIONS / "20261123110000_sync.sql"


@pytest.fixture
def learner(database: Postgres) -> str:
    return add_account(database)


def asked(database: Postgres, learner: str, query: str, *values: Any) -> Any:
    """What a function answers to a learner; what it changes stays."""
    with database.request("authenticated", claims(learner), keep=True) as db:
        return db.execute(query.encode(), values).fetchone()[0]


def push(database: Postgres, learner: str, **rows: Any) -> dict[str, Any]:
    given = {
        kind: Jsonb(rows.get(kind, []))
        for kind in ("attempts", "sittings", "deletions", "settings")
    }
    query = "select public.push_changes(%s, %s, %s, %s)"
    return asked(database, learner, query, *given.values())


def pull(database: Postgres, learner: str, after: int = 0, rows: int = 500) -> dict[str, Any]:
    return asked(database, learner, "select public.pull_changes(%s, %s)", after, rows)


def attempt(**columns: Any) -> dict[str, Any]:
    """An attempt as a client sends it."""
    row = row_of("user_progress", "") | columns
    del row["user_id"]
    return row | {"words": [{"word": "안녕하세요", "status": "mispronounced", "score": 87.3}]}


def count(database: Postgres, query: str, *values: Any) -> Any:
    with psycopg.connect(database.dsn()) as db:
        return db.execute(query.encode(), values).fetchone()[0]


@pytest.mark.parametrize("table", COUNTED)
def test_every_change_gets_the_next_revision_whatever_is_asked_for(
    database: Postgres, learner: str, table: str
) -> None:
    with database.request("authenticated", claims(learner)) as db:
        for expected in (1, 2):
            insert(db, table, row_of(table, learner) | {"revision": 99})
            query = f"select max(revision) from public.{table}"  # noqa: S608 - a table's name
            assert db.execute(query.encode()).fetchone() == (expected,)


def test_a_learner_cannot_touch_the_counter(database: Postgres, learner: str) -> None:
    for query in (
        "select * from private.account_revisions",
        "update private.account_revisions set revision = 0 where true",
    ):
        with (
            database.request("authenticated", claims(learner)) as db,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            db.execute(query.encode())


def test_a_row_for_a_stranger_is_refused_before_it_waits_for_the_strangers_counter(
    database: Postgres, learner: str
) -> None:
    stranger = add_account(database)
    with psycopg.connect(database.dsn()) as slow:
        insert(slow, "user_progress", row_of("user_progress", stranger))
        with database.request("authenticated", claims(learner)) as db:
            db.execute("set local lock_timeout = '1s'")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                insert(db, "user_progress", row_of("user_progress", stranger))
        slow.rollback()


def in_background(work: Callable[[], Any]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_slow_transaction_is_never_behind_a_cursor(database: Postgres, learner: str) -> None:
    """The second writer waits, so that whoever reads its revision has read the first one's."""
    first, second = attempt(), attempt()
    with psycopg.connect(database.dsn()) as slow:
        insert(slow, "user_progress", row_of("user_progress", learner) | {"id": first["id"]})
        fast = in_background(lambda: push(database, learner, attempts=[second]))
        time.sleep(0.5)
        assert fast.is_alive()
        assert pull(database, learner) == {"head": 0, "changes": []}
        slow.commit()
        fast.join(10)
    seen = [change["row"]["id"] for change in pull(database, learner)["changes"]]
    assert seen == [first["id"], second["id"]]


def test_learners_do_not_wait_for_each_other(database: Postgres, learner: str) -> None:
    with psycopg.connect(database.dsn()) as slow:
        insert(slow, "user_progress", row_of("user_progress", learner))
        other = add_account(database)
        begun = time.monotonic()
        assert push(database, other, attempts=[attempt()])["after"] == 1
        assert time.monotonic() - begun < 5
        slow.rollback()


def test_a_tombstone_that_is_faster_keeps_the_row_out(database: Postgres, learner: str) -> None:
    row = attempt()
    with database.request("authenticated", claims(learner), keep=True) as deleting:
        insert(deleting, "deletions", {"user_id": learner, "id": row["id"]})
        late = in_background(lambda: push(database, learner, attempts=[row]))
        time.sleep(0.5)
        assert late.is_alive()
        deleting.commit()
        late.join(10)
    kinds = [change["kind"] for change in pull(database, learner)["changes"]]
    assert kinds == ["deletions"]


def test_a_tombstone_takes_the_row_and_nothing_brings_it_back(
    database: Postgres, learner: str
) -> None:
    row, stays = attempt(), attempt()
    push(database, learner, attempts=[row, stays])
    push(database, learner, deletions=[row["id"], str(uuid4())])
    push(database, learner, attempts=[row, stays])
    kinds = [change["kind"] for change in pull(database, learner)["changes"]]
    assert sorted(kinds) == ["deletions", "deletions", "user_progress"]


def test_a_replay_changes_nothing_and_its_revisions_are_its_own(
    database: Postgres, learner: str
) -> None:
    rows = [attempt() for _ in range(5)]
    first = push(database, learner, attempts=rows)
    again = push(database, learner, attempts=rows)
    assert (first["before"], first["after"], again["before"]) == (0, 5, 5)
    page = pull(database, learner)
    assert [change["revision"] for change in page["changes"]] == [1, 2, 3, 4, 5]
    assert page["head"] == again["after"]


def test_pages_hold_what_they_may_and_no_more(database: Postgres, learner: str) -> None:
    push(database, learner, attempts=[attempt() for _ in range(7)])
    sizes, cursor = [], 0
    while changes := pull(database, learner, cursor, 3)["changes"]:
        sizes.append(len(changes))
        cursor = changes[-1]["revision"]
    assert sizes == [3, 3, 1]
    for rows in (0, 501, None):
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            pull(database, learner, 0, rows)  # type: ignore[arg-type]


def test_a_row_comes_back_as_it_was_sent(database: Postgres, learner: str) -> None:
    row = attempt(practice_date="2026-03-01T10:00:00.123456+00:00")
    push(database, learner, attempts=[row])
    (change,) = pull(database, learner)["changes"]
    assert change["row"] == {name: value for name, value in row.items() if value is not None}


def test_rows_that_cannot_be_stored_are_named_and_the_others_are_kept(
    database: Postgres, learner: str
) -> None:
    good = attempt()
    bad = {
        "practice_date": attempt(practice_date="2040-01-01T00:00:00Z"),
        "target_phrase": attempt(target_phrase="x" * 5001),
        "verdict": attempt(verdict="so"),
        "words": attempt() | {"words": "none"},
        "date": attempt(practice_date="yesterday at noon"),
    }
    answer = push(
        database,
        learner,
        attempts=[*bad.values(), good],
        sittings=[{"id": str(uuid4()), "device_id": str(uuid4())}],
        settings=[{"setting_key": "NOT A KEY", "setting_value": 1, "revision": 0}],
    )
    refused = {one["id"] for one in answer["refused"]}
    assert {row["id"] for row in bad.values()} < refused
    assert len(refused) == len(bad) + 2
    assert all(one["reason"] for one in answer["refused"])
    (change,) = pull(database, learner)["changes"]
    assert change["row"]["id"] == good["id"]


@pytest.mark.parametrize("kind", ["attempts", "sittings", "deletions", "settings"])
@pytest.mark.parametrize("rows", [[{}] * 501, {"a": 1}, None])
def test_what_is_no_list_of_up_to_500_is_refused_whole(
    database: Postgres, learner: str, kind: str, rows: Any
) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        push(database, learner, **{kind: rows})


def test_a_setting_is_taken_where_it_is_based_on_what_is_there(
    database: Postgres, learner: str
) -> None:
    def choose(value: Any, revision: int) -> tuple[Any, int]:
        change = {"setting_key": "voice", "setting_value": value, "revision": revision}
        (kept,) = push(database, learner, settings=[change])["settings"]
        return kept["setting_value"], kept["revision"]

    assert choose("a", 0) == ("a", 1)
    assert choose("b", 0)[0] == "a"
    value, revision = choose("b", 1)
    assert value == "b"
    assert choose("c", 1) == ("b", revision)
    assert choose(None, revision)[0] is None
    (change,) = pull(database, learner)["changes"]
    assert change["row"]["setting_value"] is None


def test_of_two_ends_of_a_sitting_the_later_counts_and_the_same_one_is_no_change(
    database: Postgres, learner: str
) -> None:
    begun = {"id": str(uuid4()), "device_id": str(uuid4()), "started_at": "2026-03-01T10:00:00Z"}
    early, late = ({"ended_at": f"2026-03-01T1{hour}:00:00Z"} for hour in (1, 2))
    for sitting in (begun, begun | late, begun | early, begun, begun | late):
        push(database, learner, sittings=[sitting])
    (change,) = pull(database, learner)["changes"]
    assert change["row"]["ended_at"] == "2026-03-01T12:00:00+00:00"


def test_an_account_goes_with_its_counter_and_its_tombstones(
    database: Postgres, learner: str
) -> None:
    rows = [attempt() for _ in range(3)]
    push(database, learner, attempts=rows, deletions=[str(uuid4())])
    push(database, learner, deletions=[rows[0]["id"]])
    with psycopg.connect(database.dsn("supabase_auth_admin")) as db:
        db.execute("delete from auth.users where id = %s", (learner,))
    for table in ("public.deletions", "public.user_progress", "private.account_revisions"):
        query = f"select count(*) from {table} where user_id = %s"  # noqa: S608 - a table's name
        assert count(database, query, learner) == 0


def test_a_page_is_read_from_its_index(database: Postgres, learner: str) -> None:
    with psycopg.connect(database.dsn()) as db:
        db.execute("analyze public.user_progress")
        db.execute("set local enable_seqscan = off")
        plan = db.execute(
            "explain select * from public.user_progress "
            "where user_id = %s and revision > 3 order by revision limit 500",
            (learner,),
        ).fetchall()
    assert "user_progress_by_revision" in str(plan)
    assert "Sort" not in str(plan)


def test_rows_from_before_get_revisions_and_the_next_change_the_one_after() -> None:
    earlier = [script for script in sorted(MIGRATIONS.glob("*.sql")) if script < MIGRATION]
    with running_postgres([SCHEMA], earlier) as postgres:
        learners = [add_account(postgres), add_account(postgres)]
        with psycopg.connect(postgres.dsn()) as db:
            for learner in learners:
                for table in ("user_progress", "user_progress", "sessions", "user_settings"):
                    insert(db, table, row_of(table, learner))
        apply(MIGRATION, postgres.dsn(OWNER))
        for learner in learners:
            page = pull(postgres, learner)
            assert [change["revision"] for change in page["changes"]] == [1, 2, 3, 4]
            assert push(postgres, learner, attempts=[attempt()])["after"] == 5
