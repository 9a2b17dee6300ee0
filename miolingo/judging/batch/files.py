"""Judging recordings on disk: one, or a manifest of many in several processes."""

from __future__ import annotations

import queue
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Protocol

from miolingo.errors import AudioFileError, UsageError
from miolingo.judging.judgement import Judgement, Reason
from miolingo.judging.recording import Samples
from miolingo.judging.scoring import Assessment
from miolingo.judging.sound_hints import SoundHint

_AHEAD = 4

RESULT_FIELDS = frozenset(
    {"schema", "file", "sounds", *(field.name for field in fields(Judgement))}
)
"""What a result says of a recording itself; a manifest's column of such a name is left out."""


class FileJudge(Protocol):
    """What judging files needs of a judge."""

    @property
    def language_code(self) -> str:
        """The language, as a BCP 47 tag."""

    def judge(self, phrase: str, samples: Samples) -> Assessment:
        """Judge a whole recording, mono at 16 kHz. Raises UsageError and ModelError."""

    def close(self) -> None:
        """Let go of the model."""


@dataclass(frozen=True)
class Task:
    """A recording to judge: ``file`` as the user named it, ``text`` what was to be said.

    ``extra`` holds the manifest's other columns, ``line`` is where it stands there (from 1), and
    ``problem`` why this row of it cannot be read, or empty.
    """

    file: str
    path: Path
    text: str
    extra: Mapping[str, str] = field(default_factory=dict)
    line: int = 0
    problem: str = ""


@dataclass(frozen=True)
class FileOutcome:
    """The outcome of one recording: its score, 0-100, or the reason why it has none."""

    score: float | None
    reason: Reason | None

    @property
    def unreadable(self) -> bool:
        """Whether the recording, or the row that names it, could not be read at all."""
        return self.reason in (
            Reason.MISSING_FILE,
            Reason.UNREADABLE_FILE,
            Reason.UNREADABLE_ROW,
            Reason.TOO_LONG,
        )


@dataclass(frozen=True)
class FileResult:
    """A judged recording; ``problem`` says in words why it could not be scored, or is empty.

    ``sounds`` are hints on words that were not understood.
    """

    task: Task
    judgement: Judgement
    problem: str = ""
    sounds: tuple[SoundHint, ...] = ()

    @property
    def outcome(self) -> FileOutcome:
        """The part of the result that decides the exit code."""
        return FileOutcome(self.judgement.similarity_score, self.judgement.reason)


Read = Callable[[Path], Samples]


def judge_file(judge: FileJudge, read: Read, task: Task) -> FileResult:
    """Judge one recording; one that cannot be judged becomes a result that says why.

    ``read`` gives a file's samples, mono at 16 kHz, or raises AudioFileError. Raises ModelError.
    """
    if task.problem:
        return _unjudged(
            judge, task, Reason.UNREADABLE_ROW, f"This row cannot be read: {task.problem}."
        )
    try:
        return FileResult(task, judge.judge(task.text, read(task.path)).judgement)
    except AudioFileError as error:
        return _unjudged(judge, task, Reason(error.reason), error.message)
    except UsageError as error:
        return _unjudged(judge, task, Reason.UNUSABLE_PHRASE, error.message)


def judge_files(
    judges: Sequence[FileJudge], read: Read, tasks: Sequence[Task]
) -> Generator[FileResult]:
    """Judge many recordings, as many at once as there are judges; results in the tasks' order.

    One judge may stand there several times: it then judges several at once.

    Close it before saying anything: then every judge is closed, which ends its process at once, and
    no thread is left that could still keep standard error silent while a file is read.
    """
    idle: queue.SimpleQueue[FileJudge] = queue.SimpleQueue()
    for judge in judges:
        idle.put(judge)

    def work(task: Task) -> FileResult:
        judge = idle.get()
        try:
            return judge_file(judge, read, task)
        finally:
            idle.put(judge)

    pool = ThreadPoolExecutor(max(1, len(judges)))
    try:
        yield from _in_order(pool, work, tasks, ahead=_AHEAD * len(judges))
    finally:
        for judge in judges:
            judge.close()
        pool.shutdown(cancel_futures=True)


def _in_order(
    pool: ThreadPoolExecutor,
    work: Callable[[Task], FileResult],
    tasks: Sequence[Task],
    *,
    ahead: int,
) -> Iterator[FileResult]:
    """Yield results in order while a bounded number of tasks is under way."""
    waiting: list[Future[FileResult]] = []
    for task in tasks:
        waiting.append(pool.submit(work, task))
        if len(waiting) > ahead:
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()


def _unjudged(judge: FileJudge, task: Task, reason: Reason, problem: str) -> FileResult:
    judgement = Judgement.not_scorable(judge.language_code, task.text, reason)
    return FileResult(task, judgement, problem)
