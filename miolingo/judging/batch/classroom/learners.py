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

_WORD = re.compile(r"[^\W_]+")


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
    """The longest of the names that a part of the path begins with, or else has the words of."""
    parts = [key_of(shown_name(part)) for part in (*path.parts[:-1], path.stem)]
    for fits in (_begins, _has_words):
        fitting = [name for name in names if any(fits(part, key_of(name)) for part in parts)]
        if fitting:
            return max(fitting, key=len)
    return ""


def _begins(text: str, name: str) -> bool:
    """Whether a name stands at the beginning, not as a part of a longer one or of a number."""
    after = text[len(name) : len(name) + 1]
    return text.startswith(name) and not (
        after.isalpha() or (name[-1:].isdigit() and after.isdigit())
    )


def _has_words(text: str, name: str) -> bool:
    """Whether all words of a name are there in any order: ``Kim, Mina`` has ``Mina Kim``."""
    words = set(_WORD.findall(name))
    return bool(words) and words <= set(_WORD.findall(text))
