"""Times at the ends of the calendar, which other tools write where they know none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from miolingo.history.reports.statistics import local_day, local_time, start_of_day
from miolingo.transfer.export_format import json_lines
from tests.parts.attempts import ATTEMPT, NOON
from tests.parts.cli import invoke
from tests.parts.histories import keep

pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has one zone a process")

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)
ENDS = (FIRST, LAST)
DATED = [
    replace(ATTEMPT, id=str(UUID(int=number)), practice_date=at)
    for number, at in enumerate((*ENDS, NOON), start=1)
]


@pytest.fixture(params=["UTC", "WEST+12", "EAST-14"], autouse=True)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize("instant", ENDS)
def test_an_instant_beyond_which_a_zone_has_no_day_keeps_its_own(instant: datetime) -> None:
    assert abs((local_day(instant, None) - instant.date()).days) <= 1
    assert local_time(instant, None) == instant
    assert abs(start_of_day(instant.date(), None) - instant) < timedelta(days=2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("history",),
        ("history", "--chart"),
        ("history", "--format", "json"),
        ("history", "--format", "csv"),
        ("history", "--since", "0001-01-01"),
        ("history", "--compare", "30d"),
        ("history", "--report", "page.html"),
        ("export",),
        ("forget", "--since", "0001-01-01", "--yes"),
    ],
)
def test_a_history_that_holds_such_times_is_told(
    arguments: tuple[str, ...], miolingo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    keep(miolingo_home, *DATED)
    ended = invoke(*arguments, home=miolingo_home, now=NOON)
    assert ended.exit_code == 0, ended.stderr


def test_an_import_names_the_rows_with_such_times_and_brings_in_the_others(
    miolingo_home: Path, tmp_path: Path
) -> None:
    export = tmp_path / "export.jsonl"
    export.write_text("\n".join(json_lines(DATED)), encoding="utf-8")
    ended = invoke("import", export, "--yes", home=miolingo_home, now=NOON)
    assert ended.exit_code == 0
    assert "line 2" in ended.stdout
    assert "line 3" in ended.stdout
    listed = invoke("history", "--format", "csv", home=miolingo_home, now=NOON).stdout
    assert len(listed.splitlines()) == 2
