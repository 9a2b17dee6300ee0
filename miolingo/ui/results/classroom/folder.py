"""The folder with a class's results.

class.html             the page of the class
learners/NAME.html     a page for each learner
results.csv, .jsonl    each recording's result
working/               what was judged, and the clips: a stopped run continues with it
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from miolingo.errors import ConfigurationError
from miolingo.files.atomic import remove_drafts, replace_file
from miolingo.judging.batch.classroom.learner_table import LEARNER
from miolingo.judging.batch.classroom.report import Learner
from miolingo.language.csv_cells import csv_line, marked_for_excel
from miolingo.speech.clips.naming import plain_name, unique_name
from miolingo.ui.results.melody.records import CSV_COLUMNS, csv_cells
from miolingo.ui.results.records import as_json_line, csv_lines

_CSV_END = "\r\n"


@dataclass(frozen=True)
class ClassFolder:
    """Where a class's results are written."""

    path: Path

    @property
    def judged(self) -> Path:
        """The results as they come, which a stopped run continues."""
        return self.path / "working" / "judged.jsonl"

    @property
    def clips(self) -> Path:
        """The words of all recordings."""
        return self.path / "working" / "clips"

    @property
    def class_page(self) -> Path:
        """The page of the class."""
        return self.path / "class.html"

    @property
    def learners(self) -> Path:
        """The folder of the learners' pages."""
        return self.path / "learners"

    @property
    def aliases(self) -> Path:
        """Who is who, where the names are left out."""
        return self.path / "working" / "names.csv"

    def prepare(self, *, force: bool, resume: bool) -> None:
        """Make the folder; started again with ``force``, it has no clip of an earlier run.

        Raises ConfigurationError where something would be lost by that.
        """
        try:
            used = self.path.exists() and any(self.path.iterdir())
            if used and not self.judged.parent.is_dir():
                raise ConfigurationError(
                    f"“{self.path}” has files that are not a class's results.",
                    hint="Name a new folder with --output.",
                )
            if self.judged.exists() and not (force or resume):
                raise ConfigurationError(
                    f"“{self.path}” already has results.",
                    hint="Continue with --resume, start again with --force, or name another"
                    " --output.",
                )
            if force and not resume and self.clips.is_dir():
                shutil.rmtree(self.clips)
            self.clips.mkdir(parents=True, exist_ok=True)
            self.learners.mkdir(exist_ok=True)
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def sound(self, file: str) -> bytes | None:
        """The content of a clip, wherever the folder is by now; None where it is gone."""
        try:
            return self.clips.joinpath(*PurePath(file).parts[-2:]).read_bytes()
        except OSError:
            return None

    def write_page(self, path: Path, content: str) -> None:
        """Write a page, whole or not at all. Raises ConfigurationError."""
        try:
            replace_file(path, content.encode(errors="replace"))
        except OSError as error:
            raise _unwritable(path, error) from error

    def write_records(self, records: Sequence[Mapping[str, Any]], *, excel: bool) -> list[Path]:
        """Write the results as JSON lines and as CSV. Raises ConfigurationError."""
        table, lines = self.path / "results.csv", self.path / "results.jsonl"
        self.write_page(lines, "".join(f"{as_json_line(record)}\n" for record in records))
        rows = _csv_lines(records)
        rows = marked_for_excel(rows) if excel else rows
        self.write_page(table, "".join(f"{row}{_CSV_END}" for row in rows))
        return [table, lines]

    def write_aliases(self, whose: Mapping[str, str]) -> None:
        """Write who is who. Raises ConfigurationError."""
        rows = [("shown as", "learner"), *((alias, key) for key, alias in whose.items())]
        self.write_page(self.aliases, "".join(f"{csv_line(row)}{_CSV_END}" for row in rows))

    def forget_pages(self) -> None:
        """Remove the pages of an earlier run, which may be those of others by now."""
        try:
            remove_drafts(self.learners)
            for page in (self.class_page, self.aliases, *self.learners.glob("*.html")):
                page.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def page_of(self, learner: Learner, others: Iterable[Path]) -> Path:
        """Where a learner's page is, whose name may be that of one of the ``others``."""
        name = plain_name(learner.name)
        taken = {path.name.casefold() for path in others}
        if f"{name}.html".casefold() in taken:
            name = unique_name(name, learner.name)
        return self.learners / f"{name}.html"


def _csv_lines(records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The results as CSV, with the pace where it was asked for."""
    if not any("prosody" in record for record in records):
        return csv_lines(records, [LEARNER])
    told = [{**record, **csv_cells(record.get("prosody"))} for record in records]
    return csv_lines(told, [LEARNER, *CSV_COLUMNS])


def _unwritable(path: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"“{path}” cannot be written: {error.strerror}.",
        hint="Free some space, or name another folder with --output.",
    )
