"""Two lines of pitch as SVG inside a page, in its colors, dark and printed as well."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from rich.cells import cell_len

from miolingo.judging.judgement import WordResult
from miolingo.judging.prosody.comparison import ProsodyComparison, beside_own
from miolingo.judging.prosody.melody import Point
from miolingo.judging.prosody.pace import Pause, spoken_span
from miolingo.language.terminal_safe import strip_controls

STYLE = """
.pitch svg text{font-size:14px}.pitch rect{fill:var(--line);opacity:.5}
@media(max-width:42rem){.pitch>svg{overflow:visible}.pitch>svg text{font-size:19px}}
"""
_WIDTH, _LEFT, _RIGHT, _TOP, _PLOT_HEIGHT = 640, 36, 8, 8, 180
_LABEL_HEIGHT, _CELL_WIDTH = 22, 11
"""Of the words below, in the larger letters of a narrow screen."""
_LEAST_SEMITONES, _MOST_SEMITONES = 6, 12
_OWN, _REFERENCE = 'class="s0"', 'class="s1" stroke-dasharray="8 4"'


def highest_semitones(*lines: Sequence[Point]) -> int:
    """How far from the middle a chart of lines goes, in semitones, 6 to 12."""
    farthest = max((abs(point.semitones) for line in lines for point in line), default=0.0)
    return min(_MOST_SEMITONES, max(_LEAST_SEMITONES, math.ceil(farthest)))


def pitch_figure(comparison: ProsodyComparison) -> str:
    """The figure of both lines above the words; empty where the pitch or the times are not told."""
    melody, span = comparison.own.melody, spoken_span(comparison.own.words)
    if melody is None or span is None:
        return ""
    reference = beside_own(comparison)
    highest = highest_semitones(*melody.lines, *reference)
    labels, rows = _word_labels(comparison.own.words, span)
    height = _TOP + _PLOT_HEIGHT + _LABEL_HEIGHT * rows + 6
    pauses = comparison.own.pace.pauses if comparison.own.pace else ()
    drawn = "".join(
        (
            f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="The lines of pitch of'
            ' the recording and of the reference; the text below tells them.">',
            *_grid(highest),
            *_pauses(pauses, span),
            *labels,
            *(_line(line, span, highest, _REFERENCE) for line in reference),
            *(_line(line, span, highest, _OWN) for line in melody.lines),
            "</svg>",
        )
    )
    names = [(_OWN, "this recording"), *([(_REFERENCE, "the reference")] if reference else [])]
    legend = "".join(f"<li>{_swatch(stroke)} {name}</li>" for stroke, name in names)
    return (
        f'<figure class="pitch">{drawn}<figcaption><ul class="legend row">{legend}</ul>'
        "Semitones above and below the middle of each voice</figcaption></figure>"
    )


def _grid(highest: int) -> Iterator[str]:
    step = 3 if highest <= _LEAST_SEMITONES else 6
    for semitones in range(-_MOST_SEMITONES, highest + 1, step):
        if -highest <= semitones:
            y = _y(semitones, highest)
            yield f'<path class="grid" d="M{_LEFT},{y:.1f}H{_WIDTH - _RIGHT}"/>'
            shown = f"{semitones:+d}".replace("-", "\N{MINUS SIGN}") if semitones else "0"
            yield f'<text x="{_LEFT - 6}" y="{y + 5:.1f}" text-anchor="end">{shown}</text>'


def _pauses(pauses: Sequence[Pause], span: tuple[int, int]) -> Iterator[str]:
    for pause in pauses:
        x, end = _x(pause.start_ms, span), _x(pause.start_ms + pause.length_ms, span)
        yield f'<rect x="{x:.1f}" y="{_TOP}" width="{end - x:.1f}" height="{_PLOT_HEIGHT}"/>'


def _word_labels(words: Sequence[WordResult], span: tuple[int, int]) -> tuple[list[str], int]:
    """The words where they begin, each in the highest row that has room for it; how many rows."""
    drawn: list[str] = []
    row_ends: list[float] = []
    bottom = _TOP + _PLOT_HEIGHT
    for word in words:
        if word.start_ms is None:
            continue
        begin = _x(word.start_ms, span)
        width = _CELL_WIDTH * cell_len(word.word)
        x = max(_LEFT, min(begin, _WIDTH - _RIGHT - width))
        row = next((at for at, end in enumerate(row_ends) if end <= x), len(row_ends))
        row_ends[row : row + 1] = [x + width + _CELL_WIDTH]
        y = bottom + _LABEL_HEIGHT * (row + 1) - 4
        drawn.append(f'<path class="grid" d="M{begin:.1f},{_TOP}V{y - 16}"/>')
        drawn.append(f'<text x="{x:.1f}" y="{y}">{escape(strip_controls(word.word))}</text>')
    return drawn, len(row_ends)


def _line(line: Sequence[Point], span: tuple[int, int], highest: int, stroke: str) -> str:
    places = (
        f"{_x(point.time_ms, span):.1f},{_y(point.semitones, highest):.1f}"
        for point in line
        if span[0] <= point.time_ms <= span[1]
    )
    path = "L".join(places)
    return f'<path d="M{path}" {stroke} fill="none" stroke-width="2.5"/>' if path else ""


def _swatch(stroke: str) -> str:
    return (
        '<svg class="swatch" viewBox="0 0 36 14" width="36" height="14" aria-hidden="true">'
        f'<path d="M1,7H35" {stroke} fill="none" stroke-width="2.5"/></svg>'
    )


def _x(time_ms: int, span: tuple[int, int]) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (time_ms - span[0]) / (span[1] - span[0])


def _y(semitones: float, highest: int) -> float:
    near = max(-highest, min(highest, semitones))
    return _TOP + _PLOT_HEIGHT * (1 - near / highest) / 2
