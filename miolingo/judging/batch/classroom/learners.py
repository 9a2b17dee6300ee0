"""Whose recording it is: told by the folder it is in, by its name, or by a list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum, unique
from pathlib import PurePath

from miolingo.language.terminal_safe import on_one_line, strip_controls

UNNAMED = "(no name)"
"""Whom a recording belongs to whose name says nothing."""

_NUMBER_AT_END = re.compile(r"[\s\-.(]+\d+\)?$")


@unique
class ToldBy(StrEnum):
    """What tells the learners apart; AUTO is the folder of a recording, else its name."""

    AUTO = "auto"
    FOLDER = "folder"
    NAME = "name"


def learner_of(file: str, names: Sequence[str], told_by: ToldBy) -> str:
    """The learner of a recording, ``file`` being its path within the class's folder.

    One of ``names`` that a folder has, or that the file's name begins with, comes first. Else it is
    the folder, or the part of the name before ``_`` or else before a number at its end that is no
    part of a word: ``mina_1``, ``mina-2``, but ``student3``.
    """
    path = PurePath(file)
    listed = _listed(path, names)
    if listed:
        return listed
    if told_by is not ToldBy.NAME and len(path.parts) > 1:
        return shown_name(path.parts[0])
    if told_by is ToldBy.FOLDER:
        return UNNAMED
    before, divided, _ = path.stem.partition("_")
    return shown_name(before if divided else _NUMBER_AT_END.sub("", before))


def shown_name(text: str) -> str:
    """A name as it is shown, on one line and in NFC."""
    return on_one_line(strip_controls(text)) or UNNAMED


def key_of(name: str) -> str:
    """What is the same for two spellings of a name."""
    return unicodedata.normalize("NFC", name).casefold()


def without_repeats(names: Iterable[str]) -> list[str]:
    """The names in their order, each once, in its first spelling."""
    return list({key_of(name): name for name in reversed(list(names))}.values())[::-1]


def _listed(path: PurePath, names: Sequence[str]) -> str | None:
    """The longest of the names that a part of the path begins with, as a word of its own."""
    keys = [key_of(shown_name(part)) for part in (*path.parts[:-1], path.stem)]
    fitting = [name for name in names if any(_begins(key, key_of(name)) for key in keys)]
    return max(fitting, key=len, default=None)


def _begins(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalpha()
