"""Many machines of one account that send at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

from tests.parts.changes import attempt, pull, push
from tests.parts.learners import add_account
from tests.supabase_stack.postgres import Postgres

WRITERS, ROWS = 16, 500
MOST_TRIES = 20


def test_sixteen_writers_lose_and_refuse_nothing(database: Postgres) -> None:
    learner = add_account(database)
    batches = [[attempt() for _ in range(ROWS)] for _ in range(WRITERS)]

    def sent(rows: list[dict[str, Any]]) -> dict[str, Any]:
        """What a batch is answered in the end; a server that is too slow is asked again."""
        for _ in range(MOST_TRIES):
            try:
                return push(database, learner, attempts=rows)
            except psycopg.errors.QueryCanceled:
                continue
        raise TimeoutError

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = list(pool.map(sent, batches))
    assert [answer["refused"] for answer in answers] == [[]] * WRITERS
    assert all(answer["after"] - answer["before"] == ROWS for answer in answers)
    assert pull(database, learner)["head"] == WRITERS * ROWS
