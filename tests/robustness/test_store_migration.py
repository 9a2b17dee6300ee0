"""Histories of the first schema become those of today, whatever happens on the way."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from miolingo.errors import StoreError
from miolingo.history.attempt_rows import COLUMNS, attempt_row
from miolingo.history.location import guest_location
from miolingo.history.recovery import recover, sound_attempts
from miolingo.history.reports.statistics import Selection
from miolingo.history.schema import MIGRATIONS
from miolingo.history.serialization import text_of
from miolingo.store import Store
from tests.parts.attempts import NOON
from tests.parts.damage import attempts, sessions
from tests.parts.disks import small_disk
from tests.parts.folders import ROOT
from tests.parts.histories import rows_of
from tests.parts.patience import PATIENCE_S

ATTEMPTS, SESSIONS = 2_000, 30
FIRST_COLUMNS = tuple(name for name in COLUMNS if name != "details")
DEVICE = "c0ffee00-0000-4000-8000-000000000000"
MIGRATING = """
    import sys
    from pathlib import Path
    from miolingo.history.reports.statistics import Selection
    from miolingo.store import Store

    with Store(Path(sys.argv[1])) as store:
        print(store.count(Selection()))
"""
KILLED_AT_EACH_STATEMENT = """
    import os, signal, sqlite3, sys
    from itertools import count
    from pathlib import Path
    from miolingo.history.reports.statistics import Selection
    from miolingo.store import Store

    path = Path(sys.argv[1])
    connect = sqlite3.connect

    def watched(*arguments, **options):
        connection = connect(*arguments, **options)
        connection.set_trace_callback(killed)
        return connection

    def killed(statement):
        global statements
        statements -= 1
        if statements < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def brought_up_to_date():
        sqlite3.connect = watched
        with Store(path) as store:
            store.count(Selection())
        os._exit(0)

    def state():
        connection = connect(path)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (health,) = connection.execute("PRAGMA integrity_check").fetchone()
        (attempts,) = connection.execute("SELECT count(*) FROM attempts").fetchone()
        connection.close()
        return version, health, attempts

    for statements in count():
        child = os.fork()
        if not child:
            brought_up_to_date()
        _, status = os.waitpid(child, 0)
        print(*state())
        if not status:
            break
"""


def write_first_version(path: Path) -> None:
    """Make a history as the first schema had it, with what was practiced then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(FIRST_COLUMNS)
    values = ", ".join(f":{name}" for name in FIRST_COLUMNS)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN")
        for statement in MIGRATIONS[0].statements:
            connection.execute(statement)
        connection.executemany(
            f"INSERT INTO attempts ({columns}) VALUES ({values})",  # noqa: S608
            map(attempt_row, attempts(ATTEMPTS)),
        )
        connection.executemany(
            "INSERT INTO sessions VALUES (?, ?, ?, ?)",
            (
                (
                    one.id,
                    one.device_id,
                    text_of(one.started_at),
                    one.ended_at and text_of(one.ended_at),
                )
                for one in sessions(SESSIONS)
            ),
        )
        connection.execute("INSERT INTO meta VALUES ('device_id', ?)", (DEVICE,))
        connection.execute("PRAGMA user_version = 1")
        connection.execute("COMMIT")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "history.db"
    write_first_version(path)
    return path


def start(program: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def assert_everything_is_there(path: Path) -> None:
    with Store(path) as store:
        assert store.device_id == DEVICE
        assert list(store.every_attempt()) == list(attempts(ATTEMPTS))
        assert list(store.every_session()) == list(sessions(SESSIONS))
        counted = Counter[Any]()
        for attempt in attempts(ATTEMPTS):
            quarter = attempt.practice_date.replace(
                minute=attempt.practice_date.minute // 15 * 15, second=0, microsecond=0
            )
            counted[quarter, attempt.language_code] += 1
        intervals = list(store.intervals(Selection()))
        assert {
            (one.starts_at, one.language_code): one.tally.attempts for one in intervals
        } == counted
        assert sum(one.tally.score_sum for one in intervals) == sum(
            attempt.similarity_score or 0 for attempt in attempts(ATTEMPTS)
        )
    assert sound_attempts(path, thorough=True) == ATTEMPTS
    assert rows_of(path, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    assert rows_of(path, "SELECT DISTINCT sync_state FROM attempts") == [(0,)]


def test_a_history_of_the_first_version_is_all_there(path: Path) -> None:
    assert_everything_is_there(path)


def test_reading_alone_brings_it_up_to_date(path: Path) -> None:
    with Store(path) as store:
        assert store.count(Selection()) == ATTEMPTS
    assert rows_of(path, "PRAGMA user_version") == [(len(MIGRATIONS),)]


@pytest.mark.parametrize("damaged_page", [0, 9])
def test_a_damaged_one_is_recovered_without_what_it_never_had(
    path: Path, damaged_page: int
) -> None:
    """Its attempts have no details; no page of the damage may be taken for that."""
    content = bytearray(path.read_bytes())
    content[4096 * damaged_page : 4096 * (damaged_page + 1)] = bytes(4096)
    path.write_bytes(content)
    report = recover(guest_location(path.parent), NOON)
    assert report.attempts >= ATTEMPTS - 40
    with Store(path) as store:
        kept = {attempt.id: attempt for attempt in store.every_attempt()}
    expected = {attempt.id: attempt for attempt in attempts(ATTEMPTS)}
    assert all(expected[attempt_id] == attempt for attempt_id, attempt in kept.items())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_before_any_statement_it_is_the_first_version_or_all_of_today(path: Path) -> None:
    with start(KILLED_AT_EACH_STATEMENT, path) as process:
        output, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, errors
    states = [line.split() for line in output.splitlines()]
    assert {(health, attempts) for _, health, attempts in states} == {("ok", str(ATTEMPTS))}
    versions = [int(version) for version, *_ in states]
    assert versions == sorted(versions)
    assert versions.count(1) > len(MIGRATIONS[1].statements)
    assert_everything_is_there(path)


def test_processes_that_bring_it_up_to_date_at_once_agree(path: Path) -> None:
    processes = [start(MIGRATING, path) for _ in range(4)]
    for process in processes:
        output, errors = process.communicate(timeout=PATIENCE_S)
        assert (output, process.returncode) == (f"{ATTEMPTS}\n", 0), errors
    assert_everything_is_there(path)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts Linux disks")
def test_on_a_full_disk_it_stays_as_it_was_until_there_is_space(tmp_path: Path) -> None:
    with small_disk(tmp_path, "4m") as disk:
        path, filling = disk / "history.db", disk / "filling"
        write_first_version(path)
        before = path.read_bytes()
        filling.write_bytes(bytes(4 * 2**20 - len(before) - 2**17))
        with Store(path) as store, pytest.raises(StoreError, match=r"too full|cannot be used"):
            store.count(Selection())
        assert rows_of(path, "PRAGMA user_version") == [(1,)]
        assert rows_of(path, "SELECT count(*) FROM attempts") == [(ATTEMPTS,)]
        filling.unlink()
        assert_everything_is_there(path)
