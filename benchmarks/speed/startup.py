"""Start-up: the commands a learner waits for, against the smallest Typer program's help."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.practice import fill, korean, practice
from benchmarks.speed import smallest_command
from benchmarks.speed.measuring import Measure, Ratio, command_time, medians

ATTEMPTS = 10_000
ROUNDS = 9
TAB = {
    "_MIOLINGO_COMPLETE": "complete_bash",
    "COMP_WORDS": "miolingo deck show st",
    "COMP_CWORD": "3",
}
"""What bash asks when a learner presses TAB after the first letters of a deck's name."""


def starts(_folder: Path, environment: Mapping[str, str]) -> list[Ratio]:
    """``--help``, ``history`` over 10,000 attempts, and the completion of a deck's name."""
    history_file = Path(environment["MIOLINGO_HOME"], "data", "history.db")
    fill(history_file, practice(ATTEMPTS, {"ko": korean()}))
    bare, shown, history, tab = medians(
        [
            smallest(environment),
            command_time(["-m", "miolingo", "--help"], environment),
            command_time(["-m", "miolingo", "history"], environment),
            command_time(["-m", "miolingo"], {**environment, **TAB}),
        ],
        rounds=ROUNDS,
    )
    against = "the smallest Typer program's"
    return [
        Ratio(f"--help / {against}", shown, bare, "s", at_most=1.3),
        Ratio(f"history of {ATTEMPTS:,} / {against} --help", history, bare, "s", at_most=1.6),
        Ratio(f"completion / {against} --help", tab, bare, "s", at_most=1.3),
    ]


def smallest(environment: Mapping[str, str]) -> Measure:
    """A measure of the help of the smallest Typer program."""
    return command_time([str(smallest_command.__file__), "--help"], environment)
