"""E-mail, web and postal addresses, names with dots: anna@mail.com, Node.js, 10115 Berlin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from miolingo.language.conventions.model import Conventions
from miolingo.language.verbalization.letters import spelled
from miolingo.language.verbalization.numbers import digit_by_digit, read_number, unique, words
from miolingo.language.verbalization.rules import Rule, any_of, ranked, rule

_NAME = r"[a-z0-9_-]{1,63}"
_ENDS = (
    "com|net|org|edu|gov|info|io|app|dev|eu|de|at|ch|fr|it|es|nl|be|br|kr|uk|us|ca|co|pt|mx|tv|me"
)
_MOST_PARTS = 9
"""Of an address that are combined in all their ways."""
_SIGNS = re.compile(r"[a-z]+|\d+|.", re.IGNORECASE)


def rules(conventions: Conventions) -> Sequence[Rule]:
    """The ways to write an address."""
    host = rf"{_NAME}(?:\.{_NAME}){{0,6}}\.(?:{_ENDS})"
    path = r"(?:/[a-z0-9_./-]{0,80}(?<![./-]))?/?"
    return (
        rule(rf"[a-z0-9_.+-]{{1,64}}@{_NAME}(?:\.{_NAME}){{1,6}}", _read),
        rule(r"@[a-z0-9]{1,30}(?:[._][a-z0-9]{1,30}){1,6}|@[a-z]{1,30}\d{1,9}", _read),
        rule(r"[a-z0-9]{1,30}(?:_[a-z0-9]{1,30}){1,6}", _read),
        rule(rf"https?://(?P<host>{_NAME}(?:\.{_NAME}){{0,6}}{path})", _read),
        rule(rf"{host}{path}", _read),
        rule(r"(?-i:[a-zA-Z][a-z]+(?:\.[a-z][a-z0-9]+){1,4})", _read),
        rule(conventions.postal_code or "(?!)", _postal_code),
        rule(rf"(?P<direction>{direction(conventions)})", _direction, end=""),
    )


def direction(conventions: Conventions) -> str:
    """A regular expression for a direction that stands before the name of a street: W. 4th St."""
    street = rf"(?:[\w.]{{1,20}}\s){{1,3}}(?:{conventions.streets or '(?!)'})\b"
    return rf"(?:{any_of(conventions.directions)})\b\.?(?=\s{street})"


def _direction(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    return conventions.directions[match["direction"].rstrip(".").lower()]


def _postal_code(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A postal code digit by digit, as a number, or its first two digits and the others."""
    digits, letters = match["digits"], match["letters"].lower()
    by_digit, number = digit_by_digit(digits, conventions)[:4], read_number(digits, conventions)
    zeros = [words(0, conventions)] * (len(digits) - 2 - len(digits[2:].lstrip("0")))
    rest = [words(int(digits[2:]), conventions)] if int(digits[2:]) else []
    in_two = " ".join((words(int(digits[:2]), conventions), *zeros, *rest))
    groups = [] if digits[0] == "0" else [in_two]
    numbers = [*by_digit, *number[:2]] if conventions.postal_by_digit else [*number[:2], *by_digit]
    names = unique((spelled(letters, conventions), " ".join(letters))) or ("",)
    return ranked(unique((*numbers, *groups)), names)


def _read(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    text = (match.groupdict().get("host") or match[0]).rstrip("/")
    choices = [_part(part, conventions) for part in _SIGNS.findall(text)]
    return ranked(*(choice[:3] for choice in choices[:_MOST_PARTS]), _rest(choices))


def _rest(choices: Sequence[Sequence[str]]) -> list[str]:
    """What comes after the parts that are said in several ways, in the usual way."""
    return [" ".join(choice[0] for choice in choices[_MOST_PARTS:] if choice)]


def _part(part: str, conventions: Conventions) -> Sequence[str]:
    """The ways to say a word, a number or a sign of an address."""
    spelling = conventions.spelling
    signs = {
        ".": spelling.dot,
        "-": spelling.dash,
        "_": spelling.underscore,
        "/": spelling.slash,
        "@": conventions.signs.symbols.get("@", ()),
        "+": conventions.signs.symbols.get("+", ()),
    }
    if part in signs:
        return signs[part] or [""]
    if part.isdecimal():
        return [*read_number(part, conventions)[:2], *digit_by_digit(part, conventions)[:1]]
    word = part.lower()
    if known := spelling.acronyms.get(word):
        return known
    if word == "www":
        return unique((" ".join([spelled("w", conventions)] * 3), "w w w"))
    if not conventions.word_separator:
        return unique((spelled(word, conventions), word))
    return [word, spelled(word, conventions)] if len(word) <= 2 else [word]
