"""``miolingo history``: its report and its formats."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from miolingo.errors import ExitCode
from miolingo.history.attempts import Attempt
from miolingo.history.reports.overview import report
from miolingo.history.reports.statistics import Selection
from miolingo.judging.judgement import Verdict, WordResult, WordStatus
from miolingo.store import Store
from tests.parts.attempts import ATTEMPT, NOON
from tests.parts.folders import ROOT
from tests.parts.histories import LOCAL_NOON, history_command, keep
from tests.parts.hostile_text import TITLE, TURNED
from tests.parts.patience import PATIENCE_S

SEOUL = timezone(timedelta(hours=9))
PHRASES = ("커피 주세요", "شكرا جزيلا", "नमस्ते दोस्त", "cafe\u0301 cre\u0300me", "plain text")


@pytest.fixture
def practiced(miolingo_home: Path) -> Path:
    keep(
        miolingo_home,
        *(
            replace(
                ATTEMPT,
                id=str(UUID(int=number)),
                target_phrase=phrase,
                practice_date=LOCAL_NOON - timedelta(seconds=number),
            )
            for number, phrase in enumerate(PHRASES)
        ),
        replace(
            ATTEMPT,
            id=str(UUID(int=99)),
            practice_date=LOCAL_NOON - timedelta(seconds=30),
            similarity_score=None,
            verdict=Verdict.NOT_SCORABLE,
            target_phrase="=SUM(A1)",
            words=(),
        ),
    )
    return miolingo_home


def test_days_and_streak_are_those_of_the_learners_zone(tmp_path: Path) -> None:
    late = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    with Store(tmp_path / "history.db") as store:
        for number, at in enumerate((late - timedelta(days=1), late, NOON)):
            store.add_attempt(replace(ATTEMPT, id=str(UUID(int=number)), practice_date=at))
        today = date(2026, 11, 23)
        seoul = report(store, Selection(), limit=9, today=today, zone=SEOUL)
        utc = report(store, Selection(since=NOON), limit=9, today=today, zone=UTC)
    assert [(day.day, tally.attempts) for day, tally in seoul.days.items()] == [(23, 2), (22, 1)]
    assert seoul.streak_days == 2
    assert [day.day for day in utc.days] == [23]
    assert utc.streak_days == 3


@pytest.mark.parametrize("zone", ["America/St_Johns", "Europe/Berlin", "Asia/Kathmandu", "UTC"])
def test_the_latest_days_are_the_first_of_all_days(tmp_path: Path, zone: str) -> None:
    """Also where two days alternate, as clocks are set back a minute after midnight."""
    set_back = datetime(2008, 11, 2, 2, 30, tzinfo=UTC)
    with Store(tmp_path / "history.db") as store:
        for number in range(40):
            at = set_back + timedelta(minutes=15 * (number % 8), days=number // 8 - 2)
            store.add_attempt(replace(ATTEMPT, id=str(UUID(int=number)), practice_date=at))
        summed = partial(report, store, Selection(), limit=9, today=set_back.date())
        days = list(summed(zone=ZoneInfo(zone)).days.items())
        assert sum(tally.attempts for _, tally in days) == 40
        for most in range(len(days) + 2):
            latest = summed(zone=ZoneInfo(zone), latest_days=most).days
            assert list(latest.items()) == days[:most]


def test_nothing_yet_says_what_to_do_and_leaves_no_trace(miolingo_home: Path) -> None:
    assert "No attempts yet" in history_command(miolingo_home, "--lang", "fr").stdout
    ended = history_command(miolingo_home)
    assert ended.exit_code == ExitCode.OK
    assert "No attempts yet" in ended.stdout
    assert "miolingo practice" in ended.stdout
    assert (
        json.loads(history_command(miolingo_home, "--format", "json").stdout)["total"]["attempts"]
        == 0
    )
    assert len(history_command(miolingo_home, "--format", "csv").stdout.splitlines()) == 1
    assert not miolingo_home.exists()


def test_json_holds_the_figures_and_the_attempts(practiced: Path) -> None:
    ended = history_command(practiced, "--format", "json")
    assert ended.exit_code == ExitCode.OK, ended.stderr
    found = json.loads(ended.stdout)
    assert found["schema"] == "miolingo.history/2"
    assert found["total"] == {
        "attempts": 6, "scored": 5, "mean_score": 50.0, "perfect": 0, "perfect_rate": 0.0,
    }  # fmt: skip
    assert found["streak_days"] >= 1
    assert found["hardest_words"] == [
        {"language_code": "ko", "word": "주세요", "mean_score": 0.0, "times": 5}
    ]
    assert [attempt["target_phrase"] for attempt in found["attempts"][:5]] == list(PHRASES)
    assert set(found["attempts"][0]) == {field.name for field in fields(Attempt)}
    assert found["attempts"][-1]["similarity_score"] is None


def test_csv_holds_the_attempts_and_no_formula(practiced: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(history_command(practiced, "--format", "csv").stdout)))
    assert [row["target_phrase"] for row in rows] == [*PHRASES, "'=SUM(A1)"]
    assert json.loads(rows[0]["words"]) == [
        {"word": "커피", "status": "correct", "score": 100.0, "start_ms": 310, "end_ms": 690},
        {"word": "주세요", "status": "missing", "score": 0.0},
    ]
    assert rows[0]["perfect_match"] == "false"
    assert datetime.fromisoformat(rows[0]["practice_date"]).tzinfo is not None


@pytest.mark.parametrize("columns", ["40", "100"])
def test_a_table_lines_up_in_any_script(practiced: Path, columns: str) -> None:
    ended = history_command(practiced, COLUMNS=columns)
    lines = ended.stdout.splitlines()
    assert max(map(cell_len, lines)) <= int(columns)
    heading = next(line for line in lines if line.startswith("When"))
    column = cell_len(heading[: heading.index("Phrase")])
    for phrase in PHRASES:
        line = next(line for line in lines if phrase in line)
        assert cell_len(line[: line.index(phrase)]) == column
    assert "\x1b" not in ended.stdout


def test_what_is_kept_cannot_command_the_terminal_and_programs_get_it_all(
    miolingo_home: Path,
) -> None:
    text = f"{TITLE}{TURNED}"
    words = (WordResult(text, WordStatus.MISSING, 0.0),)
    hostile = replace(ATTEMPT, target_phrase=text, language_code=text, words=words)
    keep(miolingo_home, replace(hostile, practice_date=LOCAL_NOON))
    table = history_command(miolingo_home).stdout
    assert table.count("]0;pwnedgnp.exe") == 4
    assert not {*"\x1b\x07\u202e\u2066"} & {*table}
    found = json.loads(history_command(miolingo_home, "--format", "json").stdout)
    assert found["attempts"][0]["target_phrase"] == found["hardest_words"][0]["word"] == text
    (row,) = csv.DictReader(io.StringIO(history_command(miolingo_home, "--format", "csv").stdout))
    assert row["target_phrase"] == text


def test_filters_and_the_demonstrations_history(practiced: Path) -> None:
    keep(practiced, replace(ATTEMPT, target_phrase="demo"), name="demo.db")
    limited = history_command(practiced, "--limit", "2", "--format", "csv").stdout
    assert len(limited.splitlines()) == 3
    demo = history_command(practiced, "--demo", "--format", "csv").stdout
    assert [row["target_phrase"] for row in csv.DictReader(io.StringIO(demo))] == ["demo"]
    assert "No attempts match" in history_command(practiced, "--lang", "fr").stdout
    assert "6 attempts" in history_command(practiced, "--since", "7d", "--lang", "KO").stdout


@pytest.mark.parametrize(
    "arguments", [("--since", "yesterday"), ("--lang", "%"), ("--limit", "0"), ("--format", "x")]
)
def test_a_wrong_option_is_a_usage_error(miolingo_home: Path, arguments: tuple[str, ...]) -> None:
    ended = history_command(miolingo_home, *arguments)
    assert ended.exit_code == ExitCode.USAGE
    assert "Traceback" not in ended.stderr


def test_a_damaged_history_is_told(miolingo_home: Path) -> None:
    (miolingo_home / "data").mkdir(parents=True)
    (miolingo_home / "data" / "history.db").write_bytes(b"no history " * 999)
    for form in ("table", "json", "csv"):
        ended = history_command(miolingo_home, "--format", form)
        assert ended.exit_code == ExitCode.STORE
        assert len(ended.stderr.splitlines()) == 2


@pytest.mark.skipif(os.name != "posix", reason="pipes of a POSIX shell")
def test_a_reader_that_stops_early_ends_it_quietly(practiced: Path) -> None:
    program = f'"{sys.executable}" -m miolingo history | true'
    ended = subprocess.run(
        ["/bin/sh", "-c", program],
        cwd=ROOT,
        env=os.environ | {"MIOLINGO_HOME": str(practiced)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert ended.stderr == ""


def test_it_loads_no_heavy_library(practiced: Path) -> None:
    program = (
        "import sys; sys.argv = ['miolingo', 'history']\n"
        "from miolingo.cli import app\n"
        "app(standalone_mode=False)\n"
        "print(sorted({'numpy', 'vosk', 'sounddevice'} & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"MIOLINGO_HOME": str(practiced)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert ended.stderr.strip() == "[]"
