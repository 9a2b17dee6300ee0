"""Who reaches which row: anon, owner, stranger and a session without the second factor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.parts.learners import OWNER_COLUMNS, Row, add_account, claims, insert, row_of
from tests.supabase_stack.postgres import Postgres

FORBIDDEN = "42501"
THERE_ALREADY = "23505"
ACTIONS = ("select", "insert", "update", "delete")

# Rows seen or changed among one of the target's, or the error. Strangers change nothing and see
# nothing; only what nobody may do at all is refused aloud.
NOTHING = dict.fromkeys(OWNER_COLUMNS, (FORBIDDEN,) * 4)
OWN_ROWS = {
    "users": (1, THERE_ALREADY, 1, FORBIDDEN),
    "user_settings": (1, 1, 1, FORBIDDEN),
    "sessions": (1, 1, 1, FORBIDDEN),
    "user_progress": (1, 1, FORBIDDEN, FORBIDDEN),
    "deletions": (1, 1, FORBIDDEN, FORBIDDEN),
    "listening_answers": (1, 1, FORBIDDEN, FORBIDDEN),
}
NO_ROWS = {
    "users": (0, FORBIDDEN, 0, FORBIDDEN),
    "user_settings": (0, FORBIDDEN, 0, FORBIDDEN),
    "sessions": (0, FORBIDDEN, 0, FORBIDDEN),
    "user_progress": (0, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "deletions": (0, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "listening_answers": (0, FORBIDDEN, FORBIDDEN, FORBIDDEN),
}
EXPECTED = {
    "anon": NOTHING,
    "owner": OWN_ROWS,
    "stranger": NO_ROWS,
    "token of nobody": NO_ROWS,
    "second factor not shown": NO_ROWS,
    "second factor shown": OWN_ROWS,
}
MATRIX = [
    (who, table, action, outcome)
    for who, tables in EXPECTED.items()
    for table, outcomes in tables.items()
    for action, outcome in zip(ACTIONS, outcomes, strict=True)
]
CHANGED = {
    "users": "display_name",
    "user_settings": "setting_key",
    "sessions": "ended_at",
    "user_progress": "deck",
    "deletions": "deleted_at",
    "listening_answers": "voice",
}


@dataclass(frozen=True)
class World:
    """Three learners with a row in every table; ``guarded`` has a second factor."""

    database: Postgres
    owner: str
    stranger: str
    guarded: str

    def requester(self, who: str) -> tuple[str, Row, str]:
        """The role and claims of a request, and whose rows it is after."""
        return {
            "anon": ("anon", {}, self.owner),
            "owner": ("authenticated", claims(self.owner), self.owner),
            "stranger": ("authenticated", claims(self.stranger), self.owner),
            "token of nobody": ("authenticated", {}, self.owner),
            "second factor not shown": ("authenticated", claims(self.guarded), self.guarded),
            "second factor shown": (
                "authenticated",
                claims(self.guarded, aal="aal2"),
                self.guarded,
            ),
        }[who]


@pytest.fixture(scope="module")
def world(database: Postgres) -> World:
    learners = [add_account(database, second_factor=second) for second in (False, False, True)]
    with psycopg.connect(database.dsn()) as db:
        for learner in learners:
            for table in set(OWNER_COLUMNS) - {"users"}:
                insert(db, table, row_of(table, learner))
    return World(database, *learners)


def attempted(db: psycopg.Connection, action: str, table: str, target: str) -> int | str:
    texts = {
        "select": "select from {table} where {owner} = %s",
        "update": "update {table} set {column} = {column} where {owner} = %s",
        "delete": "delete from {table} where {owner} = %s",
    }
    try:
        if action == "insert":
            return insert(db, table, row_of(table, target))
        statement = sql.SQL(texts[action]).format(
            table=sql.Identifier("public", table),
            owner=sql.Identifier(OWNER_COLUMNS[table]),
            column=sql.Identifier(CHANGED[table]),
        )
        return db.execute(statement, (target,)).rowcount
    except psycopg.Error as error:
        return str(error.sqlstate)


@pytest.mark.parametrize(("who", "table", "action", "outcome"), MATRIX)
def test_what_each_may_do(
    world: World, who: str, table: str, action: str, outcome: int | str
) -> None:
    role, token, target = world.requester(who)
    with world.database.request(role, token) as db:
        assert attempted(db, action, table, target) == outcome


@pytest.mark.parametrize("table", OWNER_COLUMNS)
def test_without_a_filter_learners_see_their_own_rows(world: World, table: str) -> None:
    column = sql.Identifier(OWNER_COLUMNS[table])
    query = sql.SQL("select {}::text from {}").format(column, sql.Identifier("public", table))
    with world.database.request("authenticated", claims(world.stranger)) as db:
        assert db.execute(query).fetchall() == [(world.stranger,)]


@pytest.mark.parametrize("table", OWNER_COLUMNS)
@pytest.mark.parametrize("role", ["authenticated", "service_role"])
def test_a_row_stays_with_its_owner(world: World, table: str, role: str) -> None:
    statement = sql.SQL("update {} set {owner} = %s where {owner} = %s").format(
        sql.Identifier("public", table), owner=sql.Identifier(OWNER_COLUMNS[table])
    )
    with (
        world.database.request(role, claims(world.owner)) as db,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        db.execute(statement, (world.stranger, world.owner))


@pytest.mark.parametrize("table", ["sessions", "user_progress"])
def test_the_id_of_a_strangers_row_reveals_nothing(world: World, table: str) -> None:
    row = row_of(table, world.stranger)
    with world.database.request("authenticated", claims(world.stranger)) as db:
        assert insert(db, table, row | {"id": id_of(world, table)}) == 1


def id_of(world: World, table: str) -> str:
    query = sql.SQL("select id from {} where user_id = %s").format(sql.Identifier("public", table))
    with psycopg.connect(world.database.dsn()) as db:
        found = db.execute(query, (world.owner,)).fetchone()
    assert found
    return str(found[0])


@pytest.mark.parametrize("table", ["user_settings", "sessions"])
def test_a_merging_upsert_may_set_every_column(world: World, table: str) -> None:
    row = row_of(table, world.owner)
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    merge = sql.SQL("insert into {} ({}) values ({}) on conflict ({}) do update set ({}) = ({})")
    merge = merge.format(
        sql.Identifier("public", table),
        names,
        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
        sql.SQL(", ").join(map(sql.Identifier, list(row)[:2])),
        names,
        sql.SQL(", ").join(sql.Identifier("excluded", name) for name in row),
    )
    with world.database.request("authenticated", claims(world.owner)) as db:
        assert [db.execute(merge, list(row.values())).rowcount for _ in range(2)] == [1, 1]


def test_an_attempt_that_is_there_already_stays_as_it_is(world: World) -> None:
    row = row_of("user_progress", world.owner)
    statement = sql.SQL("insert into public.user_progress ({}) values ({}) on conflict do nothing")
    statement = statement.format(
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
    )
    with world.database.request("authenticated", claims(world.owner)) as db:
        assert [db.execute(statement, list(row.values())).rowcount for _ in range(2)] == [1, 0]


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", []) for node in nodes(child))]


@pytest.mark.parametrize("table", OWNER_COLUMNS)
def test_a_policy_is_evaluated_once_a_statement(world: World, table: str) -> None:
    query = sql.SQL("explain (format json) select * from {}").format(
        sql.Identifier("public", table)
    )
    with world.database.request("authenticated", claims(world.owner)) as db:
        found = db.execute(query).fetchone()
    assert found
    plan = nodes(found[0][0]["Plan"])
    conditions = " ".join(
        str(value)
        for node in plan
        for key, value in node.items()
        if "Cond" in key or "Filter" in key
    )
    assert sum(node.get("Parent Relationship") == "InitPlan" for node in plan) >= 2
    assert "uid()" not in conditions
    assert "has_required_aal()" not in conditions
