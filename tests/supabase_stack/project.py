"""A project as the contract tests meet it: a real one named in the environment, or the stack."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from tests.supabase_stack.auth.clock import Clock
from tests.supabase_stack.inbox import Inbox

PASSWORD = "correct horse battery"  # noqa: S105 - what the tests' learners type
PAGE_ROWS = 1000


@dataclass(frozen=True)
class Project:
    """Its address, its keys and its mail; ``clock`` is its own where a test may move it."""

    url: str
    key: str
    service_key: str
    inbox: Inbox
    clock: Clock | None = field(default=None, repr=False)

    def create_user(self, email: str = "") -> tuple[str, str]:
        """Make a confirmed account with PASSWORD; its id and its address."""
        address = email or fresh_email()
        account = {"email": address, "password": PASSWORD, "email_confirm": True}
        answer = self._ask("POST", "auth/v1/admin/users", json=account)
        answer.raise_for_status()
        return answer.json()["id"], address

    def has_user(self, user_id: str) -> bool:
        """Whether an account is still there."""
        answer = self._ask("GET", f"auth/v1/admin/users/{user_id}")
        assert answer.status_code in {200, 404}, answer.text
        return answer.is_success

    def rows(self, table: str, **equal: str) -> list[dict[str, Any]]:
        """The rows of a table with an ``id`` that hold these values, whoever's they are."""
        wanted = {name: f"eq.{value}" for name, value in equal.items()}
        found: list[dict[str, Any]] = []
        while True:
            rest = {"id": f"gt.{found[-1]['id']}"} if found else {}
            page = {"order": "id", "limit": str(PAGE_ROWS)}
            answer = self._ask("GET", f"rest/v1/{table}", params=wanted | rest | page)
            answer.raise_for_status()
            found += answer.json()
            if len(answer.json()) < PAGE_ROWS:
                return found

    def now(self) -> datetime:
        """The time by the project's clock."""
        return self.clock.now() if self.clock else datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Let time pass for the project: at once where its clock may be moved."""
        if self.clock:
            self.clock.advance(seconds)
        else:
            time.sleep(seconds)

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The answer to whoever holds the service key."""
        secret = {"apikey": self.service_key, "authorization": f"Bearer {self.service_key}"}
        return httpx.request(method, f"{self.url}/{path}", headers=secret, timeout=30, **options)


def real_project() -> Project | None:
    """The project that the environment names, if it names one."""
    url = os.environ.get("MIOLINGO_TEST_SUPABASE_URL")
    if not url:
        return None
    return Project(
        url.rstrip("/"),
        os.environ["MIOLINGO_TEST_SUPABASE_KEY"],
        os.environ["MIOLINGO_TEST_SUPABASE_SERVICE_KEY"],
        Inbox(os.environ["MIOLINGO_TEST_SUPABASE_MAIL"].rstrip("/")),
    )


def fresh_email() -> str:
    """An address that nobody has had."""
    return f"learner-{uuid4().hex[:12]}@miolingo.test"
