"""What the client asks for, and what each question costs the server."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from benchmarks.cloud.filling import WATCHED
from tests.supabase_stack.postgres import Postgres

ROUNDS = 5
QUERIES = {
    "newest 20 by date": """
        select * from public.user_progress where user_id = %(user)s
        order by practice_date desc, id desc limit 20
    """,
    "page of 500 by key": """
        select * from public.user_progress where user_id = %(user)s and id > %(middle)s
        order by id limit 500
    """,
    "a month of one language": """
        select * from public.user_progress
        where user_id = %(user)s and language_code = 'ko'
            and practice_date >= now() - interval '30 days'
        order by practice_date desc, id desc limit 500
    """,
    "count": "select count(*) from public.user_progress where user_id = %(user)s",
}
MIDDLE = """
    select id from public.user_progress where user_id = %s order by id
    offset (select count(*) / 2 from public.user_progress where user_id = %s) limit 1
"""
WHOLE_SCANS = """
    select seq_scan from pg_stat_xact_user_tables where relid = 'public.user_progress'::regclass
"""


@dataclass(frozen=True)
class Cost:
    """``pages`` are the 8 KiB pages looked at, ``plan`` the nodes from the outermost in.

    ``whole_scans`` counts reads of the whole table, those inside functions as well.
    """

    milliseconds: float
    pages: int
    rows: int
    whole_scans: int
    plan: str


def costs(server: Postgres) -> dict[str, Cost]:
    """What each query costs the watched learner, warm; the time is a median."""
    with psycopg.connect(server.dsn()) as db:
        ((middle,),) = db.execute(MIDDLE, (WATCHED, WATCHED)).fetchall()
    return {name: cost(server, query, middle) for name, query in QUERIES.items()}


def cost(server: Postgres, query: str, middle: Any) -> Cost:
    parameters = {"user": WATCHED, "middle": middle}
    explain = f"explain (analyze, buffers, format json) {query}".encode()
    with server.request("authenticated", {"sub": str(WATCHED), "aal": "aal1"}) as db:
        runs = [explained(db, explain, parameters) for _ in range(ROUNDS)]
        ((scans,),) = db.execute(WHOLE_SCANS).fetchall()
    plan = runs[-1]["Plan"]
    return Cost(
        milliseconds=statistics.median(
            run["Planning Time"] + run["Execution Time"] for run in runs
        ),
        pages=plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
        rows=plan["Actual Rows"],
        whole_scans=scans,
        plan=" < ".join(steps(plan)),
    )


def explained(db: psycopg.Connection, explain: bytes, parameters: dict[str, Any]) -> Any:
    (((plan,),),) = db.execute(explain, parameters).fetchall()
    return plan


def steps(plan: dict[str, Any]) -> Iterator[str]:
    """The nodes of a plan by name, without those that run once beforehand."""
    yield " ".join(filter(None, (plan["Node Type"], plan.get("Index Name"))))
    for child in plan.get("Plans", []):
        if child["Parent Relationship"] != "InitPlan":
            yield from steps(child)
