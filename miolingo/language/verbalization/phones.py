"""Telephone numbers, read digit by digit or in groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from miolingo.language.conventions.model import Conventions
from miolingo.language.verbalization.numbers import NUMBER, digit_by_digit, unique, words
from miolingo.language.verbalization.rules import Rule, rule

_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_FEWEST_AFTER_ZERO = 5
_THOUSANDS = re.compile(NUMBER)
_YEARS = re.compile(r"(1\d{3}|20\d\d)[-–](1\d{3}|20\d\d)")
_NUMBER = (
    r"(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,5}\) ?)?"
    r"\d{1,11}(?:[ ./–-]{1,2}\d{2,11}){0,8}(?!\d)(?![ .-]\d)"
)


def rules(_conventions: Conventions) -> Sequence[Rule]:
    """The ways to write a telephone number."""
    return (rule(_NUMBER, _phone),)


def _phone(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    text = match[0]
    groups = re.findall(r"\d+", text)
    if not _is_phone(text, groups):
        return ()
    numbers = _thousands(match, conventions) if _THOUSANDS.fullmatch(text) else ()
    plus = f"{conventions.signs.symbols['+'][0]} " if text.startswith("+") else ""
    ways = unique(plus + way for way in _ways(text, groups, conventions))
    return (*numbers, *ways) if _counts(match) else (*ways, *numbers)


def _is_phone(text: str, groups: Sequence[str]) -> bool:
    digits = "".join(groups)
    marked = text[0] in "+(0"
    fewest = _FEWEST_AFTER_ZERO if marked else _FEWEST_DIGITS
    if not fewest <= len(digits) <= _MOST_DIGITS or _YEARS.fullmatch(text):
        return False
    if len(groups) == 1 and not marked:
        return False
    if _THOUSANDS.fullmatch(text) and not marked:
        return " " in text and len(groups) == 3 and len(digits) == 9 and groups[-1] != "000"
    return True


def _counts(match: re.Match[str]) -> bool:
    """Whether a word or a sign follows that such a number may count."""
    return bool(re.match(r" ?[^\W\d_]{2}| ?[€$£%]", match.string[match.end() :][:3]))


def _thousands(match: re.Match[str], conventions: Conventions) -> tuple[str, ...]:
    return (words(int(match[0].replace(" ", "")), conventions),)


def _ways(text: str, groups: Sequence[str], conventions: Conventions) -> Iterator[str]:
    separator = conventions.word_separator
    digits = digit_by_digit("".join(groups), conventions)
    in_groups = separator.join(_group(group, conventions) for group in groups)
    by_area = [
        separator.join(filter(None, (_group(groups[0], conventions), rest)))
        for rest in digit_by_digit("".join(groups[1:]), conventions)
    ]
    if all(len(group) == 2 for group in groups):
        yield in_groups
    short_area = text.startswith("(") and len(groups[0]) <= 2
    yield from [*by_area, *digits] if short_area else [*digits, *by_area]
    for zero in range(max(1, len(conventions.numbers.zeros))):
        yield separator.join(
            words(int(group), conventions)
            if re.fullmatch("[1-9]00", group)
            else digit_by_digit(group, conventions)[: zero + 1][-1]
            for group in groups
        )
    yield in_groups


def _group(group: str, conventions: Conventions) -> str:
    """A group of up to three digits as a number, a longer one digit by digit."""
    if group.startswith("0") or len(group) > 3:
        return digit_by_digit(group, conventions)[0]
    return words(int(group), conventions)
