"""The practice screen: plain lines from top to bottom, and one live line while listening."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.align import Align
from rich.console import Console
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from miolingo.decks.cards import Card
from miolingo.history.attempts import Attempt
from miolingo.history.reports.overview import DailyGoal
from miolingo.history.reports.summary import Summary
from miolingo.judging.feedback import advice, channel_note
from miolingo.judging.judgement import Judgement, WordResult
from miolingo.judging.sound_hints import SoundHint
from miolingo.practice.session import Meter
from miolingo.transfer.export_format import json_lines
from miolingo.ui.history.table import goal_line
from miolingo.ui.practice.keys import MENU
from miolingo.ui.practice.side_by_side import Block, side_by_side
from miolingo.ui.practice.sound_hints import hint_lines
from miolingo.ui.practice.word_marks import legend, marked_sounds, marked_word, told_sounds

_METER_CELLS = 24
_METER_FLOOR_DBFS = -60.0


class PracticeScreen:
    """Implements ``View``; with ``plain`` there are no frames, and nothing moves.

    ``cue`` is shown when it is time for the voice; ``goal`` is asked at the end, and ``hints``
    after each attempt.
    """

    def __init__(
        self,
        console: Console,
        *,
        plain: bool,
        interactive: bool,
        cue: str = "Speak now",
        goal: Callable[[], DailyGoal | None] = lambda: None,
        hints: Callable[[Judgement], Sequence[SoundHint]] = lambda _: (),
    ) -> None:
        self._console = console
        self._plain = plain
        self._interactive = interactive
        self._cue = cue
        self._goal = goal
        self._hints = hints
        self._confusable_with: tuple[str, ...] = ()

    def card(self, card: Card, number: int, total: int) -> None:
        """Show a phrase with its translation and IPA; ``number`` counts from 1."""
        self._confusable_with = card.confusable_with
        self._console.print()
        if self._plain:
            self._say(f"Phrase {number} of {total}: {card.phrase}")
            others = ", ".join(card.confusable_with)
            for label, text in (("Not", others), ("Meaning", card.translation), ("IPA", card.ipa)):
                if text:
                    self._say(f"{label}: {text}")
            return
        lines = Text(justify="center")
        lines.append(_spaced(card.phrase), style="bold")
        for other in card.confusable_with:
            lines.append(f"\nnot {other}", style="dim")
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
        """Print a remark."""
        self._say(text, style="italic")

    @contextmanager
    def listening(self) -> Iterator[Meter]:
        """Show the cue, with a live level meter where things may move."""
        hint = " (Enter ends)" if self._interactive else ""
        self._say(f"{self._cue}{hint}", style="bold green")
        if self._plain:
            yield _still
            return
        with Live(console=self._console, transient=True, refresh_per_second=10) as live:
            yield lambda level, speaking: live.update(self._bar(level, speaking))

    def loading(self) -> None:
        """Say that the model is still loading."""
        self._say("One moment, the speech model is still loading.", style="dim")

    def result(self, judgement: Judgement) -> None:
        """Show the marked words and sounds, what was heard, the score and what to do."""
        if judgement.similarity_score is None:
            self._say("Not scored.", style="bold")
        else:
            self._console.print()
            self._words(judgement.words)
            self._console.print()
            self._say(f"Heard: {self._heard(judgement)}")
            self._say(f"Score: {judgement.similarity_score:.1f} of 100", style="bold")
        self._say(advice(judgement))
        if note := channel_note(judgement.channel):
            self._say(note)
        for hint in self._hints(judgement):
            self._console.print()
            for line in hint_lines(hint):
                self._say(line)

    def menu(self) -> None:
        """List the keys and their meanings."""
        self._console.print()
        self._side_by_side(
            (Text.assemble((key, "bold cyan"), f"={meaning}"),) for key, meaning in MENU
        )

    def summary(self, summary: Summary, unsaved: Sequence[Attempt]) -> None:
        """Show the session's figures, and as an export the attempts that are kept nowhere else."""
        self._console.print()
        if summary.mean_score is None:
            self._say("Session over: no attempt was scored.")
        else:
            self._say(
                f"Session over: {_counted(summary.count, 'attempt')},"
                f" mean {summary.mean_score:.1f} of 100, {summary.perfect} perfect.",
                style="bold",
            )
        if summary.not_scorable:
            self._say(f"{_counted(summary.not_scorable, 'attempt')} could not be scored.")
        if summary.hardest:
            words = ", ".join(f"{word.word} ({word.mean_score:.0f})" for word in summary.hardest)
            self._say(f"Hardest words: {words}")
        if goal := self._goal():
            self._say(goal_line(goal))
        if unsaved:
            count = _counted(len(unsaved), "attempt")
            self._say(
                f"{count} could not be saved. Copy these lines to a file and miolingo import it:"
            )
            for line in json_lines(unsaved):
                self._console.print(line, soft_wrap=True)

    def _say(self, text: str | Text, *, style: str = "") -> None:
        """Print a line; it is broken between words on a terminal, and nowhere else."""
        self._console.print(text, style=style, soft_wrap=not self._console.file.isatty())

    def _words(self, words: Sequence[WordResult]) -> None:
        """Show the words behind their marks, with their sounds below, and what the marks mean.

        On a plain screen the sounds of each word are told in words.
        """
        console = self._console
        sounds = [Text() if self._plain else marked_sounds(word, console) for word in words]
        marked = [marked_word(word, console) for word in words]
        self._side_by_side(zip(marked, sounds, strict=True))
        self._side_by_side((meaning,) for meaning in legend(words, console))
        for word in words:
            if self._plain and word.sounds:
                self._say(told_sounds(word))

    def _heard(self, judgement: Judgement) -> str:
        """Say what was heard, in words that a beginner reads."""
        heard = judgement.recognized_phrase
        if not heard:
            return "something else" if judgement.unheard_reason == "something_else" else "nothing"
        return f"{heard}, the other word" if heard in self._confusable_with else heard

    def _side_by_side(self, blocks: Iterable[Block]) -> None:
        for line in side_by_side(blocks, self._console.width):
            self._say(line)

    def _bar(self, level_dbfs: float, speaking: bool) -> Text:
        full, empty = "#-" if self._console.options.ascii_only else "█░"
        share = min(max((level_dbfs - _METER_FLOOR_DBFS) / -_METER_FLOOR_DBFS, 0.0), 1.0)
        cells = min(_METER_CELLS, self._console.width - len("  listening "))
        filled = round(share * cells)
        bar = full * filled + empty * (cells - filled)
        return Text(f"  {bar} {'speaking' if speaking else 'listening'}", style="green")


def _still(_level: float, _speaking: bool) -> None:
    """Show no level: the meter of a plain screen."""


def _spaced(phrase: str) -> str:
    """Give a short phrase more room, since a terminal has no larger letters."""
    return phrase.replace(" ", "  ")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
