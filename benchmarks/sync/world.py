"""Two machines of one learner, and a project that notes what goes to and fro."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.practice import fill, korean, practice
from miolingo.domain.sync import batch_record
from miolingo.store_sync import SyncStore
from tests.parts.account_world import PASSWORD, Learner
from tests.parts.sync_world import Machine
from tests.supabase_stack.stack import Stack


@dataclass(frozen=True)
class Took:
    """What one sync took; memory is the peak of its objects, where traced, and of the process."""

    received: int
    sent: int
    seconds: float
    computing_seconds: float
    objects_mb: float
    resident_mb: float


@dataclass(frozen=True)
class Wire:
    """The requests of a sync and the bytes of their bodies, both ways; headers do not count."""

    requests: int
    bytes: int


@dataclass(frozen=True)
class Pair:
    """A machine that practiced so many attempts and has yet to send them, and an empty one."""

    stack: Stack
    email: str
    first: Machine
    second: Machine


def pair(stack: Stack, folder: Path, attempts: int) -> Pair:
    """A new learner's two machines in ``folder``."""
    email = stack.create_user()
    machines = [Machine(Learner(stack, folder / name)) for name in ("first", "second")]
    for machine in machines:
        machine.learner.sign_in(email)
    place = machines[0].place
    fill(place.path, practice(attempts, {"ko": korean()}), user_id=place.user_id)
    return Pair(stack, email, *machines)


def sync(machine: Machine, *options: str) -> Took:
    """Let a machine sync in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.sync.machine", *options],
        env=machine.learner.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return Took(**json.loads(ended.stdout))


def weighed(stack: Stack, action: Callable[[], object]) -> Wire:
    """What goes over the wire meanwhile."""
    stack.requests.clear()
    action()
    return Wire(
        len(stack.requests), sum(one.bytes_sent + one.bytes_answered for one in stack.requests)
    )
