"""``miolingo history`` with charts, pictures, pages and comparisons, as commands and as files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import pytest

from miolingo.errors import ExitCode
from miolingo.judging.judgement import Verdict, WordResult, WordStatus
from miolingo.language.names import language_name
from miolingo.ui.history.series import Series
from tests.parts.attempts import ATTEMPT
from tests.parts.command import COMMAND
from tests.parts.folders import ROOT
from tests.parts.histories import LOCAL_NOON, history_command, keep, noon_zone

HOSTILE = '<script>alert("x")</script> שלום'


@pytest.fixture
def practiced(miolingo_home: Path) -> Path:
    practice(miolingo_home, LOCAL_NOON)
    return miolingo_home


def practice(home: Path, now: datetime) -> None:
    """Keep ten attempts in two languages, in this week and two before it."""
    keep(
        home,
        *(
            replace(
                ATTEMPT,
                id=str(UUID(int=10 * weeks + number)),
                language_code=language,
                deck=deck,
                duration_ms=30_000,
                practice_date=now - timedelta(weeks=weeks, seconds=number),
                similarity_score=score,
                words=(WordResult(HOSTILE, WordStatus.MISPRONOUNCED, score),),
            )
            for weeks, score in ((3, 20.0), (1, 50.0), (0, 60.0))
            for number, (language, deck) in enumerate(
                (("ko", HOSTILE), ("ko", "$a$"), ("fr", None))
            )
        ),
        replace(
            ATTEMPT,
            id=str(UUID(int=99)),
            practice_date=now,
            similarity_score=None,
            verdict=Verdict.NOT_SCORABLE,
            words=(),
        ),
    )


CELLS = ("td", "th", "dt", "dd")


class Page(HTMLParser):
    """What a page is made of, and the rows of its tables and lists of figures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.rows: list[list[str]] = []
        self._in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)
        if tag in ("tr", "div"):
            self.rows.append([])
        if tag in CELLS:
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._in_cell &= tag not in CELLS

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def test_sparklines_show_in_blocks_and_numbers(practiced: Path) -> None:
    blocks = history_command(practiced).stdout
    assert re.search(r"^Korean +60\.0 +▂·▅▅ *$", blocks, re.MULTILINE), blocks
    assert "$a$" not in blocks
    assert re.search(r"^\$a\$ +60\.0 ", history_command(practiced, "--chart").stdout, re.MULTILINE)
    plain = history_command(practiced, "--plain").stdout
    assert re.search(r"^Korean +60\.0 +20 none 50 60 *$", plain, re.MULTILINE)


@pytest.mark.skipif(os.name == "nt", reason="there is no such terminal")
def test_a_console_of_ascii_alone_gets_charts_of_it(miolingo_home: Path) -> None:
    practice(miolingo_home, datetime.now(UTC))
    environ = os.environ | {
        "MIOLINGO_HOME": str(miolingo_home),
        "TZ": noon_zone(),
        "PYTHONIOENCODING": "ascii",
        "TERM": "dumb",
    }
    console, terminal = os.openpty()
    with os.fdopen(console, "rb") as shown:
        process = subprocess.Popen(
            [*COMMAND, "history", "--chart"], stdout=terminal, cwd=ROOT, env=environ
        )
        os.close(terminal)
        chart = _all_of(shown)
    assert process.wait() == ExitCode.OK
    assert "Minutes spoken: 4.5" in chart
    assert "Calendar of practice" in chart
    assert re.search(r"^Mon( [.+#@-])+", chart, re.MULTILINE)


def _all_of(console: BinaryIO) -> str:
    """What is shown until the process ends; ASCII alone."""
    shown = b""
    with suppress(OSError):  # Linux says so where the last writer is gone
        while more := os.read(console.fileno(), 65_536):
            shown += more
    return shown.decode("ascii").replace("\r\n", "\n")


def test_the_same_figure_is_the_same_everywhere(practiced: Path, tmp_path: Path) -> None:
    found = json.loads(history_command(practiced, "--format", "json", "--compare", "7d").stdout)
    file = tmp_path / "page.html"
    assert (
        history_command(practiced, "--report", str(file), "--compare", "7d").exit_code
        == ExitCode.OK
    )
    rows = Page(file.read_text(encoding="utf-8")).rows
    chart = history_command(practiced, "--chart", "--plain", COLUMNS="200").stdout
    for group in ("languages", "decks"):
        for week in (one for one in found["weeks"][group] if one["attempts"]):
            mean = week["mean_score"]
            shown = "none" if mean is None else str(mean)
            name = week["deck"] if group == "decks" else language_name(week["language_code"])
            assert [name, week["week"], str(week["attempts"]), shown] in rows
            assert shown.removesuffix(".0") in chart
    for day in found["calendar"]:
        assert any(row[:2] == [day["day"], str(day["attempts"])] for row in rows)
        assert re.search(rf"{day['day']}: {day['attempts']} attempt", chart)
    assert ["Minutes spoken in this period", str(found["minutes_spoken"])] in rows
    (word,) = found["words_improved"]
    assert [word["word"], "20.0", "60.0", "6", ""] in rows
    for period in found["compared"]:
        name = f"{period['first']} to {period['last']}"
        figures = [str(period["attempts"]), str(period["minutes_spoken"])]
        assert any(row[:1] == [name] and row[2:4] == figures for row in rows)
        counts = (period[key] for key in ("days_practiced", "attempts", "minutes_spoken"))
        assert re.search(
            rf"^{name} +" + " +".join(map(str, counts)) + " ",
            history_command(practiced, "--compare", "7d").stdout,
            re.MULTILINE,
        )


@pytest.mark.parametrize("option", ["--report", "--plot"])
def test_a_page_holds_no_script_and_nothing_from_outside(
    practiced: Path, tmp_path: Path, option: str
) -> None:
    file = tmp_path / "page.html"
    ended = history_command(practiced, option, str(file))
    assert (ended.exit_code, ended.stdout) == (ExitCode.OK, ""), ended.stderr
    text = file.read_text(encoding="utf-8")
    page = Page(text)
    assert not page.tags & {"script", "link", "img", "iframe", "object", "image"}
    assert not {name for name, _ in page.attributes} & {"src", "onload", "onclick"}
    links = [value for name, value in page.attributes if name.endswith("href") and value]
    assert all(link.startswith("#") for link in links)
    assert "@import" not in text
    assert any(HOSTILE in cell for row in page.rows for cell in row)
    assert "prefers-color-scheme:dark" in text
    assert file.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


@pytest.mark.parametrize("form", ["png", "svg"])
def test_a_picture_is_what_its_name_says(practiced: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"plot.{form}"
    ended = history_command(practiced, "--plot", str(file))
    assert ended.exit_code == ExitCode.OK, ended.stderr
    assert ended.stderr == f"Written: {file}\n"
    content = file.read_bytes()
    if form == "png":
        assert content.startswith(b"\x89PNG")
    else:
        texts = "".join(ET.fromstring(content).itertext())  # noqa: S314 - made a moment ago
        assert "French" in texts
        assert Series(HOSTILE, ()).short_name in texts
        assert "$a$" in texts


def test_files_that_cannot_be_written_are_one_sentence(practiced: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.html"
    there.write_text("mine")
    for arguments, code in (
        (("--plot", "x.gif"), ExitCode.USAGE),
        (("--report", "x.pdf"), ExitCode.USAGE),
        (("--report", str(there)), ExitCode.CONFIGURATION),
        (("--plot", str(tmp_path / "none" / "x.svg")), ExitCode.CONFIGURATION),
    ):
        ended = history_command(practiced, *arguments)
        assert ended.exit_code == code
        assert len(ended.stderr.splitlines()) == 2
        assert "Traceback" not in ended.stderr
    assert there.read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "--format csv --compare 7d",
            "attempts only, one per row, so it cannot be used with --compare",
        ),
        ("--chart --format csv", "cannot be used with --chart"),
        ("--format csv --plot x.svg", "cannot be used with --plot"),
        ("--format csv --report x.html", "cannot be used with --report"),
        ("--format json --plot x.svg", "--format json cannot be used together with --plot"),
        ("--format json --report x.html", "--format json cannot be used together with --report"),
        ("--compare 7d --plot x.svg", "--compare cannot be used together with --plot"),
        ("--chart --compare 7d", "--chart cannot be used together with --compare"),
        ("--chart --report x.html", "--chart cannot be used together with --report"),
    ],
)
def test_options_that_contradict_each_other_are_one_sentence(
    practiced: Path, tmp_path: Path, words: str, told: str
) -> None:
    arguments = words.replace(" x.", f" {tmp_path}/x.").split()
    ended = history_command(practiced, *arguments)
    assert (ended.exit_code, ended.stdout) == (ExitCode.USAGE, ""), ended.stderr
    assert told in " ".join(ended.stderr.split())
    assert list(tmp_path.glob("x.*")) == []


def test_options_that_go_together_are_all_obeyed(practiced: Path, tmp_path: Path) -> None:
    found = json.loads(history_command(practiced, "--format", "json", "--compare", "7d").stdout)
    assert [one["minutes_spoken"] for one in found["compared"]] == [1.5, 1.5]
    assert (
        json.loads(history_command(practiced, "--format", "json", "--chart").stdout)["compared"]
        is None
    )
    files = [tmp_path / "x.svg", tmp_path / "x.html"]
    ended = history_command(practiced, "--plot", str(files[0]), "--report", str(files[1]))
    assert ended.exit_code == ExitCode.OK, ended.stderr
    assert all(file.stat().st_size for file in files)
    assert history_command(practiced, "--compare", "").exit_code == ExitCode.USAGE


def test_without_the_extra_it_says_how_to_install_it(
    practiced: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("miolingo.commands.command_line.pictures.find_spec", lambda _name: None)
    ended = history_command(practiced, "--plot", str(tmp_path / "x.svg"))
    assert ended.exit_code == ExitCode.CONFIGURATION, ended.stderr
    assert "'.[plot]'" in ended.stderr


@pytest.mark.parametrize("attempts", [0, 1])
def test_little_or_no_practice_can_be_reported(
    miolingo_home: Path, tmp_path: Path, attempts: int
) -> None:
    if attempts:
        keep(miolingo_home, replace(ATTEMPT, practice_date=LOCAL_NOON))
    for arguments in (
        ("--chart",),
        ("--compare", "30d"),
        ("--format", "json"),
        ("--plot", str(tmp_path / "x.svg")),
        ("--plot", str(tmp_path / "x.html")),
        ("--report", str(tmp_path / "r.html")),
    ):
        ended = history_command(miolingo_home, *arguments)
        assert ended.exit_code == ExitCode.OK, ended.stderr
        assert "Warning" not in ended.stderr
