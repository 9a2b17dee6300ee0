"""The local store: what it keeps, and what it says when it cannot."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import sys
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from miolingo.errors import StoreError
from miolingo.history.database import delete_store
from miolingo.history.database_errors import DamagedHistoryError
from miolingo.history.reports.statistics import Selection, Tally
from miolingo.history.schema import MIGRATIONS
from miolingo.judging.judgement import Verdict
from miolingo.store import Store
from tests.parts.attempts import ATTEMPT, NOON
from tests.parts.histories import kill_a_writer, rows_of, start_writer
from tests.parts.patience import PATIENCE_S

EVERYTHING = Selection()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.db"


def test_an_attempt_comes_back_as_it_was(path: Path) -> None:
    unscored = replace(
        ATTEMPT,
        id=str(UUID(int=2)),
        practice_date=NOON + timedelta(microseconds=1),
        similarity_score=None,
        verdict=Verdict.NOT_SCORABLE,
        words=(),
        deck=None,
    )
    with Store(path) as store:
        store.add_attempt(ATTEMPT)
        store.add_attempt(unscored)
    with Store(path) as store:
        assert list(store.latest_attempts(EVERYTHING, 9)) == [unscored, ATTEMPT]
        assert list(store.latest_attempts(EVERYTHING, 1)) == [unscored]
        (interval,) = store.intervals(EVERYTHING)
        assert interval.tally == Tally(attempts=2, scored=1, score_sum=50.0, perfect=0)
        assert interval.starts_at == NOON
        (word,) = store.hardest_words(EVERYTHING, among=9, limit=9)
        assert (word.word, word.mean_score, word.times) == ("주세요", 0.0, 1)


def test_an_attempt_is_kept_once(path: Path) -> None:
    with Store(path) as store:
        store.add_attempt(ATTEMPT)
        store.add_attempt(replace(ATTEMPT, similarity_score=99.0))
        assert list(store.latest_attempts(EVERYTHING, 9)) == [ATTEMPT]


def test_attempts_are_selected_by_day_and_language(path: Path) -> None:
    brazilian = replace(
        ATTEMPT, id=str(UUID(int=2)), language_code="pt-BR", practice_date=NOON + timedelta(hours=1)
    )
    with Store(path) as store:
        store.add_attempt(ATTEMPT)
        store.add_attempt(brazilian)
        for tag in ("pt", "PT-br"):
            assert list(store.latest_attempts(Selection(language_code=tag), 9)) == [brazilian]
        assert list(store.latest_attempts(Selection(language_code="p"), 9)) == []
        assert list(store.latest_attempts(Selection(since=NOON), 9)) == [brazilian, ATTEMPT]
        later = NOON + timedelta(microseconds=1)
        assert list(store.latest_attempts(Selection(since=later), 9)) == [brazilian]
        assert store.last_practice_before(later) == NOON
        assert store.last_practice_before(NOON) is None


def test_reading_makes_no_file(path: Path) -> None:
    with Store(path) as store:
        assert list(store.latest_attempts(EVERYTHING, 9)) == []
        assert not list(store.intervals(EVERYTHING))
        assert store.last_practice_before(NOON) is None
    assert not path.parent.exists()


def test_the_device_keeps_its_id(path: Path) -> None:
    with Store(path) as first, Store(path) as second:
        assert first.device_id == second.device_id
        first.begin_session("s", NOON)
        first.end_session("s", NOON + timedelta(minutes=5))
    assert rows_of(path, "SELECT id, device_id, started_at, ended_at FROM sessions") == [
        ("s", first.device_id, "2026-11-23T12:00:00.000000Z", "2026-11-23T12:05:00.000000Z")
    ]


def test_deleting_a_history_leaves_nothing_of_it_and_all_of_others(path: Path) -> None:
    with Store(path) as store:
        store.add_attempt(ATTEMPT)
        own = [path.with_name(f"history.damaged-20260301T120000Z.db{end}") for end in ("", "-wal")]
        other = path.with_name("demo.db")
        for file in (*own, other):
            file.touch()
    delete_store(path)
    assert list(path.parent.iterdir()) == [other]


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX's")
def test_nobody_else_may_read_it(path: Path) -> None:
    with Store(path) as store:
        store.add_attempt(ATTEMPT)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert len(modes) == 3
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "change",
    [
        {"similarity_score": 100.1},
        {"similarity_score": -0.1},
        {"similarity_score": None},
        {"target_phrase": " "},
        {"duration_ms": -1},
    ],
)
def test_an_impossible_attempt_is_refused(path: Path, change: dict) -> None:
    with Store(path) as store:
        with pytest.raises(StoreError):
            store.add_attempt(replace(ATTEMPT, **change))
        store.add_attempt(ATTEMPT)
        assert list(store.latest_attempts(EVERYTHING, 9)) == [ATTEMPT]


def test_a_newer_schema_is_left_alone(path: Path) -> None:
    with Store(path) as store:
        store.add_attempt(ATTEMPT)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with Store(path) as store:
        with pytest.raises(StoreError, match="newer") as refusal:
            store.add_attempt(ATTEMPT)
        assert "pgrade" in refusal.value.hint


@pytest.mark.parametrize("content", [b"garbage " * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_told_and_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with Store(path) as store:
        with pytest.raises(StoreError, match="damaged") as refusal:
            list(store.latest_attempts(EVERYTHING, 9))
        with pytest.raises(StoreError, match="damaged"):
            store.add_attempt(ATTEMPT)
        assert store.device_id == store.device_id
    assert refusal.value.hint
    assert path.read_bytes() == content


def test_a_path_that_cannot_be_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "history.db", tmp_path):
        with Store(path) as store, pytest.raises(StoreError) as refusal:
            store.add_attempt(ATTEMPT)
        assert refusal.value.hint


def test_a_lock_that_stays_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miolingo.history.database._BUSY_S", 0.1)
    with Store(path) as store:
        store.add_attempt(ATTEMPT)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            store.add_attempt(replace(ATTEMPT, id=str(UUID(int=2))))
        other.close()
        store.add_attempt(replace(ATTEMPT, id=str(UUID(int=2))))


def test_two_processes_write_at_once(path: Path) -> None:
    writers = [start_writer(path, name, 100) for name in ("a", "b")]
    for writer in writers:
        _, errors = writer.communicate(timeout=PATIENCE_S)
        assert writer.returncode == 0, errors
    assert rows_of(path, "SELECT count(*) FROM attempts") == [(200,)]
    assert rows_of(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_killed_writer_has_lost_nothing_it_had_promised(path: Path) -> None:
    promised = kill_a_writer(path)

    assert rows_of(path, "PRAGMA integrity_check") == [("ok",)]
    ((kept,),) = rows_of(path, "SELECT count(*) FROM attempts")
    assert kept in {promised, promised + 1}
    with Store(path) as store:
        store.add_attempt(replace(ATTEMPT, id=str(UUID(int=0))))
        assert len(list(store.latest_attempts(EVERYTHING, promised + 9))) == kept + 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file sizes")
def test_a_file_that_may_not_grow_is_told(path: Path) -> None:
    import resource

    writer = start_writer(
        path,
        "a",
        10_000,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    output, errors = writer.communicate(timeout=PATIENCE_S)
    assert writer.returncode != 0
    # Not always the last line: nor can a measurement of coverage be kept where no file may grow.
    assert re.search(r"^[\w.]*StoreError: ", errors, re.MULTILINE)
    assert rows_of(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows_of(path, "SELECT count(*) FROM attempts") == [(len(output.splitlines()),)]


@pytest.mark.parametrize(
    "damage",
    [
        "id = 'x'",
        "practice_date = '2026-11-99T12:00:00.000000Z'",
        "verdict = 'heard'",
        "words = '[{\"word\": 7}]'",
        "words = '7'",
        "perfect_match = 1",
        "duration_ms = 1.5",
    ],
)
def test_a_row_that_no_attempt_can_have_is_told_as_damage(path: Path, damage: str) -> None:
    with Store(path) as store:
        store.add_attempt(ATTEMPT)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE attempts SET {damage}")  # noqa: S608 - constants
    with Store(path) as store, pytest.raises(DamagedHistoryError):
        list(store.every_attempt())


def test_a_reader_may_stop_after_the_history_is_closed(path: Path) -> None:
    """As a closed pipe makes it: what was asked for is dropped when all else is over."""
    with Store(path) as store:
        store.add_all([replace(ATTEMPT, id=str(UUID(int=number))) for number in (1, 2, 3)], [])
        attempts = store.every_attempt()
        next(attempts)
    assert isinstance(attempts, Generator)
    attempts.close()
