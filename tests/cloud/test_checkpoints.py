"""An account that is set back to an older copy says so to whoever knows a newer one."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.json import Jsonb

from tests.parts.changes import asked, attempt, ids, pull, push
from tests.parts.learners import add_account
from tests.supabase_stack.postgres import MIGRATIONS, OWNER, Cluster, Postgres, apply

MIGRATION = MIGRATIONS / "20261130150000_checkpoints.sql"


@pytest.fixture
def database(cluster: Cluster) -> Postgres:
    """A database of the test's own, which nobody else is connected to."""
    return cluster.database()


@pytest.fixture
def learner(database: Postgres) -> str:
    return add_account(database)


def backup_of(cluster: Cluster, database: Postgres) -> Postgres:
    """A copy of a database as it is now."""
    name = f"backup_{uuid4().hex}"
    cluster.copy(str(conninfo_to_dict(database.uri)["dbname"]), name)
    return Postgres(make_conninfo(database.uri, dbname=name))


def shown(database: Postgres, learner: str, reached: int, mark: str | None) -> dict[str, Any]:
    """What a pull answers to a client that shows a checkpoint."""
    query = "select public.pull_changes(0, 500, %s, %s)"
    return asked(database, learner, query, reached, mark)


def sent(
    database: Postgres, learner: str, rows: list[dict[str, Any]], reached: int, mark: str | None
) -> dict[str, Any]:
    """What a push answers to a client that shows a checkpoint."""
    query = "select public.push_changes(attempts => %s, reached => %s, reached_mark => %s)"
    return asked(database, learner, query, Jsonb(rows), reached, mark)


def test_whoever_shows_no_checkpoint_is_answered_as_ever(database: Postgres, learner: str) -> None:
    assert set(push(database, learner, attempts=[attempt()])) == {
        *("before", "after", "refused", "settings")
    }
    assert set(pull(database, learner)) == {"head", "changes"}
    assert pull(database, learner, 99) == {"head": 1, "changes": []}


def test_a_checkpoint_of_this_past_is_known_for_ever(database: Postgres, learner: str) -> None:
    checkpoints = [(0, None)]
    for count in (1, 3, 2):
        rows = [attempt() for _ in range(count)]
        answer = sent(database, learner, rows, *checkpoints[-1])
        assert "set_back" not in answer
        checkpoints.append((answer["after"], answer["mark"]))
    assert len({mark for _, mark in checkpoints}) == 4
    for reached, mark in checkpoints:
        page = shown(database, learner, reached, mark)
        assert (page["head"], page["mark"]) == checkpoints[-1]
        assert "set_back" not in page
    assert sent(database, learner, [attempt()], *checkpoints[1])["before"] == 6


def test_a_refused_row_and_what_was_undone_leave_the_mark_alone(
    database: Postgres, learner: str
) -> None:
    first = sent(database, learner, [attempt(), attempt(verdict="so"), attempt()], 0, None)
    assert len(first["refused"]) == 1
    again = sent(database, learner, [attempt(verdict="so")], first["after"], first["mark"])
    assert (again["after"], again["mark"]) == (first["after"], first["mark"])
    assert "set_back" not in shown(database, learner, first["after"], first["mark"])


@pytest.mark.parametrize("others", [0, 1, 4, 9])
def test_an_older_copy_does_not_know_what_came_after_it(
    cluster: Cluster, database: Postgres, learner: str, others: int
) -> None:
    before = sent(database, learner, [attempt(), attempt()], 0, None)
    backup = backup_of(cluster, database)
    after = sent(database, learner, [attempt() for _ in range(4)], before["after"], before["mark"])
    for _ in range(others):
        push(backup, learner, attempts=[attempt()])
    checkpoint = after["after"], after["mark"]
    assert shown(backup, learner, *checkpoint) == {
        "head": 2 + others,
        "changes": [],
        "set_back": True,
    }
    refused = sent(backup, learner, [attempt()], *checkpoint)
    assert refused["set_back"]
    assert pull(backup, learner)["head"] == 2 + others
    assert "set_back" not in shown(backup, learner, before["after"], before["mark"])


@pytest.mark.parametrize("mark", [None, "0123abcd-0123-4123-8123-0123456789ab"])
def test_a_checkpoint_whose_mark_is_not_known_counts_as_lost(
    database: Postgres, learner: str, mark: str | None
) -> None:
    push(database, learner, attempts=[attempt()])
    assert shown(database, learner, 1, mark)["set_back"]
    assert "set_back" not in shown(database, learner, 0, mark)


def test_accounts_from_before_have_a_mark_at_once(cluster: Cluster) -> None:
    earlier = [script for script in sorted(MIGRATIONS.glob("*.sql")) if script < MIGRATION]
    postgres = cluster.database(earlier)
    learner = add_account(postgres)
    row = attempt()
    push(postgres, learner, attempts=[row])
    apply(MIGRATION, postgres.dsn(OWNER))
    page = shown(postgres, learner, 0, None)
    assert ids(page) == [row["id"]]
    assert "set_back" not in shown(postgres, learner, page["head"], page["mark"])
    push(postgres, learner, attempts=[attempt()])
    assert "set_back" not in shown(postgres, learner, page["head"], page["mark"])


def test_an_account_that_is_gone_does_not_seem_empty(database: Postgres, learner: str) -> None:
    push(database, learner, attempts=[attempt()])
    with psycopg.connect(database.dsn("supabase_auth_admin")) as db:
        db.execute("delete from auth.users where id = %s", (learner,))
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        pull(database, learner)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        push(database, learner, attempts=[attempt()])


def test_a_learner_sees_no_mark_of_another_and_makes_none(database: Postgres, learner: str) -> None:
    push(database, learner, attempts=[attempt()])
    other = add_account(database)
    count = "select count(*) from private.account_marks"
    assert asked(database, other, count) == 0
    assert asked(database, learner, count) == 1
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        asked(
            database,
            learner,
            "insert into private.account_marks (user_id, revision) values (%s, 9) returning 1",
            learner,
        )
