"""What a language's module says of it.

All texts in it are normalized: lower case, NFKC, with straight apostrophes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Say = Callable[[int], str]
"""A number in words."""

Clock = Callable[[int, int, Say], Sequence[str]]
"""The ways to say a time, hour 0-24 and minute 0-59, the most usual first."""

Count = Callable[[int, str, str], Sequence[str]]
"""The ways to say a number from 1 to 99, given what it counts and its usual words."""

Changes = Sequence[tuple[str, str]]
"""Regular expressions and what to put in their place; each is tried on its own."""


@dataclass(frozen=True)
class Currency:
    """What an amount is called: one, several, and the hundredths; empty for none."""

    one: str
    many: str
    cent: str = ""
    cents: str = ""


def spelled_clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    """The two numbers, one after the other."""
    return (f"{say(hour)} {say(minute)}",) if minute else (say(hour),)


@dataclass(frozen=True, eq=False)
class Conventions:
    """How a language writes what is said.

    ``number_code`` is what num2words calls the language. ``symbols`` and ``abbreviations`` give
    the ways to say them, ``units`` those that only count after a number. ``number_forms`` turn a
    number into its other forms (un, una of uno), ``ordinal_forms`` likewise. ``ordinals`` is the
    end of a number that makes it an ordinal. ``clock_marks`` may follow a time. ``count`` is for
    languages that count things in words of their own. ``respellings`` turn a word into another
    spelling of the same sounds. ``word_separator`` stands between the words of a number, and
    between those that were heard in one breath. ``letters`` are those of the
    language that are not from a to z. A word of at most ``short_word`` letters is a short one.
    """

    number_code: str
    symbols: Mapping[str, Sequence[str]] = field(default_factory=dict)
    abbreviations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)
    currencies: Mapping[str, Currency] = field(default_factory=dict)
    respellings: Changes = ()
    number_forms: Changes = ()
    ordinal_forms: Changes = ()
    ordinals: str = ""
    decimal_sign: str = ","
    decimal_words: Sequence[str] = ()
    link: str = ""
    until: str = ""
    zeros: Sequence[str] = ()
    halves: Sequence[str] = ()
    reads_years: bool = False
    clock: Clock = spelled_clock
    clock_marks: str = ""
    count: Count | None = None
    word_separator: str = " "
    letters: str = ""
    short_word: int = 3
