"""Rows of the account that this version cannot read stop nothing, and are told of."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from miolingo.history.interface import PAGE_ROWS
from miolingo.history.serialization import attempt_record
from miolingo.history.sync import state
from miolingo.history.sync.plan import Answer, Batch, Checkpoint, Page
from miolingo.history.sync.run import Sync, SyncReport
from miolingo.history.sync.state import SyncStore
from miolingo.history.sync.wire import answer_from_record, page_from_record
from miolingo.store import Store
from miolingo.ui.sync import report_lines, status_lines
from tests.parts.attempts import an_attempt

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
USER = "11111111-0000-4000-8000-000000000000"


def row(number: int, **odd: Any) -> dict[str, Any]:
    return attempt_record(an_attempt(str(UUID(int=number)), NOON)) | odd


def change(number: int, content: Any, kind: str = "user_progress") -> dict[str, Any]:
    return {"revision": number, "kind": kind, "row": content}


ODD = [
    change(2, {"id": str(UUID(int=99))}, "streaks"),
    change(3, row(3, verdict="splendid")),
    change(4, row(4, words=[{"word": "네", "status": "sung", "score": 9}])),
    change(5, row(5, practice_date="yesterday")),
    change(6, None),
    change(7, {"id": "no id"}, "deletions"),
    change(8, {"setting_key": "voice"}, "user_settings"),
    change(9, [], "sessions"),
]
GOOD = [
    change(1, row(1)),
    change(10, row(10, mood="glad")),
    change(11, row(11, words=[{"word": "네", "status": "correct", "score": 9, "sounds": [1]}])),
]


class Account:
    """An account that holds these changes, and takes whatever it is sent."""

    def __init__(self) -> None:
        self.taken: list[Batch] = []

    def pull(self, after: int, checkpoint: Checkpoint, most_rows: int = PAGE_ROWS) -> Page:
        assert checkpoint.revision in {0, 11, 12}
        changes = sorted([*ODD, *GOOD], key=lambda one: one["revision"])
        record = {"head": 11, "mark": "m", "changes": [c for c in changes if c["revision"] > after]}
        return page_from_record(record, after=after, most_rows=most_rows)

    def push(self, batch: Batch, checkpoint: Checkpoint) -> Answer:
        assert checkpoint == Checkpoint(11, "m")
        self.taken.append(batch)
        return Answer(11, 12, mark="n")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "laptop.db"


def sync(path: Path, account: Account) -> SyncReport:
    with SyncStore(path, user_id=USER) as store:
        return Sync(store, account, lambda _: None).run()


def kept(path: Path) -> list[int]:
    with Store(path, user_id=USER) as store:
        return [UUID(one.id).int for one in store.every_attempt()]


def test_everything_else_goes_both_ways_and_the_odd_rows_are_counted(path: Path) -> None:
    with Store(path, user_id=USER) as store:
        store.add_attempt(an_attempt(str(UUID(int=50)), NOON))
    account = Account()
    report = sync(path, account)
    assert kept(path) == [1, 10, 11, 50]
    assert [one.id for batch in account.taken for one in batch.attempts] == [str(UUID(int=50))]
    assert report.unreadable == len(ODD)
    assert any(f": {len(ODD)}." in line and "pip install" in line for line in report_lines(report))
    with SyncStore(path, user_id=USER) as store:
        assert any(f": {len(ODD)}." in line for line in status_lines(store.state()))
    assert sync(path, account).unreadable == len(ODD)


def test_after_an_upgrade_the_odd_rows_are_read_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(path, Account())
    monkeypatch.setattr(state, "__version__", "99.0")
    odd, ODD[1] = ODD[1], change(3, row(3))
    try:
        report = sync(path, Account())
    finally:
        ODD[1] = odd
    assert kept(path) == [1, 3, 10, 11]
    assert report.unreadable == len(ODD) - 1


@pytest.mark.parametrize(
    "record",
    [
        None,
        7,
        "[]",
        [],
        [[]],
        {},
        {"head": None, "changes": []},
        {"head": 1, "changes": 5},
        {"head": float("inf"), "changes": []},
        {"head": 1, "changes": [1]},
        {"head": 1, "changes": [{"revision": "x"}]},
        {"head": 2, "changes": [{"revision": 2}, {"revision": 1}]},
        {"before": [], "after": {}, "refused": 1, "settings": None},
        {"before": 1, "after": 2, "refused": [1], "settings": []},
        {"before": 1, "after": 2, "refused": [], "settings": [{}]},
    ],
)
def test_what_is_no_answer_is_said_to_be_none(record: Any) -> None:
    with pytest.raises(ValueError, match=r"page|answer|order"):
        page_from_record(record, after=0, most_rows=500)
    with pytest.raises(ValueError, match="answer"):
        answer_from_record(record)


@pytest.mark.parametrize(("told", "used"), [({}, None), ({"used": 0.85}, 0.85)])
def test_a_project_need_not_say_how_full_the_account_is(
    told: dict[str, Any], used: float | None
) -> None:
    record = {"before": 1, "after": 2, "refused": [], "settings": [], "mark": "m"} | told
    assert answer_from_record(record) == Answer(1, 2, mark="m", used=used)
