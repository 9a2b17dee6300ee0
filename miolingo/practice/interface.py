"""What a practice session asks of the learner's keyboard, screen and microphone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Protocol

from miolingo.decks.cards import Card
from miolingo.history.attempts import Attempt
from miolingo.history.reports.summary import Summary
from miolingo.judging.judgement import Judgement, WordResult
from miolingo.judging.prosody.comparison import ProsodyComparison
from miolingo.judging.recording import Audio
from miolingo.speech.audio.block_stream import BlockStream


@unique
class Key(StrEnum):
    """What a learner can ask for with one key; RESUMED comes of ``fg`` after Ctrl-Z."""

    NEXT = "next"
    RETRY = "retry"
    LISTEN = "listen"
    SLOW = "slow"
    COMPARE = "compare"
    REPLAY = "mine"
    WORD = "word"
    WORD_BEFORE = "word before"
    WORD_AFTER = "word after"
    MELODY = "melody"
    BACK = "back"
    SKIP = "skip"
    PAUSE = "pause"
    TAKE_BACK = "take back"
    DISPUTE = "dispute"
    HELP = "help"
    QUIT = "quit"
    RESUMED = "resumed"


@unique
class Enter(StrEnum):
    """What Enter does while the learner is waited for."""

    SPEAK = "speak"
    NEXT = "next"
    FINISH = "finish"
    CONTINUE = "continue"


@dataclass(frozen=True)
class Offer:
    """What the keys do now, while the learner is waited for: Enter, and those besides it."""

    enter: Enter
    keys: tuple[Key, ...]


@unique
class Sound(StrEnum):
    """What is played to the learner."""

    REFERENCE = "reference"
    SLOW_REFERENCE = "slow reference"
    OTHER_WORD = "other word"
    PARTNER_LINE = "partner line"
    OWN_RECORDING = "own recording"
    OWN_WORD = "own word"
    REFERENCE_WORD = "reference word"


@unique
class Ending(StrEnum):
    """Why listening ended."""

    PAUSE = "pause"
    KEY = "key"
    NO_VOICE = "no voice"
    TOO_LONG = "too long"
    NO_MORE_SOUND = "no more sound"


class Keys(Protocol):
    """The learner's keyboard."""

    interactive: bool

    def pressed(self, timeout_s: float = 0.0) -> Key | None:
        """The key pressed within ``timeout_s``, or None; other keys do not count."""

    def settle(self) -> Key | None:
        """Let the learner see what has just appeared: forget what was pressed before.

        The key that is pressed within a moment, where that cannot be a mistake; Enter can.
        """

    def wait(self) -> Key:
        """The next key that counts, however long it takes."""

    def choose(self, count: int) -> int | None:
        """The digit that is pressed next, from 1 to ``count``, less 1; None for another key."""


Meter = Callable[[float, bool], None]
CompareProsody = Callable[[Card, Judgement, Audio], ProsodyComparison]
"""Measures how a card was said, beside its reference."""


class View(Protocol):
    """The learner's screen."""

    def card(self, card: Card, number: int, total: int, *, by_ear: bool = False) -> None:
        """Show a phrase; ``number`` counts from 1, ``by_ear`` where nothing can be judged."""

    def note(self, text: str) -> None:
        """Show a remark."""

    def now_playing(
        self, sound: Sound, word: WordResult | None = None
    ) -> AbstractContextManager[None]:
        """Say what is being played, while the context lasts; of a word also what was off."""

    def listening(self) -> AbstractContextManager[Meter]:
        """Say that it is time to speak; the meter takes dBFS and whether it is speech."""

    def listened(self, ending: Ending) -> None:
        """Say that listening is over and why; what was said is judged now."""

    def loading(self) -> None:
        """Say that the model is still loading."""

    def result(self, judgement: Judgement) -> None:
        """Show a judgement."""

    def melody(self, comparison: ProsodyComparison) -> None:
        """Show pace, pauses and melody of a recording beside those of the reference."""

    def menu(self, offer: Offer) -> None:
        """List the keys that do something now."""

    def help(self) -> None:
        """Explain every key."""

    def summary(self, summary: Summary, unsaved: Sequence[Attempt]) -> None:
        """Show the session's figures, and the attempts that are kept nowhere else."""


class Microphone(Protocol):
    """Where a learner's voice comes from."""

    def open(self) -> AbstractContextManager[BlockStream]:
        """Record while the context lasts: mono, 16 kHz, about 30 ms a block; may end."""
