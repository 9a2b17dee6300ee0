"""What the account costs on a full server: ``python -m benchmarks.cloud``.

The same questions are asked of a server with 100 learners and of one with 1,000; the learner who
asks has 10,000 attempts on both. The pages looked at may not grow with other people's rows.
"""

from __future__ import annotations

import argparse

import psycopg

from benchmarks.cloud.filling import filled_server
from benchmarks.cloud.queries import Cost, costs
from tests.supabase_stack.postgres import Postgres

MOST_GROWTH = 1.25
FREE_TIER_BYTES = 500_000_000
ATTEMPTS_A_YEAR = 20 * 365


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cloud", description=__doc__)
    parser.add_argument("--learners", type=int, default=1000, help="on the full server")
    learners = parser.parse_args().learners
    with filled_server(others=learners // 10 - 1) as server:
        few = costs(server)
    with filled_server(others=learners - 1) as server:
        many = costs(server)
        print(table(few, many))
        print(room(server))
    return 0 if all(kept(few[name], many[name]) for name in many) else 1


def kept(few: Cost, many: Cost) -> bool:
    return many.pages <= MOST_GROWTH * few.pages and not many.whole_scans


def table(few: dict[str, Cost], many: dict[str, Cost]) -> str:
    lines = [f"{'':<28}{'ms':>8}{'pages':>8}{'rows':>8}   pages with a tenth of the learners"]
    for name, cost in many.items():
        verdict = "kept" if kept(few[name], cost) else "MISSED"
        lines.append(
            f"{name:<28}{cost.milliseconds:8.2f}{cost.pages:8}{cost.rows:8}   "
            f"{few[name].pages} ({cost.pages / few[name].pages:.2f}, {verdict})"
        )
        lines.append(f"    {cost.plan}")
    return "\n".join(lines)


def room(server: Postgres) -> str:
    """What an attempt takes, and what that makes of the free tier."""
    query = """
        select
            pg_table_size('public.user_progress'), pg_indexes_size('public.user_progress'),
            pg_database_size(current_database()), (select count(*) from public.user_progress)
    """
    with psycopg.connect(server.dsn()) as db:
        heap, indexes, whole, rows = db.execute(query).fetchall()[0]
    each = (heap + indexes) / rows
    free = FREE_TIER_BYTES - (whole - heap - indexes)
    attempts = free / each
    return (
        f"{rows:,} attempts, {each:,.0f} bytes each ({heap / rows:,.0f} row, "
        f"{indexes / rows:,.0f} indexes)\n500 MB hold {attempts:,.0f} attempts: "
        f"{attempts / ATTEMPTS_A_YEAR:,.0f} learner-years of 20 attempts a day"
    )


if __name__ == "__main__":
    raise SystemExit(main())
