"""Pages to share: one HTML file without script or outside resource, dark and printed as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from miolingo.history.reports.overview import DailyGoal, HistorySummary
from miolingo.history.reports.progress import FullReport, WeeklyProgress
from miolingo.history.reports.trends import LEVELS, Change, Week
from miolingo.language.terminal_safe import strip_controls
from miolingo.ui.history import svg_charts
from miolingo.ui.history.progress_tables import titled_changes
from miolingo.ui.history.series import CHARTS, charted, left_out
from miolingo.ui.history.table import (
    DISPUTE_COLUMNS,
    SOUND_COLUMNS,
    dispute_rows,
    sound_cells,
    versions_note,
)

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;
background:#fff;color:#1a1a1a}
figure{margin:1rem 0}svg{width:100%;height:auto}svg_charts.swatch{width:auto;vertical-align:middle}
svg text{fill:currentColor;font-size:12px}.grid{stroke:currentColor;opacity:.2}
circle{fill:#0072B2}circle.l0{fill:currentColor;opacity:.4}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;margin:.3rem 0}
table{border-collapse:collapse;margin:.5rem 0}td,th{padding:.15rem .8rem .15rem 0;text-align:right}
td:first-child,th:first-child{text-align:start}td{font-variant-numeric:tabular-nums}
th{border-bottom:1px solid}.picture{background:#fff;overflow-x:auto}
details{overflow-x:auto}summary{cursor:pointer}
@media(prefers-color-scheme:dark){body{background:#161616;color:#e8e8e8}circle{fill:#56B4E9}}
@media print{body{background:#fff;color:#000;margin:0}figure,tr{break-inside:avoid}
h2{break-after:avoid}}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def report_page(report: HistorySummary, full: FullReport) -> str:
    """The page of all figures."""
    return _page("Speaking practice", _report_parts(report, full))


def picture_page(picture: str, progress: WeeklyProgress) -> str:
    """The page of a picture that is SVG, with its figures as tables."""
    drawn = picture[picture.index("<svg") :]
    label = "Mean score of each week by language and by deck; the tables below hold its figures."
    figure = f'<figure class="picture" role="img" aria-label="{label}">{drawn}</figure>'
    tables = (_weeks_table(groups) for groups in (progress.languages, progress.decks))
    return _page("Mean score of each week", [figure, *tables])


def _page(title: str, parts: Iterable[str]) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body></html>\n"
    )


def _report_parts(report: HistorySummary, full: FullReport) -> Iterator[str]:
    total, progress = report.total, full.progress
    yield _table(
        ("Figure", "Value"),
        [
            ("Attempts", f"{total.attempts:,}"),
            ("Mean score", _number(total.mean_score)),
            ("Perfect", _share(total.perfect_rate)),
            ("Streak in days", str(report.streak_days)),
            *_goal_row(report.daily_goal),
            ("Minutes spoken in these weeks", f"{full.insights.minutes:.1f}"),
        ],
    )
    if note := versions_note(report.scorer_versions):
        yield f"<p>{_text(note)}</p>"
    if not progress.days:
        yield "<p>No attempts yet.</p>"
        return
    for title, groups in zip(CHARTS.values(), (progress.languages, progress.decks), strict=True):
        if groups:
            yield f"<h2>{title}</h2>" + _line_figure(title, groups)
    yield "<h2>Calendar of practice</h2>" + _calendar_figure(progress)
    if report.hardest_words:
        yield "<h2>Hardest words</h2>" + _table(
            ("Word", "Mean", "Times"),
            (
                (word.word, _number(word.mean_score), str(word.times))
                for word in report.hardest_words
            ),
        )
    if report.sounds.missed:
        rows = map(sound_cells, report.sounds.missed)
        yield "<h2>Sounds that you keep missing</h2>" + _table(SOUND_COLUMNS, rows)
    if disputes := dispute_rows(report.sounds):
        yield "<h2>Where you said it was right</h2>" + _table(DISPUTE_COLUMNS, disputes)
    for heading, changes in titled_changes(full.insights):
        yield f"<h2>{heading}</h2>" + _changes_table(changes)
    if full.compared:
        yield "<h2>Comparison</h2>" + _table(
            ("Period", "Days", "Attempts", "Minutes", "Mean", "Perfect"),
            (
                (
                    f"{total.period.first} to {total.period.last}",
                    str(total.days_practiced),
                    str(total.tally.attempts),
                    f"{total.minutes:.1f}",
                    _number(total.tally.mean_score),
                    _share(total.tally.perfect_rate),
                )
                for total in full.compared
            ),
        )


def _goal_row(goal: DailyGoal | None) -> list[tuple[str, str]]:
    return (
        [("Attempts today, of your daily goal", f"{goal.attempts_today} of {goal.goal}")]
        if goal
        else []
    )


def _line_figure(title: str, groups: Mapping[str, Sequence[Week]]) -> str:
    label = f"{title}: mean score of each week, 0 to 100. The table below holds its figures."
    legend = "".join(
        f"<li>{svg_charts.swatch(index)} {_text(name)}</li>"
        for index, name in enumerate(charted(groups))
    )
    rest = f"<p>{left_out(groups)}</p>" if left_out(groups) else ""
    return (
        f"<figure>{svg_charts.line_chart(groups, label)}<figcaption>Mean score of each week"
        f'<ul class="legend">{legend}</ul>{rest}</figcaption></figure>{_weeks_table(groups)}'
    )


def _calendar_figure(progress: WeeklyProgress) -> str:
    label = "Attempts on each day. The table below holds its figures."
    names = ("none", *(f"{least} or more" for least in LEVELS))
    legend = "".join(f"<li>{svg_charts.dot(index)} {name}</li>" for index, name in enumerate(names))
    drawn = svg_charts.calendar(progress.weeks, progress.days, progress.today, label)
    table = _table(
        ("Day", "Attempts", "Mean"),
        (
            (day.isoformat(), str(tally.attempts), _number(tally.mean_score))
            for day, tally in progress.days.items()
        ),
    )
    return (
        f'<figure>{drawn}<figcaption>Attempts a day<ul class="legend">{legend}</ul></figcaption>'
        f"</figure>{_folded(table)}"
    )


def _weeks_table(groups: Mapping[str, Sequence[Week]]) -> str:
    rows = (
        (name, week.monday.isoformat(), str(week.attempts), _number(week.mean_score))
        for name, weeks in groups.items()
        for week in weeks
        if week.attempts
    )
    return _folded(_table(("Name", "Week from", "Attempts", "Mean"), rows)) if groups else ""


def _changes_table(changes: Sequence[Change]) -> str:
    return _table(
        ("Said", "Language", "First third", "Last third", "Times"),
        (
            (
                change.name[1],
                change.name[0],
                _number(change.first_mean),
                _number(change.last_mean),
                str(change.times),
            )
            for change in changes
        ),
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _folded(table: str) -> str:
    return f"<details><summary>Figures</summary>{table}</details>"


def _text(text: str) -> str:
    """Any text as the page may hold it, whatever direction it is written in."""
    return f"<bdi>{escape(strip_controls(text))}</bdi>"


def _number(mean: float | None) -> str:
    return "none" if mean is None else f"{mean:.1f}"


def _share(rate: float | None) -> str:
    return "none" if rate is None else f"{rate:.0%}"
