"""Two lines of pitch as a picture, by matplotlib, the extra ``plot``."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Sequence

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from miolingo.judging.judgement import WordResult
from miolingo.judging.prosody.comparison import ProsodyComparison, beside_own
from miolingo.judging.prosody.melody import Lines
from miolingo.judging.prosody.pace import Pause
from miolingo.ui.history.fonts import fonts_for
from miolingo.ui.history.plot import STYLE
from miolingo.ui.history.series import COLORS
from miolingo.ui.results.melody.svg_chart import highest_semitones
from miolingo.ui.results.melody.words import prosody_lines

_WIDTH_INCHES, _CHART_INCHES, _LINE_INCHES = 10.0, 4.0, 0.22
_DOTS_PER_INCH = 200


def melody_picture(phrase: str, comparison: ProsodyComparison, form: str) -> tuple[bytes, str]:
    """The lines and what is told of them, as ``png`` or ``svg``; the letters no font here has."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    told = list(prosody_lines(comparison))
    families, missing = fonts_for("".join([phrase, *told]))
    written = io.BytesIO()
    style = STYLE | {"font.family": [*families, "sans-serif"]}
    with rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from")  # told by the caller
        figure = _figure(phrase, comparison, told)
        metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
        figure.savefig(written, format=form, dpi=_DOTS_PER_INCH, metadata=metadata)
    return written.getvalue(), "" if form == "svg" else missing


def _figure(phrase: str, comparison: ProsodyComparison, told: Sequence[str]) -> Figure:
    height = _CHART_INCHES + _LINE_INCHES * len(told)
    layout = ConstrainedLayoutEngine(h_pad=0.12, w_pad=0.12)
    figure = Figure(figsize=(_WIDTH_INCHES, height), layout=layout)
    figure.suptitle(phrase, x=0.02, ha="left", fontsize=14, wrap=True)
    axes = figure.add_subplot()
    own = comparison.own.melody.lines if comparison.own.melody else ()
    reference = beside_own(comparison)
    _draw(axes, reference, COLORS[1], "reference", (0, (5, 2)))
    _draw(axes, own, COLORS[0], "recording", "-")
    _mark_words(axes, comparison.own.words)
    _mark_pauses(axes, comparison.own.pace.pauses if comparison.own.pace else ())
    highest = highest_semitones(*own, *reference)
    axes.set_ylim(-highest - 1, highest + 1)
    axes.set_ylabel("semitones from the middle")
    axes.grid(visible=True, axis="y", alpha=0.35)
    axes.tick_params(length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.legend(loc="upper right", frameon=False, ncols=3, bbox_to_anchor=(1, 1.12))
    figure.supxlabel("\n".join(told), x=0.02, ha="left", fontsize=10)
    return figure


def _draw(axes: Axes, lines: Lines, color: str, label: str, dashes: object) -> None:
    for number, line in enumerate(lines):
        axes.plot(
            [point.time_ms / 1000 for point in line],
            [point.semitones for point in line],
            color=color, linestyle=dashes, linewidth=2.2, label=None if number else label,
        )  # fmt: skip


def _mark_words(axes: Axes, words: Sequence[WordResult]) -> None:
    timed = [(word.start_ms / 1000, word.word) for word in words if word.start_ms is not None]
    axes.set_xticks([start for start, _ in timed], [word for _, word in timed], ha="left")
    for start, _ in timed:
        axes.axvline(start, color="#D0D0D0", linewidth=0.8, zorder=0)


def _mark_pauses(axes: Axes, pauses: Sequence[Pause]) -> None:
    for index, pause in enumerate(pauses):
        start, end = pause.start_ms / 1000, (pause.start_ms + pause.length_ms) / 1000
        label = "pause" if index == 0 else None
        axes.axvspan(start, end, color="#8C8C8C", alpha=0.25, linewidth=0, label=label)
