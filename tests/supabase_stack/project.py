"""A project as the contract tests meet it: a real one named in the environment, or the stack."""

from __future__ import annotations

import os
from dataclasses import dataclass
from uuid import uuid4

import httpx

from tests.supabase_stack.stack import Stack

PASSWORD = "correct horse battery"  # noqa: S105 - what the tests' learners type


@dataclass(frozen=True)
class Project:
    """Its address and its keys; nothing here looks behind the interface."""

    url: str
    key: str
    service_key: str

    def create_user(self) -> tuple[str, str]:
        """Make a confirmed account with PASSWORD; its id and its address."""
        email = f"learner-{uuid4().hex[:12]}@miolingo.test"
        answer = httpx.post(
            f"{self.url}/auth/v1/admin/users",
            headers={"apikey": self.service_key, "authorization": f"Bearer {self.service_key}"},
            json={"email": email, "password": PASSWORD, "email_confirm": True},
            timeout=30,
        )
        answer.raise_for_status()
        return answer.json()["id"], email


def real_project() -> Project | None:
    """The project that the environment names, if it names one."""
    url = os.environ.get("MIOLINGO_TEST_SUPABASE_URL")
    if not url:
        return None
    return Project(
        url.rstrip("/"),
        os.environ["MIOLINGO_TEST_SUPABASE_KEY"],
        os.environ["MIOLINGO_TEST_SUPABASE_SERVICE_KEY"],
    )


def served_project(stack: Stack) -> Project:
    """The project that this process serves."""
    return Project(stack.url, stack.publishable_key, stack.secret_key)
