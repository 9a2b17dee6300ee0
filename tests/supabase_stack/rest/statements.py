"""One SQL statement for each request; PostgreSQL itself reads and writes the JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from psycopg import sql

from tests.supabase_stack.rest import filters
from tests.supabase_stack.rest.catalogue import Function
from tests.supabase_stack.rest.filters import Clause

Object = Mapping[str, Any]


def read(table: str, query: Mapping[str, str]) -> Clause:
    """Rows of a table as JSON."""
    conditions = filters.where(query)
    text = sql.SQL(
        "select coalesce(json_agg(_), '[]')::text from "
        "(select * from public.{table} where {conditions}{order}{limit}) _"
    ).format(
        table=sql.Identifier(table),
        conditions=conditions.text,
        order=filters.order_by(query.get("order", "")),
        limit=filters.limit(query.get("limit", "")),
    )
    return Clause(text, conditions.values)


def insert(table: str, row: Object) -> Clause:
    """A new row."""
    text = sql.SQL(
        "insert into public.{table} ({names}) "
        "select {names} from json_populate_record(null::public.{table}, %s)"
    ).format(table=sql.Identifier(table), names=sql.SQL(", ").join(map(sql.Identifier, row)))
    return Clause(text, (json.dumps(row),))


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


def returning(table: str, change: Clause) -> Clause:
    """The rows that a change touched, as JSON."""
    text = sql.SQL(
        "with _changed as ({change} returning public.{table}.*) "
        "select coalesce(json_agg(_changed), '[]')::text from _changed"
    ).format(change=change.text, table=sql.Identifier(table))
    return Clause(text, change.values)


def call(function: Function, arguments: Object) -> Clause:
    """The answer of a function as JSON."""
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
    text = sql.SQL("select ({})::text from {}").format(whole.format(row), source)
    return Clause(text, (json.dumps(arguments),) if arguments else ())
