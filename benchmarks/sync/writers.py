"""Many machines of one account that sync at the same time: each sends, and fetches the others'."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.practice import fill, korean, practice
from miolingo.history.sync.run import Sync
from miolingo.history.sync.state import SyncStore
from tests.parts.cloud_stores import CloudWorld
from tests.supabase_stack.stack import Stack

WRITERS, ATTEMPTS_EACH = 16, 500


@dataclass(frozen=True)
class Crowd:
    """What they took until each had all ``attempts``.

    ``put_off`` of their ``pushes`` were told to come again later.
    """

    attempts: int
    seconds: float
    pushes: int
    put_off: int


def crowd(stack: Stack, folder: Path) -> Crowd:
    """Let a new learner's machines sync at once. Raises RuntimeError where anything is lost."""
    attempts = practice(WRITERS * ATTEMPTS_EACH, {"ko": korean()})
    paths = [folder / f"{number}.db" for number in range(WRITERS)]
    with CloudWorld(stack.project) as world:
        for path in paths:
            fill(path, islice(attempts, ATTEMPTS_EACH), user_id=world.user_id)

        def sync(path: Path) -> int:
            """Sync one machine; how many of its attempts the account took."""
            with SyncStore(path, user_id=world.user_id) as store:
                return Sync(store, world.server(), time.sleep).run().sent["attempts"]

        stack.requests.clear()
        begun_s = time.perf_counter()
        with ThreadPoolExecutor(WRITERS) as pool:
            sent = sum(pool.map(sync, paths))
        seconds = time.perf_counter() - begun_s
    if sent != WRITERS * ATTEMPTS_EACH:
        raise RuntimeError("attempts were lost or refused on the way")
    pushes = [one for one in stack.requests if one.path.endswith("push_changes")]
    return Crowd(sent, seconds, len(pushes), sum(one.status >= 400 for one in pushes))
