"""What charts of the history show: one language each, a scale for progress, letters that exist."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from miolingo.errors import ExitCode
from miolingo.history.reports.progress import WeeklyProgress
from miolingo.history.reports.trends import Week, mondays
from miolingo.judging.judgement import Verdict
from miolingo.ui.history import fonts
from miolingo.ui.history.series import (
    COLORS,
    DARK_COLORS,
    DARK_PAPER,
    Chart,
    Series,
    charts_of,
    months_of,
    week_labels,
)
from miolingo.ui.history.terminal_charts import print_charts
from tests.parts.attempts import ATTEMPT
from tests.parts.histories import LOCAL_NOON, history_command, keep

TODAY = date(2026, 11, 23)
LEAST_CONTRAST = 3.0
"""Of what has to be seen in a picture (WCAG 2.2, success criterion 1.4.11)."""


def line(name: str, *scores: float | None) -> Series:
    weeks = mondays(TODAY - timedelta(weeks=len(scores) - 1), TODAY)
    return Series(name, tuple(map(Week, weeks, [2] * len(scores), scores)))


def progress_of(languages: Sequence[Series], decks: Sequence[tuple[str, Series]]) -> WeeklyProgress:
    return WeeklyProgress(
        TODAY,
        tuple(week.monday for week in languages[0].weeks),
        {one.name: one.weeks for one in languages},
        {(code, deck.name): deck.weeks for code, deck in decks},
        {},
    )


TWO_LANGUAGES = progress_of(
    [line("ko", 60.0, 65.0), line("fr", 70.0, 75.0)],
    [
        ("ko", line("phrases-A", 61.0, 66.0)),
        ("ko", line("words-A", 50.0, 55.0)),
        ("fr", line("phrases-A", 71.0, 76.0)),
        ("fr", line("words-A", 69.0, 74.0)),
    ],
)


def test_charts_by_deck_never_mix_languages() -> None:
    charts = charts_of(TWO_LANGUAGES)
    drawn = {chart.title: {one.name: one.points[0][1] for one in chart.series} for chart in charts}
    assert drawn == {
        "By language": {"French": 70.0, "Korean": 60.0},
        "Korean, by deck": {"phrases-A": 61.0, "words-A": 50.0},
        "French, by deck": {"phrases-A": 71.0, "words-A": 69.0},
    }


def test_a_deck_that_is_all_of_a_language_is_drawn_once() -> None:
    same = progress_of([line("ko", 60.0)], [("ko", line("starter", 60.0))])
    assert [chart.title for chart in charts_of(same)] == ["By language"]


@given(st.lists(st.floats(0, 100), min_size=1))
def test_a_scale_holds_all_scores_and_little_more(scores: list[float]) -> None:
    scale = Chart("", (line("", *scores),)).scale
    assert 0 <= scale.low <= min(scores) <= max(scores) <= scale.high <= 100
    assert scale.high - scale.low <= max(40, max(scores) - min(scores) + 24)
    assert scale.ticks[-1] == scale.high


def test_what_lies_between_sixty_and_eighty_five_fills_the_chart() -> None:
    assert Chart("", (line("", 60.0, 72.0, 85.0),)).scale.ticks == range(50, 91, 10)


@given(st.dates(date(2020, 1, 1), TODAY), st.integers(2, 12))
def test_labels_of_weeks_are_short_and_tell_the_year_where_it_changes(
    first: date, most: int
) -> None:
    weeks = mondays(first, TODAY)
    labels = list(week_labels(weeks, most))
    assert 1 <= len(labels) <= most
    assert labels[-1][0] == len(weeks) - 1
    assert max(len(day) for _, day, _ in labels) <= len("Sep 30")
    for (one, *_), (other, _, year) in pairwise(labels):
        assert bool(year) == (weeks[one].year != weeks[other].year)


def test_months_stand_where_they_begin_and_never_on_one_another() -> None:
    weeks = mondays(date(2026, 10, 30), date(2027, 2, 3))
    assert months_of(weeks) == [
        (1, "Nov", ""), (6, "Dec", ""), (10, "Jan", "2027"), (14, "Feb", ""),
    ]  # fmt: skip


def test_a_long_name_keeps_its_beginning_and_its_end() -> None:
    name = Series("Everyday Korean::Chapter 12::Restaurant", ()).short_name
    assert len(name) <= 26
    assert (name[:8], name[-10:]) == ("Everyday", "Restaurant")


@pytest.mark.parametrize(("colors", "paper"), [(COLORS, "#FFFFFF"), (DARK_COLORS, DARK_PAPER)])
def test_every_line_stands_out_from_its_paper(colors: Sequence[str], paper: str) -> None:
    assert len(set(colors)) == len(colors)
    for color in colors:
        lighter, darker = sorted((luminance(color), luminance(paper)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= LEAST_CONTRAST, color


def luminance(color: str) -> float:
    """The relative luminance of a color, 0-1, as WCAG defines it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("columns", [60, 100])
def test_no_mark_in_the_terminal_hides_another(
    columns: int, capsys: pytest.CaptureFixture[str]
) -> None:
    same = [("ko", line(f"deck {number}", 50.0, 60.0, 70.0)) for number in range(5)]
    print_charts(progress_of([line("ko", 50.0, 60.0, 70.0)], same), Console(width=columns))
    _, _, by_deck = capsys.readouterr().out.partition("Korean, by deck")
    for mark in "ox*+#":
        assert by_deck.count(mark) - by_deck.count(f"{mark}  deck") >= 3, by_deck
    assert "·" in by_deck


def made(home: Path, *decks: str, **changes: object) -> None:
    """Keep an attempt of each deck in this week and the one before."""
    keep(
        home,
        *(
            replace(
                ATTEMPT,
                id=str(UUID(int=2 * number + week)),
                deck=deck,
                practice_date=LOCAL_NOON - timedelta(weeks=week, seconds=number),
                **changes,
            )
            for number, deck in enumerate(decks)
            for week in (0, 1)
        ),
    )


def test_a_picture_is_sharp(miolingo_home: Path, tmp_path: Path) -> None:
    made(miolingo_home, "starter", "A deck with a very long name, which squeezed the chart once")
    file = tmp_path / "plot.png"
    assert history_command(miolingo_home, "--plot", str(file)).exit_code == ExitCode.OK
    width, height = struct.unpack(">II", file.read_bytes()[16:24])
    assert width >= 1600
    assert height >= 1000


def a_font(path: Path, letters: str) -> str:
    """Make a font that has these letters, each as a square."""
    names = [".notdef", *(f"u{ord(letter):04X}" for letter in letters)]
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 800), (800, 800), (800, 0)):
        pen.lineTo(corner)
    pen.closePath()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord(letter): f"u{ord(letter):04X}" for letter in letters})
    font.setupGlyf(dict.fromkeys(names, pen.glyph()))
    font.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": f"Squares {path.stem}", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.save(path)
    return str(path)


def test_letters_are_drawn_with_a_font_that_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = [a_font(tmp_path / "other.ttf", "शब"), a_font(tmp_path / "hangul.ttf", "한국어")]
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    monkeypatch.setattr(fonts.font_manager, "findSystemFonts", lambda: [str(broken), *installed])
    assert fonts.fonts_for("starter é") == ([fonts.BASE], "")
    assert fonts.fonts_for("한국어 A") == ([fonts.BASE, "Squares hangul"], "")
    assert fonts.fonts_for("한 शब ไ")[1] == "ไ"


def test_letters_that_no_font_has_are_told_with_the_package(
    miolingo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(miolingo_home, "한국어 덱", "starter")
    monkeypatch.setattr(fonts.font_manager, "findSystemFonts", list)
    ended = history_command(miolingo_home, "--plot", str(tmp_path / "plot.png"))
    assert ended.exit_code == ExitCode.OK
    assert "no Korean font" in ended.stderr
    assert "sudo apt install fonts-noto-cjk." in ended.stderr
    assert "국덱어한" in ended.stderr
    drawn_elsewhere = history_command(miolingo_home, "--plot", str(tmp_path / "plot.svg"))
    assert "no Korean font" not in drawn_elsewhere.stderr


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("かな", "no Japanese font"), ("ไ", "no Thai font"), ("🎉", "install fonts-symbola."),
        ("ไ한", "install fonts-noto-cjk fonts-noto-core."),
    ],
)  # fmt: skip
def test_advice_names_the_script_and_its_package(missing: str, told: str) -> None:
    assert told in fonts.advice(missing)


@pytest.mark.parametrize("name", ["plot.png", "plot.svg", "plot.html"])
def test_a_picture_of_nothing_is_not_written(
    miolingo_home: Path, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    ended = history_command(miolingo_home, "--plot", str(file))
    assert (ended.exit_code, ended.stdout) == (ExitCode.OK, "")
    assert ended.stderr.startswith(f"{file} was not written. No attempts yet. Start with: ")
    made(miolingo_home, "starter", similarity_score=None, verdict=Verdict.NOT_SCORABLE, words=())
    assert "has a score" in history_command(miolingo_home, "--plot", str(file)).stderr
    assert not file.exists()


def test_a_page_of_nothing_is_not_written(miolingo_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    assert "No attempts yet." in history_command(miolingo_home, "--report", str(file)).stderr
    made(miolingo_home, "starter")
    of_french = history_command(miolingo_home, "--report", str(file), "--lang", "fr")
    assert "No attempts match." in of_french.stderr
    assert not file.exists()


def test_a_page_tells_the_learner_the_period_and_the_day_it_was_made(
    miolingo_home: Path, tmp_path: Path
) -> None:
    made(miolingo_home, "starter")
    for arguments, learner in (((), "a guest"), (("--name", "Mina <3"), "Mina &lt;3")):
        file = tmp_path / f"{len(arguments)}.html"
        ended = history_command(miolingo_home, "--report", str(file), *arguments)
        assert ended.exit_code == ExitCode.OK, ended.stderr
        page = file.read_text(encoding="utf-8")
        for name, value in (
            ("Learner", learner),
            ("Period", "Nov 16, 2026 to Nov 23, 2026"),
            ("Made on", "Nov 23, 2026"),
        ):
            assert f"<dt>{name}:</dt> <dd><bdi>{value}</bdi></dd>" in page
    assert history_command(miolingo_home, "--name", "Mina").exit_code == ExitCode.USAGE


def test_a_page_has_a_heading_for_each_language_and_months_in_the_calendar(
    miolingo_home: Path, tmp_path: Path
) -> None:
    made(miolingo_home, "starter", "words-A")
    french = replace(ATTEMPT, id=str(UUID(int=99)), language_code="fr", practice_date=LOCAL_NOON)
    keep(miolingo_home, french)
    file = tmp_path / "report.html"
    assert history_command(miolingo_home, "--report", str(file)).exit_code == ExitCode.OK
    page = file.read_text(encoding="utf-8")
    korean = page[page.index("<h2><bdi>Korean</bdi></h2>") :]
    assert page.index("<h2><bdi>French</bdi></h2>") < page.index("<h2><bdi>Korean</bdi></h2>")
    assert "words-A" in korean
    assert "words-A" not in page[: page.index(korean)]
    assert ">Nov</text>" in page
    calendar = re.search(r'viewBox="0 0 (\d+) \d+"[^>]* style="max-width:(\d+)px"', page)
    dot = re.search(r'viewBox="0 0 (\d+) \d+" width="([\d.]+)"[^>]*><circle', page)
    assert calendar
    assert dot
    assert int(calendar[2]) / int(calendar[1]) == pytest.approx(float(dot[2]) / int(dot[1]), 0.01)
