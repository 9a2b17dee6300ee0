"""The history for people: totals, tables that fit a narrow terminal, and the hardest words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from rich.console import Console
from rich.table import Table
from rich.text import Text

from miolingo.history.attempts import Attempt
from miolingo.history.reports.overview import DailyGoal, HistorySummary
from miolingo.history.reports.statistics import Selection, Tally, local_time

_ROOMY_COLUMNS = 60
_DAYS = 7


def print_history(report: HistorySummary, console: Console) -> None:
    """Print the totals, the latest attempts, days, languages and the hardest words."""
    console.print(Text(_totals(report)))
    if report.daily_goal:
        console.print(Text(goal_line(report.daily_goal)))
    _print_section(console, "Latest attempts", _attempts_table(report, console.width))
    days = {day.isoformat(): tally for day, tally in islice(report.days.items(), _DAYS)}
    _print_section(console, "Latest days of practice", _tally_table("Day", days))
    _print_section(console, "Languages", _tally_table("Language", report.languages))
    if report.hardest_words:
        _print_section(console, "Hardest words", _words_table(report))


def goal_line(daily: DailyGoal) -> str:
    """How far the learner is today."""
    made, goal = daily.attempts_today, daily.goal
    if made < goal:
        return f"Today: {made:,} of {_counted(goal, 'attempt')}."
    return f"Today: {_counted(made, 'attempt')}; your goal of {goal:,} is met."


def print_nothing(selection: Selection, practice: str, console: Console) -> None:
    """Say that there is nothing to report and which command changes that."""
    if selection == Selection():
        console.print(Text(f"No attempts yet. Make the first one with: {practice}"))
    else:
        console.print(Text("No attempts match. See all of them without --since and --lang."))


def _totals(report: HistorySummary) -> str:
    total = report.total
    parts = [_counted(total.attempts, "attempt")]
    if total.scored < total.attempts:
        parts.append(f"{total.attempts - total.scored} not scored")
    if total.scored:
        parts += [f"mean score {_mean(total)}", f"{_perfect(total)} perfect"]
    parts.append(f"streak {_counted(report.streak_days, 'day')}")
    return ", ".join(parts) + "."


def _attempts_table(report: HistorySummary, width: int) -> Table:
    roomy = width >= _ROOMY_COLUMNS
    many_languages = len(report.languages) > 1
    table = _table()
    table.add_column("When", no_wrap=True)
    table.add_column("Score", justify="right", no_wrap=True)
    if many_languages:
        table.add_column("Lang", no_wrap=True)
    if roomy:
        table.add_column("Result", no_wrap=True)
    table.add_column("Phrase", overflow="fold")
    for attempt in report.attempts:
        when = local_time(attempt.practice_date, report.zone)
        table.add_row(
            Text(when.strftime("%Y-%m-%d %H:%M" if roomy else "%m-%d %H:%M")),
            Text(_score(attempt)),
            *([Text(attempt.language_code)] if many_languages else []),
            *([Text(_result(attempt))] if roomy else []),
            Text(attempt.target_phrase),
        )
    return table


def _tally_table(name: str, tallies: Mapping[str, Tally]) -> Table:
    table = _table()
    table.add_column(name, no_wrap=True)
    for column in ("Tries", "Mean", "Perfect"):
        table.add_column(column, justify="right", no_wrap=True)
    for key, tally in tallies.items():
        table.add_row(Text(key), str(tally.attempts), _mean(tally), _perfect(tally))
    return table


def _words_table(report: HistorySummary) -> Table:
    table = _table()
    for column in ("Mean", "Times"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("Word", overflow="fold")
    for word in report.hardest_words:
        table.add_row(f"{word.mean_score:.1f}", str(word.times), Text(word.word))
    return table


def _table() -> Table:
    return Table(box=None, pad_edge=False)


def _print_section(console: Console, title: str, table: Table) -> None:
    console.print()
    console.print(Text(title, style="bold"))
    console.print(table)


def _score(attempt: Attempt) -> str:
    return "none" if attempt.similarity_score is None else f"{attempt.similarity_score:.1f}"


def _result(attempt: Attempt) -> str:
    return "perfect" if attempt.perfect_match else attempt.verdict.replace("_", " ")


def _mean(tally: Tally) -> str:
    return "none" if tally.mean_score is None else f"{tally.mean_score:.1f}"


def _perfect(tally: Tally) -> str:
    return "none" if tally.perfect_rate is None else f"{tally.perfect_rate:.0%}"


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
