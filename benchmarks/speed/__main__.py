"""Print every ratio: ``python -m benchmarks.speed``."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.speed.batch import drills
from benchmarks.speed.history import histories
from benchmarks.speed.latency import result_after_speech
from benchmarks.speed.measuring import Ratio
from benchmarks.speed.memory import practice_session
from benchmarks.speed.sounds import sounds
from benchmarks.speed.startup import starts

Measurement = Callable[[Path, Mapping[str, str]], list[Ratio]]

MEASUREMENTS: dict[str, Measurement] = {
    "start-up": starts,
    "history": histories,
    "latency": lambda _folder, _environment: [result_after_speech()],
    "batch": drills,
    "memory": practice_session,
    "sounds": sounds,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--only", action="append", choices=MEASUREMENTS)
    ratios = []
    for name in parser.parse_args().only or MEASUREMENTS:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder, "home")
            ratios += MEASUREMENTS[name](Path(folder), {**os.environ, "MIOLINGO_HOME": str(home)})
    for ratio in ratios:
        print(row(ratio))
    return 0 if all(ratio.kept for ratio in ratios) else 1


def row(ratio: Ratio) -> str:
    measured = f"{ratio.ours:.3g} {ratio.unit} / {ratio.theirs:.3g} {ratio.unit}"
    promise = "" if ratio.at_most is None else f"at most {ratio.at_most}: "
    verdict = "" if ratio.at_most is None else ("kept" if ratio.kept else "MISSED")
    return f"{ratio.name:<42} {ratio.value:6.2f}   {measured:<22} {promise}{verdict}".rstrip()


if __name__ == "__main__":
    raise SystemExit(main())
