"""One sync in a process of its own: ``python -m benchmarks.sync.machine`` tells what it took.

With ``--trace`` Python's objects are weighed as well, which takes several times as long.
"""

from __future__ import annotations

import argparse
import json
import time
import tracemalloc
from pathlib import Path

from miolingo.composition import sync
from miolingo.composition.context import context_from


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync.machine", description=__doc__)
    parser.add_argument("--trace", action="store_true")
    if parser.parse_args().trace:
        tracemalloc.start()
    begun, computed = time.perf_counter(), time.process_time()
    report = sync.sync(context_from(), lambda _done, _total: None)
    took = {
        "attempts": report.sent["attempts"] + report.received["attempts"],
        "seconds": time.perf_counter() - begun,
        "computing_seconds": time.process_time() - computed,
        "objects_mb": tracemalloc.get_traced_memory()[1] / 2**20,
        "resident_mb": peak_resident_mb(),
    }
    print(json.dumps(took))


def peak_resident_mb() -> float:
    """The most memory that this process held, and not its parent before it."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    main()
