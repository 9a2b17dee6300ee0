"""Ratios of two ways to do a thing, measured in turns so that both meet the same machine."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Measure = Callable[[], float]
"""Does a thing once and answers what it cost."""


@dataclass(frozen=True)
class Ratio:
    """``ours`` over ``theirs``, both in ``unit``; ``at_most`` is the ratio we promise, if any."""

    name: str
    ours: float
    theirs: float
    unit: str
    at_most: float | None = None

    @property
    def value(self) -> float:
        """How many times theirs ours is."""
        return self.ours / self.theirs

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.at_most is None or self.value <= self.at_most


def medians(measures: Sequence[Measure], *, rounds: int) -> list[float]:
    """The median cost of each measure over ``rounds``, taken A B A B after one turn of warm-up."""
    for measure in measures:
        measure()
    costs: list[list[float]] = [[] for _ in measures]
    for _ in range(rounds):
        for measure, seen in zip(measures, costs, strict=True):
            seen.append(measure())
    return [statistics.median(seen) for seen in costs]


def seconds_of(action: Callable[[], object]) -> float:
    """How long ``action`` takes, in seconds."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def command_time(arguments: Sequence[str], environment: Mapping[str, str]) -> Measure:
    """A measure of one run of Python with ``arguments``, start-up included, in seconds."""

    def run() -> None:
        subprocess.run(
            [sys.executable, *arguments],
            env=dict(environment),
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    return lambda: seconds_of(run)
