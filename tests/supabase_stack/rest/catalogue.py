"""What schema ``public`` holds, as the server's schema cache knows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.supabase_stack.rest.errors import RestError

_KEY = """
    select a.attname
    from pg_catalog.pg_class c
    left join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
    left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
    where c.relnamespace = 'public'::regnamespace and c.relname = %s and c.relkind in ('r', 'v')
    order by a.attnum
"""
_DEFAULTS = """
    select a.attname, pg_get_expr(d.adbin, d.adrelid)
    from pg_catalog.pg_attrdef d
    join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    join pg_catalog.pg_class c on c.oid = d.adrelid
    where c.relnamespace = 'public'::regnamespace and c.relname = %s and a.attname = any (%s)
"""
_FUNCTIONS = """
    select
        coalesce(p.proargnames[1:p.pronargs], '{}') as names,
        array(select format_type(t, null) from unnest(p.proargtypes) t) as types,
        p.pronargs - p.pronargdefaults as required,
        p.proretset as many,
        t.typname = 'void' as void,
        t.typtype = 'c' or p.prorettype = 'record'::regtype as composite
    from pg_catalog.pg_proc p join pg_catalog.pg_type t on t.oid = p.prorettype
    where p.pronamespace = 'public'::regnamespace and p.proname = %s and p.prokind = 'f'
"""
_INSERTED = """
    select pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) from pg_catalog.pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relname = %s
"""


@dataclass(frozen=True)
class Function:
    """A function that may be called by name: its arguments, and the shape of its answer."""

    name: str
    types: dict[str, str]
    many: bool
    void: bool
    composite: bool


def primary_key(db: psycopg.Connection[Any], table: str) -> list[str]:
    """The columns of a table's primary key. Raises PGRST205 for no such table."""
    rows = db.execute(_KEY, [table]).fetchall()
    if not rows:
        raise RestError(
            404, "PGRST205", f"Could not find the table 'public.{table}' in the schema cache"
        )
    return [name for (name,) in rows if name]


def defaults(
    db: psycopg.Connection[Any], table: str, names: Collection[str]
) -> list[tuple[str, str]]:
    """The columns among these that have a default, with its expression."""
    return db.execute(_DEFAULTS, [table, list(names)]).fetchall()


def inserted(db: psycopg.Connection[Any], table: str) -> int:
    """How many rows this transaction has added to a table."""
    found = db.execute(_INSERTED, [table]).fetchall()
    return int(found[0][0])


def function(db: psycopg.Connection[Any], name: str, given: Collection[str]) -> Function:
    """The function that takes these arguments. Raises PGRST202 for none."""
    for names, types, required, *shape in db.execute(_FUNCTIONS, [name]):
        if set(names[:required]) <= set(given) <= set(names):
            return Function(name, dict(zip(names, types, strict=True)), *shape)
    signature = f"({', '.join(sorted(given))})" if given else " without parameters"
    raise RestError(
        404,
        "PGRST202",
        f"Could not find the function public.{name}{signature} in the schema cache",
        f"Searched for the function public.{name}{signature}, but no matches were found in the "
        "schema cache.",
    )
