"""The same history sent by one machine and fetched by another, and what each sync took."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from benchmarks.practice import fill, korean, practice
from miolingo.history.interface import PAGE_ROWS
from miolingo.history.sync.state import SyncStore
from miolingo.history.sync.wire import batch_record
from tests.parts.account_world import Learner
from tests.parts.sync_world import Machine
from tests.supabase_stack.stack import Stack


@dataclass(frozen=True)
class Cost:
    """What one sync took; the bytes are those of bodies, in both directions, not compressed.

    ``computing_seconds`` is the client's own part of ``seconds``. ``objects_mb`` is the peak of
    Python's objects, 0 when they are not traced, ``resident_mb`` that of the whole process.
    """

    attempts: int
    requests: int
    wire_bytes: int
    seconds: float
    computing_seconds: float
    objects_mb: float
    resident_mb: float


@dataclass(frozen=True)
class Course:
    """The costs of sending a history, of fetching it elsewhere, and of a sync with nothing to do.

    ``sent_gzip`` and ``fetched_gzip`` are the bytes an attempt takes in a batch and in a page
    when these are compressed.
    """

    sending: Cost
    fetching: Cost
    nothing: Cost
    sent_gzip: float
    fetched_gzip: float


def course(stack: Stack, folder: Path, attempts: int, *, trace: bool) -> Course:
    """Let a new learner practice so much on one machine, and sync it with another."""
    email = stack.create_user()
    first, second = (Machine(Learner(stack.project, folder / name)) for name in ("first", "second"))
    first.learner.sign_in(email)
    second.learner.sign_in(email)
    user_id = str(first.place.user_id)
    fill(first.place.path, practice(attempts, {"ko": korean()}), user_id=user_id)
    batch = _compressed_batch(first.place.path, user_id)
    sending = _sync(stack, first, trace=trace)
    fetching = _sync(stack, second, trace=trace)
    if not sending.attempts == fetching.attempts == attempts:
        raise RuntimeError("attempts were lost on the way")
    nothing = _sync(stack, second, trace=trace)
    return Course(sending, fetching, nothing, batch, _compressed_page(stack, user_id))


def _sync(stack: Stack, machine: Machine, *, trace: bool) -> Cost:
    """Let a machine sync, in a process of its own."""
    requests = stack.requests
    requests.clear()
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.sync.machine", *(["--trace"] if trace else [])],
        env=machine.learner.environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    return Cost(
        requests=len(requests),
        wire_bytes=sum(one.bytes_sent + one.bytes_answered for one in requests),
        **json.loads(ended.stdout),
    )


def _compressed_batch(history: Path, user_id: str) -> float:
    with SyncStore(history, user_id=user_id) as store:
        batch = store.next_batch(PAGE_ROWS)
    body = httpx.Request("POST", "http://localhost", json=batch_record(batch)).content
    return len(gzip.compress(body)) / len(batch)


def _compressed_page(stack: Stack, user_id: str) -> float:
    with stack.postgres.request("authenticated", {"sub": user_id, "aal": "aal1"}) as db:
        ((page,),) = _page(db)
    return len(gzip.compress(page.encode())) / len(json.loads(page)["changes"])


def _page(db: psycopg.Connection) -> list[tuple[str]]:
    return db.execute("select public.pull_changes(0)::text").fetchall()
