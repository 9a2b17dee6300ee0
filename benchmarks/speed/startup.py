"""Start-up: the commands a learner waits for, against importing Typer and Rich."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.practice import fill, korean, practice
from benchmarks.speed.measuring import Ratio, command_time, medians

ATTEMPTS = 10_000
ROUNDS = 9


def starts(_folder: Path, environment: Mapping[str, str]) -> list[Ratio]:
    """``--version``, and ``history`` over 10,000 attempts."""
    history_file = Path(environment["MIOLINGO_HOME"], "data", "history.db")
    fill(history_file, practice(ATTEMPTS, {"ko": korean()}))
    runs = [
        ["-m", "miolingo", "--version"],
        ["-m", "miolingo", "history"],
        ["-c", "import typer, rich"],
    ]
    version, history, bare = medians(
        [command_time(run, environment) for run in runs], rounds=ROUNDS
    )
    return [
        Ratio("--version / import typer, rich", version, bare, "s"),
        Ratio("history of 10,000 / import typer, rich", history, bare, "s"),
    ]
