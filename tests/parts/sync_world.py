"""A learner's machines, each with a home of its own, that sync with the stack."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from miolingo.history.attempts import Attempt
from miolingo.history.location import HistoryLocation, current_location, guest_location
from miolingo.store import Store
from tests.parts.account_world import Learner
from tests.parts.attempts import an_attempt
from tests.parts.cli import run_in_process
from tests.parts.command import COMMAND
from tests.parts.patience import PATIENCE_S
from tests.supabase_stack.project import Project

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STEP_S = 0.05


@dataclass(frozen=True)
class Machine:
    """A machine that a learner signed in on, or has yet to."""

    learner: Learner

    def run(
        self, *words: str, typed: str = "", **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run ``miolingo`` to its end: in this process, unless it leaves another one behind."""
        environment = self.learner.environment | variables
        if environment["MIOLINGO_AUTO_SYNC"] == "false":
            return run_in_process(*words, environ=environment, typed=typed)
        return subprocess.run(
            [*COMMAND, *words],
            input=typed,
            capture_output=True,
            text=True,
            env=environment,
            check=False,
            timeout=PATIENCE_S,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Begin to run ``miolingo``."""
        return subprocess.Popen(
            [*COMMAND, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.learner.environment,
        )

    def sync(self, *options: str) -> dict[str, Any]:
        """What a sync says that it did; it must succeed."""
        ended = self.run("sync", "--json", *options)
        assert ended.returncode == 0, ended.stderr
        told: dict[str, Any] = json.loads(ended.stdout)
        return told

    @property
    def place(self) -> HistoryLocation:
        """Where whoever is signed in here practices."""
        name = self.learner.project.url.partition("//")[2]
        return current_location(self.learner.home / "data", name, {})

    @property
    def store(self) -> Store:
        """The history of whoever is signed in here."""
        return Store(self.place.path, user_id=self.place.user_id)

    @property
    def guest_store(self) -> Store:
        """The history of whoever practices here without an account."""
        return Store(guest_location(self.learner.home / "data").path)

    def practice(self, first: int, count: int = 1) -> None:
        """Make attempts whose ids are numbers from ``first`` on."""
        with self.store as store:
            store.add_all([attempt(first + number) for number in range(count)], [])

    def ids(self) -> list[int]:
        """The numbers of all attempts kept here."""
        with self.store as store:
            return [UUID(one.id).int for one in store.every_attempt()]

    def sound(self) -> bool:
        """Whether the file is as SQLite wants it."""
        connection = sqlite3.connect(self.place.path)
        try:
            return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        finally:
            connection.close()


def signed_in_machine(project: Project, home: Path, email: str) -> Machine:
    """A machine with a home of its own on which an account is signed in."""
    learner = Learner(project, home)
    learner.sign_in(email)
    return Machine(learner)


def attempt(number: int) -> Attempt:
    """An attempt whose id is a number, made so many seconds after noon."""
    return an_attempt(str(UUID(int=number)), NOON + timedelta(seconds=number))


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that another process is to bring about."""
    give_up_at = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < give_up_at
        time.sleep(STEP_S)


def account_ids(learner: Learner, user_id: str) -> list[int]:
    """The numbers of all attempts that the server keeps of a learner."""
    rows = learner.project.rows("user_progress", user_id=user_id)
    return [UUID(row["id"]).int for row in rows]
