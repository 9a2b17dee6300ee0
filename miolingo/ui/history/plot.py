"""Charts as pictures, drawn by matplotlib, the extra ``plot``."""

from __future__ import annotations

import io
import logging
import warnings
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from miolingo.history.reports.progress import WeeklyProgress
from miolingo.ui.history.fonts import fonts_for
from miolingo.ui.history.series import COLORS, Chart, Series, charts_of, long_date, week_labels

_SHAPES = "os^DvPX"
_DASHES: Any = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (7, 2, 1.5, 2)), "-", (0, (5, 2)), (0, (1, 2)))
_INK, _MUTED = "#1A1A1A", "#595959"
STYLE: Any = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "text.color": _INK,
    "axes.edgecolor": "#8C8C8C",
    "axes.labelcolor": _MUTED,
    "xtick.color": _MUTED,
    "ytick.color": _MUTED,
    "font.size": 11,
}
_WIDTH_INCHES, _CHART_INCHES, _HEAD_INCHES = 10.0, 3.4, 0.9
_DOTS_PER_INCH = 200  # 2,000 pixels wide: sharp on today's screens and in print
_MOST_LABELS = 10


def picture(progress: WeeklyProgress, form: str) -> tuple[bytes, str]:
    """The charts of the weeks as ``png`` or ``svg``, and the letters that no font here has.

    An SVG is drawn with the fonts of whoever looks at it, and lacks none.
    """
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    charts = charts_of(progress)
    names = "".join(line.short_name for chart in charts for line in chart.series)
    families, missing = fonts_for(names)
    written = io.BytesIO()
    style = STYLE | {"font.family": [*families, "sans-serif"]}
    with rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from")  # told by the caller
        figure = _figure(charts, progress)
        metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
        figure.savefig(written, format=form, dpi=_DOTS_PER_INCH, metadata=metadata)
    return written.getvalue(), "" if form == "svg" else missing


def _figure(charts: list[Chart], progress: WeeklyProgress) -> Figure:
    height = _HEAD_INCHES + _CHART_INCHES * len(charts)
    layout = ConstrainedLayoutEngine(h_pad=0.12, w_pad=0.12)
    figure = Figure(figsize=(_WIDTH_INCHES, height), layout=layout)
    period = f"{long_date(progress.weeks[0])} to {long_date(progress.today)}"
    figure.suptitle(
        f"Speaking practice: mean score of each week\n{period}", x=0.02, ha="left", fontsize=14
    )
    for axes, chart in zip(
        figure.subplots(len(charts), 1, squeeze=False).flat, charts, strict=True
    ):
        axes.set_title(chart.title, loc="left", fontsize=12, fontweight="bold")
        for index, line in enumerate(chart.series):
            _draw(axes, line, index)
        _finish(axes, chart, progress)
    return figure


def _draw(axes: Axes, line: Series, index: int) -> None:
    """Draw a line; it goes on, thin and dotted, over weeks without practice."""
    color = COLORS[index]
    for (x, score), (next_x, next_score) in line.gaps:
        axes.plot((x, next_x), (score, next_score), color=color, linestyle=":", linewidth=0.9)
    axes.plot(
        range(len(line.weeks)),
        [float("nan") if week.mean_score is None else week.mean_score for week in line.weeks],
        color=color,
        marker=_SHAPES[index],
        markersize=7,
        markeredgecolor="white",
        markeredgewidth=0.7,
        linestyle=_DASHES[index],
        linewidth=2,
        label=line.short_name,
    )


def _finish(axes: Axes, chart: Chart, progress: WeeklyProgress) -> None:
    """Scale, label and explain a chart."""
    labels = list(week_labels(progress.weeks, _MOST_LABELS))
    has_years = any(year for _, _, year in labels)
    texts = [f"{day}\n{year}" if has_years else day for _, day, year in labels]
    axes.set_xticks([index for index, _, _ in labels], texts)
    axes.set_xlim(-0.4, len(progress.weeks) - 0.6)
    axes.set_ylim(chart.scale.low, chart.scale.high)
    axes.set_yticks(chart.scale.ticks)
    axes.set_ylabel("mean score (of 100)")
    axes.grid(visible=True, axis="y", alpha=0.35)
    axes.tick_params(length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(1.01, 1.02),
        frameon=False,
        handlelength=3.2,
        title=chart.note.replace(" are ", "\nare ") or None,
        title_fontsize=9,
    )
