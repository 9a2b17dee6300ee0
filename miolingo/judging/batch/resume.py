"""A file of results that an interrupted drill goes on from."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from miolingo.errors import ConfigurationError
from miolingo.judging.batch.files import FileOutcome, Task
from miolingo.judging.judgement import Reason


@dataclass(frozen=True)
class EarlierResult:
    """A line of an earlier run: which recording and phrase, and what became of it."""

    file: str
    text: str
    outcome: FileOutcome


def earlier_results(path: Path) -> list[EarlierResult]:
    """Read the JSON lines of an earlier run; empty when there is no file yet.

    A last line that was cut off in the middle does not count. Raises ConfigurationError when the
    file cannot be read or holds something else.
    """
    if not path.exists():
        return []
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise _unusable(path, error.strerror or "it cannot be read") from error
    whole = [line for line in lines if line.endswith(b"\n")]
    return [_earlier(path, number, line) for number, line in enumerate(whole, start=1)]


def left_to_do(tasks: Iterable[Task], earlier: Sequence[EarlierResult]) -> list[Task]:
    """The tasks without an earlier result; a pair of file and phrase counts as often as it is."""
    done = Counter((result.file, result.text) for result in earlier)
    left = []
    for task in tasks:
        if done[task.file, task.text] > 0:
            done[task.file, task.text] -= 1
        else:
            left.append(task)
    return left


def opened(path: Path, *, resume: bool) -> TextIO:
    """Open a file for results: a new one, or the end of an earlier run's last whole line.

    Raises ConfigurationError when it cannot be written.
    """
    try:
        if not resume or not path.exists():
            return path.open("w", encoding="utf-8", newline="\n")
        os.truncate(path, path.read_bytes().rfind(b"\n") + 1)
        return path.open("a", encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unusable(path, error.strerror or "it cannot be written") from error


def _earlier(path: Path, number: int, line: bytes) -> EarlierResult:
    try:
        row = json.loads(line)
        reason = Reason(row["reason"]) if row["reason"] else None
        outcome = FileOutcome(row["similarity_score"], reason)
        return EarlierResult(str(row["file"]), str(row["target_phrase"]), outcome)
    except (ValueError, KeyError, TypeError) as error:
        raise _unusable(path, f"line {number} is no result of a drill") from error


def _unusable(path: Path, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"The results file “{path}” cannot be used: {why}.", hint="Name another --output."
    )
