"""What charts draw: lines of weeks, told apart by color, dash and shape, their scale and dates."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from miolingo.history.reports.progress import WeeklyProgress
from miolingo.history.reports.trends import Week
from miolingo.language.names import language_name
from miolingo.language.terminal_safe import strip_controls

COLORS = ("#0072B2", "#E05C00", "#2B1B5E", "#2AA17F", "#9E0F4A", "#5E4A00", "#B56CD6")
"""Colors on white, and in DARK_COLORS on dark paper: each has a contrast of 3:1 or more with it
(WCAG 2.2, 1.4.11), and no two look alike to color-blind people (Machado's model)."""

DARK_COLORS = ("#56B4E9", "#E69F00", "#A35BFF", "#3DDBB0", "#E0533D", "#FFF2A0", "#888888")
DARK_PAPER = "#161616"

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST_NAME = 26
_LEAST_SPAN = 30
_MARGIN = 2


@dataclass(frozen=True)
class Series:
    """A line of a chart: the weeks of a language or a deck, with the same Mondays in all lines."""

    name: str
    weeks: tuple[Week, ...]

    @property
    def points(self) -> list[tuple[int, float]]:
        """The weeks that have a mean score, by their index."""
        return [(x, w.mean_score) for x, w in enumerate(self.weeks) if w.mean_score is not None]

    @property
    def gaps(self) -> list[tuple[tuple[int, float], tuple[int, float]]]:
        """The points before and after each run of weeks without a mean score."""
        return [(one, other) for one, other in pairwise(self.points) if other[0] - one[0] > 1]

    @property
    def short_name(self) -> str:
        """The name as a legend has room for it; where it is long, its beginning and its end."""
        name = strip_controls(self.name)
        half = (_LONGEST_NAME - 1) // 2
        return name if len(name) <= _LONGEST_NAME else f"{name[:half].strip()}…{name[-half:]}"


@dataclass(frozen=True)
class Scale:
    """The scores that an axis shows, from ``low`` to ``high``, with a tick at each ``step``."""

    low: int
    high: int
    step: int

    @property
    def ticks(self) -> range:
        """The scores that have a tick."""
        return range(self.low, self.high + 1, self.step)


@dataclass(frozen=True)
class Chart:
    """At most as many lines as there are colors; ``left_out`` counts the groups without one.

    The line that ends highest comes first, as in the picture.
    """

    title: str
    series: tuple[Series, ...]
    left_out: int = 0

    @property
    def scale(self) -> Scale:
        """The part of 0 to 100 that the lines are in, so that progress can be seen."""
        scores = [score for line in self.series for _, score in line.points]
        low = max(math.floor((min(scores) - _MARGIN) / 10) * 10, 0)
        high = min(math.ceil((max(scores) + _MARGIN) / 10) * 10, 100)
        while high - low < _LEAST_SPAN:
            low, high = max(low - 10, 0), min(high + 10, 100)
        return Scale(low, high, 20 if high - low > 60 and (high - low) % 20 == 0 else 10)

    @property
    def note(self) -> str:
        """A sentence about the groups without a line; empty where all have one."""
        return f"{self.left_out} with fewer attempts are not shown." if self.left_out else ""


def charts_of(progress: WeeklyProgress) -> list[Chart]:
    """One chart of the languages, then one of the decks of each language; none that is empty.

    A deck that is all of a language would be the same line once more.
    """
    charts = [language_chart(progress)]
    for code, weeks in progress.languages.items():
        decks = decks_of(progress, code).values()
        if [_attempts(deck) for deck in decks] != [_attempts(weeks)]:
            charts.append(deck_chart(progress, code))
    return [chart for chart in charts if chart.series]


def language_chart(progress: WeeklyProgress) -> Chart:
    """The chart of the languages."""
    weeks = {language_name(code): weeks for code, weeks in progress.languages.items()}
    return _chart("By language", weeks)


def deck_chart(progress: WeeklyProgress, language_code: str) -> Chart:
    """The chart of one language's decks."""
    return _chart(f"{language_name(language_code)}, by deck", decks_of(progress, language_code))


def decks_of(progress: WeeklyProgress, language_code: str) -> dict[str, tuple[Week, ...]]:
    """The weeks of one language's decks, by their names."""
    return {name: weeks for (code, name), weeks in progress.decks.items() if code == language_code}


def short_date(day: date) -> str:
    """A day without its year: Sep 7."""
    return f"{_MONTHS[day.month - 1]} {day.day}"


def long_date(day: date) -> str:
    """A day with its year: Sep 7, 2026."""
    return f"{short_date(day)}, {day.year}"


def week_labels(weeks: Sequence[date], most: int) -> Iterator[tuple[int, str, str]]:
    """At most ``most`` of the weeks by their index, the last one included: a day, and a year.

    The year is empty where it is that of the label before, or of all weeks.
    """
    step = math.ceil(len(weeks) / most)
    year = weeks[0].year if weeks[0].year == weeks[-1].year else 0
    for index in range((len(weeks) - 1) % step, len(weeks), step):
        day = weeks[index]
        yield index, short_date(day), "" if day.year == year else str(day.year)
        year = day.year


def months_of(weeks: Sequence[date]) -> list[tuple[int, str, str]]:
    """The weeks in which a month begins, by their index, with its name and, if new, its year.

    The first week stands for its month, unless the next month begins a week later.
    """
    months = [
        (index, _MONTHS[monday.month - 1], str(monday.year) if monday.month == 1 and index else "")
        for index, monday in enumerate(weeks)
        if index == 0 or weeks[index - 1].month != monday.month
    ]
    too_near = len(months) > 1 and months[1][0] == 1
    return months[1:] if too_near else months


def _chart(title: str, groups: Mapping[str, tuple[Week, ...]]) -> Chart:
    scored = [Series(name, weeks) for name, weeks in groups.items()]
    scored = [line for line in scored if line.points]
    busiest = sorted(scored, key=lambda line: -_attempts(line.weeks))
    drawn = sorted(busiest[: len(COLORS)], key=lambda line: (-line.points[-1][1], line.name))
    return Chart(title, tuple(drawn), len(scored) - len(drawn))


def _attempts(weeks: Sequence[Week]) -> int:
    return sum(week.attempts for week in weeks)
