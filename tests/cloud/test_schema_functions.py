"""What happens with an account, and what clients may call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from miolingo.account.server.rest_api import SCHEMA_VERSION
from tests.parts.learners import (
    OWNER_COLUMNS,
    add_account,
    claims,
    insert,
    make_account,
    row_of,
)
from tests.supabase_stack.postgres import Postgres


@pytest.fixture
def as_auth_server(database: Postgres) -> Iterator[psycopg.Connection]:
    """A transaction of the auth server, which may turn into the owner; undone at the end."""
    with psycopg.connect(database.dsn()) as db:
        db.execute("set local role supabase_auth_admin")
        yield db
        db.rollback()


def rows_left(db: psycopg.Connection, user_id: str) -> dict[str, int]:
    counts = {}
    for table, owner in OWNER_COLUMNS.items():
        query = f"select from public.{table} where {owner} = %s"
        counts[table] = db.execute(query.encode(), (user_id,)).rowcount
    return counts


def add_rows(database: Postgres, user_id: str) -> None:
    with psycopg.connect(database.dsn()) as db:
        for table in set(OWNER_COLUMNS) - {"users"}:
            insert(db, table, row_of(table, user_id))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('{"display_name": "  Mina "}', "Mina"),
        ('{"display_name": "   "}', None),
        ('{"display_name": {"no": "text"}}', '{"no": "text"}'),
        (f'{{"display_name": "{"x" * 500}"}}', "x" * 80),
        ("[]", None),
        ("{}", None),
        (None, None),
    ],
)
def test_an_account_comes_with_a_profile(
    as_auth_server: psycopg.Connection, said: str | None, name: str | None
) -> None:
    user_id = make_account(as_auth_server, raw_user_meta_data=said)
    as_auth_server.execute("reset role")
    found = as_auth_server.execute(
        "select display_name from public.users where id = %s", (user_id,)
    )
    assert found.fetchall() == [(name,)]


def test_a_sign_up_outlives_a_profile_that_fails(as_auth_server: psycopg.Connection) -> None:
    as_auth_server.execute("reset role")
    as_auth_server.execute("alter table public.users add constraint never check (false) not valid")
    as_auth_server.execute("set local role supabase_auth_admin")
    user_id = make_account(as_auth_server)
    found = as_auth_server.execute("select id::text from auth.users where id = %s", (user_id,))
    assert found.fetchall() == [(user_id,)]


def test_every_row_goes_with_its_account(database: Postgres) -> None:
    leaving, staying = add_account(database), add_account(database)
    for learner in (leaving, staying):
        add_rows(database, learner)
    with psycopg.connect(database.dsn("supabase_auth_admin")) as db:
        db.execute("delete from auth.users where id = %s", (leaving,))
    with psycopg.connect(database.dsn()) as db:
        assert rows_left(db, leaving) == dict.fromkeys(OWNER_COLUMNS, 0)
        assert rows_left(db, staying) == dict.fromkeys(OWNER_COLUMNS, 1)


def call(
    database: Postgres, function: str, token: Mapping[str, Any], role: str = "authenticated"
) -> list[tuple[Any, ...]]:
    """What a function answers; what it does is kept."""
    with database.request(role, token) as db:
        found = db.execute(f"select * from public.{function}()".encode()).fetchall()  # noqa: S608
        db.execute("commit")
        return found


def test_delete_account_removes_the_caller_and_every_row(database: Postgres) -> None:
    leaving, staying = add_account(database), add_account(database)
    for learner in (leaving, staying):
        add_rows(database, learner)
    call(database, "delete_account", claims(leaving, proven_s_ago=590))
    with psycopg.connect(database.dsn()) as db:
        accounts = db.execute(
            "select id::text from auth.users where id in (%s, %s)", (leaving, staying)
        )
        assert accounts.fetchall() == [(staying,)]
        assert rows_left(db, leaving) == dict.fromkeys(OWNER_COLUMNS, 0)
        assert rows_left(db, staying) == dict.fromkeys(OWNER_COLUMNS, 1)


@pytest.mark.parametrize(
    "proofs",
    [
        {"amr": [{"method": "password", "timestamp": 1_700_000_000}]},
        {"amr": [{"method": "token_refresh", "timestamp": 32_500_000_000}]},
        {"amr": ["password"]},
        {"amr": []},
        {"amr": None},
        {},
    ],
)
def test_delete_account_wants_a_fresh_proof(database: Postgres, proofs: dict[str, Any]) -> None:
    user_id = add_account(database)
    with pytest.raises(psycopg.DatabaseError, match=r"^reauthentication_needed") as refusal:
        call(database, "delete_account", {"sub": user_id, "aal": "aal1", **proofs})
    assert refusal.value.sqlstate == "PT403"
    with psycopg.connect(database.dsn()) as db:
        assert rows_left(db, user_id)["users"] == 1


@pytest.mark.parametrize("function", ["delete_account", "account_sessions"])
def test_a_second_factor_has_to_be_shown(database: Postgres, function: str) -> None:
    user_id = add_account(database, second_factor=True)
    with pytest.raises(psycopg.DatabaseError, match=r"^insufficient_aal") as refusal:
        call(database, function, claims(user_id))
    assert refusal.value.sqlstate == "PT403"
    call(database, function, claims(user_id, aal="aal2"))


@pytest.mark.parametrize("function", ["delete_account", "account_sessions"])
def test_without_an_account_there_is_nothing_to_call(database: Postgres, function: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        call(database, function, {}, role="anon")


def test_account_sessions_are_the_callers_own_that_still_count(database: Postgres) -> None:
    mine, other = add_account(database), add_account(database)
    with psycopg.connect(database.dsn()) as db:
        db.execute(
            """insert into auth.sessions (id, user_id, created_at, refreshed_at, not_after)
            values (gen_random_uuid(), %(mine)s, '2026-03-01Z', null, null),
                (gen_random_uuid(), %(mine)s, '2026-02-01Z', '2026-03-02', null),
                (gen_random_uuid(), %(mine)s, '2026-03-01Z', null, '2026-03-03Z'),
                (gen_random_uuid(), %(other)s, '2026-03-01Z', null, null)""",
            {"mine": mine, "other": other},
        )
    found = call(database, "account_sessions", claims(mine))
    assert [str(last_used_at.date()) for _, _, last_used_at, _ in found] == [
        "2026-03-02",
        "2026-03-01",
    ]


def test_a_learner_ends_sessions_of_their_own_alone(database: Postgres) -> None:
    mine, other = add_account(database), add_account(database)
    ids = [str(uuid4()), str(uuid4())]
    with psycopg.connect(database.dsn()) as db:
        for session_id, user_id in zip(ids, (mine, other), strict=True):
            db.execute(
                "insert into auth.sessions (id, user_id, created_at) values (%s, %s, now())",
                (session_id, user_id),
            )
    with database.request("authenticated", claims(mine)) as db:
        for session_id in ids:
            db.execute("select public.end_account_session(%s)", (session_id,))
        db.execute("commit")
    with psycopg.connect(database.dsn()) as db:
        left = db.execute("select id from auth.sessions where id = any(%s::uuid[])", (ids,))
        assert [str(row[0]) for row in left] == [ids[1]]


@pytest.mark.parametrize("role", ["anon", "authenticated"])
def test_anybody_may_ask_for_the_schemas_version(database: Postgres, role: str) -> None:
    assert call(database, "schema_version", {}, role) == [(SCHEMA_VERSION,)]
