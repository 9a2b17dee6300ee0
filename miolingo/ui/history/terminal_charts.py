"""Charts in the terminal; the only user of plotext."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotext
from rich.console import Console
from rich.text import Text

from miolingo.history.reports.progress import WeeklyProgress
from miolingo.history.reports.trends import Week
from miolingo.ui.history.series import CHARTS, charted, left_out
from miolingo.ui.history.sparklines import BLOCKS, marks_for

_SHAPES = "ox*+#@%"
_ROWS = 16
_MOST_COLUMNS = 100


def print_charts(progress: WeeklyProgress, console: Console) -> None:
    """Draw the mean score of each week by language and by deck, each series with its own mark."""
    for title, groups in zip(CHARTS.values(), (progress.languages, progress.decks), strict=True):
        if any(week.mean_score is not None for weeks in groups.values() for week in weeks):
            console.print()
            console.print(Text(f"{title}: mean score of each week", style="bold"))
            console.print(Text(_chart(groups, console)))
            for name, shape in zip(charted(groups), _SHAPES, strict=False):
                console.print(Text(f"  {shape}  {name}"))
            if rest := left_out(groups):
                console.print(Text(f"  {rest}"))


def _chart(groups: Mapping[str, Sequence[Week]], console: Console) -> str:
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(min(console.width, _MOST_COLUMNS), _ROWS)
    plotext.ylim(0, 100)
    plotext.yticks([0, 25, 50, 75, 100])
    blocks = marks_for(console.encoding) is BLOCKS
    plotext.frame(blocks)
    weeks = next(iter(groups.values()))
    for shape, series in zip(_SHAPES, charted(groups).values(), strict=False):
        points = [(x, week.mean_score) for x, week in enumerate(series)]
        scored = [(x, score) for x, score in points if score is not None]
        plotext.scatter([x for x, _ in scored], [score for _, score in scored], marker=shape)
    indices = sorted({0, len(weeks) // 2, len(weeks) - 1})
    plotext.xlim(-0.5, len(weeks) - 0.5)
    plotext.xticks(indices, [weeks[index].monday.isoformat()[5:] for index in indices])
    drawn: str = plotext.uncolorize(plotext.build())
    return drawn if blocks else drawn.translate(_PLAIN_AXES)


_PLAIN_AXES = str.maketrans("┤│┬┴├┼─┌┐└┘", "||+++|-++++")
