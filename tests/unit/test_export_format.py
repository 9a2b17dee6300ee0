"""Everything that is exported reads back as it was."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.language.csv_cells import guarded, unguarded
from miolingo.transfer.export_format import (
    SCHEMA,
    ExportedSetting,
    csv_lines,
    entry_of_csv,
    entry_of_json,
    entry_of_json_line,
    json_lines,
    keepable,
)
from tests.parts.attempts import an_attempt
from tests.parts.strategies import ATTEMPTS, NAME, SESSIONS, TEXT

VALUES = st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
ENTRIES = st.lists(ATTEMPTS | SESSIONS | st.builds(ExportedSetting, NAME, VALUES), max_size=4)


@given(ENTRIES)
def test_json_lines_read_back(entries: list) -> None:
    text = "".join(f"{line}\n" for line in json_lines(entries))
    head, *lines = io.StringIO(text, newline="\n")
    assert json.loads(head) == {"schema": SCHEMA}
    assert [keepable(entry_of_json_line(line)) for line in lines] == entries


@given(ENTRIES)
def test_csv_reads_back(entries: list) -> None:
    text = "".join(f"{line}\n" for line in csv_lines(entries))
    columns, *rows = csv.reader(io.StringIO(text, newline=""))
    assert [keepable(entry_of_csv(columns, row)) for row in rows] == entries


@given(TEXT)
def test_no_cell_looks_like_a_formula_and_the_guard_comes_off(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"kind": "attempt"},
        {"kind": "sitting", "id": "x"},
        {"kind": "setting", "setting_key": "a"},
        {"kind": "setting", "setting_key": 1, "setting_value": 2},
        {"kind": "dream"},
    ],
)
def test_what_is_no_entry_is_refused(record: dict) -> None:
    with pytest.raises(ValueError, match=r"."):
        entry_of_json(record)


@pytest.mark.parametrize("line", ["", "7", "[]", "{", "null", '{"kind": ["attempt"]}'])
def test_what_is_no_line_of_an_export_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        entry_of_json_line(line)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"target_phrase": "\ud800"}, "half a character"),
        ({"words": (WordResult("a\udfff", WordStatus.MISSING, 0.0),)}, "half a character"),
        ({"language_code": ""}, "not a language"),
        ({"language_code": "pt BR"}, "not a language"),
        ({"duration_ms": 10**30}, "longer than a day"),
        ({"practice_date": datetime(1, 1, 1, tzinfo=UTC)}, "in year 1"),
        ({"practice_date": datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)}, "in year 9999"),
    ],
)
def test_what_no_history_can_hold_is_refused(changed: dict, why: str) -> None:
    attempt = an_attempt("01930000-0000-7000-8000-000000000001", datetime(2026, 1, 1, tzinfo=UTC))
    assert keepable(attempt) is attempt
    with pytest.raises(ValueError, match=why):
        keepable(replace(attempt, **changed))


def test_a_line_with_cells_missing_is_refused() -> None:
    with pytest.raises(ValueError, match="cells"):
        entry_of_csv(["kind", "id"], ["attempt"])
