"""Two lines of pitch in the terminal, one above the words, on a scale of semitones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from miolingo.judging.batch.files import FileResult
from miolingo.judging.judgement import WordResult
from miolingo.judging.prosody.comparison import ProsodyComparison, beside_own
from miolingo.judging.prosody.melody import Point
from miolingo.judging.prosody.pace import spoken_span
from miolingo.ui.results.melody.words import prosody_lines

_MOST_COLUMNS = 100
_FEWEST_COLUMNS = 24
_SEMITONES_A_ROW = 2
_HIGHEST = 12
"""Semitones above and below the middle that are drawn; what is farther is drawn at the edge."""
_OWN_COLOR, _REFERENCE_COLOR = "color(33)", "color(166)"
"""As in the charts of the history."""

Cell = tuple[int, int]
"""A row, counted upwards from the middle, and a column."""


def pitch_chart(comparison: ProsodyComparison, console: Console) -> Iterator[Text]:
    """Yield the lines of the chart; nothing where the pitch is not told, or there is no room."""
    melody, span = comparison.own.melody, spoken_span(comparison.own.words)
    plain = console.options.ascii_only
    own_sign, reference_sign = ("o", ".") if plain else ("●", "·")
    axis = "|" if plain else "│"
    columns = min(console.width, _MOST_COLUMNS) - len("+12 | ")
    if melody is None or span is None or columns < _FEWEST_COLUMNS:
        return
    own = _cells(melody.points, span, columns)
    reference = _cells(chain.from_iterable(beside_own(comparison)), span, columns)
    rows = [row for row, _ in own | reference] + [-1, 1]
    for row in range(max(rows), min(rows) - 1, -1):
        scale = f"{row * _SEMITONES_A_ROW:+3d}" if row else "  0"
        line = Text.assemble((f"{scale} {axis} ", "dim"))
        for column in range(columns):
            if (row, column) in own:
                line.append(own_sign, f"bold {_OWN_COLOR}")
            elif (row, column) in reference:
                line.append(reference_sign, _REFERENCE_COLOR)
            else:
                line.append(" ")
        line.rstrip()
        yield line
    yield Text(" " * len("+12 | ") + _labels(comparison.own.words, span, columns))
    legend = Text.assemble((own_sign, f"bold {_OWN_COLOR}"), " recording")
    if reference:
        legend.append_text(Text.assemble("  ", (reference_sign, _REFERENCE_COLOR), " reference"))
    yield legend.append(" (semitones from the middle of each)")


def print_prosody(results: Iterable[FileResult], console: Console, *, plain: bool) -> None:
    """Print pace, pauses and melody of each recording; drawn, too, where that can be seen."""
    drawn = console.is_terminal and not console.is_dumb_terminal and not plain
    for result in results:
        if not result.prosody:
            continue
        console.print(Text(f"\n{result.task.file}", "bold"))
        for line in pitch_chart(result.prosody, console) if drawn else ():
            console.print(line)
        for told in prosody_lines(result.prosody):
            console.print(told, markup=False, highlight=False)


def _cells(points: Iterable[Point], span: tuple[int, int], columns: int) -> set[Cell]:
    """Where points are drawn; those before or after the phrase are not."""
    start_ms, end_ms = span
    cells = set()
    for point in points:
        column = (point.time_ms - start_ms) * columns // (end_ms - start_ms)
        near = max(-_HIGHEST, min(_HIGHEST, point.semitones))
        if 0 <= column < columns:
            cells.add((round(near / _SEMITONES_A_ROW), column))
    return cells


def _labels(words: Iterable[WordResult], span: tuple[int, int], columns: int) -> str:
    """The words, each where it begins if there is room."""
    start_ms, end_ms = span
    line = ""
    for word in words:
        if word.start_ms is None:
            continue
        column = (word.start_ms - start_ms) * columns // (end_ms - start_ms)
        column = min(column, columns - cell_len(word.word))
        column = max(column, cell_len(line) + 1 if line else 0)
        if column < columns:
            line += " " * (column - cell_len(line)) + word.word
    return set_cell_size(line, columns).rstrip() if cell_len(line) > columns else line
