"""Histories damaged on purpose: told, kept aside, and recovered as far as they can be."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from miolingo.errors import StoreError
from miolingo.history.attempts import Attempt
from miolingo.history.database_errors import DamagedHistoryError, translate_errors
from miolingo.history.location import HistoryLocation
from miolingo.history.recovery import Recovery, RecoveryReport, recover, sound_attempts
from miolingo.history.reports.statistics import Selection
from miolingo.history.schema import MIGRATIONS
from miolingo.history.sync.state import SyncStore
from miolingo.store import Store
from tests.parts.damage import (
    Spoil,
    attempts,
    cut_to,
    flipped,
    middle_pages,
    overwrite,
    pages_of,
    root_pages,
    sessions,
    uuid_of,
    write_history,
    zero_pages,
)
from tests.parts.listening import an_answer

ATTEMPTS, SESSIONS = 800, 40
NOW = datetime(2026, 12, 1, 8, 30, 15, tzinfo=UTC)
ASIDE = "history.damaged-20261201T083015Z.db"
USER = "a11ce000-0000-4000-8000-000000000000"


def recovered(path: Path, user_id: str | None = None) -> RecoveryReport:
    return recover(HistoryLocation(path, user_id), NOW)


INDICES = (
    *("sqlite_autoindex_attempts_1", "attempts_by_date", "attempts_unsent"),
    *("sqlite_autoindex_sessions_1", "sessions_unsent", "sqlite_autoindex_meta_1"),
)
TABLES = ("attempts", "sessions", "meta")

# What must come back: attempts, sessions, settings and deletions, of 800, 40, 2 and 5.
DAMAGES = {
    "one page in the middle": (middle_pages(1), (780, 40, 2, 5)),
    "ten pages in the middle": (middle_pages(10), (720, 40, 2, 5)),
    "the last tenth": (cut_to(0.9), (700, 0, 2, 5)),
    "the second half": (cut_to(0.5), (325, 0, 2, 5)),
    "the name of the format": (
        lambda path: overwrite(path, 0, b"x" * 16),
        (ATTEMPTS, SESSIONS, 2, 5),
    ),
    "the header": (lambda path: overwrite(path, 0, bytes(100)), (ATTEMPTS, SESSIONS, 2, 5)),
    "the schema": (lambda path: overwrite(path, 100, b"\xff" * 3996), (ATTEMPTS, SESSIONS, 0, 0)),
    "the first page": (lambda path: zero_pages(path, [1]), (ATTEMPTS, SESSIONS, 0, 0)),
    "a byte in each thousand": (flipped(1_000, 999), (480, 30, 0, 0)),
    "the first byte of each thousand": (flipped(1_000, 0), (480, 30, 0, 0)),
    "a byte in each fifty thousand": (flipped(50_000, 49_999), (780, 39, 2, 5)),
    "where the indices begin": (root_pages(*INDICES), (ATTEMPTS, SESSIONS, 2, 5)),
    "where the tables begin": (root_pages(*TABLES), (ATTEMPTS, SESSIONS, 2, 5)),
    "where the tallies begin": (root_pages("intervals"), (ATTEMPTS, SESSIONS, 2, 5)),
    "settings and deletions": (root_pages("settings", "deletions"), (ATTEMPTS, SESSIONS, 0, 0)),
    "everything: it is a text": (lambda path: path.write_text("Not SQLite.\n" * 900), (0, 0, 0, 0)),
    "everything: it is short": (lambda path: path.write_text("Oh no."), (0, 0, 0, 0)),
    "everything: it is nothing but zeros": (
        lambda path: path.write_bytes(bytes(path.stat().st_size)),
        (0, 0, 0, 0),
    ),
}


@pytest.mark.parametrize(("spoil", "at_least"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_history_is_told_set_aside_and_recovered(
    path: Path, spoil: Spoil, at_least: tuple[int, ...]
) -> None:
    spoil(path)
    spoiled = path.read_bytes()
    with pytest.raises(DamagedHistoryError) as told:
        sound_attempts(path)
    assert told.value.hint.endswith("miolingo doctor --recover")

    report = recovered(path)

    (one,) = report.recoveries
    read = (one.attempts, one.sessions, one.settings, one.deletions)
    assert all(count >= least for count, least in zip(read, at_least, strict=True)), read
    assert one.aside == path.with_name(ASIDE)
    assert one.aside.read_bytes() == spoiled
    assert sorted(file.name for file in path.parent.iterdir()) == [ASIDE, path.name]
    assert sound_attempts(path, thorough=True) == report.attempts == one.attempts
    assert_true(path, one, flips="byte" in spoil.__qualname__ or "flipped" in spoil.__qualname__)
    assert recovered(path).recoveries == ()


@cache
def every_attempt() -> dict[str, Attempt]:
    return {attempt.id: attempt for attempt in attempts(ATTEMPTS)}


def assert_true(path: Path, report: Recovery, *, flips: bool) -> None:
    """What came back was there, apart from letters that a flipped byte turned into others."""
    known = every_attempt()
    with Store(path) as store:
        found = list(store.every_attempt())
        sat = list(store.every_session())
        tallied = sum(interval.tally.attempts for interval in store.intervals(Selection()))
    wrong = [attempt for attempt in found if known.get(attempt.id) != attempt]
    assert len(wrong) <= (len(found) // 5 if flips else 0)
    assert len(sat) == report.sessions
    assert tallied == len(found)
    if not flips:
        assert set(sat) <= set(sessions(SESSIONS))


def test_a_sound_history_is_left_alone(path: Path) -> None:
    before = path.read_bytes()
    report = recovered(path)
    assert (report.recoveries, report.attempts) == ((), ATTEMPTS)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_where_nobody_practiced_there_is_nothing_to_recover(tmp_path: Path) -> None:
    report = recovered(tmp_path / "data" / "history.db")
    assert (report.recoveries, report.attempts) == ((), 0)
    assert list(tmp_path.iterdir()) == []


def test_a_lost_log_takes_along_only_what_was_in_it(tmp_path: Path) -> None:
    path, copy = tmp_path / "history.db", tmp_path / "copy" / "history.db"
    write_history(path, 1_000)
    with Store(path) as store:
        store.add_all(attempts(1_100), [])
        copy.parent.mkdir()
        copy.write_bytes(path.read_bytes())
    assert sound_attempts(copy, thorough=True) == 1_000
    assert recovered(copy).recoveries == ()


def test_a_log_is_read_along_with_its_damaged_file(tmp_path: Path) -> None:
    path, copy = tmp_path / "history.db", tmp_path / "copy" / "history.db"
    write_history(path, 1_000)
    copy.parent.mkdir()
    with Store(path) as store:
        store.add_all(attempts(1_100), [])
        for file in path.parent.glob("history.db*"):
            (copy.parent / file.name).write_bytes(file.read_bytes())
    overwrite(copy, 0, bytes(100))
    assert recovered(copy).attempts == 1_100


def test_who_comes_back_is_the_device_and_what_the_account_may_lack(path: Path) -> None:
    device_id = write_history(path.with_name("mine.db"), 300, user_id=USER)
    path = path.with_name("mine.db")
    with closing(SyncStore(path, user_id=USER)) as sync, sync._file.transaction() as connection:
        for table in ("attempts", "sessions", "deletions", "settings"):
            connection.execute(f"UPDATE {table} SET sync_state = 1")  # noqa: S608
        connection.execute("INSERT INTO meta VALUES ('cursor', '77')")
        connection.execute("INSERT INTO meta VALUES ('guest_history_offered', 'yes')")
    root_pages("intervals")(path)

    report = recovered(path, USER)

    assert report.signed_in
    with Store(path, user_id=USER) as store:
        assert store.device_id == device_id
        assert store.guest_history_offered
        assert store.settings() == {"daily_goal": 20, "speed": 140}
        assert {attempt.user_id for attempt in store.every_attempt()} == {USER}
        assert store.known([uuid_of(2_000_000)]) == {uuid_of(2_000_000)}
    with closing(SyncStore(path, user_id=USER)) as sync:
        assert sync.cursor() == 0
        kept = {"attempts": 300, "sessions": 40, "deletions": 5, "settings": 2}
        assert sync.unsent() == kept | {"listening_answers": 0}


def test_what_was_forgotten_does_not_come_back_from_vacant_pages(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute(
            "DELETE FROM attempts WHERE id BETWEEN ? AND ?", (uuid_of(200), uuid_of(599))
        )
    assert "커피 400 잔".encode() in path.read_bytes()
    root_pages("attempts")(path)
    assert recovered(path).attempts == 400


def test_a_second_damage_keeps_both_files_and_takes_in_the_first_once(path: Path) -> None:
    middle_pages(10)(path)
    kept = recovered(path).attempts
    with Store(path) as store:
        store.release([next(store.every_attempt()).id])
    root_pages("attempts_by_date")(path)
    report = recover(HistoryLocation(path), NOW.replace(minute=45))
    assert len(report.recoveries) == 1
    assert report.attempts == kept - 1
    assert len(list(path.parent.glob("*.damaged-*"))) == 2


def test_nothing_aside_is_overwritten(path: Path) -> None:
    middle_pages(1)(path)
    in_the_way = path.with_name(ASIDE)
    in_the_way.write_text("an older one")
    with pytest.raises(StoreError, match="already exists"):
        recovered(path)
    assert in_the_way.read_text() == "an older one"


def test_a_history_from_the_future_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer") as told:
        recovered(path)
    assert "pgrade" in told.value.hint
    assert path.read_bytes() == before


@pytest.mark.parametrize("change", [{"similarity_score": 101.0}, {"target_phrase": " "}])
def test_rows_that_are_no_attempts_are_counted_and_left_aside(
    path: Path, change: dict[str, Any]
) -> None:
    ((column, value),) = change.items()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(
            f"UPDATE attempts SET {column} = ? WHERE id IN (?, ?)",  # noqa: S608
            (value, uuid_of(1), uuid_of(2)),
        )
    (one,) = recovered(path).recoveries
    assert (one.attempts, one.lost) == (ATTEMPTS - 2, 2)


def test_a_sector_that_cannot_be_read_is_damage(path: Path) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
    with pytest.raises(DamagedHistoryError), translate_errors(path):
        raise error


def test_listening_answers_come_back(tmp_path: Path) -> None:
    path = tmp_path / "data" / "history.db"
    write_history(path, 10)
    answers = [an_answer(number) for number in range(400)]
    with Store(path) as store:
        store.add_all([], [], answers)
        store.forget([answers[0].id])
    zero_pages(path, pages_of(path, "listening_answers_by_date", "attempts_by_date"))
    (one,) = recovered(path).recoveries
    assert (one.listening_answers, one.lost) == (399, 0)
    with Store(path) as store:
        assert sorted(answer.id for answer in store.listening_answers(Selection())) == sorted(
            answer.id for answer in answers[1:]
        )
        assert store.known([answers[0].id]) == {answers[0].id}
