"""What every practice screen prints to stay: remarks, results, help and the session's end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

from miolingo.decks.cards import Card
from miolingo.history.attempts import Attempt
from miolingo.history.reports.overview import DailyGoal
from miolingo.history.reports.summary import Summary
from miolingo.judging.feedback import advice, channel_note
from miolingo.judging.judgement import Judgement, WordResult
from miolingo.judging.prosody.comparison import ProsodyComparison
from miolingo.judging.sound_hints import SoundHint
from miolingo.practice.interface import Ending, Key, Sound
from miolingo.transfer.export_format import json_lines
from miolingo.ui.history.table import goal_line
from miolingo.ui.practice.key_names import (
    HELP,
    NAMES,
    WHILE_LISTENING,
    WHILE_PLAYING,
    Entries,
)
from miolingo.ui.practice.side_by_side import Block, side_by_side
from miolingo.ui.practice.sound_hints import hint_lines
from miolingo.ui.practice.word_marks import (
    legend,
    marked_sounds,
    marked_word,
    told_off,
    told_sounds,
)
from miolingo.ui.results.melody.terminal_chart import pitch_chart
from miolingo.ui.results.melody.words import prosody_lines

SOUNDS = {
    Sound.REFERENCE: "Playing the phrase",
    Sound.SLOW_REFERENCE: "Playing it slowly",
    Sound.OTHER_WORD: "Playing the other word",
    Sound.PARTNER_LINE: "Playing what your partner says",
    Sound.OWN_WORD: "Playing your word, slowly",
    Sound.REFERENCE_WORD: "Playing how it is said, slowly",
    Sound.OWN_RECORDING: "Playing your recording",
}
ENDINGS = {
    Ending.PAUSE: "You paused, so I stopped listening.",
    Ending.KEY: "You ended the recording.",
    Ending.NO_VOICE: "No voice came, so I stopped listening.",
    Ending.TOO_LONG: "The longest time was over, so I stopped listening.",
    Ending.NO_MORE_SOUND: "The recording is over.",
}
LOADING = "One moment, the speech model is still loading."


@dataclass(frozen=True)
class ScreenParts:
    """What a screen is made of.

    ``interactive`` where somebody can press keys; ``cue`` is shown when it is time for the voice;
    ``goal`` and ``next_step`` are asked at the end, and ``hints`` after each attempt.
    """

    console: Console
    interactive: bool
    cue: str = "Speak now"
    goal: Callable[[], DailyGoal | None] = lambda: None
    next_step: Callable[[], str] = lambda: ""
    hints: Callable[[Judgement], Sequence[SoundHint]] = lambda _: ()


class PracticeScreen:
    """What the screens have in common; where ``sounds_in_words``, no sound is told by a mark.

    ``names`` are those of the keys, ``enter_name`` that of the one that goes on, and ``key_help``
    says what each key does.
    """

    sounds_in_words: ClassVar[bool]
    names: ClassVar[Mapping[Key, tuple[str, str]]] = NAMES
    enter_name: ClassVar[str] = "Enter"
    key_help: ClassVar[Entries] = HELP
    while_playing: ClassVar[Entries] = WHILE_PLAYING
    while_listening: ClassVar[Entries] = WHILE_LISTENING

    def __init__(self, parts: ScreenParts) -> None:
        self._parts = parts
        self._console = parts.console
        self._card = Card("")

    @property
    def cue(self) -> str:
        """What tells the learner to speak."""
        return f"{self._parts.cue} (Enter ends)" if self._parts.interactive else self._parts.cue

    def note(self, text: str) -> None:
        """Print a remark."""
        self._say(text, style="italic")

    def help(self) -> None:
        """Print what every key does."""
        self._say("")
        table = Table.grid(padding=(0, 2))
        for key, meaning in self.key_help:
            table.add_row(Text(key, "bold cyan"), meaning)
        self._console.print(table)

    def close(self) -> None:
        """Leave the terminal as it is to stay."""

    def keep_fitting(self) -> None:
        """Make what can still change fit the terminal."""

    @contextmanager
    def set_aside(self) -> Iterator[None]:
        """Leave the terminal to the shell while the context lasts."""
        yield

    def result(self, judgement: Judgement) -> None:
        """Show the marked words and sounds, what was heard, the score and what to do."""
        if judgement.similarity_score is None:
            self._say("Not scored.", style="bold")
        else:
            self._words(judgement.words)
            self._say("")
            self._say(f"Heard: {self._heard(judgement)}")
            self._say(f"Score: {judgement.similarity_score:.1f} of 100", style="bold")
        self._say(advice(judgement))
        if note := channel_note(judgement.channel):
            self._say(note)
        for hint in self._parts.hints(judgement):
            self._say("")
            for line in hint_lines(hint):
                self._say(line)

    def melody(self, comparison: ProsodyComparison) -> None:
        """Show pace, pauses and melody in words, and as a line where marks are shown."""
        self._say("")
        if not self.sounds_in_words:
            for line in pitch_chart(comparison, self._console):
                self._say(line)
        for told in prosody_lines(comparison):
            self._say(told)

    def summary(self, summary: Summary, unsaved: Sequence[Attempt]) -> None:
        """Show the session's figures, and as an export the attempts that are kept nowhere else."""
        self.close()
        self._say("")
        if summary.mean_score is None:
            self._say("Session over: no attempt was scored.")
        else:
            self._say(
                f"Session over: {_counted(summary.count, 'attempt')},"
                f" mean {summary.mean_score:.1f} of 100, all words right in {summary.perfect}.",
                style="bold",
            )
        if summary.not_scorable:
            self._say(f"{_counted(summary.not_scorable, 'attempt')} could not be scored.")
        if summary.hardest:
            words = ", ".join(f"{word.word} ({word.mean_score:.0f})" for word in summary.hardest)
            self._say(f"Hardest words: {words}")
        if goal := self._parts.goal():
            self._say(goal_line(goal))
        if next_step := self._parts.next_step():
            self._say(next_step)
        if unsaved:
            count = _counted(len(unsaved), "attempt")
            self._say(
                f"{count} could not be saved. Copy these lines to a file and miolingo import it:"
            )
            for line in json_lines(unsaved):
                self._console.print(line, soft_wrap=True)

    def _told_playing(self, sound: Sound, word: WordResult | None) -> str:
        """Say what is played: which word, and what was off in it."""
        if word is None:
            others = [rival.phrase for rival in self._card.rivals if sound is Sound.OTHER_WORD]
            return ", ".join((SOUNDS[sound], *others))
        off = told_off(word)
        return f"{SOUNDS[sound]}: {word.word}{f' ({off})' if off else ''}"

    def _say(self, text: str | Text, *, style: str = "") -> None:
        """Print a line; it is broken between words on a terminal, and nowhere else."""
        self._console.print(text, style=style, soft_wrap=not self._console.file.isatty())

    def _words(self, words: Sequence[WordResult]) -> None:
        """Show the words behind their marks, with their sounds below, and what the marks mean."""
        console, told = self._console, self.sounds_in_words
        sounds = [Text() if told else marked_sounds(word, console) for word in words]
        marked = [marked_word(word, console) for word in words]
        self._side_by_side(zip(marked, sounds, strict=True))
        self._side_by_side((meaning,) for meaning in legend(words, console))
        for word in words:
            if told and word.sounds:
                self._say(told_sounds(word))

    def _heard(self, judgement: Judgement) -> str:
        """Say what was heard, in words that a beginner reads."""
        heard = judgement.recognized_phrase
        if not heard:
            return "something else" if judgement.unheard_reason == "something_else" else "nothing"
        return f"{heard}, the other word" if heard in self._card.confusable_with else heard

    def _side_by_side(self, blocks: Iterable[Block]) -> None:
        for line in side_by_side(blocks, self._console.width):
            self._say(line)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
