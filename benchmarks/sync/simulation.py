"""Whether anything is ever lost: ``python -m benchmarks.sync.simulation --histories 10000``.

Each history is up to forty steps of learners who practice, forget and choose on several machines,
while lines fail, processes die, servers are slow, accounts are set back to older copies and refuse
rows, disks are cloned and some machines run an older version. At the end of each one every machine
must hold what was practiced and not forgotten, once.

Every hundred histories have a seed of their own and are told when they are done, so that a run may
be stopped at any time and continued with ``--seed``. A failure is printed with the steps that lead
to it; with ``--shrink`` these are first made as few as possible, which takes minutes.
"""

from __future__ import annotations

import argparse
import time

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.parts.sync_simulation import World

STEPS = 40
HISTORIES_A_SEED = 100


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync.simulation")
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1, help="the first one")
    parser.add_argument("--shrink", action="store_true")
    options = parser.parse_args()
    for begun in range(0, options.histories, HISTORIES_A_SEED):
        histories = min(HISTORIES_A_SEED, options.histories - begun)
        run(options.seed + begun // HISTORIES_A_SEED, histories, shrink=options.shrink)
    return 0


def run(number: int, histories: int, *, shrink: bool) -> None:
    """Simulate histories that follow from a seed. Raises AssertionError where one lost anything."""
    how = settings(
        max_examples=histories,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, *([Phase.shrink] if shrink else [])],
    )
    print(f"seed {number}: ", end="", flush=True)
    begun_s = time.perf_counter()
    run_state_machine_as_test(seed(number)(World), settings=how)
    seconds = time.perf_counter() - begun_s
    print(f"{histories} histories, nothing lost, {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
