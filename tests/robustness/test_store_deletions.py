"""Taking in all or nothing, and deleting for good."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from miolingo.errors import StoreError
from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.history.recovery import sound_attempts
from miolingo.history.reports.statistics import Selection
from miolingo.store import Store
from tests.parts.attempts import an_attempt
from tests.parts.damage import DEVICE, attempts, uuid_of
from tests.parts.disks import small_disk
from tests.parts.histories import rows_of

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
KOREAN = [an_attempt(uuid_of(number), NOON + number * HOUR) for number in range(4)]
BRAZILIAN = [
    replace(an_attempt(uuid_of(10 + number), NOON + number * HOUR), language_code="pt-BR")
    for number in range(4)
]
SESSIONS = [
    PracticeSession(uuid_of(20 + number), DEVICE, NOON + number * HOUR, NOON + (number + 1) * HOUR)
    for number in range(4)
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as store:
        store.add_all(KOREAN + BRAZILIAN, SESSIONS)
        yield store


def kept(store: Store) -> set[str]:
    return {one.id for one in (*store.every_attempt(), *store.every_session())}


def ids(*lists: list[Attempt] | list[PracticeSession]) -> set[str]:
    return {one.id for items in lists for one in items}


def deleted(path: Path) -> set[str]:
    return {one for (one,) in rows_of(path, "SELECT id FROM deletions")}


def test_all_of_any_language_goes_with_its_sessions(store: Store, path: Path) -> None:
    store.forget_selected(Selection(since=NOON + 2 * HOUR))
    gone = ids(KOREAN[2:], BRAZILIAN[2:], SESSIONS[2:])
    assert kept(store) == ids(KOREAN, BRAZILIAN, SESSIONS) - gone
    assert deleted(path) == gone


@pytest.mark.parametrize("tag", ["pt", "PT-br"])
def test_what_goes_of_one_language_leaves_the_sessions(store: Store, path: Path, tag: str) -> None:
    store.forget_selected(Selection(since=NOON + HOUR, language_code=tag))
    assert kept(store) == ids(KOREAN, BRAZILIAN[:1], SESSIONS)
    assert deleted(path) == ids(BRAZILIAN[1:])


def test_everything_may_go(store: Store, path: Path) -> None:
    store.forget_selected(Selection())
    assert kept(store) == set()
    assert not list(store.intervals(Selection()))
    assert deleted(path) == ids(KOREAN, BRAZILIAN, SESSIONS)


def test_what_was_deleted_is_not_taken_in_again(store: Store) -> None:
    store.forget([KOREAN[0].id, SESSIONS[0].id])
    store.add_all(KOREAN, SESSIONS)
    assert kept(store) == ids(KOREAN[1:], BRAZILIAN, SESSIONS[1:])


def test_what_was_handed_over_may_come_back(store: Store, path: Path) -> None:
    store.release([KOREAN[0].id, SESSIONS[0].id])
    assert kept(store) == ids(KOREAN[1:], BRAZILIAN, SESSIONS[1:])
    assert deleted(path) == set()
    store.add_all(KOREAN, SESSIONS)
    assert kept(store) == ids(KOREAN, BRAZILIAN, SESSIONS)


def test_what_is_kept_or_was_deleted_is_known(store: Store, tmp_path: Path) -> None:
    stranger = uuid_of(99)
    store.forget([KOREAN[0].id])
    store.release([KOREAN[1].id])
    asked = [stranger, KOREAN[0].id, KOREAN[1].id, KOREAN[2].id, SESSIONS[0].id]
    assert store.known(asked) == {KOREAN[0].id, KOREAN[2].id, SESSIONS[0].id}
    assert store.known([]) == set()
    with Store(tmp_path / "none" / "history.db") as nothing:
        assert nothing.known(asked) == set()


@pytest.mark.parametrize("place", [0, 5, 9])
def test_one_that_cannot_be_kept_keeps_out_all(path: Path, place: int) -> None:
    impossible = replace(an_attempt(uuid_of(50), NOON), similarity_score=100.1)
    page = [*attempts(10)]
    page.insert(place, impossible)
    with Store(path) as store:
        store.add_all(KOREAN[:1], [])
        with pytest.raises(StoreError):
            store.add_all([attempt for attempt in page if attempt.id != KOREAN[0].id], SESSIONS)
        assert kept(store) == {KOREAN[0].id}
        assert store.count(Selection()) == 1


def test_a_session_that_cannot_be_kept_keeps_out_the_attempts(path: Path) -> None:
    backwards = PracticeSession(uuid_of(60), DEVICE, NOON, NOON - HOUR)
    with Store(path) as store:
        with pytest.raises(StoreError):
            store.add_all(KOREAN, [*SESSIONS, backwards])
        assert kept(store) == set()


@pytest.mark.skipif(sys.platform != "linux", reason="mounts Linux disks")
@pytest.mark.parametrize(
    "write",
    [
        lambda store: store.add_all(attempts(6_000), []),
        lambda store: store.forget(uuid_of(number) for number in range(100_000)),
        lambda store: store.forget_selected(Selection()),
    ],
    ids=["add_all", "forget", "forget_selected"],
)
def test_on_a_full_disk_a_history_stays_as_it_was(
    tmp_path: Path, write: Callable[[Store], None]
) -> None:
    with small_disk(tmp_path, "4m") as disk:
        path, filling = disk / "history.db", disk / "filling"
        with Store(path) as store:
            store.add_all(attempts(3_000), [])
        filling.write_bytes(bytes(4 * 2**20 - path.stat().st_size - 2**17))
        with Store(path) as store:
            with pytest.raises(StoreError, match="too full"):
                write(store)
            assert list(store.every_attempt()) == list(attempts(3_000))
        assert deleted(path) == set()
        filling.unlink()
        assert sound_attempts(path, thorough=True) == 3_000
        with Store(path) as store:
            store.forget([uuid_of(0)])
            assert store.count(Selection()) == 2_999
