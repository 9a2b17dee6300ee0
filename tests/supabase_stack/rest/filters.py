"""The query string of a request as SQL: filters, order and limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from psycopg import sql

from tests.supabase_stack.rest.errors import RestError

RESERVED = {"select", "order", "limit"}
COMPARISONS = {"eq": "=", "gt": ">"}


@dataclass(frozen=True)
class Clause:
    """A piece of SQL with the values that its placeholders stand for."""

    text: sql.SQL | sql.Composed
    values: tuple[str, ...] = ()


def where(parameters: Mapping[str, str]) -> Clause:
    """Every filter of a query string, joined by ``and``; ``true`` for none."""
    clauses = [_filter(name, said) for name, said in parameters.items() if name not in RESERVED]
    return _joined(clauses) if clauses else Clause(sql.SQL("true"))


def order_by(said: str) -> sql.SQL | sql.Composed:
    """``order=a`` as SQL; empty for none."""
    name = said.removesuffix(".asc")
    return sql.SQL(" order by {}").format(sql.Identifier(name)) if name else sql.SQL("")


def limit(said: str) -> sql.SQL | sql.Composed:
    """``limit=7`` as SQL; empty for none."""
    if said and not said.isdecimal():
        raise _unparsed(f"limit={said}")
    return sql.SQL(" limit {}").format(sql.Literal(int(said))) if said else sql.SQL("")


def _filter(name: str, said: str) -> Clause:
    operator, _, value = said.partition(".")
    if operator not in COMPARISONS:
        raise _unparsed(f"{name}={said}")
    text = sql.SQL("{} {} {}").format(
        sql.Identifier(name), sql.SQL(COMPARISONS[operator]), sql.Placeholder()
    )
    return Clause(text, (value,))


def _joined(clauses: Iterable[Clause]) -> Clause:
    listed = list(clauses)
    text = sql.SQL(" and ").join([clause.text for clause in listed])
    return Clause(text, tuple(value for clause in listed for value in clause.values))


def _unparsed(said: str) -> RestError:
    return RestError(
        400, "PGRST100", f'"failed to parse filter ({said})" (line 1, column 1)', "unexpected input"
    )
