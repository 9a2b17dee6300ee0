"""Marks that draw figures in text: sparklines and the days of a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from miolingo.history.reports.statistics import Tally
from miolingo.history.reports.trends import LEVELS, level
from miolingo.ui.history.series import months_of

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Marks:
    """``bars`` from the lowest score to the highest, ``days`` from no practice to the most."""

    bars: str
    days: str
    nothing: str


BLOCKS = Marks(bars="▁▂▃▄▅▆▇█", days="·░▒▓█", nothing="·")
ASCII = Marks(bars="_.-=+*#@", days=".-+#@", nothing=" ")


def marks_for(encoding: str) -> Marks:
    """Blocks where an encoding has them, else ASCII."""
    try:
        (BLOCKS.bars + BLOCKS.days).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return BLOCKS


def sparkline(scores: Iterable[float | None], marks: Marks) -> str:
    """One bar for each score, 0-100; a mark of its own where there is none."""
    top = len(marks.bars) - 1
    return "".join(
        marks.nothing if score is None else marks.bars[round(score / 100 * top)] for score in scores
    )


def calendar_lines(
    weeks: Sequence[date], days: Mapping[date, Tally], today: date, marks: Marks
) -> Iterator[str]:
    """The months, a row for each day of the week with a column for each week, and the legend."""
    months = ""
    for index, name, _ in months_of(weeks):
        months = months.ljust(2 * index) + name
    yield "    " + months.rstrip()
    for weekday, name in enumerate(_DAYS):
        row = (monday + timedelta(days=weekday) for monday in weeks)
        yield f"{name} " + " ".join(_day(day, days, today, marks) for day in row).rstrip()
    least = (f"{marks.days[index]} {count}+" for index, count in enumerate(LEVELS, start=1))
    yield "Attempts a day: " + ", ".join((f"{marks.days[0]} none", *least))


def _day(day: date, days: Mapping[date, Tally], today: date, marks: Marks) -> str:
    if day > today:
        return " "
    return marks.days[level(days[day].attempts if day in days else 0)]
