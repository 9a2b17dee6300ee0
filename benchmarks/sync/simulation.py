"""Whether anything is ever lost: ``python -m benchmarks.sync.simulation --histories 10000``.

Each history is up to forty steps of learners who practice, forget and choose on several machines,
while lines fail, processes die, servers are slow, accounts are set back to older copies and refuse
rows, disks are cloned and some machines run an older version. At the end of each one every machine
must hold what was practiced and not forgotten, once. A failure is printed with the steps that lead
to it; ``--seed`` repeats a run.
"""

from __future__ import annotations

import argparse
import time

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.parts.sync_simulation import World

STEPS = 40


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync.simulation")
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    how = settings(
        max_examples=options.histories,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    begun = time.perf_counter()
    run_state_machine_as_test(seed(options.seed)(World), settings=how)
    seconds = time.perf_counter() - begun
    print(f"{options.histories:,} histories, seed {options.seed}: nothing lost, {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
