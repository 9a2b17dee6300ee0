"""E-mail and web addresses, and names with dots in them: anna.lee@mail.com, Node.js."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from miolingo.language.conventions.model import Conventions
from miolingo.language.verbalization.letters import spelled
from miolingo.language.verbalization.numbers import digit_by_digit, read_number
from miolingo.language.verbalization.rules import Rule, ranked, rule

_NAME = r"[a-z0-9_-]{1,63}"
_ENDS = (
    "com|net|org|edu|gov|info|io|app|dev|eu|de|at|ch|fr|it|es|nl|be|br|kr|uk|us|ca|co|pt|mx|tv|me"
)
_MOST_PARTS = 9
"""Of an address that are combined in all their ways."""
_SIGNS = re.compile(r"[a-z]+|\d+|.", re.IGNORECASE)


def rules(_conventions: Conventions) -> Sequence[Rule]:
    """The ways to write an address."""
    host = rf"{_NAME}(?:\.{_NAME}){{0,6}}\.(?:{_ENDS})"
    path = r"(?:/[a-z0-9_./-]{0,80}(?<![./-]))?/?"
    return (
        rule(rf"[a-z0-9_.+-]{{1,64}}@{_NAME}(?:\.{_NAME}){{1,6}}", _read),
        rule(rf"https?://(?P<host>{_NAME}(?:\.{_NAME}){{0,6}}{path})", _read),
        rule(rf"{host}{path}", _read),
        rule(r"(?-i:[a-zA-Z][a-z]+(?:\.[a-z][a-z0-9]+){1,4})", _read),
    )


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
        return [" ".join([spelled("w", conventions)] * 3)]
    return [word, spelled(word, conventions)] if len(word) <= 2 else [word]
