"""What charts draw: the busiest languages or decks, each told by color, dash and shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from miolingo.history.reports.trends import Week

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#777777")
"""Okabe and Ito's palette, but for its yellow and black, which white or dark paper swallows."""

CHARTS = {"languages": "By language", "decks": "By deck"}


def charted(groups: Mapping[str, Sequence[Week]]) -> dict[str, Sequence[Week]]:
    """As many of the groups as there are colors, those with the most attempts, in their order."""
    busiest = sorted(groups, key=lambda name: -sum(week.attempts for week in groups[name]))
    return {name: groups[name] for name in sorted(busiest[: len(COLORS)])}


def left_out(groups: Mapping[str, Sequence[Week]]) -> str:
    """A sentence about the groups that a chart has no room for; empty where it shows all."""
    count = len(groups) - len(charted(groups))
    return f"{count} with fewer attempts are not drawn." if count else ""
