"""Finds recordings by what a teacher calls them: by path, or by name where that is clear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Generic, TypeVar

from miolingo.judging.batch.classroom.learners import key_of

T = TypeVar("T")


class FileLookup(Generic[T]):
    """Things of files; a file may be called by its path or its name, with or without its suffix."""

    def __init__(self, things: Iterable[tuple[str, T]]) -> None:
        clear: dict[str, tuple[str, T] | None] = {}
        self._exact: dict[str, T] = {}
        for file, thing in things:
            for name in _names(file):
                known = clear.setdefault(name, (file, thing))
                if known and known[0] != file:
                    clear[name] = None
            self._exact[_name(file)] = thing
        self._clear: Mapping[str, T] = {name: found[1] for name, found in clear.items() if found}

    def find(self, called: str) -> T | None:
        """The thing of a file; None where it is not known, or where two could be meant."""
        for name in (_name(called), _name(PurePath(called).name)):
            if name in self._exact:
                return self._exact[name]
            if name in self._clear:
                return self._clear[name]
        return None


def _names(file: str) -> Iterator[str]:
    path = PurePath(file)
    yield from {_name(file), _name(path.name), _name(path.stem), _name(str(path.with_suffix("")))}


def _name(file: str) -> str:
    return key_of(file.replace("\\", "/").removeprefix("./"))
