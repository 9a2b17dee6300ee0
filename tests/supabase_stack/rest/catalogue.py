"""What schema ``public`` holds, as the server's schema cache knows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.supabase_stack.rest.errors import RestError

_TABLE = """
    select from pg_catalog.pg_class
    where relnamespace = 'public'::regnamespace and relname = %s and relkind = 'r'
"""
_FUNCTIONS = """
    select
        coalesce(p.proargnames[1:p.pronargs], '{}') as names,
        array(select format_type(t, null) from unnest(p.proargtypes) t) as types,
        p.pronargs - p.pronargdefaults as required,
        p.proretset as many,
        t.typname = 'void' as void
    from pg_catalog.pg_proc p join pg_catalog.pg_type t on t.oid = p.prorettype
    where p.pronamespace = 'public'::regnamespace and p.proname = %s and p.prokind = 'f'
"""


@dataclass(frozen=True)
class Function:
    """A function that may be called by name: its arguments, and the shape of its answer."""

    name: str
    types: dict[str, str]
    many: bool
    void: bool


def check_table(db: psycopg.Connection[Any], table: str) -> None:
    """Raise PGRST205 for no such table."""
    if db.execute(_TABLE, [table]).fetchone() is None:
        raise RestError(
            404, "PGRST205", f"Could not find the table 'public.{table}' in the schema cache"
        )


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
