"""Charts in the terminal; the only user of plotext."""

from __future__ import annotations

import plotext
from rich.console import Console
from rich.table import Table
from rich.text import Text

from miolingo.history.reports.progress import WeeklyProgress
from miolingo.ui.history.series import Chart, charts_of, week_labels
from miolingo.ui.history.sparklines import BLOCKS, marks_for

_MARKS = "ox*+#@%"
_COLORS = (33, 166, 99, 29, 161, 100, 244)
"""Of the 256 colors of terminals: each has a contrast of 3:1 or more with black and with white."""

_ROWS = 16
_MOST_COLUMNS = 100
_LEGEND_COLUMNS = 32
_ROOMY_COLUMNS = 90
_AXIS_COLUMNS = 5
_PLAIN_AXES = str.maketrans("┤│┬┴├┼─┌┐└┘·", "||+++|-++++.")


def print_charts(progress: WeeklyProgress, console: Console) -> None:
    """Draw the mean score of each week by language, and by deck of each language."""
    for chart in charts_of(progress):
        console.print()
        console.print(Text(f"{chart.title}: mean score of each week", style="bold"))
        legend = Text("\n").join([*_legend(chart), Text(chart.note)])
        if console.width < _ROOMY_COLUMNS:
            console.print(_chart(chart, progress, console, console.width))
            console.print(legend)
            continue
        beside = Table.grid(padding=(0, 0, 0, 2))
        width = min(console.width - _LEGEND_COLUMNS, _MOST_COLUMNS)
        beside.add_row(_chart(chart, progress, console, width), legend)
        console.print(beside)


def _legend(chart: Chart) -> list[Text]:
    """A line for each series, with its mark in its color."""
    return [
        Text.assemble((mark, f"color({color})"), f"  {line.short_name}")
        for line, mark, color in zip(chart.series, _MARKS, _COLORS, strict=False)
    ]


def _chart(chart: Chart, progress: WeeklyProgress, console: Console, width: int) -> Text:
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(width, _ROWS)
    blocks = marks_for(console.encoding) is BLOCKS
    plotext.frame(blocks)
    weeks = len(progress.weeks)
    _draw(chart, weeks, width)
    scale = chart.scale
    plotext.ylim(scale.low, scale.high)
    plotext.yticks(list(scale.ticks), [str(score) for score in scale.ticks])
    plotext.xlim(-0.5, weeks - 0.5)
    labels = list(week_labels(progress.weeks, max(width // 12, 2)))
    plotext.xticks([x for x, _, _ in labels], [f"{day} {year}".strip() for _, day, year in labels])
    drawn = plotext.build()
    return Text.from_ansi(drawn if blocks else drawn.translate(_PLAIN_AXES))


def _draw(chart: Chart, weeks: int, width: int) -> None:
    """Draw the lines, then over them the marks of the weeks.

    Where there is room, the marks of a week stand side by side, so that none hides another.
    """
    columns = (width - _AXIS_COLUMNS) / weeks
    beside = min(columns / len(chart.series), 1) / columns
    middle = (len(chart.series) - 1) / 2
    shifted = [
        ([x + (index - middle) * beside for x, _ in line.points], [y for _, y in line.points])
        for index, line in enumerate(chart.series)
    ]
    for (xs, scores), color in zip(shifted, _COLORS, strict=False):
        plotext.plot(xs, scores, marker="·", color=color)
    for (xs, scores), mark, color in zip(shifted, _MARKS, _COLORS, strict=False):
        plotext.scatter(xs, scores, marker=mark, color=color)
