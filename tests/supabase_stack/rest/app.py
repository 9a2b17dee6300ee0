"""The routes: a table by its name, a function under ``rpc``; one transaction a request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import jwt
import psycopg
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.supabase_stack.rest import catalogue, filters, statements
from tests.supabase_stack.rest.errors import RestError, told_by_database
from tests.supabase_stack.rest.filters import Clause

MOST_ROWS = 1000
SKEW_S = 30
_OBJECT = "application/vnd.pgrst.object+json"


class Verifier(Protocol):
    """Who knows the keys that tokens are signed with."""

    def verify(self, token: str, now: datetime, leeway_s: int = 0) -> dict[str, Any]:
        """A token's claims. Raises jwt.InvalidTokenError."""


class Clock(Protocol):
    """The server's clock."""

    def now(self) -> datetime:
        """An aware instant."""


@dataclass(frozen=True)
class RestServer:
    """``database`` is the connection string of the role ``authenticator``."""

    database: str
    keys: Verifier
    clock: Clock
    statement_timeout_ms: int = 8000


@dataclass(frozen=True)
class Asked:
    """A request, read."""

    method: str
    path: str
    parameters: list[tuple[str, str]]
    headers: Mapping[str, str]
    raw_body: bytes
    prefer: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str]:
        """The query string; of a name said twice, the last."""
        return dict(self.parameters)

    @property
    def body(self) -> Any:
        """The JSON sent. Raises PGRST102."""
        try:
            return json.loads(self.raw_body or b"{}")
        except ValueError as error:
            raise RestError(400, "PGRST102", "Empty or invalid json") from error

    @property
    def wants_rows(self) -> bool:
        """Whether the rows that a change touched are to be sent back."""
        return self.prefer.get("return") == "representation"


def rest_app(server: RestServer) -> Starlette:
    """The interface under ``/rest/v1``."""

    async def endpoint(request: Request) -> Response:
        asked = _asked(request, await request.body())
        return await run_in_threadpool(_answer, server, asked)

    methods = ["GET", "HEAD", "POST", "PATCH", "DELETE"]
    return Starlette(routes=[Route("/{path:path}", endpoint, methods=methods)])


def _asked(request: Request, body: bytes) -> Asked:
    wishes = (part.partition("=") for part in request.headers.get("prefer", "").split(","))
    return Asked(
        request.method,
        request.path_params["path"],
        request.query_params.multi_items(),
        dict(request.headers),
        body,
        {name.strip(): value.strip() for name, _, value in wishes},
    )


def _answer(server: RestServer, asked: Asked) -> Response:
    try:
        claims = _claims(server, asked)
        try:
            with psycopg.connect(server.database) as db:
                _become(db, server, asked, claims)
                return _carry_out(db, asked)
        except psycopg.Error as error:
            anonymous = claims.get("role") == "anon"
            raise told_by_database(error, anonymous=anonymous) from error
    except RestError as refusal:
        told = {"www-authenticate": "Bearer"} if refusal.status == 401 else {}
        return _json(refusal.status, json.dumps(refusal.body), told)


def _claims(server: RestServer, asked: Asked) -> dict[str, Any]:
    scheme, _, token = asked.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return {"role": "anon"}
    now = server.clock.now()
    try:
        claims = server.keys.verify(token, now, SKEW_S)
    except jwt.ExpiredSignatureError as error:
        raise RestError(401, "PGRST303", "JWT expired") from error
    except jwt.InvalidTokenError as error:
        raise RestError(401, "PGRST301", f"JWT cannot be decoded: {error}") from error
    if claims.get("iat", 0) > now.timestamp() + SKEW_S:
        raise RestError(401, "PGRST303", "JWT issued at future")
    return claims


def _become(
    db: psycopg.Connection[Any], server: RestServer, asked: Asked, claims: dict[str, Any]
) -> None:
    if asked.method in {"GET", "HEAD"}:
        db.execute("set transaction read only")
    for name, value in {
        "role": claims.get("role", "anon"),
        "request.jwt.claims": json.dumps(claims),
        "request.method": asked.method,
        "request.path": f"/{asked.path}",
        "statement_timeout": str(server.statement_timeout_ms),
    }.items():
        db.execute("select set_config(%s, %s, true)", [name, value])


def _carry_out(db: psycopg.Connection[Any], asked: Asked) -> Response:
    if asked.path.startswith("rpc/"):
        return _call(db, asked, asked.path.removeprefix("rpc/"))
    key = catalogue.primary_key(db, asked.path)
    match asked.method:
        case "POST":
            return _insert(db, asked, key)
        case "PATCH":
            return _change(db, asked, statements.update(asked.path, asked.body, _where(asked)))
        case "DELETE":
            return _change(db, asked, statements.delete(asked.path, _where(asked)))
        case _:
            return _read(db, asked)


def _where(asked: Asked) -> Clause:
    """The filters of a change; hosted projects refuse one without any."""
    conditions = filters.where(asked.parameters)
    if asked.method in {"PATCH", "DELETE"} and conditions == filters.where([]):
        verb = "UPDATE" if asked.method == "PATCH" else "DELETE"
        raise RestError(400, "21000", f"{verb} requires a WHERE clause")
    return conditions


def _read(db: psycopg.Connection[Any], asked: Asked) -> Response:
    conditions = filters.where(asked.parameters)
    limit = filters.whole_number("limit", asked.query.get("limit", str(MOST_ROWS)))
    offset = filters.whole_number("offset", asked.query.get("offset", "0"))
    rows, found = _one(
        db, statements.read(asked.path, asked.query, conditions, min(limit, MOST_ROWS))
    )
    total: int | None = None
    if asked.prefer.get("count") == "exact":
        (total,) = _one(db, statements.count(asked.path, conditions))
        if offset and offset >= total:
            raise RestError(
                416,
                "PGRST103",
                "Requested range not satisfiable",
                f"An offset of {offset} was requested, but there are only {total} rows.",
            )
    partial = total is not None and found < total
    return _rows(asked, rows, found, 206 if partial else 200, _range(offset, found, total))


def _insert(db: psycopg.Connection[Any], asked: Asked, key: list[str]) -> Response:
    body = asked.body
    rows = body if isinstance(body, list) else [body]
    if not rows:
        return _json(201, "[]" if asked.wants_rows else "", {})
    names = statements.columns_of(rows, asked.query.get("columns", ""))
    if asked.prefer.get("missing") == "default":
        defaults = _defaults(db, asked, names)
        rows = [defaults | row for row in rows]
    conflict = asked.query.get("on_conflict", "")
    change = statements.insert(
        asked.path,
        rows,
        names,
        conflict.split(",") if conflict else key,
        asked.prefer.get("resolution", ""),
    )
    return _change(db, asked, change, created=True)


def _defaults(db: psycopg.Connection[Any], asked: Asked, names: list[str]) -> dict[str, Any]:
    """What the columns of a batch hold where a row does not name them."""
    found = catalogue.defaults(db, asked.path, names)
    return {
        name: db.execute(f"select to_json({default})".encode()).fetchall()[0][0]
        for name, default in found
    }


def _change(
    db: psycopg.Connection[Any], asked: Asked, change: Clause, *, created: bool = False
) -> Response:
    if not asked.wants_rows:
        db.execute(change.text, change.values)
        return _json(_created(db, asked) if created else 204, "", {})
    rows, found = _one(db, statements.returning(asked.path, change, asked.query.get("select", "")))
    return _rows(asked, rows, found, _created(db, asked) if created else 200, "*/*")


def _created(db: psycopg.Connection[Any], asked: Asked) -> int:
    """The status of an insert: 201, but 200 where all it did was to merge rows into others."""
    merging = asked.prefer.get("resolution") == "merge-duplicates"
    return 200 if merging and not catalogue.inserted(db, asked.path) else 201


def _call(db: psycopg.Connection[Any], asked: Asked, name: str) -> Response:
    arguments = asked.query if asked.method in {"GET", "HEAD"} else asked.body
    function = catalogue.function(db, name, arguments)
    answer, found = _one(db, statements.call(function, arguments))
    if function.void:
        return _json(204, "", {})
    if function.many:
        return _rows(asked, answer, found, 200, _range(0, found, None))
    return _json(200, answer or "null", {})


def _one(db: psycopg.Connection[Any], clause: Clause) -> Any:
    return db.execute(clause.text, clause.values).fetchone()


def _rows(asked: Asked, rows: str, found: int, status: int, content_range: str) -> Response:
    if asked.headers.get("accept", "").startswith(_OBJECT):
        if found != 1:
            raise RestError(
                406,
                "PGRST116",
                "Cannot coerce the result to a single JSON object",
                f"The result contains {found} rows",
            )
        rows = json.dumps(json.loads(rows)[0])
    sent = "" if asked.method == "HEAD" else rows
    return _json(status, sent, {"content-range": content_range})


def _range(offset: int, found: int, total: int | None) -> str:
    first_and_last = f"{offset}-{offset + found - 1}" if found else "*"
    return f"{first_and_last}/{'*' if total is None else total}"


def _json(status: int, content: str, headers: Mapping[str, str]) -> Response:
    media = {"content-type": "application/json; charset=utf-8"} if content else {}
    return Response(content, status, {**media, **headers})
