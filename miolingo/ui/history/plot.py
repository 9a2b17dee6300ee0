"""Charts as pictures; the only user of matplotlib, the extra ``plot``."""

from __future__ import annotations

import io
import logging
import warnings
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from miolingo.history.reports.progress import WeeklyProgress
from miolingo.language.terminal_safe import strip_controls
from miolingo.ui.history.series import CHARTS, COLORS, charted, left_out

_SHAPES = "os^Dv*X"
_DASHES = ("-", "--", "-.", ":", "-", "--", "-.")
_FONTS = [
    *("DejaVu Sans", "Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Malgun Gothic"),
    *("Apple SD Gothic Neo", "Noto Sans Arabic", "Noto Sans Hebrew", "Arial Unicode MS"),
]
_STYLE: Any = {"font.family": _FONTS, "svg.fonttype": "none", "text.parse_math": False}
_INCHES = (8.0, 6.4)
_DOTS_PER_INCH = 100


def picture(progress: WeeklyProgress, form: str) -> bytes:
    """The mean score of each week by language and by deck, as ``png`` or ``svg``."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    written = io.BytesIO()
    with rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        figure = Figure(figsize=_INCHES, layout="constrained")
        figure.suptitle("Mean score of each week", fontsize=14)
        for axes, title, groups in zip(
            figure.subplots(2, 1, sharex=True),
            CHARTS.values(),
            (progress.languages, progress.decks),
            strict=True,
        ):
            axes.set_title(". ".join(filter(None, (title, left_out(groups)))), loc="left")
            for index, (name, weeks) in enumerate(charted(groups).items()):
                scores = [
                    float("nan") if week.mean_score is None else week.mean_score for week in weeks
                ]
                axes.plot(
                    range(len(weeks)),
                    scores,
                    color=COLORS[index],
                    marker=_SHAPES[index],
                    linestyle=_DASHES[index],
                    label=strip_controls(name),
                )
            _finish(axes, progress)
        metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
        figure.savefig(written, format=form, dpi=_DOTS_PER_INCH, metadata=metadata)
    return written.getvalue()


def _finish(axes: Axes, progress: WeeklyProgress) -> None:
    """Scale, label and explain a chart."""
    labels = [monday.isoformat() for monday in progress.weeks]
    step = max(len(labels) // 8, 1)
    axes.set_xticks(range(0, len(labels), step), labels[::step], rotation=30, ha="right")
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.set_ylim(0, 104)
    axes.set_ylabel("mean score, 0 to 100")
    axes.grid(visible=True, alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    if axes.has_data():
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)
    else:
        axes.text(0.5, 0.5, "Nothing to draw yet.", ha="center", transform=axes.transAxes)
