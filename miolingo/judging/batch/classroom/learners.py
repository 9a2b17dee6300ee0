"""Whose recording it is: told by the folder it is in, by its name, or by a list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum, unique
from pathlib import PurePath

from miolingo.judging.batch.classroom.name_in_file import name_in, name_of_folder
from miolingo.language.terminal_safe import on_one_line, strip_controls

UNNAMED = "(no name)"
"""What stands before the file of a recording of which it is not known whose it is."""


@unique
class ToldBy(StrEnum):
    """What tells the learners apart; AUTO is the folder of a recording, else its file's name."""

    AUTO = "auto"
    FOLDER = "folder"
    NAME = "name"


def learner_of(file: str, names: Sequence[str], told_by: ToldBy) -> str:
    """The learner of a recording, or empty; ``file`` is its path within the class's folder.

    One of ``names`` that is in the path comes first. Else it is the first folder with somebody's
    name, or what ``name_in`` finds in the name of the file.
    """
    path = PurePath(file)
    listed = _listed(path, names)
    if listed:
        return listed
    found = []
    if told_by is not ToldBy.NAME:
        found += [name_of_folder(folder) for folder in path.parts[:-1]]
    if told_by is not ToldBy.FOLDER:
        found.append(name_in(path.stem))
    return next(filter(None, map(shown_name, found)), "")


def shown_name(text: str) -> str:
    """A name as it is shown, on one line and in NFC; it may be empty."""
    return on_one_line(strip_controls(text))


def without_name(file: str) -> str:
    """What to call the unknown learner of a recording: others of whom nothing is known differ."""
    return f"{UNNAMED} {shown_name(file)}"


def key_of(name: str) -> str:
    """What is the same for two spellings of a name."""
    return unicodedata.normalize("NFC", name).casefold()


def without_repeats(names: Iterable[str]) -> list[str]:
    """The names in their order, each once, in its first spelling."""
    return list({key_of(name): name for name in reversed(list(names))}.values())[::-1]


def _listed(path: PurePath, names: Sequence[str]) -> str:
    """The longest of the names that a part of the path begins with, or else has; or empty."""
    parts = [key_of(shown_name(part)) for part in (*path.parts[:-1], path.stem)]
    for pattern in (r"{}(?![^\W\d_])", r".*(?<![^\W\d_]){}(?![^\W\d_])"):
        fitting = [name for name in names if _in_any(parts, pattern, key_of(name))]
        if fitting:
            return max(fitting, key=len)
    return ""


def _in_any(parts: Iterable[str], pattern: str, name: str) -> bool:
    found = re.compile(pattern.format(re.escape(name)))
    return any(found.match(part) for part in parts)
