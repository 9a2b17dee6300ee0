"""Machines that sync with a model of an account, in process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from miolingo.errors import CloudError
from miolingo.history.sync.plan import (
    Answer,
    Batch,
    Checkpoint,
    Page,
)
from miolingo.history.sync.run import Sync, SyncReport
from miolingo.history.sync.state import SyncStore
from miolingo.store import Store
from tests.parts.account_model import PAGE_ROWS, AccountModel
from tests.parts.attempts import an_attempt

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
USER = "11111111-0000-4000-8000-000000000000"


@dataclass
class Server:
    """An account, what its answers are replaced by, and a record of what it was asked."""

    account: AccountModel = field(default_factory=AccountModel)
    answers: list[Exception | None] = field(default_factory=list)
    after_push: list[Exception] = field(default_factory=list)
    pushed: list[Batch] = field(default_factory=list)
    pulls: int = 0

    def pull(self, after: int, checkpoint: Checkpoint, most_rows: int = PAGE_ROWS) -> Page:
        self.pulls += 1
        return self.account.pull(after, checkpoint, min(most_rows, PAGE_ROWS))

    def push(self, batch: Batch, checkpoint: Checkpoint) -> Answer:
        if self.answers and (error := self.answers.pop(0)):
            raise error
        self.pushed.append(batch)
        answer = self.account.push(batch, checkpoint)
        if self.after_push:
            raise self.after_push.pop(0)
        return answer


@dataclass
class Machine:
    """A history that syncs with a server; ``slept`` are the pauses it made, in seconds."""

    path: Path
    server: Server
    slept: list[float] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return Store(self.path, user_id=USER)

    @property
    def sync_store(self) -> SyncStore:
        return SyncStore(self.path, user_id=USER)

    def practice(self, *numbers: int) -> None:
        with self.store as store:
            store.add_all([attempt(number) for number in numbers], [])

    def choose(self, value: object, key: str = "voice") -> None:
        with self.store as store:
            store.set_setting(key, value)

    def sync(self) -> SyncReport:
        return Sync(self.sync_store, self.server, self.slept.append).run()

    def ids(self) -> list[int]:
        with self.store as store:
            return [UUID(one.id).int for one in store.every_attempt()]

    def settings(self) -> dict[str, object]:
        with self.store as store:
            return store.settings()


def attempt(number: int):
    return an_attempt(str(UUID(int=number)), NOON + timedelta(seconds=number))


BROKEN = CloudError("It failed.", status=400)
