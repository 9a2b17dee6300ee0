"""What a drill came to, for people: how many, the mean, and which rows failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from miolingo.judging.batch.files import FileOutcome, Task
from miolingo.judging.feedback import about_recording

_MOST_ROWS = 20


@dataclass(frozen=True)
class DrillRow:
    """A row of a manifest and what became of it; ``problem`` says in words why it has no score."""

    task: Task
    outcome: FileOutcome
    problem: str = ""


def summary_lines(rows: Sequence[DrillRow], min_score: float | None) -> Iterator[str]:
    """The numbers on a line, then the rows without a score and those below ``min_score``."""
    scores = [row.outcome.score for row in rows if row.outcome.score is not None]
    mean = f", mean score {fmean(scores):.1f}" if scores else ""
    yield f"{_counted(len(rows))}: {len(scores)} scored{mean}."
    yield from _listed("Not scored", [_failure(row) for row in rows if row.outcome.score is None])
    if min_score is not None:
        low = [_low(row, row.outcome.score) for row in rows if _is_below(row, min_score)]
        yield from _listed(f"Below {min_score:g}", low)


def missing_lines(missing: Sequence[Task], spare: int) -> Iterator[str]:
    """The rows that no result is there for, and how many results belong to no row."""
    yield from _listed("No result yet", [_named(task) for task in missing])
    if spare:
        yield f"Left out, because they match no row or are repeated: {spare}."


def below_lines(outcomes: Iterable[tuple[str, FileOutcome]], min_score: float) -> Iterator[str]:
    """Say of each file that scored less than was wanted, or not at all, what it scored."""
    for file, outcome in outcomes:
        if outcome.score is None or outcome.score < min_score:
            score = "no score" if outcome.score is None else f"{outcome.score:.1f}"
            yield f"{file}: {score}, and --min-score is {min_score:g}."


def _is_below(row: DrillRow, min_score: float) -> bool:
    return row.outcome.score is not None and row.outcome.score < min_score


def _failure(row: DrillRow) -> str:
    why = row.problem or (about_recording(row.outcome.reason) if row.outcome.reason else "")
    return f"{_named(row.task)}: {why}"


def _low(row: DrillRow, score: float | None) -> str:
    return f"{_named(row.task)}: {score}"


def _named(task: Task) -> str:
    return f"line {task.line}, {task.file}" if task.line else task.file


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{title}: {len(lines)}."
    yield from (f"  {line}" for line in lines[:_MOST_ROWS])
    if len(lines) > _MOST_ROWS:
        yield f"  … and {len(lines) - _MOST_ROWS} more"


def _counted(count: int) -> str:
    return "1 recording" if count == 1 else f"{count} recordings"
