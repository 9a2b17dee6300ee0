"""Charts drawn as SVG inside a page, in its colors: no text of the learner's is in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from miolingo.history.reports.progress import WeeklyProgress
from miolingo.history.reports.statistics import Tally
from miolingo.history.reports.trends import level
from miolingo.ui.history.series import Chart, Scale, Series, months_of, week_labels

_WIDTH, _HEIGHT = 640, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 12, 10, 34
_MARGIN = 22
_MOST_LABELS = 7
_DASHES = ("none", "8 4", "2 3", "12 4 2 4", "none", "8 4", "2 3")
_SHAPES = (
    "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
    "M-4,-4h8v8h-8z",
    "M0,-5L5,4H-5z",
    "M0,-5.5L5.5,0L0,5.5L-5.5,0z",
    "M0,5L5,-4H-5z",
    "M-4.5,-1.7h2.8v-2.8h3.4v2.8h2.8v3.4h-2.8v2.8h-3.4v-2.8h-2.8z",
    "M-5,-2h10v4h-10z",
)
_CELL = 16
_ZOOM = 1.2
"""Pixels of a page to a unit of the calendar, where the page is wide enough."""
_DAYS_LEFT, _MONTHS_TOP = 44, 20
_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")


def line_chart(chart: Chart, weeks: Sequence[date], label: str) -> str:
    """The lines of a chart over its weeks; ``label`` is its alternative text."""
    parts = [_open(_WIDTH, _HEIGHT, label), *_grid(chart.scale), *_week_labels(weeks)]
    for index, line in enumerate(chart.series):
        parts += _line(line, index, chart.scale)
    return "".join([*parts, "</svg>"])


def swatch(index: int) -> str:
    """The line and the shape that stand for a series."""
    return (
        '<svg class="swatch" viewBox="0 0 36 14" width="36" height="14" aria-hidden="true">'
        f'<path d="M1,7H35" {_stroke(index)}/>{_shape(18, 7, index)}</svg>'
    )


def change_bar(first: float, last: float) -> str:
    """A line from 0 to 100 with the way from a first mean, hollow, to the last one, filled."""
    start, end = 5 + first, 5 + last
    return (
        '<svg class="swatch" viewBox="0 0 110 12" width="110" height="12" aria-hidden="true">'
        '<path class="grid" d="M5,6H105"/>'
        f'<path class="s0" fill="none" stroke-width="3" d="M{start:.1f},6H{end:.1f}"/>'
        f'<circle class="first" cx="{start:.1f}" cy="6" r="3.5"/>'
        f'<circle cx="{end:.1f}" cy="6" r="4.5"/></svg>'
    )


def calendar(progress: WeeklyProgress, label: str) -> str:
    """A column for each week, its months above; the more attempts a day has, the larger its dot."""
    weeks = progress.weeks
    width, height = _DAYS_LEFT + _CELL * (len(weeks) + 2), _MONTHS_TOP + _CELL * 7
    parts = [_open(width, height, label, f' style="max-width:{width * _ZOOM:.0f}px"')]
    for column, month, year in months_of(weeks):
        x = _DAYS_LEFT - 6 + column * _CELL
        parts.append(f'<text x="{x}" y="11">{f"{month} {year}".strip()}</text>')
    for row, name in enumerate(_WEEKDAYS):
        parts.append(f'<text x="0" y="{_MONTHS_TOP + row * _CELL + 12}">{name}</text>')
        parts += _days(row, weeks, progress.days, progress.today)
    return "".join([*parts, "</svg>"])


def dot(reached: int) -> str:
    """The dot of a calendar's mark, 0-4."""
    size = f'viewBox="0 0 {_CELL} {_CELL}" width="{_CELL * _ZOOM:.1f}"'
    return (
        f'<svg class="swatch" {size} aria-hidden="true">'
        f'<circle class="l{reached}" cx="8" cy="8" r="{_radius(reached)}"/></svg>'
    )


def _days(
    weekday: int, weeks: Sequence[date], days: Mapping[date, Tally], today: date
) -> Iterator[str]:
    for column, monday in enumerate(weeks):
        day = monday + timedelta(days=weekday)
        if day <= today:
            reached = level(days[day].attempts if day in days else 0)
            x, y = _DAYS_LEFT + column * _CELL, _MONTHS_TOP + 8 + weekday * _CELL
            yield f'<circle class="l{reached}" cx="{x}" cy="{y}" r="{_radius(reached)}"/>'


def _radius(reached: int) -> float:
    return 1 + 1.5 * reached


def _open(width: float, height: float, label: str, more: str = "") -> str:
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{label}"{more}>'


def _grid(scale: Scale) -> Iterator[str]:
    for score in scale.ticks:
        y = _y(score, scale)
        yield f'<path class="grid" d="M{_LEFT},{y:.1f}H{_WIDTH - _RIGHT}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{score}</text>'


def _week_labels(weeks: Sequence[date]) -> Iterator[str]:
    for index, day, year in week_labels(weeks, _MOST_LABELS):
        x = _x(index, len(weeks))
        for line, text in enumerate((day, year)):
            y = _HEIGHT - _BOTTOM + 16 + 14 * line
            if text:
                yield f'<text x="{x:.1f}" y="{y}" text-anchor="middle">{text}</text>'


def _line(series: Series, index: int, scale: Scale) -> Iterator[str]:
    """A line with its marks; it goes on, thin and dotted, over weeks without practice."""
    count = len(series.weeks)
    for one, other in series.gaps:
        (x, y), (next_x, next_y) = ((_x(at, count), _y(score, scale)) for at, score in (one, other))
        yield (
            f'<path class="s{index}" fill="none" d="M{x:.1f},{y:.1f}L{next_x:.1f},{next_y:.1f}" '
            'stroke-dasharray="1 3"/>'
        )
    for is_scored, run in groupby(
        enumerate(series.weeks), lambda item: item[1].mean_score is not None
    ):
        points = [
            f"{_x(at, count):.1f},{_y(week.mean_score, scale):.1f}"
            for at, week in run
            if week.mean_score is not None
        ]
        if is_scored:
            yield f'<path d="M{"L".join(points)}" {_stroke(index)}/>'
    yield from (_shape(_x(at, count), _y(score, scale), index) for at, score in series.points)


def _stroke(index: int) -> str:
    return f'class="s{index}" fill="none" stroke-width="2.2" stroke-dasharray="{_DASHES[index]}"'


def _shape(x: float, y: float, index: int) -> str:
    return f'<path d="{_SHAPES[index]}" class="f{index}" transform="translate({x:.1f} {y:.1f})"/>'


def _x(index: int, count: int) -> float:
    room = _WIDTH - _LEFT - _RIGHT - 2 * _MARGIN
    return _LEFT + _MARGIN + (room * index / (count - 1) if count > 1 else room / 2)


def _y(score: float, scale: Scale) -> float:
    share = (score - scale.low) / (scale.high - scale.low)
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - share)
