"""Results of earlier runs: an interrupted drill goes on from them, shards are put together."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Literal, TextIO

from miolingo.errors import ConfigurationError
from miolingo.judging.batch.files import RESULT_FIELDS, FileOutcome, Task
from miolingo.judging.judgement import Reason


@dataclass(frozen=True)
class EarlierResult:
    """A line of an earlier run: which recording and phrase, and what became of it."""

    file: str
    text: str
    outcome: FileOutcome
    record: Mapping[str, Any]


@dataclass(frozen=True)
class MatchedResults:
    """The tasks in their order, each with its earlier result; ``spare`` ones belong to none."""

    rows: tuple[tuple[Task, EarlierResult | None], ...]
    spare: tuple[EarlierResult, ...]

    @property
    def done(self) -> list[tuple[Task, EarlierResult]]:
        """The tasks that have a result, with it."""
        return [(task, result) for task, result in self.rows if result]

    @property
    def left(self) -> list[Task]:
        """The tasks without a result."""
        return [task for task, result in self.rows if result is None]


def earlier_results(path: Path) -> list[EarlierResult]:
    """Read the JSON lines of an earlier run.

    A last line that was cut off in the middle does not count. Raises ConfigurationError when the
    file cannot be read or holds something else.
    """
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise _unusable(path, error.strerror or "it cannot be read") from error
    whole = [line for line in lines if line.endswith(b"\n")]
    return [_earlier(path, number, line) for number, line in enumerate(whole, start=1)]


def matched(tasks: Iterable[Task], earlier: Iterable[EarlierResult]) -> MatchedResults:
    """Find the result of each task, that of the same row: the same recording, phrase and columns.

    Rows that are the same in all count as often as they are there.
    """
    waiting: defaultdict[str, list[EarlierResult]] = defaultdict(list)
    for result in earlier:
        waiting[_key(result.file, result.text, result.record)].append(result)
    rows = []
    for task in tasks:
        results = waiting[_key(task.file, task.text, task.extra)]
        rows.append((task, results.pop(0) if results else None))
    return MatchedResults(tuple(rows), tuple(chain.from_iterable(waiting.values())))


def opened(path: Path, *, resume: bool) -> TextIO:
    """Open a file for results: a new one, or the end of an earlier run's last whole line.

    Raises ConfigurationError when it cannot be written.
    """
    try:
        if resume and path.exists():
            os.truncate(path, path.read_bytes().rfind(b"\n") + 1)
        mode: Literal["a", "w"] = "a" if resume else "w"
        return path.open(mode, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise _unusable(path, error.strerror or "it cannot be written") from error


def refuse_loss(output: Path, sources: Sequence[Path], *, force: bool, resume: bool) -> None:
    """Raise ConfigurationError where writing ``output`` would destroy something.

    ``force`` allows that for results, never for the files that are read, ``sources``.
    """
    if not output.is_file():
        return
    if any(source.exists() and output.samefile(source) for source in sources):
        raise _unusable(output, "it is read from")
    if output.stat().st_size and not (force or resume):
        raise ConfigurationError(
            f"“{output}” already has content.",
            hint="Continue it with --resume, overwrite it with --force, or choose another file.",
        )


def _key(file: str, text: str, columns: Mapping[str, Any]) -> str:
    others = {name: value for name, value in columns.items() if name not in RESULT_FIELDS}
    return json.dumps([file, text, others], sort_keys=True)


def _earlier(path: Path, number: int, line: bytes) -> EarlierResult:
    try:
        record = json.loads(line)
        score, reason = record["similarity_score"], record["reason"]
        outcome = FileOutcome(
            None if score is None else float(score), Reason(reason) if reason else None
        )
        record["words"] = [dict(word) for word in record["words"]]
        return EarlierResult(str(record["file"]), str(record["target_phrase"]), outcome, record)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unusable(path, f"line {number} is not a drill result") from error


def _unusable(path: Path, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"The results file “{path}” cannot be used: {why}.", hint="Name another --output."
    )
