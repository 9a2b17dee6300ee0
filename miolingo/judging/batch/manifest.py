"""A drill's manifest: which recordings, and what was to be said in each.

A row that cannot be read becomes a task that says why, and the rest goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from miolingo.errors import ConfigurationError
from miolingo.files.text_encoding import decode_text
from miolingo.judging.batch.files import Task
from miolingo.judging.batch.rows import Row, json_rows, table_rows

STDIN = Path("-")
"""What stands for standard input."""

_COLUMNS = ("audio", "text")
_JSON_SUFFIXES = (".jsonl", ".ndjson")
_LONGEST_CELL = 32_767
"""Characters: what a cell of a spreadsheet holds at most."""
_FOLDER_HINT = "To judge a folder of recordings: miolingo class --help"


def read_manifest(path: Path, language_code: str, phrase: str | None = None) -> list[Task]:
    """Read a manifest of TSV, CSV (also with semicolons) or JSON lines, in any usual encoding.

    Audio paths are relative to its folder, those of standard input to the working directory. With a
    ``phrase``, that is the text of every row, and the column is not needed. Raises
    ConfigurationError when it cannot be read, or no row of it can.
    """
    content = _text(path, language_code)
    columns = _COLUMNS if phrase is None else _COLUMNS[:1]
    try:
        rows = list((json_rows if _is_json(path, content) else table_rows)(content, columns))
    except ValueError as error:
        raise ConfigurationError(
            f"The list “{path}” does not have the columns {' and '.join(columns)}.",
            hint=f"Its first line must name the columns, as in: {','.join(columns)}",
        ) from error
    if not rows:
        raise ConfigurationError(
            f"The list “{path}” has no rows.",
            hint=f"Give it the columns {' and '.join(columns)}.",
        )
    tasks = [_task(path, row if phrase is None else _asking(row, phrase)) for row in rows]
    if all(task.problem for task in tasks):
        raise ConfigurationError(
            f"No row of the list “{path}” can be read. Line {tasks[0].line}: {tasks[0].problem}.",
            hint='Write audio,text and rows below it, or lines of {"audio": "…", "text": "…"}.',
        )
    return tasks


def _is_json(path: Path, text: str) -> bool:
    return path.suffix.lower() in _JSON_SUFFIXES or text.lstrip().startswith("{")


def _text(path: Path, language_code: str) -> str:
    try:
        content = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"The list “{path}” cannot be read: {error.strerror}.",
            hint=_FOLDER_HINT if path.is_dir() else "Check the path.",
        ) from error
    try:
        return decode_text(content, language_code).text
    except ValueError as error:
        raise ConfigurationError(
            f"The list “{path}” is not text: {error}.", hint="Save it again as UTF-8."
        ) from error


def _asking(row: Row, phrase: str) -> Row:
    """The row with another text."""
    others = {name: cell for name, cell in row.cells.items() if name.lower() != "text"}
    return replace(row, cells={**others, "text": phrase})


def _task(manifest: Path, row: Row) -> Task:
    """The task of a row; what no file and no terminal could take is cut out of a bad one."""
    problem = row.problem or _problem(row.cells)
    cells = row.cells
    if problem:
        cells = {_writable(name): _writable(text).replace("\0", "") for name, text in cells.items()}
    audio = cells.get("audio", "").strip()
    return Task(
        file=audio or f"{manifest.name}:{row.line}",
        path=manifest.parent / audio,
        text=cells.get("text", ""),
        extra={name: text for name, text in cells.items() if name not in _COLUMNS},
        line=row.line,
        problem=problem,
    )


def _problem(cells: Mapping[str, str]) -> str:
    if any("\0" in cells[name] for name in _COLUMNS):
        return "it has a zero byte in it"
    if any(len(text) > _LONGEST_CELL for text in cells.values()):
        return f"it has a cell with more than {_LONGEST_CELL} characters"
    if any(_writable(text) != text for text in (*cells, *cells.values())):
        return "it contains half a character, which is not valid text"
    return "" if cells["audio"].strip() else "it does not name a recording"


def _writable(text: str) -> str:
    """As much of a text as can be written: no half of a character, and no more than a cell."""
    return text[:_LONGEST_CELL].encode(errors="replace").decode()
