"""Amounts of money and millions: $5.50, 0,99 €, 5,- €, R$ 2,5 mil, $10-15."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from miolingo.language.conventions.model import Conventions, Counted, Currency, Multiplier, Noun
from miolingo.language.verbalization.measures import counted_noun, half_forms, with_slash
from miolingo.language.verbalization.numbers import (
    NUMBER,
    read_number,
    split_number,
    unique,
    whole_number,
    words,
)
from miolingo.language.verbalization.rules import Rule, any_of, ranked, rule

_MILLION_ZEROS = 6
_IN_LETTERS = re.compile(r"\d{1,3}(?:[.,]\d)?")
"""What is said before the letter k: a run of 10k, £20k."""
_MILLIONS = re.compile(r"\d+[.,]\d+[MB]|\d+K")


_THOUSAND = 3
"""Zeros of the multiplier that is no noun, so that what is counted has its own gender: duas mil."""


def rules(conventions: Conventions) -> Sequence[Rule]:
    """The ways to write an amount."""
    signs, powers = any_of(conventions.signs.currencies), any_of(conventions.signs.multipliers)
    number = rf"(?P<number>{NUMBER})(?:[.,][-–—]{{1,2}})?"
    power = rf"(?: ?(?P<power>{powers})(?![^\W\d_]))?"
    link = r"(?: (?:de|di) | d'|)"
    per = r"(?: ?/ ?(?P<per>[^\W\d_]{1,20}))?"
    return (
        rule(rf"(?P<sign>{signs}) ?(?P<first>\d{{1,6}}) ?[-–] ?(?P<last>\d{{1,6}})", _range),
        rule(rf"(?P<sign>{signs}) ?{number}{power}{per}", _amount, counts=True),
        rule(rf"{number}{power}{link} ?(?P<sign>{signs}){per}", _amount, counts=True),
        rule(rf"(?P<number>{NUMBER}) ?(?P<power>{powers})(?![^\W\d_])\.?", _multiple, counts=True),
    )


def _amount(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    currency = conventions.signs.currencies[match["sign"].lower()]
    if match["power"]:
        power = conventions.signs.multipliers[match["power"].lower()]
        forms: Sequence[str] = _of_power(match["number"], power, currency.names, conventions)
        forms = [*forms[:1], *_with_letter(match, conventions), *forms[1:]]
    else:
        forms = _price(match["number"], currency, conventions)
    return with_slash(forms, match["per"], conventions)


def _range(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    names = conventions.signs.currencies[match["sign"].lower()].names
    first = read_number(match["first"], conventions, names[0].gender)[:2]
    last = counted_noun(match["last"], names[0], conventions)[:2]
    return ranked(first, [*conventions.until, ""], last, separator=conventions.word_separator)


def _multiple(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A number of millions of anything; of one letter K and 1.5M are no unit or name, as 5 m is."""
    written = match["power"]
    counting = written == "k" or _MILLIONS.fullmatch(match[0])
    if len(written) == 1 and written.isascii() and not counting:
        return ()
    power = conventions.signs.multipliers[written.lower()]
    forms = _multiplied(match["number"], power, conventions, written.lower())
    return [*forms, *_with_letter(match, conventions)]


def _with_letter(match: re.Match[str], conventions: Conventions) -> Sequence[str]:
    """A number of thousands by their letter: ten k."""
    thousands = match["power"].lower() == "k" and _IN_LETTERS.fullmatch(match["number"])
    return [f"{read_number(match['number'], conventions)[0]} k"] if thousands else []


def _price(number: str, currency: Currency, conventions: Conventions) -> Sequence[str]:
    whole, cents = split_number(number, conventions)
    if not cents.strip("0"):
        return _of_power(whole, None, currency.names, conventions)
    if len(cents) > 2 or not currency.cents:
        return counted_noun(number, currency.names[0], conventions)
    hundredths = cents.ljust(2, "0")
    small = counted_noun(hundredths.lstrip("0"), currency.cents[0], conventions)[:1]
    if not int(whole):
        return [*small, *counted_noun(number, currency.names[0], conventions)]
    bare = whole_number(int(hundredths), conventions)[0]
    bare_cents = [f"oh {bare}"] if conventions.numbers.pairs and hundredths[0] == "0" else [bare]
    units = [counted_noun(whole, noun, conventions)[0] for noun in currency.names]
    count = whole_number(int(whole), conventions)[0]
    separator, links = conventions.word_separator, conventions.links
    unlinked: list[tuple[str, ...]] = [(units[0], bare), *((count, c) for c in bare_cents)]
    linked: list[tuple[str, ...]] = [
        (start, link, bare) for link in links for start in (units[0], count)
    ]
    zero = conventions.numbers.zeros[:1] or (words(0, conventions),)
    if hundredths[0] == "0" and not conventions.numbers.pairs:
        linked.append((units[0], separator.join((zero[0], bare))))
    others_whole = counted_noun(whole, currency.names[0], conventions)[1:2]
    usual, others = (linked, unlinked) if conventions.cents_linked else (unlinked, linked)
    parts: list[tuple[str, ...]] = [
        *usual[:2],
        *others[:1],
        *usual[2:],
        *((unit, bare) for unit in others_whole if conventions.numbers.hundreds),
        *((unit, bare) for unit in _other_units(whole, currency, conventions)),
        *((units[0], link, *small) for link in links),
        (units[0], *small),
        *((count, link, bare, currency.names[0].many) for link in links[:1]),
        *others[1:],
        *((unit, bare) for unit in units[1:]),
    ]
    ways = [separator.join(part) for part in parts]
    return unique([*ways, *counted_noun(number, currency.names[0], conventions)])


def _other_units(whole: str, currency: Currency, conventions: Conventions) -> Sequence[str]:
    """Further ways to say one of a currency: a dollar, einen Euro."""
    name = currency.names[0]
    return counted_noun(whole, name, conventions)[1:3] if int(whole) == 1 else ()


def _of_power(
    number: str, power: Multiplier | None, names: Sequence[Noun], conventions: Conventions
) -> list[str]:
    """A round amount of a currency: five million dollars, un millón de euros."""
    whole, _ = split_number(number, conventions)
    ways = []
    for name in names:
        if not power:
            forms: Sequence[str] = read_number(number, conventions, name.gender)
            million = not int(whole) % 10**_MILLION_ZEROS and int(whole) > 0
        else:
            forms = _multiplied(number, power, conventions)
            million = power.zeros >= _MILLION_ZEROS
        one = not power and int(whole) == 1
        noun = conventions.of_millions(name.many) if million else name.one if one else name.many
        ways += [conventions.word_separator.join((form, noun)) for form in forms]
        if conventions.attributive:
            ways += [f"{form} {name.one}" for form in forms[:1]]
    return ways


def _multiplied(
    number: str, power: Multiplier, conventions: Conventions, written: str = ""
) -> list[str]:
    """A number of thousands or millions, also as one number: 2,5 mil."""
    whole, fraction = split_number(number, conventions)
    one, many = power.noun.one, power.noun.many
    names = [many, one] if fraction else [one if int(whole) == 1 else many]
    if written == one.lower():
        names.reverse()
    name = names[0]
    gender = Counted.UNKNOWN if power.zeros == _THOUSAND else power.noun.gender
    forms = read_number(number, conventions, gender)
    if conventions.numbers.count:
        forms = forms[:1]
    spoken = ranked(forms, names, separator=conventions.word_separator)
    if conventions.numbers.count and whole == "1" and not fraction:
        spoken = [name, *spoken]
    spoken[2:2] = half_forms(whole, fraction, power.noun, conventions)
    if fraction and len(fraction) <= power.zeros:
        value = int(whole + fraction.ljust(power.zeros, "0"))
        spoken += whole_number(value, conventions)
    return spoken
