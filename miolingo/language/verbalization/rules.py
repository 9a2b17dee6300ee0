"""What a module of this folder states: how an expression is written, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from miolingo.language.conventions.model import Conventions

MOST_READINGS = 12
"""Of a word: each is one more variant that the recognizer's grammar has to hold."""

END = r"(?![^\W_가-힣])"
"""No letter or digit follows, but for Hangul, since particles follow without a space."""

Read = Callable[[re.Match[str], Conventions], Iterable[str]]
"""The ways to say a match, the most usual first; none where it is no such expression."""


@dataclass(frozen=True)
class Rule:
    """A kind of expression; ``counts`` tells whether a range may begin or end with it."""

    pattern: re.Pattern[str]
    read: Read
    counts: bool = False


def rule(pattern: str, read: Read, *, counts: bool = False, end: str = END) -> Rule:
    """A rule whose expression is written in any case and ends where a word does."""
    return Rule(re.compile(f"(?:{pattern}){end}", re.IGNORECASE), read, counts)


def any_of(texts: Iterable[str]) -> str:
    """A regular expression for one of the texts, the longest that fits; never for an empty list."""
    longest_first = sorted(texts, key=len, reverse=True)
    return "|".join(map(re.escape, longest_first)) or "(?!)"


def ranked(*choices: Sequence[str], separator: str = " ") -> list[str]:
    """Join one of each choice, those nearest to all the first first; at most MOST_READINGS."""
    numbered = [list(enumerate(choice[:MOST_READINGS])) for choice in choices]
    ways = sorted(product(*numbered), key=lambda way: sum(rank for rank, _ in way))
    joined = (separator.join(filter(None, (text for _, text in way))) for way in ways)
    return list(dict.fromkeys(joined))[:MOST_READINGS]


def word_before(match: re.Match[str]) -> str:
    """The word before a match, or before the range that it ends: vom 1.–15.; empty for none."""
    before = match.string[max(0, match.start() - 16) : match.start()].lower()
    return next(iter(re.sub(r"\S*\d\S*[-–—~]$", "", before).split()[-1:]), "")


def fitting(forms: Iterable[str], match: re.Match[str], conventions: Conventions) -> list[str]:
    """The forms of an ordinal, first those whose first word fits the word before the match."""
    end = conventions.parts.end_after.get(word_before(match), "")
    return sorted(forms, key=lambda form: not form.split()[0].endswith(end))
