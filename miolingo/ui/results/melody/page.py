"""Pace, pauses and melody of a recording on a page: the lines of pitch, and what is told."""

from __future__ import annotations

from collections.abc import Iterator

from miolingo.judging.prosody.comparison import ProsodyComparison
from miolingo.ui.history.html_page import page, text
from miolingo.ui.results.melody.svg_chart import STYLE, pitch_figure
from miolingo.ui.results.melody.words import prosody_lines


def melody_page(phrase: str, comparison: ProsodyComparison) -> str:
    """The page of one recording."""
    parts = [f"<h1>{text(phrase)}</h1>", *prosody_parts(comparison)]
    return page("Pace, pauses and melody", parts, style=STYLE)


def prosody_parts(comparison: ProsodyComparison) -> Iterator[str]:
    """The figure, where the pitch is told, and a list of all that is; HTML."""
    yield pitch_figure(comparison)
    told = "".join(f"<li>{text(line)}</li>" for line in prosody_lines(comparison))
    yield f"<ul>{told}</ul>"
    yield '<p class="note">None of this counts in a score.</p>'
