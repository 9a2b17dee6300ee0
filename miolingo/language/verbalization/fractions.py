"""Fractions and mixed numbers: ½, 3/4, 1½ hours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from fractions import Fraction

from miolingo.language.conventions.model import NO_NOUN, Conventions, Noun
from miolingo.language.verbalization.dates import numeric_date
from miolingo.language.verbalization.measures import fraction_of, half_forms, noun_of
from miolingo.language.verbalization.numbers import (
    read_number,
    say_in,
    split_number,
    unique,
    words,
)
from miolingo.language.verbalization.rules import MOST_READINGS, Rule, any_of, ranked, rule

_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_LARGEST_DENOMINATOR = 100
_USUAL_DENOMINATORS = frozenset((*range(2, 11), 16, 20, 100))
"""Of what is rather a fraction than a date."""

_BEST = frozenset((5, 6, 10, 20, 100))
"""The best marks that are usual."""


def rules(conventions: Conventions) -> Sequence[Rule]:
    """The ways to write a fraction."""
    units = any_of(conventions.signs.units)
    names = any_of(name.one for nouns in conventions.signs.units.values() for name in nouns)
    unit = rf"(?: ?(?P<unit>{units})(?!['\w])| (?P<noun>{names})(?!['\w]))?"
    noun = rf"(?: ?(?P<unit>{units})(?!['\w])| (?P<noun>[^\W\d_]{{1,30}})(?!['\w]))?"
    vulgar, parts = rf"(?P<vulgar>[{_VULGAR}])", r"(?P<part>\d{1,2})/(?P<of>\d{1,3})(?![/\d])"
    return (
        rule(rf"(?P<whole>\d{{1,3}}) ?{vulgar}{noun}", _mixed, counts=True),
        rule(rf"(?P<whole>\d{{1,3}}) {parts}{noun}", _mixed, counts=True),
        rule(
            rf"(?P<whole>\d{{1,3}}) ?(?P<unit>{units}) ?(?:{vulgar}|{parts})", _mixed, counts=True
        ),
        rule(rf"{vulgar}{unit}", _fraction, counts=True),
        rule(rf"{parts}{unit}", _fraction, counts=True),
        rule(r"(?P<mark>\d{1,3}[.,]\d{1,2})/(?P<best>\d{1,3})(?![/\d])", _mark, counts=True),
    )


def _parts(match: re.Match[str]) -> tuple[int, int]:
    """The numerator and the denominator."""
    groups = match.groupdict()
    if vulgar := groups.get("vulgar"):
        return Fraction(unicodedata.numeric(vulgar)).limit_denominator(10).as_integer_ratio()
    return int(groups["part"]), int(groups["of"])


def _nouns(match: re.Match[str], conventions: Conventions) -> Sequence[Noun]:
    """What the fraction is of; nothing where it stands alone."""
    groups = match.groupdict()
    if unit := groups.get("unit"):
        return conventions.signs.units[unit.lower()]
    name = (groups.get("noun") or "").lower()
    return [noun_of(name, conventions)] if name else []


def _mixed(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    part, of = _parts(match)
    say, whole = say_in(conventions), int(match["whole"])
    if not 0 < part < of <= _LARGEST_DENOMINATOR:
        return ()
    fractions = conventions.parts.fraction(part, of, say)
    nouns = _nouns(match, conventions) or [NO_NOUN]
    return unique(
        form for noun in nouns for form in conventions.parts.mixed(whole, fractions, noun, say)
    )[:MOST_READINGS]


def _fraction(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A proper fraction; what is none may be a date, or two numbers."""
    part, of = _parts(match)
    nouns = [noun.one for noun in _nouns(match, conventions)]
    forms: Sequence[str] = ()
    if 0 < part < of <= _LARGEST_DENOMINATOR:
        forms = conventions.parts.fraction(part, of, say_in(conventions))
        if conventions.attributive and match.string.startswith("-", match.end()):
            forms = [way for form in forms for way in unique((form.removesuffix("s"), form))]
        if nouns:
            return fraction_of(forms, nouns, conventions, is_half=2 * part == of)[:MOST_READINGS]
    separator, ends = conventions.word_separator, (words(part, conventions), words(of, conventions))
    dates = numeric_date(str(part), str(of), "", conventions)[:6]
    padded = re.search(r"\b0", match[0])
    fraction = of in _USUAL_DENOMINATORS and not padded
    ways = [*forms[:5], *dates] if fraction else [*dates, *forms[:5]]
    usual = conventions.out_of if of in _BEST else ()
    marks = [way.format(mark=ends[0], best=ends[1]) for way in usual]
    return ranked([*ways[:8], *marks, separator.join(ends)], nouns or [""])


def _mark(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A mark, and the best one that there is: 4.8/5."""
    best, number = words(int(match["best"]), conventions), match["mark"]
    halves = half_forms(*split_number(number, conventions), NO_NOUN, conventions)
    usual = read_number(number, conventions)[:3]
    marks = usual if conventions.numbers.count else [*usual, *halves]
    return [way.format(mark=mark, best=best) for mark in marks for way in conventions.out_of]
