"""A round of listening: play one of two words, ask which it was, keep the answer, play it again.

The parts (loudspeaker, screen, history) are handed in. An answer is kept before it is shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto, unique
from random import Random
from typing import Protocol

from miolingo.decks.cards import Card
from miolingo.errors import AudioError, StoreError
from miolingo.history.interface import History
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.judging.recording import Audio
from miolingo.practice.listening.noise import as_played
from miolingo.practice.listening.questions import Question, Round

_POLL_S = 0.03
_BETWEEN_WORDS_S = 0.4
_SEEDS = 2**32


@unique
class Reply(Enum):
    """What a listener says to a question."""

    FIRST = auto()
    SECOND = auto()
    AGAIN = auto()
    SKIP = auto()
    QUIT = auto()


_CHOICES = {Reply.FIRST: 0, Reply.SECOND: 1}


@dataclass(frozen=True)
class ContrastResult:
    """How a contrast was heard in a round: how many answers, and how many of them were right."""

    contrast: str
    answers: int
    correct: int


class ListeningView(Protocol):
    """The listener's screen and keyboard."""

    def question(self, question: Question, number: int, total: int) -> None:
        """Show both words and not which of them is played; ``number`` counts from 1."""

    def reply(self, question: Question) -> Reply:
        """Wait for what the listener says."""

    def result(self, question: Question, answer: ListeningAnswer) -> None:
        """Show whether the answer was right."""

    def note(self, text: str) -> None:
        """Show a remark."""

    def summary(self, results: Sequence[ContrastResult]) -> None:
        """Show how each contrast was heard."""


class Loudspeaker(Protocol):
    """What plays in the background."""

    @property
    def playing(self) -> bool:
        """Whether sound is still coming out."""

    def play(self, audio: Audio) -> None:
        """Start to play and return at once. Raises AudioError."""


@dataclass(frozen=True)
class ListeningParts:
    """All that a round needs; ``now`` gives an aware instant, ``chance`` the noise."""

    language_code: str
    loudspeaker: Loudspeaker
    store: History
    view: ListeningView
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    chance: Random
    sleep: Callable[[float], None] = time.sleep


@dataclass
class ListeningRunner:
    """Runs one round; ``answers`` are all that were given, ``unsaved`` those not in the history."""

    parts: ListeningParts
    answers: list[ListeningAnswer] = field(default_factory=list)
    unsaved: list[ListeningAnswer] = field(default_factory=list)

    def run(self, asked: Round, count: int) -> None:
        """Ask ``count`` questions or until the listener quits; sums up however it ends.

        Raises AudioError where nothing can be played.
        """
        try:
            for number, question in enumerate(asked.questions(count), start=1):
                word = self._said(asked, question, question.played_card)
                if word is None:
                    continue
                self.parts.view.question(question, number, count)
                reply = self._asked(question, word)
                if reply is Reply.QUIT:
                    return
                if reply is not Reply.SKIP:
                    answer = self._answer(question, _CHOICES[reply])
                    asked.note(answer)
                    self.parts.view.result(question, answer)
                    self._play_after(asked, question, answer)
        finally:
            self.parts.view.summary(results(self.answers))

    def _said(self, asked: Round, question: Question, card: Card) -> Audio | None:
        """Let the voice of a question say a word; None for one that fails, which is told.

        Raises AudioError where it was the last voice.
        """
        try:
            return question.voice.say(card.phrase, question.how.words_per_minute)
        except AudioError as error:
            if not asked.drop(question.voice):
                raise
            self.parts.view.note(f"{error.message} {error.hint}")
            return None

    def _asked(self, question: Question, word: Audio) -> Reply:
        reply = Reply.AGAIN
        seed = self.parts.chance.randrange(_SEEDS)
        while reply is Reply.AGAIN:
            self._play(as_played(word, question.how.signal_to_noise_db, seed))
            reply = self.parts.view.reply(question)
        return reply

    def _answer(self, question: Question, chosen: int) -> ListeningAnswer:
        """Keep an answer; where that fails it is told once, and the round continues."""
        answer = ListeningAnswer(
            id=self.parts.new_id(),
            device_id=self.parts.store.device_id,
            language_code=self.parts.language_code,
            answered_at=self.parts.now(),
            played_word=question.played_card.phrase,
            other_word=question.other_card.phrase,
            contrast=question.contrast,
            correct=chosen == question.played,
            voice=question.voice.name,
            step=question.step,
        )
        self.answers.append(answer)
        try:
            self.parts.store.add_listening_answer(answer)
        except StoreError as error:
            if not self.unsaved:
                self.parts.view.note(f"{error.message} {error.hint}")
            self.unsaved.append(answer)
        return answer

    def _play_after(self, asked: Round, question: Question, answer: ListeningAnswer) -> None:
        """Play the right word again without noise and, after a wrong answer, the other one too."""
        cards = [question.played_card, *([] if answer.correct else [question.other_card])]
        for card in cards:
            if word := self._said(asked, question, card):
                self._play(as_played(word, None, 0))

    def _play(self, audio: Audio) -> None:
        """Play a word after a moment of silence, to its end."""
        self.parts.sleep(_BETWEEN_WORDS_S)
        self.parts.loudspeaker.play(audio)
        while self.parts.loudspeaker.playing:
            self.parts.sleep(_POLL_S)


def results(answers: Sequence[ListeningAnswer]) -> list[ContrastResult]:
    """How each contrast was heard, in the order in which they were asked first."""
    names = dict.fromkeys(answer.contrast for answer in answers)
    return [
        ContrastResult(name, len(own), sum(answer.correct for answer in own))
        for name in names
        for own in [[answer for answer in answers if answer.contrast == name]]
    ]
