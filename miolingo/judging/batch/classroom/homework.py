"""Finds the recordings of a class: in a folder, or in a list as ``drill`` takes it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from miolingo.errors import ConfigurationError, UsageError
from miolingo.files.text_encoding import decode_text
from miolingo.judging.batch.classroom.learner_table import LEARNER, LearnerTable
from miolingo.judging.batch.classroom.learners import (
    ToldBy,
    learner_of,
    shown_name,
    without_name,
    without_repeats,
)
from miolingo.judging.batch.files import Task
from miolingo.judging.batch.manifest import read_manifest

_SUFFIXES = tuple(
    f".{name}"
    for names in (
        ("3ga", "3gp", "3gpp", "aac", "aif", "aifc", "aiff", "amr", "asf", "au", "caf", "dss"),
        ("flac", "m4a", "m4b", "m4r", "mka", "mkv", "mov", "mp3", "mp4", "nist", "oga", "ogg"),
        ("opus", "silk", "snd", "sph", "voc", "w64", "wav", "wave", "webm", "wma", "wv"),
    )
    for name in names
)
"""What recordings are called; a file without any suffix may be one, too."""


@dataclass(frozen=True)
class Submission:
    """A recording to judge, and whose it is; a ``nameless`` one stands for a learner of its own."""

    task: Task
    learner: str
    nameless: bool


@dataclass(frozen=True)
class Homework:
    """The recordings of a class.

    ``other_files`` are none, ``unused_lines`` are those of a table that say nothing of any.
    """

    submissions: tuple[Submission, ...]
    other_files: tuple[str, ...] = ()
    unused_lines: tuple[str, ...] = ()

    @property
    def tasks(self) -> list[Task]:
        """What is to be judged: not whose it is, of which more may be known later."""
        return [submission.task for submission in self.submissions]


@dataclass(frozen=True)
class LearnerHints:
    """What tells whose a recording is: a table, a list of names, folders and names of files."""

    names: Sequence[str] = ()
    told_by: ToldBy = ToldBy.AUTO
    table: LearnerTable = field(default_factory=LearnerTable)


def homework_in(source: Path, text: str | None, hints: LearnerHints, results: Path) -> Homework:
    """The recordings below a folder, in the order of their names, but for those in ``results``.

    Raises UsageError without a text, and ConfigurationError where there are none.
    """
    if text is None:
        raise UsageError(
            "It is not known what the learners were asked to say.",
            hint='Add --text "the phrase", or give a list with the columns audio and text.',
        )
    files = sorted(_files_below(source, results))
    recordings = [file for file in files if Path(file).suffix.lower() in (*_SUFFIXES, "")]
    if not recordings:
        raise ConfigurationError(
            f"There is no recording in “{source}”.", hint="Name the folder with the recordings."
        )
    shared = _shared_folder(recordings)
    several = any(PurePath(file).parent != shared for file in recordings)
    tasks = [Task(file, source / file, text, {}) for file in recordings]
    homework = _homework(tasks, hints, len(shared.parts) if several else 0)
    return replace(homework, other_files=tuple(sorted(set(files) - set(recordings))))


def homework_of_list(
    source: Path, text: str | None, hints: LearnerHints, language_code: str
) -> Homework:
    """The recordings of a list; who has no name there is told by folder or file name."""
    tasks = read_manifest(source, language_code, text)
    shared = _shared_folder([task.file for task in tasks])
    return _homework(tasks, hints, len(shared.parts))


def _homework(tasks: Sequence[Task], hints: LearnerHints, shared: int) -> Homework:
    """Find out whose the recordings are; ``shared`` folders of their paths are those of all."""
    whose, unused = hints.table.learners(task.file for task in tasks)
    submissions = []
    for task in tasks:
        columns = {name.casefold(): cell for name, cell in task.extra.items()}
        named = whose.get(task.file) or columns.get(LEARNER, "")
        path = PurePath(*PurePath(task.file).parts[shared:])
        learner = shown_name(named) or learner_of(str(path), hints.names, hints.told_by)
        others = {name: cell for name, cell in task.extra.items() if name.casefold() != LEARNER}
        submissions.append(
            Submission(replace(task, extra=others), learner or without_name(task.file), not learner)
        )
    return Homework(tuple(submissions), unused_lines=tuple(unused))


def read_names(path: Path, language_code: str) -> list[str]:
    """The names of a class, one on a line. Raises ConfigurationError where there are none."""
    try:
        lines = decode_text(path.read_bytes(), language_code).text.splitlines()
    except OSError as error:
        raise _unusable(path, error.strerror or "it cannot be read") from error
    except ValueError as error:
        raise _unusable(path, f"it is not text: {error}") from error
    names = without_repeats(name for name in map(shown_name, lines) if name)
    if not names:
        raise _unusable(path, "it is empty")
    return names


def _unusable(path: Path, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"The list of names “{path}” cannot be used: {why}.", hint="Write one name on each line."
    )


def _shared_folder(files: Iterable[str]) -> PurePath:
    """The folder that all recordings are in, which says nothing of a learner."""
    try:
        return PurePath(os.path.commonpath([PurePath(file).parent for file in files]))
    except ValueError:  # some are named from the root, others not
        return PurePath()


def _files_below(folder: Path, results: Path) -> Iterable[str]:
    """The files below a folder that are neither hidden nor results, as paths within it."""
    left_out = results.resolve()
    for parent, folders, names in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and Path(parent, name).resolve() != left_out
        ]
        for name in names:
            if not name.startswith("."):
                yield Path(parent, name).relative_to(folder).as_posix()
