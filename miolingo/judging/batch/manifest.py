"""A drill's manifest: which recordings, and what was to be said in each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from miolingo.errors import ConfigurationError
from miolingo.judging.batch.files import Task

_COLUMNS = "audio and text"


class _PlainTabs(csv.excel_tab):
    """Tab-separated values as most tools write them: a quotation mark is a letter like others."""

    quoting = csv.QUOTE_NONE


def read_manifest(path: Path) -> list[Task]:
    """Read a TSV, CSV or JSON-lines manifest; audio paths are relative to its folder.

    Raises ConfigurationError, with the line's number, when it cannot be read, is empty, or lacks
    a column in the whole or in a row.
    """
    rows = _json_rows if path.suffix.lower() in (".jsonl", ".ndjson") else _table_rows
    tasks = [
        _task(path, number, line, row)
        for number, (line, row) in enumerate(rows(path, _text(path)), start=1)
    ]
    if not tasks:
        raise ConfigurationError(
            f"The manifest “{path}” has no rows.", hint=f"Give it the columns {_COLUMNS}."
        )
    return tasks


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"The manifest “{path}” is not UTF-8 text.", hint="Save it again as UTF-8."
        ) from error
    except OSError as error:
        raise ConfigurationError(
            f"The manifest “{path}” cannot be read: {error.strerror}.", hint="Check the path."
        ) from error


def _table_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    header = text.partition("\n")[0]
    delimiter = "\t" if path.suffix.lower() == ".tsv" or "\t" in header else ","
    dialect = _PlainTabs if delimiter == "\t" else csv.excel
    reader = csv.DictReader(io.StringIO(text), restval="", dialect=dialect)
    columns = reader.fieldnames or []
    if not {"audio", "text"} <= set(columns):
        raise ConfigurationError(
            f"The manifest “{path}” does not have the columns {_COLUMNS}.",
            hint="Its first line must name the columns, as in: audio,text",
        )
    try:
        for row in reader:
            yield reader.line_num, {name: row[name] or "" for name in columns}
    except csv.Error as error:
        raise ConfigurationError(
            f"The manifest “{path}”, line {reader.line_num}: {error}.", hint="Mend the line."
        ) from error


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, _json_row(path, number, line)


def _json_row(path: Path, number: int, line: str) -> dict[str, str]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict) or not _all_text(row.get(name) for name in ("audio", "text")):
        raise ConfigurationError(
            f"The manifest “{path}”, line {number}: no JSON object with {_COLUMNS}.",
            hint='Write a line as: {"audio": "hello.wav", "text": "안녕하세요"}',
        )
    return {
        name: value if isinstance(value, str) else json.dumps(value) for name, value in row.items()
    }


def _all_text(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _task(path: Path, number: int, line: int, row: dict[str, str]) -> Task:
    extra = {name: value for name, value in row.items() if name not in ("audio", "text")}
    if not row["audio"].strip():
        raise ConfigurationError(
            f"The manifest “{path}”, line {line}: no audio file is named.", hint="Name one."
        )
    return Task(number, row["audio"], path.parent / row["audio"], row["text"], extra)
