"""A users.db from anyone: only its tables are read, and no more than one can have practiced."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from miolingo.errors import ConfigurationError
from miolingo.history.attempts import Attempt
from miolingo.transfer import legacy_database, sources
from miolingo.transfer.sources import Answers, UnknownFileError

# ruff: noqa: S608 - the tests write all of it themselves

ROWS = "language_code, practice_date, target_phrase, recognized_phrase, similarity_score"
ROW = "'ko', '2025-11-20 09:14:02', '물', '물', 0.5"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "users.db"


def made(path: Path, script: str) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(script)
    return path


def attempts(path: Path) -> list[Attempt]:
    answers = Answers(language=lambda _path: "ko", user=lambda _path, names: names[0])
    (source,) = sources.sources([path], answers)
    return [entry for entry in source.entries() if isinstance(entry, Attempt)]


def test_a_view_in_the_place_of_the_table_is_not_asked(path: Path) -> None:
    made(path, f"CREATE VIEW user_progress ({ROWS}) AS {ENDLESS} SELECT {ROW} FROM n")
    with pytest.raises(UnknownFileError):
        attempts(path)


def test_a_virtual_table_is_not_asked(path: Path) -> None:
    made(path, f"CREATE VIRTUAL TABLE user_progress USING fts5({ROWS})")
    with pytest.raises(UnknownFileError):
        attempts(path)


def test_a_view_of_users_gives_no_names(path: Path) -> None:
    made(
        path,
        f"CREATE TABLE user_progress (user_id, {ROWS});"
        f"INSERT INTO user_progress VALUES (1, {ROW});"
        f"CREATE VIEW users (user_id, username) AS {ENDLESS} SELECT i, i FROM n",
    )
    assert [one.target_phrase for one in attempts(path)] == ["물"]


def test_a_column_that_is_computed_is_left_alone(path: Path) -> None:
    made(
        path,
        f"CREATE TABLE user_progress ({ROWS}, more AS (hex(zeroblob(3000000))));"
        f"INSERT INTO user_progress VALUES ({ROW})",
    )
    assert [one.target_phrase for one in attempts(path)] == ["물"]


def test_a_value_beyond_all_bounds_is_told(path: Path) -> None:
    made(
        path,
        f"CREATE TABLE user_progress ({ROWS}); INSERT INTO user_progress VALUES ({ROW});"
        "UPDATE user_progress SET target_phrase = hex(zeroblob(2000000))",
    )
    with pytest.raises(ConfigurationError, match="is damaged"):
        attempts(path)


def test_more_rows_than_can_be_are_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy_database, "_MOST_ROWS", 3)
    made(
        path,
        f"CREATE TABLE user_progress ({ROWS});"
        f"{ENDLESS} INSERT INTO user_progress SELECT {ROW} FROM n LIMIT 4",
    )
    with pytest.raises(ConfigurationError, match="more than 3 rows"):
        attempts(path)


def test_a_file_that_keeps_the_reader_busy_is_given_up(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(legacy_database, "_STEPS_A_LOOK", 100)
    monkeypatch.setattr(legacy_database, "_MOST_LOOKS", 2)
    made(
        path,
        f"CREATE TABLE user_progress ({ROWS});"
        f"{ENDLESS} INSERT INTO user_progress SELECT {ROW} FROM n LIMIT 1000",
    )
    with pytest.raises(ConfigurationError, match="is damaged"):
        attempts(path)


def test_a_file_larger_than_any_history_is_not_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(path, f"CREATE TABLE user_progress ({ROWS})")
    monkeypatch.setattr(sources, "_LONGEST_FILE_BYTES", 100)
    with pytest.raises(ConfigurationError, match="too large"):
        attempts(path)
