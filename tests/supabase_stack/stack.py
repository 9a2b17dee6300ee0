"""A whole Supabase project on loopback: PostgreSQL, Auth, REST and the gateway before them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.supabase_stack.auth.app import auth_app
from tests.supabase_stack.auth.mailbox import Mailbox
from tests.supabase_stack.auth.server import SCHEMA, AuthServer
from tests.supabase_stack.auth.serving import served
from tests.supabase_stack.faults import Faults, FaultyNetwork
from tests.supabase_stack.gateway import Gateway, Recorded
from tests.supabase_stack.postgres import Postgres, running_postgres
from tests.supabase_stack.rest.app import RestServer, rest_app


@dataclass(frozen=True)
class Stack:
    """A running project, with the means to look behind it."""

    url: str
    publishable_key: str
    secret_key: str
    anon_key: str
    service_role_key: str
    auth: AuthServer
    faults: Faults
    requests: list[Recorded]
    postgres: Postgres

    def create_user(self, email: str | None = None, password: str = "correct horse battery") -> str:  # noqa: S107
        """Make a confirmed account; its mail address."""
        address = email or f"learner-{uuid4().hex[:12]}@miolingo.test"
        answer = httpx.post(
            f"{self.url}/auth/v1/admin/users",
            headers={"apikey": self.secret_key, "Authorization": f"Bearer {self.secret_key}"},
            json={"email": address, "password": password, "email_confirm": True},
        )
        answer.raise_for_status()
        return address

    def sql(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What the database says to its owner."""
        with psycopg.connect(self.postgres.dsn("postgres"), autocommit=True) as db:
            found = db.execute(query.encode(), parameters)
            return found.fetchall() if found.description else []


@contextmanager
def running_stack(*, mailbox: Mailbox | None = None) -> Iterator[Stack]:
    """Serve a project from this process until the block ends."""
    with running_postgres([SCHEMA]) as postgres:
        auth = AuthServer(
            database=postgres.dsn("supabase_auth_admin"), mailbox=mailbox or Mailbox()
        )
        rest = RestServer(postgres.dsn("authenticator"), auth.keys, auth.clock)
        anon, service = (auth.keys.api_key(r, auth.clock.now()) for r in ("anon", "service_role"))
        publishable = f"sb_publishable_{secrets.token_urlsafe(16)}"
        secret = f"sb_secret_{secrets.token_urlsafe(16)}"
        routes = [
            Mount("/auth/v1", app=auth_app(auth)),
            Mount("/rest/v1", app=rest_app(rest)),
        ]
        keys = {publishable: anon, secret: service, anon: anon, service: service}
        faults = Faults()
        gateway = Gateway(FaultyNetwork(Starlette(routes=routes), faults), keys)
        with served(gateway) as url:
            auth.settings = replace(auth.settings, external_url=f"{url}/auth/v1")
            yield Stack(
                url, publishable, secret, anon, service, auth, faults, gateway.record, postgres
            )
