"""Ordinals, decades and Roman numerals: 3rd, 2ª, 1990s, Henry VIII, XXe siècle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from miolingo.language.conventions.model import Conventions
from miolingo.language.verbalization.numbers import (
    digit_by_digit,
    read_number,
    say_in,
    unique,
)
from miolingo.language.verbalization.rules import Rule, fitting, rule, word_before

_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_SMALL_NUMERALS = frozenset("IVX")
_NAME = re.compile(r"\w[^\W\d_]* $")


def rules(conventions: Conventions) -> Sequence[Rule]:
    """The ways to write an ordinal, a decade and a Roman numeral."""
    parts, numbers = conventions.parts, conventions.numbers
    ends, decade_ends = parts.ordinal_ends or "(?!)", numbers.decade_ends or "(?!)"
    degree = r"(?P<number>\d{1,2})(?P<end>°)(?! ?[cf]\b)"
    roman = r"(?P<roman>(?-i:[IVXLCDM]{1,9}))"
    return (
        rule(rf"(?<![^\W\d_])(?P<number>\d{{1,4}})(?P<end>{ends})", _ordinal, counts=True),
        *([rule(degree, _degree, end="")] if parts.degree_is_ordinal else []),
        rule(rf"'?(?P<decade>\d\d|\d{{4}})(?:{decade_ends})", _decade),
        rule(r"'(?P<year>\d\d)(?![\d'])", _short_year),
        rule(rf"(?P<roman>(?-i:[IVX]{{1,9}}))(?P<end>{parts.roman_ends})(?![^\W\d_])", _roman),
        rule(roman, _roman),
    )


def _ordinal(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """The forms of an ordinal, first those that end as it is written; 3. may be a number."""
    number, end = int(match["number"]), match["end"].lower()
    forms = fitting(conventions.parts.ordinal(number, say_in(conventions)), match, conventions)
    last = {"º": "o", "ª": "a"}.get(end[-1], end[-1])
    if end == conventions.parts.bare_end:
        cardinals = read_number(match["number"], conventions)
        named = word_before(match) in conventions.parts.end_after
        follows = re.match(r" [^\W\d_]|[-–—]\d", match.string[match.end() :][:2])
        return [*forms, *cardinals] if follows or named else [*cardinals[:2], *forms]
    return sorted(forms, key=lambda form: not form.endswith(last))


def _degree(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """The ways to say 3° with a word behind it, or after a word such as a floor's."""
    if not (
        word_before(match) in conventions.parts.ordinal_after
        or re.match(r" [^\W\d_](?:[^\W\d_]|\.)", match.string[match.end() :][:3])
    ):
        return ()
    number = int(match["number"])
    ordinals = fitting(conventions.parts.ordinal(number, say_in(conventions)), match, conventions)
    return [*ordinals, *read_number(match["number"], conventions)]


def _decade(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    return conventions.numbers.decades(int(match["decade"]), say_in(conventions))


def _short_year(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """Two digits after an apostrophe: '68, '08."""
    usual = say_in(conventions)(int(match["year"]))
    digits = digit_by_digit(match["year"], conventions)
    if conventions.numbers.count or match["year"].startswith("0"):
        return (*sorted(digits, key=lambda way: "oh" not in way.split()), usual)
    return (usual,)


def _roman(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """The ways to say a numeral; none for one that may well be letters."""
    numeral, before = match["roman"], match.string[max(0, match.start() - 20) : match.start()]
    ordinal = bool(match.groupdict().get("end"))
    name = _NAME.search(before)
    title = name[0].strip() if name else ""
    named = title[:1].isupper() and title.lower() not in conventions.parts.chapters
    part = numeral == "I" and title[:1].isupper() and not named  # World War I
    if not _ROMAN.fullmatch(numeral) or not (ordinal or part or _is_number(numeral, before)):
        return ()
    number, say = _value(numeral), say_in(conventions)
    if ordinal and match["end"] != conventions.parts.bare_end:
        return conventions.parts.ordinal(number, say)
    forms = conventions.parts.roman(number, named, say)
    if title.endswith("a"):
        forms = sorted(forms, key=lambda form: forms[0].endswith("o") and not form.endswith("a"))
    return unique((*forms, numeral.lower()))


def _is_number(numeral: str, before: str) -> bool:
    """Whether capitals are a numeral: II and XIX always, MIX and a lone V only after a title."""
    if len(numeral) >= 2:
        return _SMALL_NUMERALS.issuperset(numeral) or len(numeral) > 3
    return numeral in "VX" and bool(re.search(r"\b[^\W\d_]{3,}\.? $", before))


def _value(numeral: str) -> int:
    values = [_VALUES[sign] for sign in numeral.lower()]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )
