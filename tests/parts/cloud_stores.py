"""Histories in an account alone: with a clock of the test's own, or in a container's processes."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from uuid import UUID

import httpx

from miolingo.account.http import CloudClient
from miolingo.account.server.remote_store import RemoteStore, Unsent
from miolingo.account.server.rest_api import Tables
from miolingo.account.server.sync_api import SyncClient
from miolingo.auth import OneOffSession, Session
from miolingo.auth import Project as ProjectAddress
from tests.supabase_stack.project import PASSWORD, Project
from tests.supabase_stack.stack import Stack


@dataclass
class CloudWorld(AbstractContextManager["CloudWorld"]):
    """One learner who opens the history again and again; only sleep moves the clock ``now``."""

    project: Project
    user_id: str = ""
    now: float = 0.0
    said: list[str] = field(default_factory=list)
    handed_over: list[Unsent] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)
    _tables: Tables | None = None

    def __enter__(self) -> Self:
        self.user_id, email = self.project.create_user()
        answer = httpx.post(
            f"{self.project.url}/auth/v1/token?grant_type=password",
            headers={"apikey": self.project.key},
            json={"email": email, "password": PASSWORD},
            timeout=30,
        )
        answer.raise_for_status()
        session = Session(self.user_id, email, "", answer.json()["access_token"])
        http = self._open.enter_context(CloudClient())
        where = ProjectAddress(self.project.url, self.project.key)
        self._tables = Tables(where, http, OneOffSession(session))
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def server(self) -> SyncClient:
        """The learner's account, as a sync sees it."""
        assert self._tables
        return SyncClient(self._tables)

    def store(self) -> RemoteStore:
        """The learner's history, opened once more on another device."""
        assert self._tables
        return RemoteStore(
            self.server(),
            self._tables,
            user_id=self.user_id,
            device_id=str(UUID(int=77)),
            clock=lambda: self.now,
            sleep=self.sleep,
            say=self.said.append,
            hand_over=self.handed_over.append,
        )

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.now += seconds


def session_variables(stack: Stack) -> dict[str, str]:
    """Both tokens of a new learner's session, by the variables that they go into."""
    answer = httpx.post(
        f"{stack.url}/auth/v1/token?grant_type=password",
        headers={"apikey": stack.publishable_key},
        json={"email": stack.create_user(), "password": PASSWORD},
    ).json()
    stack.requests.clear()
    return {
        "MIOLINGO_ACCESS_TOKEN": answer["access_token"],
        "MIOLINGO_REFRESH_TOKEN": answer["refresh_token"],
    }


def container(stack: Stack, home: Path) -> dict[str, str]:
    """What a container is told, but for the session."""
    return {
        "MIOLINGO_HOME": str(home),
        "MIOLINGO_SUPABASE_URL": stack.url,
        "MIOLINGO_SUPABASE_KEY": stack.publishable_key,
        "MIOLINGO_STORE": "cloud",
    }


def token_requests(stack: Stack) -> int:
    """How often the project was asked for tokens."""
    return sum(one.path == "/auth/v1/token" for one in stack.requests)
