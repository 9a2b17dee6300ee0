"""How the tables of this folder are written.

A noun is ``one|many`` or, where both are the same, one word; ``:f`` marks a feminine. Several
names are parted by ``; ``, the usual one first. Where a unit has several signs, spaces part them;
``_`` is a space within a sign.
"""

from __future__ import annotations

from collections.abc import Mapping

from miolingo.language.conventions.model import Counted, Currency, Multiplier, Noun


def nouns(text: str) -> tuple[Noun, ...]:
    """The nouns of a cell of the table."""
    return tuple(map(_noun, filter(None, text.split("; "))))


def units(table: Mapping[str, str]) -> dict[str, tuple[Noun, ...]]:
    """The nouns of each sign of a table."""
    return {
        sign.replace("_", " "): nouns(names)
        for signs, names in table.items()
        for sign in signs.split()
    }


def currencies(table: Mapping[str, tuple[str, str]]) -> dict[str, Currency]:
    """The currencies of a table, each with its names and those of its hundredth."""
    return {
        sign: Currency(nouns(names), nouns(cents))
        for signs, (names, cents) in table.items()
        for sign in signs.split()
    }


def multipliers(table: Mapping[str, tuple[str, int]]) -> dict[str, Multiplier]:
    """The powers of ten of a table, each with its name and its number of zeros."""
    found = {}
    for signs, (name, zeros) in table.items():
        (noun,) = nouns(name)
        for sign in signs.split():
            found[sign] = Multiplier(noun, zeros)
    return found


def _noun(text: str) -> Noun:
    names, _, gender = text.partition(":")
    one, _, many = names.partition("|")
    return Noun(one, many or one, Counted.FEMININE if gender == "f" else Counted.MASCULINE)
