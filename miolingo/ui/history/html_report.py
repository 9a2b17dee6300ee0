"""The page of all figures: of the learner, then of each language under its own heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from miolingo.history.reports.overview import HistorySummary
from miolingo.history.reports.progress import FullReport, WeeklyProgress
from miolingo.history.reports.trends import LEVELS, Change, PeriodTotal
from miolingo.language.names import language_name
from miolingo.ui.history import svg_charts
from miolingo.ui.history.html_page import (
    Drawing,
    definitions,
    folded,
    number,
    page,
    share,
    table,
    text,
    weeks_table,
)
from miolingo.ui.history.progress_tables import titled_changes
from miolingo.ui.history.series import (
    Chart,
    deck_chart,
    decks_of,
    language_chart,
    long_date,
)
from miolingo.ui.history.table import (
    CONTRAST_COLUMNS,
    CONTRASTS_TITLE,
    DISPUTE_COLUMNS,
    SOUND_COLUMNS,
    contrast_cells,
    dispute_rows,
    sound_cells,
    versions_note,
)

Changes = Sequence[tuple[str, Sequence[Change]]]


def report_page(report: HistorySummary, full: FullReport, learner: str) -> str:
    """The page of all figures."""
    return page("Speaking practice", _parts(report, full, learner))


def _parts(report: HistorySummary, full: FullReport, learner: str) -> Iterator[str]:
    progress = full.progress
    yield _heading(progress, learner)
    yield _totals(report, full)
    if note := versions_note(report.scorer_versions):
        yield f'<p class="note">{text(note)}</p>'
    if not progress.days:
        yield "<p>There are no attempts in this period.</p>"
    else:
        yield _languages_section(progress)
        yield "<h2>Calendar of practice</h2>" + _calendar_figure(progress)
    for code in report.languages:
        yield from _language_section(code, report, full)
    if report.contrasts:
        rows = map(contrast_cells, report.contrasts)
        yield f"<h2>{CONTRASTS_TITLE}</h2>" + table(CONTRAST_COLUMNS, rows)
    if disputes := dispute_rows(report.sounds):
        yield "<h2>Where you said it was right</h2>" + table(DISPUTE_COLUMNS, disputes)
    if full.compared:
        yield "<h2>Comparison</h2>" + _comparison_table(full.compared)


def _heading(progress: WeeklyProgress, learner: str) -> str:
    period = f"{long_date(progress.weeks[0])} to {long_date(progress.today)}"
    about = (("Learner:", learner), ("Period:", period), ("Made on:", long_date(progress.today)))
    return f"<header><h1>Speaking practice</h1>{definitions('about', about)}</header>"


def _totals(report: HistorySummary, full: FullReport) -> str:
    total, goal = report.total, report.daily_goal
    since = report.selection.since
    tiles = [
        ("Attempts" if since else "Attempts, all time", f"{total.attempts:,}"),
        ("Mean score" if since else "Mean score, all time", number(total.mean_score)),
        ("Perfect" if since else "Perfect, all time", share(total.perfect_rate)),
        ("Minutes spoken in this period", f"{full.insights.minutes:.1f}"),
        ("Days in a row", str(report.streak_days)),
    ]
    if goal:
        tiles.append(
            ("Attempts today, of your daily goal", f"{goal.attempts_today} of {goal.goal}")
        )
    return definitions("tiles", tiles)


def _languages_section(progress: WeeklyProgress) -> str:
    named = {language_name(code): weeks for code, weeks in progress.languages.items()}
    figure = _line_figure(language_chart(progress), progress)
    return f"<h2>Mean score of each week</h2>{figure}{weeks_table('Language', named)}"


def _language_section(code: str, report: HistorySummary, full: FullReport) -> Iterator[str]:
    tally = report.languages[code]
    yield f"<h2>{text(language_name(code))}</h2>"
    attempts = f"{tally.attempts:,} attempts" if tally.attempts != 1 else "1 attempt"
    yield f"<p>{attempts}, mean score {number(tally.mean_score)}.</p>"
    if decks := decks_of(full.progress, code):
        yield "<h3>Mean score of each week, by deck</h3>"
        yield _line_figure(deck_chart(full.progress, code), full.progress)
        yield weeks_table("Deck", decks)
    tables = "".join(f"<div>{part}</div>" for part in _word_tables(code, report, full))
    yield f'<div class="columns">{tables}</div>'


def _word_tables(code: str, report: HistorySummary, full: FullReport) -> Iterator[str]:
    for title, changes in titled_changes(full.insights):
        if own := [change for change in changes if change.name[0] == code]:
            yield f"<h3>{title}</h3>{_changes_table(own)}"
    if words := report.hardest_words.get(code):
        rows = ((word.word, number(word.mean_score), str(word.times)) for word in words)
        yield f"<h3>Hardest words</h3>{table(('Word', 'Mean', 'Times'), rows)}"
    if missed := [sound for sound in report.sounds.missed if sound.name[0] == code]:
        heads = [name for name in SOUND_COLUMNS if name != "Language"]
        cells = ((sound, *rest) for sound, _, *rest in map(sound_cells, missed))
        yield f"<h3>Sounds that you keep missing</h3>{table(heads, cells)}"


def _changes_table(changes: Sequence[Change]) -> str:
    return table(
        ("Said", "First third", "Last third", "Times", "0 to 100"),
        (
            (
                change.name[1],
                number(change.first_mean),
                number(change.last_mean),
                str(change.times),
                Drawing(svg_charts.change_bar(change.first_mean, change.last_mean)),
            )
            for change in changes
        ),
    )


def _line_figure(chart: Chart, progress: WeeklyProgress) -> str:
    if not chart.series:
        return "<p>No attempt has a score in this period.</p>"
    low, high = chart.scale.low, chart.scale.high
    label = f"Mean score of each week, from {low} to {high}. The table below holds the figures."
    legend = "".join(
        f"<li>{svg_charts.swatch(index)} {text(line.short_name)}</li>"
        for index, line in enumerate(chart.series)
    )
    note = f"<p>{chart.note}</p>" if chart.note else ""
    drawn = svg_charts.line_chart(chart, progress.weeks, label)
    return (
        f'<figure class="chart">{drawn}<figcaption><ul class="legend">{legend}</ul>{note}'
        "</figcaption></figure>"
    )


def _calendar_figure(progress: WeeklyProgress) -> str:
    label = "Attempts on each day. The table below holds the figures."
    names = ("none", *(f"{least} or more" for least in LEVELS))
    legend = "".join(f"<li>{svg_charts.dot(index)} {name}</li>" for index, name in enumerate(names))
    rows = (
        (day.isoformat(), str(tally.attempts), number(tally.mean_score))
        for day, tally in progress.days.items()
    )
    return (
        f"<figure>{svg_charts.calendar(progress, label)}<figcaption>Attempts a day"
        f'<ul class="legend row">{legend}</ul></figcaption></figure>'
        f"{folded(table(('Day', 'Attempts', 'Mean'), rows))}"
    )


def _comparison_table(compared: Sequence[PeriodTotal]) -> str:
    return table(
        ("Period", "Days", "Attempts", "Minutes", "Mean", "Perfect"),
        (
            (
                f"{total.period.first} to {total.period.last}",
                str(total.days_practiced),
                str(total.tally.attempts),
                f"{total.minutes:.1f}",
                number(total.tally.mean_score),
                share(total.tally.perfect_rate),
            )
            for total in compared
        ),
    )
