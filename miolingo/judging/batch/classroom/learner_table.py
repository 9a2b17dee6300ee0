"""A table that says whose recording is whose, with the columns ``audio`` and ``learner``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from miolingo.errors import ConfigurationError
from miolingo.files.text_encoding import decode_text
from miolingo.judging.batch.classroom.file_lookup import FileLookup
from miolingo.judging.batch.rows import table_rows
from miolingo.language.csv_cells import csv_line, marked_for_excel, unguarded

AUDIO, LEARNER = "audio", "learner"


@dataclass(frozen=True)
class Entry:
    """A row: the recording as it is called there, and whose it is."""

    line: int
    audio: str
    learner: str


@dataclass(frozen=True)
class LearnerTable:
    """The rows of a table that name a learner, and what is wrong with others."""

    entries: Sequence[Entry] = ()
    problems: Sequence[str] = ()

    def learners(self, files: Iterable[str]) -> tuple[Mapping[str, str], list[str]]:
        """The learner of each file that has one here; also which lines could not be used."""
        lookup = FileLookup((file, file) for file in files)
        whose: dict[str, str] = {}
        unused = list(self.problems)
        for entry in self.entries:
            file = lookup.find(entry.audio)
            if file is None:
                unused.append(f"line {entry.line}: there is no one recording “{entry.audio}”")
            else:
                whose[file] = entry.learner
        return whose, unused


def read_learner_table(path: Path, language_code: str) -> LearnerTable:
    """Read a table; a row without a learner says nothing. Raises ConfigurationError."""
    try:
        rows = list(
            table_rows(decode_text(path.read_bytes(), language_code).text, (AUDIO, LEARNER))
        )
    except OSError as error:
        raise _unusable(path, error.strerror or "it cannot be read") from error
    except ValueError as error:
        raise _unusable(path, str(error)) from error
    entries, problems = [], []
    for row in rows:
        if row.problem:
            problems.append(f"line {row.line}: {row.problem}")
        elif row.cells[LEARNER].strip():
            audio, learner = (unguarded(row.cells[name].strip()) for name in (AUDIO, LEARNER))
            entries.append(Entry(row.line, audio, learner))
    return LearnerTable(entries, problems)


def table_lines(whose: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines of such a table, of recordings with their learners, for a spreadsheet."""
    return marked_for_excel(f"{csv_line(row)}\r\n" for row in ((AUDIO, LEARNER), *whose))


def _unusable(path: Path, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"The table of learners “{path}” cannot be used: {why}.",
        hint="Its first line must name the columns: audio,learner",
    )
