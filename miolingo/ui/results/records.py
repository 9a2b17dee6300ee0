"""Judged recordings for programs: JSON lines or CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from miolingo.judging.batch.files import RESULT_FIELDS, FileResult, Task
from miolingo.language.csv_cells import csv_line
from miolingo.language.terminal_safe import json_text
from miolingo.ui.json_objects import json_object
from miolingo.ui.practice import sound_hints
from miolingo.ui.results.melody import records as melody_records
from miolingo.ui.results.table import explained

SCHEMA = "miolingo.result/2"
_CSV_COLUMNS = (
    "file", "language_code", "target_phrase", "recognized_phrase", "similarity_score",
    "perfect_match", "verdict", "reason", "model", "scorer_version", "audio_ms", "decode_ms",
    "words",
)  # fmt: skip


def as_object(result: FileResult) -> dict[str, Any]:
    """A result as the JSON object that docs/output.md describes; other manifest columns last."""
    judgement = asdict(result.judgement)
    for word, clips in zip(judgement["words"], result.clips, strict=False):
        word["clips"] = {name: file or None for name, file in asdict(clips).items()}
    hints = [sound_hints.as_object(hint) for hint in result.sounds]
    extra = {name: text for name, text in result.task.extra.items() if name not in RESULT_FIELDS}
    asked = {"prosody": melody_records.as_object(result.prosody)} if result.prosody else {}
    own = {"file": result.task.file, **judgement, "sounds": hints}
    return {**own, "may_be_cut": result.may_be_cut, "problem": explained(result), **asked, **extra}


def as_json_line(record: Mapping[str, Any]) -> str:
    """A result's object as one line of JSON, without its line end."""
    return json_object(SCHEMA, record)


def extra_columns(tasks: Iterable[Task]) -> list[str]:
    """The manifest's other columns that CSV gets, as any of its rows names them."""
    names = dict.fromkeys(name for task in tasks for name in task.extra)
    return [name for name in names if name not in RESULT_FIELDS]


def csv_lines(records: Iterable[Mapping[str, Any]], extra: Sequence[str]) -> Iterator[str]:
    """A header and a line for each result's object, without their line ends.

    A text that a spreadsheet would take for a formula gets an apostrophe in front. ``extra`` are
    columns of the manifest.
    """
    yield csv_line((*_CSV_COLUMNS, *extra))
    for record in records:
        cells = {**record, "words": json_text(_without_none(record["words"]))}
        yield csv_line(cells.get(name, "") for name in (*_CSV_COLUMNS, *extra))


def _without_none(words: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in word.items() if value is not None} for word in words]
