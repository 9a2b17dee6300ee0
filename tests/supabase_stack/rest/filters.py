"""The query string of a request as SQL: filters, order, columns and limits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from psycopg import sql

from tests.supabase_stack.rest.errors import RestError

RESERVED = {"select", "order", "limit", "offset", "columns", "on_conflict", "apikey"}
_COMPARISONS = {
    "eq": "=",
    "neq": "<>",
    "gt": ">",
    "gte": ">=",
    "lt": "<",
    "lte": "<=",
    "like": "like",
    "ilike": "ilike",
}
_TRUTHS = {"null", "not_null", "true", "false", "unknown"}
_WORDS = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*(?:\([^()]*\)[^()]*)*\)|[^,()"]+|,')


@dataclass(frozen=True)
class Clause:
    """A piece of SQL with the values that its placeholders stand for."""

    text: sql.SQL | sql.Composed
    values: tuple[str, ...] = ()


def where(parameters: Iterable[tuple[str, str]]) -> Clause:
    """Every filter of a query string, joined by ``and``; ``true`` for none."""
    clauses = [_filter(name, said) for name, said in parameters if name not in RESERVED]
    return _joined(clauses, " and ") if clauses else Clause(sql.SQL("true"))


def order_by(said: str) -> sql.SQL | sql.Composed:
    """``order=a.desc.nullslast,b`` as SQL; empty for none."""
    if not said:
        return sql.SQL("")
    return sql.SQL(" order by ") + sql.SQL(", ").join([_ordered(part) for part in said.split(",")])


def columns(said: str) -> sql.SQL | sql.Composed:
    """``select=a,b`` as SQL; every column for none and for ``*``."""
    if said in {"", "*"}:
        return sql.SQL("*")
    return sql.SQL(", ").join([sql.Identifier(name.strip()) for name in said.split(",")])


def whole_number(name: str, said: str) -> int:
    """A limit or an offset."""
    if not said.isdecimal():
        raise _unparsed(f"{name}={said}")
    return int(said)


def _ordered(said: str) -> sql.Composed:
    name, *how = said.split(".")
    known = {"asc": "asc", "desc": "desc", "nullsfirst": "nulls first", "nullslast": "nulls last"}
    if not set(how) <= known.keys():
        raise _unparsed(said)
    return sql.SQL(" ").join([sql.Identifier(name), *(sql.SQL(known[word]) for word in how)])


def _filter(name: str, said: str) -> Clause:
    negated = said.startswith("not.")
    said = said.removeprefix("not.")
    if name in {"and", "or", "not.and", "not.or"}:
        word = name.removeprefix("not.")
        clause = _joined([_inner(part) for part in _parts(said)], f" {word} ")
        negated = negated or name.startswith("not.")
    else:
        clause = _comparison(name, said)
    return Clause(sql.SQL("not ({})").format(clause.text), clause.values) if negated else clause


def _inner(part: str) -> Clause:
    if part.startswith(("and(", "or(", "not.and(", "not.or(")):
        name, rest = part.split("(", 1)
        return _filter(name, f"({rest}")
    name, _, said = part.partition(".")
    return _filter(name, said)


def _comparison(name: str, said: str) -> Clause:
    operator, dot, value = said.partition(".")
    column = sql.Identifier(name)
    if not dot:
        raise _unparsed(f"{name}={said}")
    if operator == "is" and value.lower() in _TRUTHS:
        words = value.lower().replace("_", " ")
        return Clause(sql.SQL("{} is {}").format(column, sql.SQL(words)))
    if operator == "in":
        values = tuple(_unquoted(part) for part in _parts(value))
        if not values:
            return Clause(sql.SQL("false"))
        marks = sql.SQL(", ").join(sql.Placeholder() * len(values))
        return Clause(sql.SQL("{} in ({})").format(column, marks), values)
    if operator not in _COMPARISONS:
        raise _unparsed(f"{name}={said}")
    value = value.replace("*", "%") if operator in {"like", "ilike"} else value
    text = sql.SQL("{} {} {}").format(column, sql.SQL(_COMPARISONS[operator]), sql.Placeholder())
    return Clause(text, (value,))


def _joined(clauses: list[Clause], word: str) -> Clause:
    text = sql.SQL(word).join([sql.SQL("({})").format(clause.text) for clause in clauses])
    return Clause(text, tuple(value for clause in clauses for value in clause.values))


def _parts(said: str) -> list[str]:
    """What stands between the commas of ``(a,b,"c,d")``."""
    if not (said.startswith("(") and said.endswith(")")):
        raise _unparsed(said)
    parts = [""]
    for word in _WORDS.findall(said[1:-1]):
        if word == ",":
            parts.append("")
        else:
            parts[-1] += word
    return [part for part in parts if part]


def _unquoted(said: str) -> str:
    if said.startswith('"') and said.endswith('"'):
        return re.sub(r"\\(.)", r"\1", said[1:-1])
    return said


def _unparsed(said: str) -> RestError:
    return RestError(
        400, "PGRST100", f'"failed to parse filter ({said})" (line 1, column 1)', "unexpected input"
    )
