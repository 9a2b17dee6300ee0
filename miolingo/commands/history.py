"""``miolingo history``: what was practiced, and how it went."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from miolingo.history.attempts import Attempt
    from miolingo.history.reports.overview import HistorySummary
    from miolingo.history.reports.progress import FullReport, Insights, WeeklyProgress
    from miolingo.history.reports.trends import PeriodTotal


class Format(StrEnum):
    """How the history is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def history(
    since: Annotated[
        str | None, typer.Option(help="Only from this day on: 2026-11-01, 7d or 4w.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000_000, help="Attempts listed.")] = 20,
    form: Annotated[
        Format, typer.Option("--format", help="How to write it; csv has attempts alone.")
    ] = Format.TABLE,
    chart: Annotated[
        bool,
        typer.Option("--chart", help="Charts, decks, a calendar, words and sounds that change."),
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Numbers, where there are bars.")] = False,
    compare: Annotated[
        str | None, typer.Option(help="Two periods: 30d, or FROM..TO,FROM..TO.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the weeks into a .png, .svg or .html file.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--report", help="Write everything as one .html page.")
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="What demonstrations left.")] = False,
) -> None:
    """Report progress: attempts, means by day, week and language, hard words, streak."""
    from datetime import UTC, datetime

    from miolingo.commands.history_options import CSV, check_files, check_together
    from miolingo.composition import history, settings
    from miolingo.history.attempts import outcome_of
    from miolingo.history.reports.overview import report
    from miolingo.history.reports.periods import compared
    from miolingo.history.reports.progress import FullReport, comparison, progress, recent_weeks
    from miolingo.history.reports.statistics import selected
    from miolingo.settings.definitions import DAILY_GOAL

    options = {
        CSV: form is Format.CSV,
        "--format json": form is Format.JSON,
        "--chart": chart,
        "--compare": compare is not None,
        "--plot": plot,
        "--report": page,
    }
    check_together([name for name, given in options.items() if given])
    today = datetime.now(UTC).astimezone().date()
    selection = selected(since, lang, today, None)
    periods = compared(compare, today) if compare is not None else None
    check_files(plot, page)
    whole = chart or page or form is Format.JSON
    with history.open_store(demo=demo) as store:
        if form is Format.CSV:
            _write_csv(store.latest_attempts(selection, limit))
            return
        two = comparison(store, periods, selection.language_code, zone=None) if periods else None
        if two and not whole:
            _write_comparison(two)
            return
        recent = recent_weeks(selection, today, None)
        attempts = tuple(store.latest_attempts(recent, sys.maxsize)) if whole else ()
        outcomes = store.outcomes(recent) if plot else map(outcome_of, attempts)
        weeks = progress(store, selection, outcomes, today=today, zone=None)
        if plot:
            _write_plot(weeks, plot)
        if plot and not page:
            return
        goal = 0 if demo else settings.settings().value(DAILY_GOAL)
        found = report(store, selection, limit=limit, today=today, zone=None, goal=goal)
    words = _insights(attempts) if whole else None
    if words and page:
        _write_page(found, FullReport(weeks, words, two), page)
    elif words and form is Format.JSON:
        _write_json(found, FullReport(weeks, words, two))
    else:
        practice = "miolingo practice --demo" if demo else "miolingo practice"
        _write_table(found, weeks, words, practice, plain=plain)


def _insights(attempts: Collection[Attempt]) -> Insights:
    from miolingo.history.reports.progress import insights
    from miolingo.speech.synthesis.phonemizer import transcribed

    return insights(attempts, transcribed)


def _write_plot(weeks: WeeklyProgress, path: Path) -> None:
    from miolingo.commands.history_options import PICTURES, form_of
    from miolingo.ui.history.html_page import picture_page
    from miolingo.ui.history.plot import picture

    form = form_of(path, PICTURES)
    if form == "html":
        content = picture_page(picture(weeks, "svg").decode(), weeks).encode()
    else:
        content = picture(weeks, form)
    _write_new(path, content)


def _write_page(found: HistorySummary, full: FullReport, path: Path) -> None:
    from miolingo.ui.history.html_page import report_page

    _write_new(path, report_page(found, full).encode())


def _write_new(path: Path, content: bytes) -> None:
    from miolingo.files.atomic import new_private_file

    with new_private_file(path) as file:
        file.buffer.write(content)
    typer.echo(f"Written: {path}", err=True)


def _write_csv(attempts: Iterable[Attempt]) -> None:
    from miolingo.ui.history.records import csv_lines

    sys.stdout.writelines(line + "\n" for line in csv_lines(attempts))


def _write_json(found: HistorySummary, full: FullReport) -> None:
    from miolingo.ui.history.records import as_json

    sys.stdout.write(as_json(found, full) + "\n")


def _write_comparison(two: tuple[PeriodTotal, PeriodTotal]) -> None:
    from miolingo.ui.console import stdout_console
    from miolingo.ui.history.progress_tables import print_comparison

    print_comparison(two, stdout_console())


def _write_table(
    found: HistorySummary,
    weeks: WeeklyProgress,
    words: Insights | None,
    practice: str,
    *,
    plain: bool,
) -> None:
    from miolingo.ui.console import stdout_console
    from miolingo.ui.history.progress_tables import print_calendar, print_insights, print_progress
    from miolingo.ui.history.table import print_history, print_nothing

    console = stdout_console()
    if not found.total.attempts:
        print_nothing(found.selection, practice, console)
        return
    print_history(found, console)
    print_progress(weeks, console, plain=plain)
    if words:
        if not plain:
            from miolingo.ui.history.terminal_charts import print_charts

            print_charts(weeks, console)
        print_calendar(weeks, console, plain=plain)
        print_insights(words, console)
