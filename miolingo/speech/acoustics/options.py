"""Kaldi's configuration files: lines of ``--option=value``, and remarks behind ``#``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from miolingo.errors import UnsupportedModelError
from miolingo.speech.acoustics.kaldi_file import damaged, read_text

_TRUE, _FALSE = ("true", "t", "1", ""), ("false", "f", "0")


@dataclass(frozen=True)
class Options:
    """The options of one file by their names; each method raises ModelError for a bad value."""

    file_name: str
    values: Mapping[str, str]
    _asked: set[str] = field(default_factory=set)

    def text(self, name: str, default: str) -> str:
        """Give the value of an option, or Kaldi's default."""
        self._asked.add(name)
        return self.values.get(name, default)

    def real(self, name: str, default: float) -> float:
        """Give a number."""
        text = self.text(name, str(default))
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not abs(number) < float("inf"):
            raise damaged(self.file_name, f"{text!r} is not a number for {name}")
        return number

    def integer(self, name: str, default: int, most: int) -> int:
        """Give a whole number from 0 to ``most``."""
        number = self.real(name, default)
        if number != round(number) or not 0 <= number <= most:
            raise damaged(self.file_name, f"{number:g} is out of range for {name}")
        return round(number)

    def boolean(self, name: str, default: bool) -> bool:
        """Give true or false; an option without a value is true."""
        text = self.text(name, _TRUE[0] if default else _FALSE[0]).lower()
        if text not in (*_TRUE, *_FALSE):
            raise damaged(self.file_name, f"{text!r} is neither true nor false for {name}")
        return text in _TRUE

    def ignore(self, *names: str) -> None:
        """Accept options that change nothing here."""
        self._asked.update(names)

    def check_all_known(self) -> None:
        """Raise UnsupportedModelError where an option was given that nobody asked for."""
        unknown = sorted(set(self.values) - self._asked)
        if unknown:
            raise UnsupportedModelError(f"{self.file_name} has the unknown option --{unknown[0]}")


def read_options(path: Path) -> Options:
    """Read a file of options. Raises ModelError."""
    values = {}
    for line in read_text(path).splitlines():
        option = line.partition("#")[0].strip()
        if not option:
            continue
        if not option.startswith("--"):
            raise damaged(path.name, f"{option[:40]!r} is not an option")
        name, _, value = option[2:].partition("=")
        values[name.strip()] = value.strip()
    return Options(path.name, values)
