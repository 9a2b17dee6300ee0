"""What holds for every table and function of the schema, those to come as well."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.supabase_stack.postgres import Postgres

VIEWS = """
    create temporary view tables as
    select c.oid, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity
    from pg_class as c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f');

    create temporary view owners as
    select k.conrelid, k.conkey[1] as attnum, k.confdeltype
    from pg_constraint as k
    where k.contype = 'f' and k.confrelid = 'auth.users'::regclass;

    create temporary view functions as
    select p.*, p.pronamespace::regnamespace || '.' || p.proname as name
    from pg_proc as p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace);
"""

# Each finds the names of what breaks a rule.
RULES = {
    "is a table": "select relname from tables where relkind not in ('r', 'p')",
    "has its policies switched on, for its owner too": """
        select relname from tables
        where not (relrowsecurity and relforcerowsecurity)
    """,
    "has a policy for learners": """
        select relname from tables where not exists (
            select from pg_policy as p where p.polrelid = tables.oid and p.polpermissive
        )
    """,
    "asks for the second factor": """
        select relname from tables where not exists (
            select from pg_policy as p
            where p.polrelid = tables.oid and not p.polpermissive and p.polcmd = '*'
                and pg_get_expr(p.polqual, p.polrelid) like '%SELECT private.has_required_aal()%'
        )
    """,
    "has policies for signed-in learners only": """
        select relname from tables join pg_policy as p on p.polrelid = tables.oid
        where p.polroles <> array['authenticated'::regrole::oid]
    """,
    "has policies that are evaluated once a statement": """
        select relname from tables join pg_policy as p on p.polrelid = tables.oid
        cross join lateral concat_ws(
            ' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
        ) as condition
        where replace(condition, 'SELECT auth.', '') like '%auth.%'
            or replace(condition, 'SELECT private.', '') like '%private.%'
    """,
    "is closed to anon": """
        select relname from tables
        where has_any_column_privilege('anon', oid, 'select, insert, update, references')
            or has_table_privilege('anon', oid, 'delete, truncate, trigger')
    """,
    "lets learners at rows only": """
        select relname from tables
        where has_table_privilege('authenticated', oid, 'truncate, references, trigger')
    """,
    "goes with its account": """
        select relname from tables where not exists (
            select from owners where conrelid = tables.oid and confdeltype = 'c'
        )
    """,
    "has keys and indexes that lead with its owner": """
        select relname from tables
        left join pg_index as i on i.indrelid = tables.oid
        left join owners on owners.conrelid = tables.oid
        where i.indkey[0] is distinct from owners.attnum
    """,
    "keeps its owner": """
        select relname from tables where not exists (
            select from pg_trigger as t
            where t.tgrelid = tables.oid and t.tgenabled = 'O'
                and t.tgfoid = 'private.forbid_owner_change()'::regprocedure
        )
    """,
    "pins its search path": """
        select name from functions
        where not coalesce(proconfig, '{}') @> array['search_path=""']
    """,
    "is closed to anon, but for the version": """
        select name from functions
        where has_function_privilege('anon', oid, 'execute') and name <> 'public.schema_version'
    """,
    "acts for its caller alone where it has its owner's rights": """
        select name from functions
        where prosecdef and pronargs > 0 and name <> 'public.end_account_session'
    """,  # it takes the id of a session, and ends the caller's alone: test_schema_functions.py
}

CARELESS_TABLE = "create table public.careless (id uuid primary key, user_id uuid)"
CARELESS_COPY = """
    create table public.careless (like public.sessions including all);
    alter table public.careless enable row level security, force row level security;
"""
# What a hurried migration might do, and a rule that it must break.
MISTAKES = [
    ("create view public.careless as select * from public.users", "is a table"),
    (CARELESS_TABLE, "has its policies switched on, for its owner too"),
    (CARELESS_TABLE, "has a policy for learners"),
    (CARELESS_TABLE, "asks for the second factor"),
    (
        "create policy careless on public.users using (true)",
        "has policies for signed-in learners only",
    ),
    (
        "create policy careless on public.users to authenticated using (id = auth.uid())",
        "has policies that are evaluated once a statement",
    ),
    ("grant select (id) on public.users to anon", "is closed to anon"),
    ("grant delete on public.users to public", "is closed to anon"),
    ("grant truncate on public.users to authenticated", "lets learners at rows only"),
    (CARELESS_COPY, "goes with its account"),
    (
        "create index careless on public.user_progress (practice_date)",
        "has keys and indexes that lead with its owner",
    ),
    (CARELESS_TABLE, "has keys and indexes that lead with its owner"),
    (CARELESS_COPY, "keeps its owner"),
    (
        "create function public.careless() returns int language sql as 'select 1'",
        "pins its search path",
    ),
    (
        "create function public.careless() returns int language sql as 'select 1'",
        "is closed to anon, but for the version",
    ),
    (
        "create function public.careless(who uuid) returns int security definer"
        " language sql as 'select 1'",
        "acts for its caller alone where it has its owner's rights",
    ),
]


@pytest.fixture
def catalogue(database: Postgres) -> Iterator[psycopg.Connection]:
    """A transaction of the owner, undone at the end."""
    with psycopg.connect(database.dsn()) as db:
        db.execute(VIEWS)
        yield db
        db.rollback()


@pytest.mark.parametrize("rule", RULES)
def test_everything(catalogue: psycopg.Connection, rule: str) -> None:
    assert catalogue.execute(RULES[rule].encode()).fetchall() == []


@pytest.mark.parametrize(("mistake", "rule"), MISTAKES)
def test_a_careless_migration_is_noticed(
    catalogue: psycopg.Connection, mistake: str, rule: str
) -> None:
    catalogue.execute(mistake.encode())
    assert catalogue.execute(RULES[rule].encode()).fetchall() != []


def test_there_is_something_to_look_at(catalogue: psycopg.Connection) -> None:
    tables = catalogue.execute("select relname from tables order by 1")
    assert [name for (name,) in tables.fetchall()] == [
        "account_heads",
        "deletions",
        "listening_answers",
        "sessions",
        "user_progress",
        "user_settings",
        "users",
    ]
