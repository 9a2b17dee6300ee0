"""Charts drawn as SVG inside a page: no text of the learner's is in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from miolingo.history.reports.statistics import Tally
from miolingo.history.reports.trends import Week, level
from miolingo.ui.history.series import COLORS, charted

_WIDTH, _HEIGHT = 720, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 12, 28
_DASHES = ("none", "8 4", "2 4", "12 4 2 4", "4 4", "14 6", "1 6")
_SHAPES = (
    "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
    "M-4,-4h8v8h-8z",
    "M0,-5L5,4H-5z",
    "M0,-5.5L5.5,0L0,5.5L-5.5,0z",
    "M0,5L5,-4H-5z",
    "M-4,-1.5h2.5v-2.5h3v2.5h2.5v3h-2.5v2.5h-3v-2.5h-2.5z",
    "M-5,-2h10v4h-10z",
)
_CELL = 16
_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")


def line_chart(groups: Mapping[str, Sequence[Week]], label: str) -> str:
    """The mean score of each week of the busiest groups; ``label`` is its alternative text."""
    weeks = [week.monday for week in next(iter(groups.values()))]
    parts = [_open(_WIDTH, _HEIGHT, label), *_grid(), *_week_labels(weeks)]
    for index, series in enumerate(charted(groups).values()):
        parts += _line(series, index)
    return "".join([*parts, "</svg>"])


def swatch(index: int) -> str:
    """The line and the shape that stand for a series."""
    return (
        '<svg class="swatch" viewBox="0 0 36 14" width="36" height="14" aria-hidden="true">'
        f'<path d="M1,7H35" {_stroke(index)}/>{_shape(18, 7, index)}</svg>'
    )


def calendar(weeks: Sequence[date], days: Mapping[date, Tally], today: date, label: str) -> str:
    """A column for each week; the more attempts a day has, the larger its dot."""
    width, height = 36 + _CELL * len(weeks), 4 + _CELL * 7
    parts = [_open(width, height, label, f' style="max-width:{width * 1.2:.0f}px"')]
    for row, name in enumerate(_WEEKDAYS):
        parts.append(f'<text x="0" y="{row * _CELL + 13}">{name}</text>')
        for column, monday in enumerate(weeks):
            day = monday + timedelta(days=row)
            if day <= today:
                reached = level(days[day].attempts if day in days else 0)
                x, y = 44 + column * _CELL, 10 + row * _CELL
                parts.append(
                    f'<circle class="l{reached}" cx="{x}" cy="{y}" r="{_radius(reached)}"/>'
                )
    return "".join([*parts, "</svg>"])


def dot(reached: int) -> str:
    """The dot of a calendar's mark, 0-4."""
    return (
        '<svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
        f'<circle class="l{reached}" cx="8" cy="8" r="{_radius(reached)}"/></svg>'
    )


def _radius(reached: int) -> float:
    return 1 + 1.5 * reached


def _open(width: float, height: float, label: str, more: str = "") -> str:
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{label}"{more}>'


def _grid() -> Iterator[str]:
    for score in (0, 25, 50, 75, 100):
        y = _y(score)
        yield f'<path class="grid" d="M{_LEFT},{y:.1f}H{_WIDTH - _RIGHT}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{score}</text>'


def _week_labels(weeks: Sequence[date]) -> Iterator[str]:
    step = -(-len(weeks) // 8)
    for index in range(0, len(weeks), step):
        x = _x(index, len(weeks))
        text = weeks[index].strftime("%b %d")
        yield f'<text x="{x:.1f}" y="{_HEIGHT - 8}" text-anchor="middle">{text}</text>'


def _line(series: Sequence[Week], index: int) -> Iterator[str]:
    points = [
        (_x(at, len(series)), None if week.mean_score is None else _y(week.mean_score))
        for at, week in enumerate(series)
    ]
    for drawn, run in groupby(points, key=lambda point: point[1] is not None):
        if drawn:
            path = "L".join(f"{x:.1f},{y:.1f}" for x, y in run)
            yield f'<path d="M{path}" {_stroke(index)}/>'
    yield from (_shape(x, y, index) for x, y in points if y is not None)


def _stroke(index: int) -> str:
    return (
        f'fill="none" stroke="{COLORS[index]}" stroke-width="2" stroke-dasharray="{_DASHES[index]}"'
    )


def _shape(x: float, y: float, index: int) -> str:
    return (
        f'<path d="{_SHAPES[index]}" fill="{COLORS[index]}" '
        f'transform="translate({x:.1f} {y:.1f})"/>'
    )


def _x(index: int, count: int) -> float:
    room = _WIDTH - _LEFT - _RIGHT - 40
    return _LEFT + 20 + (room * index / (count - 1) if count > 1 else room / 2)


def _y(score: float) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - score / 100)
