"""Render words with their status, by mark and by color, so that either is enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from miolingo.judging.judgement import WordResult, WordStatus


@dataclass(frozen=True)
class Mark:
    """The look of a status: a sign, one for terminals without it, a style, and its meaning."""

    sign: str
    ascii_sign: str
    style: str
    meaning: str


MARKS = {
    WordStatus.CORRECT: Mark("✓", "+", "green", "understood"),
    WordStatus.MISPRONOUNCED: Mark("✗", "x", "bold yellow", "sounded different"),
    WordStatus.MISSING: Mark("∅", "-", "bold red", "not heard"),
    WordStatus.EXTRA: Mark("»", ">", "magenta", "added"),
    WordStatus.UNSURE: Mark("?", "?", "cyan", "not sure"),
}


def marked_words(words: Iterable[WordResult], console: Console) -> Text:
    """The words side by side, each behind its mark, in its color."""
    return Text("  ").join(marked_word(word, console) for word in words)


def marked_word(word: WordResult, console: Console) -> Text:
    """One word behind its mark, in its color."""
    mark = MARKS[word.status]
    return Text(f"{sign_of(mark, console)} {word.word}", style=mark.style)


def legend(words: Iterable[WordResult], console: Console) -> list[Text]:
    """The meaning of each mark of these words."""
    marks = [MARKS[status] for status in dict.fromkeys(word.status for word in words)]
    return [Text(f"{sign_of(mark, console)} {mark.meaning}", style="dim") for mark in marks]


def sign_of(mark: Mark, console: Console) -> str:
    """The mark's sign, or its ASCII one where the terminal's encoding lacks it."""
    try:
        mark.sign.encode(console.encoding)
    except UnicodeEncodeError:
        return mark.ascii_sign
    return mark.sign
