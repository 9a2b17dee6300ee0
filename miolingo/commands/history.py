"""``miolingo history``: what was practiced, and how it went."""

from __future__ import annotations

import sys
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.command_line.completion import languages
from miolingo.commands.command_line.files import STANDARD, Force
from miolingo.commands.command_line.pictures import (
    PICTURES,
    check_picture,
    file_form,
    write_bytes,
)
from miolingo.commands.context import context_of
from miolingo.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from miolingo.composition.context import Context
    from miolingo.history.attempts import Attempt
    from miolingo.history.interface import History
    from miolingo.history.reports.overview import HistorySummary
    from miolingo.history.reports.progress import FullReport, Insights, WeeklyProgress
    from miolingo.history.reports.statistics import Selection
    from miolingo.history.reports.trends import PeriodTotal

_ATTEMPTS, _SHOWN = "Which attempts", "How they are shown"

_CSV = "--format csv"
_TOGETHER = {
    frozenset(pair)
    for pair in (
        ("--format json", "--chart"),
        ("--format json", "--compare"),
        ("--report", "--compare"),
        ("--report", "--plot"),
    )
}


class Format(StrEnum):
    """How the history is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def history(
    ctx: typer.Context,
    since: Annotated[
        str | None,
        typer.Option(
            help="Only from this day on: 2026-11-01, 7d or 4w.", rich_help_panel=_ATTEMPTS
        ),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            help="Only this language.",
            autocompletion=languages,
            rich_help_panel=_ATTEMPTS,
        ),
    ] = None,
    limit: Annotated[
        int,
        typer.Option(
            min=1, max=10_000_000, help="Number of attempts to list.", rich_help_panel=_ATTEMPTS
        ),
    ] = 20,
    form: Annotated[
        Format,
        typer.Option(
            "--format", help="Output format; csv contains attempts only.", rich_help_panel=_SHOWN
        ),
    ] = Format.TABLE,
    excel: Annotated[
        bool,
        typer.Option(
            "--excel",
            help="With csv: add the mark that lets Excel read its characters.",
            rich_help_panel=_SHOWN,
        ),
    ] = False,
    chart: Annotated[
        bool,
        typer.Option(
            "--chart",
            help="Show charts, decks, a calendar, and words and sounds that change.",
            rich_help_panel=_SHOWN,
        ),
    ] = False,
    plain: Annotated[
        bool,
        typer.Option("--plain", help="Numbers instead of bars and charts.", rich_help_panel=_SHOWN),
    ] = False,
    compare: Annotated[
        str | None,
        typer.Option(help="Two periods: 30d, or FROM..TO,FROM..TO.", rich_help_panel=_SHOWN),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(help="Draw the weeks as a .png, .svg or .html file.", rich_help_panel=_SHOWN),
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option(
            "--report",
            help="Write everything as one .html page; - is standard output.",
            rich_help_panel=_SHOWN,
        ),
    ] = None,
    play: Annotated[
        str | None,
        typer.Option(
            help="Play the first, best and latest recording of a word or phrase.",
            rich_help_panel=_SHOWN,
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="Your name, for the page of --report.", rich_help_panel=_SHOWN),
    ] = None,
    force: Force = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="Show attempts made in demos.", rich_help_panel=_ATTEMPTS)
    ] = False,
) -> None:
    """Report progress: attempts, means by day, week and language, hard words, streak.

    Examples:
        miolingo history --since 4w --lang ko
        miolingo history --chart
        miolingo history --report progress.html
        miolingo history --play 커피
    """
    from miolingo.commands.recordings.progress import play_progress
    from miolingo.composition.history import learner_name, open_history
    from miolingo.history.reports.overview import report
    from miolingo.history.reports.periods import compared
    from miolingo.history.reports.progress import FullReport, comparison
    from miolingo.history.reports.statistics import selected
    from miolingo.settings.definitions import DAILY_GOAL
    from miolingo.ui.history.table import LATEST_DAYS

    given = {"--chart": chart, "--compare": compare, "--plot": plot, "--report": page}
    check_together(_given(form, given | {"--play": play, "--demo": demo and play}))
    _check_additions(form, page, excel=excel, name=name)
    context = context_of(ctx)
    today = context.today()
    selection = selected(since, lang, today, None)
    periods = compared(compare, today) if compare is not None else None
    check_files(plot, page)
    if play is not None:
        play_progress(context, play, selection)
        return
    whole = bool(chart or page or form is Format.JSON)
    with open_history(context, demo=demo) as store:
        if form is Format.CSV:
            _write_csv(store.latest_attempts(selection, limit), excel=excel)
            return
        two = comparison(store, periods, selection.language_code, zone=None) if periods else None
        if two and not whole:
            _write_comparison(two)
            return
        weeks, attempts = _weeks(store, selection, today, plot=bool(plot), whole=whole)
        nothing = _nothing(store, selection, demo=demo)
        if plot:
            _write_plot(weeks, plot, nothing, force=force)
        if plot and not page:
            return
        goal = 0 if demo else context.settings.value(DAILY_GOAL)
        summary = report(
            store,
            selection,
            limit=limit,
            today=today,
            zone=None,
            goal=goal,
            latest_days=None if whole else LATEST_DAYS,
        )
    words = _insights(attempts) if whole else None
    if page and nothing:
        _say_not_written(page, nothing)
    elif words and page:
        learner = name or ("a demonstration" if demo else learner_name(context))
        _write_page(summary, FullReport(weeks, words, two), page, learner, force=force)
    elif words and form is Format.JSON:
        _write_json(summary, FullReport(weeks, words, two))
    elif nothing:
        _write_nothing(summary, nothing)
    else:
        _write_table(summary, weeks, words, plain=plain)
    if form is Format.TABLE and not page and not demo:
        _tell_of_hidden_histories(context)


def _tell_of_hidden_histories(context: Context) -> None:
    """Say whose history is out of sight while nobody is signed in."""
    from miolingo.composition.history import (
        is_of_this_project,
        other_histories,
        practices_as_guest,
    )
    from miolingo.history.location import account_locations
    from miolingo.ui.console import say
    from miolingo.ui.history.table import hidden_history_line

    if context.in_account_alone or not any(account_locations(context.folders.data)):
        return
    if practices_as_guest(context):
        for history in other_histories(context):
            if history.attempts:
                of_this_project = is_of_this_project(context, history)
                say(hidden_history_line(history, of_this_project=of_this_project))


def _given(form: Format, options: Mapping[str, object]) -> list[str]:
    """The options that say what to write, as they are typed; those with a value are given."""
    forms = {_CSV: form is Format.CSV, "--format json": form is Format.JSON}
    return [name for name, value in {**forms, **options}.items() if value not in (None, False)]


def _check_additions(form: Format, page: Path | None, *, excel: bool, name: str | None) -> None:
    """Refuse what is for another option. Raises UsageError."""
    if excel and form is not Format.CSV:
        raise UsageError("--excel is only for CSV.", hint=f"Add {_CSV}")
    if name is not None and not page:
        raise UsageError("--name is for the page of --report.", hint="Add --report FILE.html")


def check_together(given: Sequence[str]) -> None:
    """Refuse two options of which only one could be obeyed. Raises UsageError."""
    for option, other in combinations(given, 2):
        if frozenset((option, other)) in _TOGETHER:
            continue
        if _CSV in (option, other):
            extra = other if option == _CSV else option
            raise UsageError(
                f"{_CSV} writes attempts only, one per row, so it cannot be used with {extra}.",
                hint=f"Leave {extra} out. All figures are in --format json.",
            )
        raise UsageError(
            f"{option} cannot be used together with {other}.",
            hint="Run one command for each of them.",
        )


def check_files(plot: Path | None, page: Path | None) -> None:
    """Refuse what cannot be written. Raises UsageError and ConfigurationError."""
    if page and page != STANDARD:
        file_form(page, ("html",))
    if plot:
        check_picture(plot)


def _nothing(store: History, selection: Selection, *, demo: bool) -> str:
    """What is said where there is nothing to report; empty where there is something."""
    from miolingo.history.reports.statistics import Selection
    from miolingo.ui.history.table import nothing_found

    if store.count(selection):
        return ""
    practice = "miolingo practice --demo" if demo else "miolingo practice"
    return nothing_found(practice, in_all=store.count(Selection()))


def _weeks(
    store: History, selection: Selection, today: date, *, plot: bool, whole: bool
) -> tuple[WeeklyProgress, tuple[Attempt, ...]]:
    """Progress by week and, for the whole report, every attempt of those weeks."""
    from miolingo.history.attempts import outcome_of
    from miolingo.history.reports.progress import progress, recent_weeks

    recent = recent_weeks(selection, today, None)
    attempts = tuple(store.latest_attempts(recent, sys.maxsize)) if whole else ()
    outcomes = store.outcomes(recent) if plot else map(outcome_of, attempts)
    return progress(store, selection, outcomes, today=today, zone=None), attempts


def _insights(attempts: Collection[Attempt]) -> Insights:
    from miolingo.history.reports.progress import insights
    from miolingo.speech.synthesis.phonemizer import transcribed

    return insights(attempts, transcribed)


def _write_plot(weeks: WeeklyProgress, path: Path, nothing: str, *, force: bool) -> None:
    from miolingo.ui.console import say
    from miolingo.ui.history.fonts import advice
    from miolingo.ui.history.html_page import picture_page
    from miolingo.ui.history.plot import picture
    from miolingo.ui.history.series import charts_of

    if not charts_of(weeks):
        no_scores = "No attempt of this period has a score. For a longer one, add --since 52w"
        _say_not_written(path, nothing or no_scores)
        return
    form = file_form(path, PICTURES)
    content, missing = picture(weeks, "svg" if form == "html" else form)
    if form == "html":
        content = picture_page(content.decode(), weeks).encode()
    write_bytes(path, content, force=force)
    if missing:
        say(advice(missing))


def _write_page(
    summary: HistorySummary, full: FullReport, path: Path, learner: str, *, force: bool
) -> None:
    from miolingo.ui.history.html_report import report_page

    write_bytes(path, report_page(summary, full, learner).encode(), force=force)


def _say_not_written(path: Path, why: str) -> None:
    from miolingo.ui.console import say

    say(f"{path} was not written. {why}")


def _write_csv(attempts: Iterable[Attempt], *, excel: bool) -> None:
    from miolingo.language.csv_cells import marked_for_excel
    from miolingo.ui.console import write_line
    from miolingo.ui.history.records import csv_lines

    lines = csv_lines(attempts)
    for line in marked_for_excel(lines) if excel else lines:
        write_line(line, sys.stdout)


def _write_json(summary: HistorySummary, full: FullReport) -> None:
    from miolingo.ui.history.records import as_json

    sys.stdout.write(as_json(summary, full) + "\n")


def _write_comparison(two: tuple[PeriodTotal, PeriodTotal]) -> None:
    from miolingo.ui.console import stdout_console
    from miolingo.ui.history.progress_tables import print_comparison

    print_comparison(two, stdout_console())


def _write_nothing(summary: HistorySummary, nothing: str) -> None:
    """Say that there are no attempts, and show what was listened to."""
    from miolingo.ui.console import show, stdout_console
    from miolingo.ui.history.table import print_contrasts

    show(nothing)
    print_contrasts(summary, stdout_console())


def _write_table(
    summary: HistorySummary,
    weeks: WeeklyProgress,
    words: Insights | None,
    *,
    plain: bool,
) -> None:
    from miolingo.ui.console import stdout_console
    from miolingo.ui.history.progress_tables import print_calendar, print_insights, print_progress
    from miolingo.ui.history.table import print_history, print_latest

    console = stdout_console()
    print_history(summary, console)
    print_progress(weeks, console, plain=plain)
    if words:
        if not plain:
            from miolingo.ui.history.terminal_charts import print_charts

            print_charts(weeks, console)
        print_calendar(weeks, console, plain=plain)
        print_insights(words, console)
    print_latest(summary, console)
