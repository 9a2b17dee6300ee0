"""``history`` of a million attempts against a thousand, and against the smallest program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.practice import SPANISH, fill, korean, practice
from benchmarks.speed.measuring import Ratio, command_time, medians
from benchmarks.speed.startup import smallest

FEW, MANY = 1_000, 1_000_000
ROUNDS = 5
AT_MOST = 3
AGAINST_SMALLEST = 3.2
OPTIONS = ("", "--lang ko", "--since 7d", "--format json", "--limit 20")


def histories(folder: Path, environment: Mapping[str, str]) -> list[Ratio]:
    """Whole commands, over 50 years of practice in two languages and over 20 days of it."""
    homes = []
    for count in (FEW, MANY):
        home = folder / str(count)
        spoken = practice(count, {"ko": korean(), "es": SPANISH}, until=datetime.now(UTC))
        fill(home / "data" / "history.db", spoken)
        homes.append({**environment, "MIOLINGO_HOME": str(home)})
    found = []
    for options in OPTIONS:
        command = ["-m", "miolingo", "history", *options.split()]
        runs = [command_time(command, home) for home in homes]
        few, many, bare = medians([*runs, smallest(environment)], rounds=ROUNDS)
        name = f"history {options}".strip()
        found.append(Ratio(f"{name}: {MANY:,} / {FEW:,}", many, few, "s", at_most=AT_MOST))
        limit = AGAINST_SMALLEST if not options else None
        title = f"{name}: {MANY:,} / the smallest Typer program"
        found.append(Ratio(title, many, bare, "s", at_most=limit))
    return found
