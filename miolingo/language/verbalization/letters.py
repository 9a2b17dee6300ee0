"""Initials and acronyms: J. K., U.S., BMW, and Latin letters among others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from miolingo.language.conventions.model import Conventions
from miolingo.language.verbalization.numbers import unique, words
from miolingo.language.verbalization.rules import Rule, ranked, rule

_SHORT = 3
_LONGEST_ACRONYM = 5
_VOWELS = frozenset("aeiouy")
_ELEMENTS = "Al|Ca|Cl|Fe|Mg|Na|Si|C|F|H|K|N|O|P|S"
"""The signs of chemical elements that people know from formulas."""


def rules(conventions: Conventions) -> Sequence[Rule]:
    """The ways to write letters that are said by their names."""
    foreign = [rule(r"[a-z]{1,30}", _foreign, end="")] if not conventions.numbers.separator else []
    return (
        rule(r"(?-i:[A-Z]\. ?(?:[A-Z]\. ?){0,5}[A-Z]\b\.?)(?!')", _initials),
        rule(r"(?-i:[A-Z]\.(?= ?[A-Z]))", _initials, end=""),
        rule(rf"(?-i:(?=[A-Za-z]*\d)(?:(?:{_ELEMENTS})\d{{0,2}}){{2,6}}|[HNO][23])", _formula),
        *foreign,
        rule(r"(?-i:[A-Z]{1,3})(?=-?\d)", _lettered, end=""),
        rule(r"(?-i:[B-DF-HJ-NP-TVWXZ])(?!['.-])", _single),
        rule(r"(?-i:[A-Z][a-z][A-Z]{1,3}|[A-Z]{1,3}[a-z][A-Z])", _mixed),
        rule(rf"(?-i:(?P<letters>[A-Z]{{2,{_LONGEST_ACRONYM}}})(?P<plural>'?s)?)", _acronym),
        rule(rf"(?P<letters>[bcdfghjklmnpqrstvwxz]{{2,{_LONGEST_ACRONYM}}})(?P<plural>)", _acronym),
    )


def spelled(word: str, conventions: Conventions) -> str:
    """A word letter by letter, each by its name or, where that is not known, as it is."""
    names = conventions.spelling.names
    return conventions.word_separator.join(names.get(letter, letter) for letter in word.lower())


def _initials(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    letters = re.sub(r"[. ]", "", match[0]).lower()
    return unique((spelled(letters, conventions), " ".join(letters), letters))


def _formula(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A chemical formula, by the names of its letters: H2O."""
    parts = re.findall(r"[A-Za-z]|\d+", match[0])
    choices = [
        [words(int(part), conventions)]
        if part.isdecimal()
        else unique((spelled(part, conventions), part.lower()))
        for part in parts
    ]
    return ranked(*choices, separator=conventions.word_separator)


def _lettered(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """Capitals before a number, by their names: MP3."""
    letters = match[0].lower()
    return unique((spelled(letters, conventions), " ".join(letters)))


def _single(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A lone capital by its name: vitamin C."""
    return _lettered(match, conventions) if _has_small_letters(match.string) else ()


def _mixed(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """Capitals with a small letter among them: StVO, PhD."""
    return (*_lettered(match, conventions), match[0].lower())


def _acronym(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """Capitals among small letters, or letters without a vowel; not a phrase all in capitals."""
    letters = match["letters"].lower()
    known = conventions.spelling.acronyms.get(letters, ())
    end = "s" if match["plural"] else ""
    consonants = not _VOWELS.intersection(letters)
    if not known and not consonants and not _has_small_letters(match.string):
        return ()
    nouns = conventions.signs.units.get(letters, ()) if len(letters) > 1 else ()
    units = [noun.many for noun in nouns]
    capitals = match["letters"].isupper() and _has_small_letters(match.string)
    names = [spelled(letters, conventions), " ".join(letters)]
    names_first = capitals and (consonants or len(letters) <= _SHORT)
    ways = [*names, letters] if names_first else [letters, *names]
    others = [*ways, *units] if capitals else [*units, *ways]
    return unique(f"{way}{end}" for way in (*known, *others))


def _foreign(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """Latin letters within another script."""
    word = match[0].lower()
    if known := conventions.spelling.acronyms.get(word):
        return (*known, word)
    names = spelled(word, conventions)
    is_name = match[0].istitle() and len(word) > 1
    spelled_first = (len(word) <= _SHORT and not is_name) or not _VOWELS.intersection(word)
    capitals = match[0].isupper() and _has_small_letters(match.string)
    if spelled_first or (capitals and len(word) <= _LONGEST_ACRONYM):
        return unique((names, word))
    return (word,)


def _has_small_letters(text: str) -> bool:
    return any(unicodedata.category(sign) in {"Ll", "Lo"} for sign in text)
