"""Finds the recordings of a class: in a folder, or in a list as ``drill`` takes it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from miolingo.errors import ConfigurationError, UsageError
from miolingo.files.text_encoding import decode_text
from miolingo.judging.batch.classroom.learners import (
    ToldBy,
    learner_of,
    shown_name,
    without_repeats,
)
from miolingo.judging.batch.files import Task
from miolingo.judging.batch.manifest import read_manifest

LEARNER = "learner"
"""The column that says who is heard in a recording."""

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
class Homework:
    """The recordings to judge, the learner of each in its column; ``other_files`` are none."""

    tasks: tuple[Task, ...]
    other_files: tuple[str, ...] = ()


def homework_in(
    source: Path, text: str | None, names: Sequence[str], told_by: ToldBy, results: Path
) -> Homework:
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
    tasks = (
        Task(file, source / file, text, {LEARNER: learner_of(file, names, told_by)})
        for file in recordings
    )
    return Homework(tuple(tasks), tuple(file for file in files if file not in set(recordings)))


def homework_of_list(
    source: Path, text: str | None, names: Sequence[str], told_by: ToldBy, language_code: str
) -> Homework:
    """The recordings of a list; who has no name there is told by folder or file name."""
    tasks = read_manifest(source, language_code, text)
    shared = len(_shared_folder(tasks).parts)
    return Homework(tuple(_with_learner(task, shared, names, told_by) for task in tasks))


def read_names(path: Path, language_code: str) -> list[str]:
    """The names of a class, one on a line. Raises ConfigurationError where there are none."""
    try:
        lines = decode_text(path.read_bytes(), language_code).text.splitlines()
    except OSError as error:
        raise _unusable(path, error.strerror or "it cannot be read") from error
    except ValueError as error:
        raise _unusable(path, f"it is not text: {error}") from error
    names = without_repeats(shown_name(line) for line in lines if line.strip())
    if not names:
        raise _unusable(path, "it is empty")
    return names


def _unusable(path: Path, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"The list of names “{path}” cannot be used: {why}.", hint="Write one name on each line."
    )


def _shared_folder(tasks: Iterable[Task]) -> PurePath:
    """The folder that all recordings of a list are in, which says nothing of a learner."""
    try:
        return PurePath(os.path.commonpath([PurePath(task.file).parent for task in tasks]))
    except ValueError:  # some are named from the root, others not
        return PurePath()


def _with_learner(task: Task, shared: int, names: Sequence[str], told_by: ToldBy) -> Task:
    """The task with its learner in a column; ``shared`` folders of its path are those of all."""
    columns = {name.casefold(): text for name, text in task.extra.items()}
    named = columns.get(LEARNER, "").strip()
    others = {name: text for name, text in task.extra.items() if name.casefold() != LEARNER}
    path = PurePath(*PurePath(task.file).parts[shared:])
    learner = shown_name(named) if named else learner_of(str(path), names, told_by)
    return replace(task, extra={LEARNER: learner, **others})


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
