"""One SQL statement for each request; PostgreSQL itself reads and writes the JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import sql

from tests.supabase_stack.rest import filters
from tests.supabase_stack.rest.catalogue import Function
from tests.supabase_stack.rest.errors import RestError
from tests.supabase_stack.rest.filters import Clause

Object = Mapping[str, Any]


def read(table: str, query: Mapping[str, str], conditions: Clause, limit: int) -> Clause:
    """Rows of a table as JSON, and how many they are."""
    text = sql.SQL(
        "select coalesce(json_agg(_), '[]')::text, count(*) from "
        "(select {columns} from public.{table} where {conditions}{order} "
        "limit {limit} offset {offset}) _"
    ).format(
        columns=filters.columns(query.get("select", "")),
        table=sql.Identifier(table),
        conditions=conditions.text,
        order=filters.order_by(query.get("order", "")),
        limit=sql.Literal(limit),
        offset=sql.Literal(filters.whole_number("offset", query.get("offset", "0"))),
    )
    return Clause(text, conditions.values)


def count(table: str, conditions: Clause) -> Clause:
    """How many rows of a table there are."""
    text = sql.SQL("select count(*) from public.{} where {}").format(
        sql.Identifier(table), conditions.text
    )
    return Clause(text, conditions.values)


def insert(
    table: str,
    rows: Sequence[Object],
    names: Sequence[str],
    conflict: Sequence[str],
    resolution: str,
) -> Clause:
    """New rows; ``resolution`` is what Prefer says of those that are there already."""
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    text = sql.SQL(
        "insert into public.{table} ({names}) "
        "select {names} from json_populate_recordset(null::public.{table}, %s)"
    ).format(table=sql.Identifier(table), names=listed)
    if not names:
        text = sql.SQL("insert into public.{} default values").format(sql.Identifier(table))
    if resolution:
        target = sql.SQL(", ").join(map(sql.Identifier, conflict))
        text += sql.SQL(" on conflict ({}) do ").format(target) + _resolution(resolution, names)
    return Clause(text, (json.dumps(rows),) if names else ())


def update(table: str, row: Object, conditions: Clause) -> Clause:
    """Other values for some rows."""
    new = "{0} = (select {0} from json_populate_record(null::public.{1}, %s))"
    settings = [sql.SQL(new).format(sql.Identifier(name), sql.Identifier(table)) for name in row]
    text = sql.SQL("update public.{} set {} where {}").format(
        sql.Identifier(table), sql.SQL(", ").join(settings), conditions.text
    )
    return Clause(text, (*[json.dumps(row)] * len(row), *conditions.values))


def delete(table: str, conditions: Clause) -> Clause:
    """Rows to remove."""
    text = sql.SQL("delete from public.{} where {}").format(sql.Identifier(table), conditions.text)
    return Clause(text, conditions.values)


def returning(table: str, change: Clause, select: str) -> Clause:
    """The rows that a change touched, as JSON, and how many they are."""
    text = sql.SQL(
        "with _changed as ({change} returning public.{table}.*) "
        "select coalesce(json_agg(_), '[]')::text, count(*) from "
        "(select {columns} from _changed) _"
    ).format(change=change.text, table=sql.Identifier(table), columns=filters.columns(select))
    return Clause(text, change.values)


def call(function: Function, arguments: Object) -> Clause:
    """The answer of a function as JSON, and of how many rows it is."""
    types = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(function.types[name]))
        for name in arguments
    )
    named = sql.SQL(", ").join(
        sql.SQL("{0} => _given.{0}").format(sql.Identifier(name)) for name in arguments
    )
    source = sql.SQL("public.{}({}) _row").format(sql.Identifier(function.name), named)
    if arguments:
        given = sql.SQL("json_to_record(%s) as _given({})").format(types)
        source = given + sql.SQL(", lateral ") + source
    row = sql.SQL("to_json(_row)")
    whole = sql.SQL("coalesce(json_agg({}), '[]')") if function.many else sql.SQL("json_agg({})->0")
    text = sql.SQL("select ({})::text, count(*) from {}").format(whole.format(row), source)
    return Clause(text, (json.dumps(arguments),) if arguments else ())


def columns_of(rows: Sequence[Object], said: str) -> list[str]:
    """The columns that an insert names. Raises PGRST102 when its rows do not agree."""
    if said:
        return [name.strip().strip('"') for name in said.split(",")]
    names = list(rows[0]) if rows else []
    if any(set(row) != set(names) for row in rows):
        raise RestError(400, "PGRST102", "All object keys must match")
    return names


def _resolution(resolution: str, names: Sequence[str]) -> sql.SQL | sql.Composed:
    if resolution == "ignore-duplicates":
        return sql.SQL("nothing")
    return sql.SQL("update set ") + sql.SQL(", ").join(
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in names
    )
