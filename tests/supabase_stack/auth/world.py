"""The auth server as tests meet it: this stand-in, or a real project named in the environment."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount
from supabase_auth import SyncGoTrueClient, SyncMemoryStorage
from supabase_auth.types import AuthFlowType, Session

from tests.supabase_stack.auth.app import auth_app
from tests.supabase_stack.auth.server import AuthServer
from tests.supabase_stack.auth.serving import served

PASSWORD = "correct horse battery"  # noqa: S105 - what the tests' users type
OTHER_PASSWORD = "staple the battery"  # noqa: S105


@dataclass(frozen=True)
class World:
    """An auth server, the keys to it, and the means to wait."""

    http: httpx.Client
    url: str
    key: str
    service_key: str
    server: AuthServer | None = None

    def wait(self, seconds: float) -> None:
        """Let time pass: at once where the clock is ours."""
        if self.server:
            self.server.clock.advance(seconds)
        else:
            time.sleep(seconds)

    def client(self, flow_type: AuthFlowType = "implicit") -> SyncGoTrueClient:
        """A user's client with a memory of its own."""
        return self._client(self.key, flow_type)

    @property
    def admin(self) -> SyncGoTrueClient:
        """A client that carries the service key."""
        return self._client(self.service_key, "implicit")

    def user(self, password: str = PASSWORD) -> str:
        """The address of a new, confirmed user."""
        email = fresh_email()
        self.admin.admin.create_user({"email": email, "password": password, "email_confirm": True})
        return email

    def sign_in(self, email: str, password: str = PASSWORD) -> tuple[SyncGoTrueClient, Session]:
        """A client that is signed in, and its session."""
        client = self.client()
        session = client.sign_in_with_password({"email": email, "password": password}).session
        assert session is not None
        return client, session

    def link_code(self, link_type: str, email: str, **more: str) -> str:
        """A code that would be mailed, without the mail."""
        params: Any = {"type": link_type, "email": email, **more}
        return self.admin.admin.generate_link(params).properties.email_otp

    def _client(self, key: str, flow_type: AuthFlowType) -> SyncGoTrueClient:
        return SyncGoTrueClient(
            url=self.url,
            headers={"apikey": key, "Authorization": f"Bearer {key}"},
            storage=SyncMemoryStorage(),
            auto_refresh_token=False,
            flow_type=flow_type,
            http_client=self.http,
        )


@contextmanager
def stand_in(server: AuthServer) -> Iterator[World]:
    """The world of a stand-in that this process serves."""
    now = server.clock.now()
    anon, service = (server.keys.api_key(role, now) for role in ("anon", "service_role"))
    app = Starlette(routes=[Mount("/auth/v1", app=auth_app(server))])
    with served(app) as origin, httpx.Client() as http:
        url = f"{origin}/auth/v1"
        server.settings = replace(server.settings, external_url=url)
        yield World(http, url, anon, service, server)


def real_world() -> World | None:
    """The project that the environment names, if it names one."""
    url = os.environ.get("MIOLINGO_TEST_SUPABASE_URL")
    if not url:
        return None
    return World(
        httpx.Client(timeout=30),
        f"{url}/auth/v1",
        os.environ["MIOLINGO_TEST_SUPABASE_KEY"],
        os.environ["MIOLINGO_TEST_SUPABASE_SERVICE_KEY"],
    )


def fresh_email() -> str:
    """An address that nobody has had."""
    return f"learner-{uuid4().hex[:12]}@miolingo.test"
