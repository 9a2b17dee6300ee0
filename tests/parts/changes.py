"""A learner's changes as a client sends and reads them, straight from PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.types.json import Jsonb

from tests.parts.learners import claims, row_of
from tests.parts.patience import PATIENCE_S
from tests.supabase_stack.postgres import Postgres


def asked(database: Postgres, learner: str, query: str, *values: Any) -> Any:
    """What a function answers to a learner within the server's limit; what it changes stays."""
    with database.request("authenticated", claims(learner), keep=True) as db:
        db.execute("set local statement_timeout = '8s'")
        return db.execute(query.encode(), values).fetchone()[0]


def push(database: Postgres, learner: str, **rows: Any) -> dict[str, Any]:
    given = [Jsonb(of_kind) for of_kind in rows.values()]
    named = ", ".join(f"{kind} => %s" for kind in rows)
    return asked(database, learner, f"select public.push_changes({named})", *given)


def pull(
    database: Postgres,
    learner: str,
    after: int | None = 0,
    rows: int | None = 500,
    *,
    listening: bool = False,
) -> dict[str, Any]:
    more = ", with_listening => true" if listening else ""
    return asked(database, learner, f"select public.pull_changes(%s, %s{more})", after, rows)


def attempt(**columns: Any) -> dict[str, Any]:
    """An attempt that the schema takes, new each time."""
    row = row_of("user_progress", "")
    del row["user_id"], row["deck"]
    words = [{"word": "안녕하세요", "status": "mispronounced", "score": 87.3}]
    return row | {"words": words} | columns


def listening_answer(**columns: Any) -> dict[str, Any]:
    """A listening answer that the schema takes, new each time."""
    row = row_of("listening_answers", "")
    del row["user_id"]
    return row | columns


def practice_session(**columns: Any) -> dict[str, Any]:
    """A practice session that goes on, new each time."""
    ids = {"id": str(uuid4()), "device_id": str(uuid4())}
    return ids | {"started_at": "2026-03-01T10:00:00Z"} | columns


def kinds(page: dict[str, Any]) -> list[str]:
    return [change["kind"] for change in page["changes"]]


def revisions(page: dict[str, Any]) -> list[int]:
    return [change["revision"] for change in page["changes"]]


def ids(page: dict[str, Any]) -> list[str]:
    return [change["row"]["id"] for change in page["changes"]]


@contextmanager
def waiting(database: Postgres, work: Callable[[], Any]) -> Iterator[Future[Any]]:
    """Work that has begun and waits for somebody's lock; the block is to let go of it."""
    with ThreadPoolExecutor(1) as beside:
        begun = beside.submit(work)
        with psycopg.connect(database.dsn(), autocommit=True) as db:
            give_up_at = time.monotonic() + PATIENCE_S
            while not _somebody_waits(db):
                assert time.monotonic() < give_up_at
                assert not begun.done(), begun.result()
                time.sleep(0.01)
        yield begun


def _somebody_waits(db: psycopg.Connection) -> bool:
    query = "select exists (select from pg_locks where not granted)"
    return bool(db.execute(query).fetchone()[0])
