"""The routes: a table by its name, a function under ``rpc``; one transaction a request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
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

SKEW_S = 30


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
    query: dict[str, str]
    headers: Mapping[str, str]
    raw_body: bytes

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
        return "return=representation" in self.headers.get("prefer", "")


def rest_app(server: RestServer) -> Starlette:
    """The interface under ``/rest/v1``."""

    async def endpoint(request: Request) -> Response:
        asked = _asked(request, await request.body())
        return await run_in_threadpool(_answer, server, asked)

    methods = ["GET", "POST", "PATCH", "DELETE"]
    return Starlette(routes=[Route("/{path:path}", endpoint, methods=methods)])


def _asked(request: Request, body: bytes) -> Asked:
    return Asked(
        request.method,
        request.path_params["path"],
        dict(request.query_params),
        dict(request.headers),
        body,
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
    if asked.method == "GET":
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
    catalogue.check_table(db, asked.path)
    match asked.method:
        case "POST":
            return _change(db, asked, statements.insert(asked.path, asked.body), 201)
        case "PATCH":
            change = statements.update(asked.path, asked.body, filters.where(asked.query))
            return _change(db, asked, change, 200)
        case "DELETE":
            return _change(
                db, asked, statements.delete(asked.path, filters.where(asked.query)), 200
            )
        case _:
            return _json(200, _one(db, statements.read(asked.path, asked.query)))


def _change(db: psycopg.Connection[Any], asked: Asked, change: Clause, status: int) -> Response:
    if not asked.wants_rows:
        db.execute(change.text, change.values)
        return _json(status if status == 201 else 204)
    return _json(status, _one(db, statements.returning(asked.path, change)))


def _call(db: psycopg.Connection[Any], asked: Asked, name: str) -> Response:
    arguments = asked.query if asked.method == "GET" else asked.body
    function = catalogue.function(db, name, arguments)
    answer = _one(db, statements.call(function, arguments))
    return _json(204) if function.void else _json(200, answer or "null")


def _one(db: psycopg.Connection[Any], clause: Clause) -> str:
    row = db.execute(clause.text, clause.values).fetchone()
    assert row is not None
    return str(row[0]) if row[0] is not None else ""


def _json(status: int, content: str = "", headers: Mapping[str, str] | None = None) -> Response:
    media = {"content-type": "application/json; charset=utf-8"} if content else {}
    return Response(content, status, media | dict(headers or {}))
