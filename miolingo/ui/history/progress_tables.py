"""Progress over time for people: weeks as sparklines, a calendar, words, and two periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from rich.console import Console
from rich.table import Table
from rich.text import Text

from miolingo.history.reports.progress import Insights, WeeklyProgress
from miolingo.history.reports.trends import Change, PeriodTotal, Week
from miolingo.language.names import language_name
from miolingo.ui.history.series import decks_of
from miolingo.ui.history.sparklines import Marks, calendar_lines, marks_for, sparkline

_CALENDAR_MARGIN = 4
_NAME_COLUMNS = 24
_MOST_ROWS = 8


def print_progress(progress: WeeklyProgress, console: Console, *, plain: bool) -> None:
    """Print the mean score of each week by language and by deck; ``plain`` in numbers alone."""
    if len(progress.weeks) < 2 or not progress.languages:
        return
    languages = {language_name(code): weeks for code, weeks in progress.languages.items()}
    groups = {"languages": languages}
    for code in progress.languages:
        groups[f"decks of {language_name(code)}"] = decks_of(progress, code)
    for title, weeks in groups.items():
        if weeks:
            _heading(console, f"Mean score of each week: {title}")
            console.print(_weeks_table(weeks, console, plain=plain))


def print_calendar(progress: WeeklyProgress, console: Console, *, plain: bool) -> None:
    """Print the days of practice, as many weeks as fit; ``plain`` as a list of them."""
    if not progress.days:
        return
    _heading(console, "Calendar of practice")
    if plain:
        for day, tally in progress.days.items():
            console.print(Text(f"{day.isoformat()}: {_attempts(tally.attempts)}"))
        return
    weeks = progress.weeks[-((console.width - _CALENDAR_MARGIN) // 2) :]
    for line in calendar_lines(weeks, progress.days, progress.today, _marks(console)):
        console.print(Text(line))


def print_insights(insights: Insights, console: Console) -> None:
    """Print the minutes spoken, and what improved and did not of words and sounds."""
    console.print()
    console.print(Text(f"Minutes spoken: {insights.minutes:.1f}"))
    for title, changes in titled_changes(insights):
        _heading(console, title)
        console.print(_changes_table(changes))


def print_comparison(compared: tuple[PeriodTotal, PeriodTotal], console: Console) -> None:
    """Print two periods side by side."""
    _heading(console, "Comparison")
    table = Table(box=None, pad_edge=False)
    for column in ("Period", "Days", "Tries", "Minutes", "Mean", "Perfect"):
        table.add_column(column, justify="left" if column == "Period" else "right")
    for total in compared:
        mean, rate = total.tally.mean_score, total.tally.perfect_rate
        table.add_row(
            f"{total.period.first} to {total.period.last}",
            str(total.days_practiced),
            str(total.tally.attempts),
            f"{total.minutes:.1f}",
            "none" if mean is None else f"{mean:.1f}",
            "none" if rate is None else f"{rate:.0%}",
        )
    console.print(table)


def _weeks_table(groups: Mapping[str, Sequence[Week]], console: Console, *, plain: bool) -> Table:
    marks = _marks(console)
    room = max(console.width - _NAME_COLUMNS - 8, 1)
    table = Table(box=None, pad_edge=False)
    table.add_column("Name", overflow="fold", max_width=_NAME_COLUMNS)
    table.add_column("Latest", justify="right", no_wrap=True)
    table.add_column("Weeks, oldest first", overflow="fold")
    busiest = sorted(groups, key=lambda name: -sum(week.attempts for week in groups[name]))
    for name in sorted(islice(busiest, _MOST_ROWS)):
        scores = [week.mean_score for week in groups[name]]
        latest = next((score for score in reversed(scores) if score is not None), None)
        numbers = " ".join("none" if score is None else f"{score:.0f}" for score in scores)
        table.add_row(
            Text(name),
            "none" if latest is None else f"{latest:.1f}",
            Text(numbers if plain else sparkline(scores[-room:], marks)),
        )
    return table


def titled_changes(insights: Insights) -> list[tuple[str, Sequence[Change]]]:
    """What there is of words and sounds that improved or did not, under its headings."""
    hint = "" if insights.sounds_heard else " (a hint)"
    found = (
        ("Words that improved", insights.words.improved),
        ("Words that did not improve", insights.words.not_improved),
        (f"Sounds that improved{hint}", insights.sounds.improved),
        (f"Sounds that did not improve{hint}", insights.sounds.not_improved),
    )
    return [(title, changes) for title, changes in found if changes]


def _changes_table(changes: Sequence[Change]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("First", "Latest", "Times"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("Language", no_wrap=True)
    table.add_column("Said", overflow="fold")
    for change in changes:
        language_code, said = change.name
        table.add_row(
            f"{change.first_mean:.1f}",
            f"{change.last_mean:.1f}",
            str(change.times),
            Text(language_name(language_code)),
            Text(said),
        )
    return table


def _marks(console: Console) -> Marks:
    return marks_for(console.encoding)


def _heading(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, style="bold"))


def _attempts(count: int) -> str:
    return f"{count:,} attempt" if count == 1 else f"{count:,} attempts"
