"""Users of an auth server, the stand-in or a real one, each with a client of their own."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from supabase_auth import SyncGoTrueClient, SyncMemoryStorage
from supabase_auth.types import AuthFlowType, Session

from tests.supabase_stack.project import PASSWORD, Project

OTHER_PASSWORD = "staple the battery"  # noqa: S105 - what the tests' users type


@dataclass(frozen=True)
class World:
    """A project's auth server, and the connection to it."""

    project: Project
    http: httpx.Client

    @property
    def url(self) -> str:
        """The server's address."""
        return f"{self.project.url}/auth/v1"

    @property
    def key(self) -> str:
        """The key that comes with every request."""
        return self.project.key

    def client(self, flow_type: AuthFlowType = "implicit") -> SyncGoTrueClient:
        """A user's client with a memory of its own."""
        return SyncGoTrueClient(
            url=self.url,
            headers={"apikey": self.key},
            storage=SyncMemoryStorage(),
            auto_refresh_token=False,
            flow_type=flow_type,
            http_client=self.http,
        )

    def user(self) -> str:
        """The address of a new, confirmed user."""
        return self.project.create_user()[1]

    def sign_up(self, email: str, password: str = PASSWORD) -> None:
        """Begin an account, whose address is then to be confirmed."""
        self.client().sign_up({"email": email, "password": password})

    def sign_in(self, email: str, password: str = PASSWORD) -> tuple[SyncGoTrueClient, Session]:
        """A client that is signed in, and its session."""
        client = self.client()
        session = client.sign_in_with_password({"email": email, "password": password}).session
        assert session is not None
        return client, session
