"""Listening on the screen: two words, and which of them was heard; by keys, lines or JSON."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from miolingo.decks.cards import Card
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.history.serialization import listening_record
from miolingo.practice.listening.questions import Question
from miolingo.practice.listening.session import ContrastResult, ListeningView, Reply
from miolingo.ui.json_objects import json_object
from miolingo.ui.practice.keys import TerminalKeys

SCHEMA = "miolingo.listen/1"

_REPLIES = {
    "1": Reply.FIRST,
    "KEY_LEFT": Reply.FIRST,
    "2": Reply.SECOND,
    "KEY_RIGHT": Reply.SECOND,
    "l": Reply.AGAIN,
    " ": Reply.AGAIN,
    "": Reply.AGAIN,
    "KEY_ENTER": Reply.AGAIN,
    "k": Reply.SKIP,
    "q": Reply.QUIT,
    "KEY_ESCAPE": Reply.QUIT,
}
"""What keys and typed lines mean; a typed line may also be one of the words."""

KEYS_LINE = "Keys: 1 or left, 2 or right, Enter=hear it again, k=skip, q=quit"
LINES_LINE = "Type 1, 2 or the word; Enter to hear it again, k to skip, q to quit."


def key_reply(keys: TerminalKeys) -> Callable[[Question], Reply]:
    """Ask for a key; keys that mean nothing here do nothing."""

    def ask(_question: Question) -> Reply:
        while (reply := _REPLIES.get(keys.stroke())) is None:
            pass
        return reply

    return ask


def line_reply(tell: Callable[[str], None]) -> Callable[[Question], Reply]:
    """Read lines of standard input; its end means to quit. ``tell`` says what can be typed."""

    def ask(question: Question) -> Reply:
        while line := sys.stdin.readline():
            if reply := _reply_to(line, question):
                return reply
            tell(LINES_LINE)
        return Reply.QUIT

    return ask


def _reply_to(line: str, question: Question) -> Reply | None:
    typed = _folded(line)
    words = [_folded(card.phrase) for card in question.cards]
    if typed in words:
        return (Reply.FIRST, Reply.SECOND)[words.index(typed)]
    return _REPLIES.get(typed)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip()).casefold()


class TextListening(ListeningView):
    """Implements ``ListeningView`` as lines that stay, for terminals and screen readers."""

    def __init__(
        self, console: Console, reply: Callable[[Question], Reply], instruction: str
    ) -> None:
        self._console = console
        self._reply = reply
        self._instruction = instruction

    def question(self, question: Question, number: int, total: int) -> None:
        """Print both words with what they mean, and at first what can be pressed or typed."""
        self._say("")
        if number == 1:
            self._say(self._instruction)
        self._say(f"Word {number} of {total}. Which one do you hear?", style="bold")
        for place, card in enumerate(question.cards, start=1):
            self._say(f"  {place}  {_described(card)}")

    def reply(self, question: Question) -> Reply:
        """Wait for what the listener says."""
        return self._reply(question)

    def result(self, question: Question, answer: ListeningAnswer) -> None:
        """Print whether the answer was right, and what is played now."""
        played = question.played_card.phrase
        if answer.correct:
            self._say(f"Right: {played}.", style="green")
        else:
            other = question.other_card.phrase
            self._say(f"No, it was {played}. Listen: {played}, then {other}.", style="yellow")

    def note(self, text: str) -> None:
        """Print a remark."""
        self._say(text, style="italic")

    def summary(self, results: Sequence[ContrastResult]) -> None:
        """Print how each pair of sounds was heard."""
        self._say("")
        answers = sum(result.answers for result in results)
        if not answers:
            self._say("No answers.")
            return
        correct = sum(result.correct for result in results)
        self._say(f"You heard {correct} of {answers} words right.", style="bold")
        for result in results:
            sounds = result.contrast.replace(" ", " and ")
            self._say(f"  {sounds}: {result.correct} of {result.answers}")

    def _say(self, text: str, *, style: str = "") -> None:
        self._console.print(Text(text, style=style), soft_wrap=not self._console.file.isatty())


class JsonListening(ListeningView):
    """Implements ``ListeningView`` as a JSON object per line, for programs."""

    def __init__(self, write: Callable[[str], None], reply: Callable[[Question], Reply]) -> None:
        self._write = write
        self._reply = reply

    def question(self, question: Question, number: int, total: int) -> None:
        """Write what may be heard, and how it is played."""
        content = {"number": number, "total": total, "contrast": question.contrast}
        content["words"] = [card.phrase for card in question.cards]
        content["voice"], content["step"] = question.voice.name, question.step
        self._object("question", content | asdict(question.how))

    def reply(self, question: Question) -> Reply:
        """Wait for what the program says."""
        return self._reply(question)

    def result(self, question: Question, answer: ListeningAnswer) -> None:  # noqa: ARG002 - all is in the answer
        """Write the answer as it is kept."""
        self._object("answer", listening_record(answer))

    def note(self, text: str) -> None:
        """Write a remark."""
        self._object("note", {"text": text})

    def summary(self, results: Sequence[ContrastResult]) -> None:
        """Write how each contrast was heard."""
        self._object("summary", {"contrasts": [asdict(result) for result in results]})

    def _object(self, kind: str, content: dict[str, Any]) -> None:
        self._write(json_object(SCHEMA, {"kind": kind, **content}))


def _described(card: Card) -> str:
    more = [part for part in (f"[{card.ipa}]" if card.ipa else "", card.translation) if part]
    return "  ".join([card.phrase, *more])
