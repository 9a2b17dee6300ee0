"""Numbers with a unit: 20 m², 60 km/h, 1,80 m, 5'10"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from miolingo.language.conventions.model import NO_NOUN, Conventions, Counted, Noun
from miolingo.language.verbalization.addresses import direction
from miolingo.language.verbalization.numbers import (
    NUMBER,
    changed,
    read_number,
    say_in,
    split_number,
    unique,
    words,
)
from miolingo.language.verbalization.rules import MOST_READINGS, Rule, any_of, ranked, rule

_NUMBER_FOLLOWS = re.compile(r"[ -]\d")
_COUNTED = re.compile(r"\d (?:[^\W\d_]+ ){0,2}[^\W\d_]+\Z")
"""A number and a word or a few."""
_FOOT, _INCH, _METER = "'", '"', "m"


def rules(conventions: Conventions) -> Sequence[Rule]:
    """The ways to write a measure."""
    units = any_of(conventions.signs.units)
    shortened = any_of(short for short in conventions.abbreviations if "/" in short)
    per = r"(?: ?/ ?(?P<per>[^\W\d_]{1,20}))?"
    space = "[ -]?" if conventions.attributive else rf"(?: ?|-(?=(?:{units})-))"
    inches = [rule(r"(?P<feet>\d{1,2})' ?(?P<inches>\d{1,2})(?:\"|'')?", _feet, counts=True)]
    names = {
        name
        for nouns in conventions.signs.units.values()
        for noun in nouns
        for name in (noun.one, noun.many)
        if "{}" not in name
    }
    names |= _times(conventions)
    half = rf"(?P<number>\d{{1,3}}[.,]5)[ -](?P<name>{any_of(names)})"
    return (
        *(inches if _FOOT in conventions.signs.units else []),
        rule(r"(?P<whole>\d{1,3}) ?m ?(?P<rest>\d\d)", _meters, counts=True),
        rule(
            rf"(?P<number>{NUMBER}){space}(?!(?:{shortened})\b|{direction(conventions)})"
            rf"(?P<unit>{units}){per}",
            _measure,
            counts=True,
        ),
        rule(half, _half, counts=True),
        rule(rf"(?<=[^\W\d_]) ?/ ?(?P<per>{any_of(conventions.per_named)})", _frequency),
    )


def counted_noun(number: str, noun: Noun, conventions: Conventions) -> list[str]:
    """The ways to say a NUMBER of a thing."""
    whole, fraction = split_number(number, conventions)
    unit = noun.many.rpartition("{}")[2] if conventions.numbers.count else ""
    forms = read_number(number, conventions, noun.gender, unit)
    name = noun.one if int(whole) == 1 else noun.many
    either = fraction and (int(whole) <= 1 or conventions.attributive)
    names = [noun.many, noun.one] if either else [noun.many] if fraction else [name]
    usual = [_joined(form, name, conventions) for form in forms[:5] for name in names]
    article = conventions.numbers.article(name) if whole == "1" and not fraction else ""
    usual[1:1] = [f"{article} {name}"] if article else []
    attributive = [noun.one] if conventions.attributive and not fraction else []
    usual += [_joined(form, one, conventions) for form in forms[:2] for one in attributive]
    return [*usual[:2], *half_forms(whole, fraction, noun, conventions), *usual[2:]]


def half_forms(whole: str, fraction: str, noun: Noun, conventions: Conventions) -> list[str]:
    """The ways to say a number with a half of a thing where its decimals are .5: anderthalb."""
    if fraction != "5" or len(whole) > 3 or "{}" in noun.many:
        return []
    say = say_in(conventions)
    halves = conventions.parts.fraction(1, 2, say)
    if int(whole):
        return list(conventions.parts.mixed(int(whole), halves, noun, say))[:4]
    if noun is NO_NOUN or conventions.numbers.count:
        return []
    return list(fraction_of(halves, [noun.one], conventions, is_half=True))[:4]


def fraction_of(
    forms: Iterable[str], nouns: Sequence[str], conventions: Conventions, *, is_half: bool
) -> Sequence[str]:
    """The ways to say a fraction of something; before a vowel an elided one comes first."""
    parts = conventions.parts
    named = [(noun, f"{conventions.numbers.article(noun)} {noun}") for noun in nouns]
    halves = [way.format(*names) for names in named for way in parts.half_of if is_half]
    vowel = nouns[0][0] in "aeiouhé"
    ways = sorted(parts.of, key=lambda way: ("d'" in way) != vowel) if vowel else parts.of
    usual = (way.format(form, *names) for form in forms for way in ways for names in named)
    return unique([*halves, *usual])


def measured(number: str, unit: str, conventions: Conventions) -> list[str]:
    """The ways to say a NUMBER of a unit, by each of its names."""
    nouns = conventions.signs.units.get(unit, ())
    each = [counted_noun(number, noun, conventions) for noun in nouns]
    return _in_turn(each)


def unit_names(unit: str, conventions: Conventions, *, one: bool) -> list[str]:
    """The names of one or of several of a unit; the unit itself where it is in no table."""
    nouns = conventions.signs.units.get(unit.lower(), ())
    return [noun.one if one else noun.many for noun in nouns] or [unit.lower()]


def noun_of(name: str, conventions: Conventions) -> Noun:
    """The noun that is written so; the word itself, for one and for several, where none is."""
    listed = (noun for nouns in conventions.signs.units.values() for noun in nouns)
    return next((noun for noun in listed if name in (noun.one, noun.many)), Noun(name, name))


def with_slash(forms: Sequence[str], per: str | None, conventions: Conventions) -> Sequence[str]:
    """Forms of a number of things, followed by what they are for: 5 €/kg."""
    return ranked(forms, _each(per, conventions)) if per and conventions.per else forms


def _each(per: str, conventions: Conventions) -> Sequence[str]:
    """The ways to say a slash and the noun behind it."""
    return [
        end
        for name in unit_names(per, conventions, one=True)
        for end in (
            f"{conventions.per[0]} {name}",
            *conventions.per_named.get(name, ()),
            *(f"{link} {name}" for link in conventions.per[1:]),
            f"{conventions.numbers.article(name)} {name}".strip(),
        )
        if end != name
    ]


def _measure(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    unit = match["unit"].lower()
    if unit == "in" and _NUMBER_FOLLOWS.match(match.string, match.end()):
        return ()  # one in ten
    if unit in {_FOOT, _INCH} and match.string[: match.start()].endswith(unit):
        return ()  # the number stands in quotes
    forms = measured(match["number"], unit, conventions)
    whole, fraction = split_number(match["number"], conventions)
    if unit == _METER and len(fraction) == 2 and not fraction.startswith("0"):
        forms = [*_with_centimeters(whole, fraction, conventions), *forms]
    if unit == _METER and len(fraction) == 1 and conventions.numbers.decimal_sign == ",":
        forms[1:1] = _with_centimeters(whole, f"{fraction}0", conventions)[:1]
    if unit.startswith("°") and len(fraction) == 1 and conventions.numbers.decimal_sign == ",":
        forms[4:4] = _with_tenths(whole, fraction, unit, conventions)
    return with_slash(forms, match["per"], conventions)


def _with_tenths(whole: str, tenths: str, unit: str, conventions: Conventions) -> list[str]:
    """A temperature whose tenths are said last: trente-huit degrés cinq."""
    links = [*conventions.links, ""] if conventions.cents_linked else ["", *conventions.links]
    return ranked(measured(whole, unit, conventions)[:1], links, [words(int(tenths), conventions)])


def _half(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A number with a half of a unit that is written in full, or of times: 1,5 litre, 2,5 fois."""
    whole, fraction = split_number(match["number"], conventions)
    name = match["name"].lower()
    counted = Counted.UNKNOWN if name in _times(conventions) else Counted.NOTHING
    usual = ranked(read_number(match["number"], conventions, counted)[:4], [name])
    noun = noun_of(name, conventions)
    return [*usual[:2], *half_forms(whole, fraction, noun, conventions), *usual[2:]]


def _frequency(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A slash behind the word for what was counted: 2 fois/semaine."""
    counted = _COUNTED.search(match.string, 0, match.start())
    return _each(match["per"].lower(), conventions) if counted else ()


def _times(conventions: Conventions) -> set[str]:
    """The words for how many times: fois, veces."""
    return {way.removeprefix("{} ") for way in conventions.times if way.startswith("{} ")}


def _meters(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    return _with_centimeters(match["whole"], match["rest"], conventions)


def _with_centimeters(whole: str, fraction: str, conventions: Conventions) -> list[str]:
    """A height as people tell it: one meter eighty."""
    start = measured(whole, _METER, conventions)[:2]
    links = [*conventions.links, ""] if conventions.cents_linked else ["", *conventions.links]
    rest = [words(int(fraction), conventions)]
    bare = ranked([words(int(whole), conventions)], links, rest)[:2]
    named = ranked(start, links, rest)
    return [*named[:2], *bare, *named[2:]]


def _feet(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    feet, inches = words(int(match["feet"]), conventions), words(int(match["inches"]), conventions)
    one, many = (unit_names(_FOOT, conventions, one=one)[0] for one in (True, False))
    ways = [f"{feet} {one} {inches}", f"{feet} {many} {inches}", f"{feet} {inches}"]
    return [
        *ways,
        *(f"{way} {unit_names(_INCH, conventions, one=False)[0]}" for way in ways[1::-1]),
        f"{ways[0]} {unit_names(_INCH, conventions, one=True)[0]}",
    ]


def _joined(number: str, name: str, conventions: Conventions) -> str:
    if "{}" in name:
        return name.format(number)
    joined = conventions.word_separator.join((number, name))
    return next(changed(joined, conventions.numbers.elisions), joined)


def _in_turn(each: Sequence[Sequence[str]]) -> list[str]:
    """The first of each, then the second of each, and so on."""
    longest = max(map(len, each), default=0)
    turns = [forms[turn] for turn in range(longest) for forms in each if turn < len(forms)]
    return list(dict.fromkeys(turns))[:MOST_READINGS]
