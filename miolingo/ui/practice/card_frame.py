"""The card as it stands on the live screen: a frame that fits the terminal, with the progress."""

from __future__ import annotations

from dataclasses import dataclass

from rich.align import Align
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from miolingo.decks.cards import Card

_TALL_ENOUGH = 30
"""From so many rows on a result and its card fit on the screen with blank lines around them."""

BY_EAR = "By ear: the speech model cannot tell these two words apart."


@dataclass(frozen=True)
class ShownCard:
    """A card and its place among all; ``by_ear`` where nothing can be judged."""

    card: Card
    number: int
    total: int
    by_ear: bool

    @property
    def place(self) -> str:
        """Which of how many it is; empty where there is only one."""
        if self.total == 1:
            return ""
        last = ", the last" if self.number == self.total else ""
        return f"{self.number} of {self.total}{last}"


def card_lines(shown: ShownCard, console: Console) -> list[Text]:
    """The lines of a framed card, each as wide as the terminal."""
    card = shown.card
    panel = Panel(
        Align.center(Padding(_content(shown), (int(console.height >= _TALL_ENOUGH), 2))),
        title=" · ".join(filter(None, (card.dialogue, shown.place))) or None,
        title_align="right",
        subtitle=_progress(shown, console),
        subtitle_align="left",
        border_style="cyan",
    )
    return [
        Text.assemble(*((segment.text, segment.style or "") for segment in line))
        for line in console.render_lines(panel, pad=False)
    ]


def _content(shown: ShownCard) -> Text:
    card = shown.card
    lines = Text(justify="center")
    if shown.by_ear:
        lines.append(f"{BY_EAR}\n", style="italic")
    for line in card.replies_to:
        lines.append(f"{line.speaker}: {line.phrase}\n", style="magenta")
        lines.append(f"{line.translation}\n\n" if line.translation else "\n", style="dim")
    lines.append(_spaced(card.phrase), style="bold")
    if card.translation:
        lines.append(f"\n{card.translation}")
    if card.ipa:
        lines.append(f"\n[{card.ipa}]", style="dim")
    for rival in card.rivals:
        lines.append(f"\nnot {rival.phrase}", style="bold dim")
        told = " ".join(filter(None, (rival.translation, rival.ipa and f"[{rival.ipa}]")))
        lines.append(f"  {told}", style="dim")
    return lines


def _progress(shown: ShownCard, console: Console) -> Text | None:
    """How much of the session is done, as a bar in the lower edge of the frame."""
    if shown.total == 1:
        return None
    full, empty = "=-" if console.options.ascii_only else "━╌"
    cells = min(shown.total, max(console.width - 8, 1))
    done = round(cells * (shown.number - 1) / shown.total)
    return Text.assemble((full * done, "bold green"), (empty * (cells - done), "dim"))


def _spaced(phrase: str) -> str:
    """Give a short phrase more room, since a terminal has no larger letters."""
    return phrase.replace(" ", "  ")
