"""A whole Supabase project on loopback: PostgreSQL, Auth, REST and the gateway before them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.supabase_stack.auth.app import auth_app
from tests.supabase_stack.auth.mailbox import Mailbox
from tests.supabase_stack.auth.server import AuthServer
from tests.supabase_stack.auth.serving import served
from tests.supabase_stack.auth.settings import AuthSettings
from tests.supabase_stack.faults import Faults, FaultyNetwork
from tests.supabase_stack.gateway import Gateway, Recorded
from tests.supabase_stack.inbox import Inbox
from tests.supabase_stack.mailpit import mailpit_app
from tests.supabase_stack.postgres import Postgres
from tests.supabase_stack.project import Project
from tests.supabase_stack.rest.app import RestServer, rest_app


@dataclass(frozen=True)
class Stack:
    """A running project, with the means to look behind it."""

    url: str
    publishable_key: str
    secret_key: str
    anon_key: str
    service_role_key: str
    inbox: Inbox
    auth: AuthServer
    faults: Faults
    requests: list[Recorded]
    postgres: Postgres

    @property
    def project(self) -> Project:
        """What of it a real project shows as well."""
        return Project(self.url, self.publishable_key, self.secret_key, self.inbox, self.auth.clock)

    def create_user(self, email: str = "") -> str:
        """Make a confirmed account; its mail address."""
        return self.project.create_user(email)[1]

    def sql(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What the database says to its owner."""
        with psycopg.connect(self.postgres.dsn("postgres"), autocommit=True) as db:
            found = db.execute(query.encode(), parameters)
            return found.fetchall() if found.description else []


@contextmanager
def running_stack(postgres: Postgres, *, mailbox: Mailbox | None = None) -> Iterator[Stack]:
    """Serve a project with this database from this process until the block ends."""
    auth = AuthServer(
        postgres.dsn("supabase_auth_admin"), AuthSettings(external_url=""), mailbox or Mailbox()
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
    with served(gateway) as url, served(mailpit_app(auth.mailbox)) as mail_url:
        auth.settings = replace(auth.settings, external_url=f"{url}/auth/v1")
        yield Stack(
            url=url,
            publishable_key=publishable,
            secret_key=secret,
            anon_key=anon,
            service_role_key=service,
            inbox=Inbox(mail_url),
            auth=auth,
            faults=faults,
            requests=gateway.record,
            postgres=postgres,
        )
