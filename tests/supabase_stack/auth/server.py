"""The parts that the server is made of, and what a handler is given for one request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import psycopg
from starlette.requests import Request
from starlette.responses import Response

from tests.supabase_stack.auth.clock import Clock
from tests.supabase_stack.auth.errors import AuthError, bad_request
from tests.supabase_stack.auth.fake_provider import FakeProvider
from tests.supabase_stack.auth.mailbox import Mailbox
from tests.supabase_stack.auth.settings import AuthSettings
from tests.supabase_stack.auth.tokens import SigningKeys

Row = dict[str, Any]
Database = psycopg.Connection[Row]


@dataclass
class AuthServer:
    """The server's parts. ``database`` is a libpq connection string; settings may be replaced."""

    database: str
    settings: AuthSettings
    mailbox: Mailbox = field(default_factory=Mailbox)
    clock: Clock = field(default_factory=Clock)
    keys: SigningKeys = field(default_factory=SigningKeys)
    provider: FakeProvider = field(default_factory=FakeProvider)


@dataclass(frozen=True)
class Call:
    """One request, inside one transaction."""

    server: AuthServer
    request: Request
    raw_body: bytes
    db: Database
    now: datetime

    @property
    def settings(self) -> AuthSettings:
        """The settings in force."""
        return self.server.settings

    @cached_property
    def body(self) -> Mapping[str, Any]:
        """The JSON object sent. Raises ``bad_json``."""
        try:
            sent = json.loads(self.raw_body)
        except ValueError as error:
            raise _not_json(str(error)) from error
        if not isinstance(sent, dict):
            raise _not_json("cannot unmarshal into an object")
        return sent

    def text(self, name: str) -> str:
        """A member of the body; empty if it is absent or null. Raises ``bad_json``."""
        value = self.body.get(name)
        if not isinstance(value, str | None):
            raise _not_json(f"{name} is not a string")
        return value or ""

    def query(self, name: str) -> str:
        """A query parameter; empty if it is absent."""
        return self.request.query_params.get(name, "")

    @property
    def caller_address(self) -> str:
        """Where the request comes from."""
        return self.request.client.host if self.request.client else "127.0.0.1"


Handler = Callable[[Call], Response]


def _not_json(why: str) -> AuthError:
    return bad_request("bad_json", f"Could not parse request body as JSON: {why}")
