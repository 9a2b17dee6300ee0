"""Judged recordings for people and for programs: JSON lines, CSV, or a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from miolingo.judging.batch.files import FileResult
from miolingo.language.csv_cells import csv_line
from miolingo.ui.json_objects import json_object
from miolingo.ui.practice import sound_hints

SCHEMA = "miolingo.result/2"
_CSV_COLUMNS = (
    "file", "language_code", "target_phrase", "recognized_phrase", "similarity_score",
    "perfect_match", "verdict", "reason", "model", "scorer_version", "audio_ms", "decode_ms",
)  # fmt: skip


def as_object(result: FileResult) -> dict[str, Any]:
    """A result as the JSON object that docs/output.md describes; other manifest columns last."""
    judgement = asdict(result.judgement)
    hints = [sound_hints.as_object(hint) for hint in result.sounds]
    own = {
        "file": result.task.file,
        **judgement,
        "sounds": hints,
        "may_be_cut": result.may_be_cut,
    }
    return own | {
        name: text
        for name, text in result.task.extra.items()
        if name != "schema" and name not in own
    }


def as_json_line(result: FileResult) -> str:
    """A result as one line of JSON, without its line end."""
    return json_object(SCHEMA, as_object(result))


def csv_lines(results: Iterable[FileResult]) -> Iterator[str]:
    """A header and a line for each result, without their line ends.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    extra: tuple[str, ...] | None = None
    for result in results:
        if extra is None:
            extra = tuple(name for name in result.task.extra if name not in _CSV_COLUMNS)
            yield csv_line((*_CSV_COLUMNS, "words", *extra))
        values = as_object(result)
        words = " ".join(f"{word.word}:{word.status}" for word in result.judgement.words)
        row = [values[name] for name in _CSV_COLUMNS]
        yield csv_line([*row, words, *(values.get(name, "") for name in extra)])
