"""The practice screen: plain lines from top to bottom, and one live line while listening."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.align import Align
from rich.console import Console
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from miolingo.domain.advice import advice
from miolingo.domain.decks import Card
from miolingo.domain.judgement import Judgement
from miolingo.domain.summary import Summary
from miolingo.services.practice import Meter
from miolingo.ui.keys import MENU
from miolingo.ui.words import legend, marked_words

_METER_CELLS = 24
_METER_FLOOR_DBFS = -60.0


class PracticeScreen:
    """Implements ``View``; ``plain`` leaves out frames and everything that moves."""

    def __init__(self, console: Console, *, plain: bool, interactive: bool) -> None:
        self._console = console
        self._plain = plain
        self._interactive = interactive

    def card(self, card: Card, number: int, total: int) -> None:
        """Show a phrase with its translation and IPA; ``number`` counts from 1."""
        self._console.print()
        if self._plain:
            self._console.print(Text(f"Phrase {number} of {total}: {card.phrase}"))
            for label, text in (("Meaning", card.translation), ("IPA", card.ipa)):
                if text:
                    self._console.print(Text(f"{label}: {text}"))
            return
        lines = Text(justify="center")
        lines.append(_spaced(card.phrase), style="bold")
        if card.translation:
            lines.append(f"\n\n{card.translation}")
        if card.ipa:
            lines.append(f"\n[{card.ipa}]", style="dim")
        self._console.print(
            Panel(
                Align.center(Padding(lines, (1, 2))),
                title=f"{number} of {total}",
                title_align="right",
                border_style="cyan",
            )
        )

    def note(self, text: str) -> None:
        """Say something by the way."""
        self._console.print(Text(text, style="italic"))

    @contextmanager
    def listening(self) -> Iterator[Meter]:
        """Say that it is time to speak, with a live level meter where things may move."""
        hint = " (Enter ends)" if self._interactive else ""
        self._console.print(Text(f"Speak now{hint}", style="bold green"))
        if self._plain:
            yield _still
            return
        with Live(_bar(-100, False), console=self._console, transient=True) as live:
            yield lambda level, speaking: live.update(_bar(level, speaking))

    def loading(self) -> None:
        """Say that the model is still loading."""
        self._console.print(Text("One moment, the speech model is still loading.", style="dim"))

    def result(self, judgement: Judgement) -> None:
        """Show the marked words, what was heard, the score and one sentence of advice."""
        console = self._console
        if judgement.similarity_score is not None:
            console.print(Padding(marked_words(judgement.words, console), (1, 2, 0, 2)))
            console.print(Padding(legend(judgement.words, console), (0, 2, 1, 2)))
            heard = judgement.recognized_phrase or "nothing that I could understand"
            console.print(Text(f"Heard: {heard}"))
            perfect = "  Perfect!" if judgement.perfect_match else ""
            console.print(
                Text(f"Score: {judgement.similarity_score:.1f} of 100{perfect}", style="bold")
            )
        else:
            console.print(Text("Not scored.", style="bold"))
        console.print(Text(advice(judgement)))

    def menu(self) -> None:
        """Show what the keys do."""
        keys = Text("  ").join(
            Text.assemble((key, "bold cyan"), " ", meaning) for key, meaning in MENU
        )
        self._console.print()
        self._console.print(keys)

    def summary(self, summary: Summary, unsaved: int) -> None:
        """Show what the session came to."""
        console = self._console
        console.print()
        if summary.count == 0:
            console.print(Text("Session over: no attempt was scored."))
        else:
            mean = summary.mean_score or 0.0
            console.print(
                Text(
                    f"Session over: {_counted(summary.count, 'attempt')}, mean {mean:.1f} of 100,"
                    f" {summary.perfect} perfect.",
                    style="bold",
                )
            )
        if summary.not_scorable:
            console.print(Text(f"{_counted(summary.not_scorable, 'attempt')} could not be scored."))
        if summary.hardest:
            words = ", ".join(f"{word.word} ({word.mean_score:.0f})" for word in summary.hardest)
            console.print(Text(f"Hardest words: {words}"))
        if unsaved:
            console.print(Text(f"{_counted(unsaved, 'attempt')} could not be saved.", style="bold"))


def _still(_level: float, _speaking: bool) -> None:
    """A meter that does not move."""


def _bar(level_dbfs: float, speaking: bool) -> Text:
    share = min(max((level_dbfs - _METER_FLOOR_DBFS) / -_METER_FLOOR_DBFS, 0.0), 1.0)
    filled = round(share * _METER_CELLS)
    bar = "█" * filled + "░" * (_METER_CELLS - filled)
    return Text(f"  {bar} {'speaking' if speaking else 'listening'}", style="green")


def _spaced(phrase: str) -> str:
    """Give a short phrase more room, since a terminal has no larger letters."""
    return phrase.replace(" ", "  ")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
