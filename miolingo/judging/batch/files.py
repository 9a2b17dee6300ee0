"""Judging recordings on disk: one, or a manifest of many in several processes."""

from __future__ import annotations

import queue
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from pathlib import Path

from miolingo.errors import AudioFileError, UsageError
from miolingo.judging.batch.cut_end import excuse_cut_end
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.judgement import Judgement, Reason, WordStatus
from miolingo.judging.prosody.comparison import ProsodyComparison
from miolingo.judging.recording import Audio
from miolingo.judging.sound_hints import SoundHint

_AHEAD = 4

RESULT_FIELDS = frozenset(
    {
        "schema",
        "file",
        "sounds",
        "may_be_cut",
        "problem",
        "prosody",
        *(field.name for field in fields(Judgement)),
    }
)
"""What a result says of a recording itself; a manifest's column of such a name is left out."""


_IN_DOUBT = (WordStatus.MISSING, WordStatus.UNSURE)


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
class WordClips:
    """The files that have a word: as the learner said it, and of the reference; empty for none."""

    own: str = ""
    reference: str = ""


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

    ``sounds`` are hints on words that were not understood. ``may_be_cut`` where nothing tells that
    the end of the file is the end of what was recorded. ``clips`` are those of each word of the
    judgement, where any were kept. ``prosody`` is there where it was asked for.
    """

    task: Task
    judgement: Judgement
    problem: str = ""
    sounds: tuple[SoundHint, ...] = ()
    may_be_cut: bool = False
    clips: tuple[WordClips, ...] = ()
    prosody: ProsodyComparison | None = None

    @property
    def end_in_doubt(self) -> bool:
        """Whether the last word of a file that may be cut was not heard, or not for sure."""
        words = [word for word in self.judgement.words if word.status is not WordStatus.EXTRA]
        return self.may_be_cut and words[-1:] != [] and words[-1].status in _IN_DOUBT

    @property
    def outcome(self) -> FileOutcome:
        """The part of the result that decides the exit code."""
        return FileOutcome(self.judgement.similarity_score, self.judgement.reason)


Read = Callable[[Path], Audio]
KeepClips = Callable[[Task, Judgement, Audio], tuple[WordClips, ...]]
"""Writes the words of a judged recording into files; raises ConfigurationError if it cannot."""
MeasureProsody = Callable[[Task, Judgement, Audio], ProsodyComparison]
"""Measures pace, pauses and melody of a judged recording."""


def judge_file(
    judge: GrammarJudge,
    read: Read,
    task: Task,
    keep_clips: KeepClips | None = None,
    measure: MeasureProsody | None = None,
) -> FileResult:
    """Judge one recording; one that cannot be judged becomes a result that says why.

    ``read`` gives a file's sound at 16 kHz, or raises AudioFileError. Raises ModelError, and what
    ``keep_clips`` raises.
    """
    if task.problem:
        return _unjudged(
            judge, task, Reason.UNREADABLE_ROW, f"This row cannot be read: {task.problem}."
        )
    try:
        audio = read(task.path)
        judgement = judge.judge(task.text, audio.samples).judgement
        if audio.may_be_cut:
            judgement = excuse_cut_end(judgement)
        clips = keep_clips(task, judgement, audio) if keep_clips else ()
        prosody = measure(task, judgement, audio) if measure else None
        return FileResult(
            task, judgement, may_be_cut=audio.may_be_cut, clips=clips, prosody=prosody
        )
    except AudioFileError as error:
        return _unjudged(judge, task, Reason(error.reason), f"{error.message} {error.hint}".strip())
    except UsageError as error:
        return _unjudged(judge, task, Reason.UNUSABLE_PHRASE, error.message)


def judge_files(
    judges: Sequence[GrammarJudge],
    read: Read,
    tasks: Sequence[Task],
    keep_clips: KeepClips | None = None,
    measure: MeasureProsody | None = None,
) -> Generator[FileResult]:
    """Judge many recordings, as many at once as there are judges; results in the tasks' order.

    One judge may stand there several times: it then judges several at once.

    Close it before the command ends: then every judge is closed, which ends its process at once.
    """
    idle: queue.SimpleQueue[GrammarJudge] = queue.SimpleQueue()
    for judge in judges:
        idle.put(judge)

    def work(task: Task) -> FileResult:
        judge = idle.get()
        try:
            return judge_file(judge, read, task, keep_clips, measure)
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


def _unjudged(judge: GrammarJudge, task: Task, reason: Reason, problem: str) -> FileResult:
    judgement = Judgement.not_scorable(judge.language_code, task.text, reason)
    return FileResult(task, judgement, problem)
