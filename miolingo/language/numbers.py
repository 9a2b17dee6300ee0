"""Numbers, amounts and times written with digits, as they are said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import islice, product

from num2words import num2words

from miolingo.language.conventions.model import Changes, Conventions, Currency

MOST_READINGS = 12
_MOST_WAYS = 10 * MOST_READINGS

_NUMBER = r"\d+(?:[.,]\d+)*"
_THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*")
_ONE_NUMBER = re.compile(rf"\d+(?:[.,]\d+)?|{_THOUSANDS.pattern}(?:(?!\1)[.,]\d+)?")
_LONGEST_NUMBER = 15
_FIRST_YEAR, _LAST_YEAR = 1100, 2099
_LAST_HOUR = 24


def spoken_numbers(text: str, conventions: Conventions) -> tuple[str, ...]:
    """The ways to say a normalized text with digits in it, the most usual first.

    At most MOST_READINGS; a number that nobody told how to say is left out.
    """
    parts = list(_parts(text, conventions))
    ways = islice(product(*parts), _MOST_WAYS)
    return tuple(dict.fromkeys(conventions.word_separator.join(way) for way in ways))[
        :MOST_READINGS
    ]


@cache
def together(conventions: Conventions) -> str:
    """A regular expression for what is one thing to say though it may have a space in it."""
    return "|".join(_patterns(conventions)[:3])


def _parts(text: str, conventions: Conventions) -> Iterator[Sequence[str]]:
    """The text in pieces, each with the ways to say it."""
    place = 0
    for match in re.finditer(_any_number(conventions), text):
        if before := text[place : match.start()]:
            yield (before,)
        yield list(_read(match, conventions)) or ("",)
        place = match.end()
    if rest := text[place:]:
        yield conventions.units.get(rest.strip(), (rest,))


@cache
def _any_number(conventions: Conventions) -> re.Pattern[str]:
    return re.compile("|".join(_patterns(conventions)))


def _patterns(conventions: Conventions) -> list[str]:
    """Regular expressions for a time, an amount, an ordinal, a half, a call, a range, any number.

    The first three may have a space in them.
    """
    marks = conventions.clock_marks or "(?!)"
    signs = "|".join(map(re.escape, conventions.currencies)) or "(?!)"
    return [
        rf"(?P<hour>\d{{1,2}})(?:\s?h\s?|:)(?P<minute>[0-5]\d)(?!\d)(?:\s?(?:{marks})\b)?"
        rf"|(?P<hour2>\d{{1,2}})\.(?P<minute2>[0-5]\d)\s?(?:{marks})\b",
        rf"(?P<sign>{signs})\s?(?P<amount>{_NUMBER})",
        rf"(?P<amount2>{_NUMBER})\s?(?P<sign2>{signs})",
        rf"(?P<ordinal>\d{{1,4}})(?P<suffix>{conventions.ordinals or '(?!)'})(?!\w)",
        r"(?P<half>(?<!\d)1/2(?!\d))",
        r"(?P<call>\b0\d+(?:[-–]\d+)+)",
        rf"(?P<first>{_NUMBER})[-–](?P<last>{_NUMBER})(?![-–\d])",
        rf"(?P<number>{_NUMBER})",
    ]


def _read(number: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """The ways to say what was found; the last group with a name tells which it is."""
    found = number.groupdict()
    match number.lastgroup:
        case "minute" | "minute2":
            hour, minute = found["hour"] or found["hour2"], found["minute"] or found["minute2"]
            said = _times(int(hour), int(minute), conventions)
        case "amount" | "sign2":
            sign, amount = found["sign"] or found["sign2"], found["amount"] or found["amount2"]
            said = _amounts(amount, conventions.currencies[sign], conventions)
        case "suffix":
            said = _ordinals(found["ordinal"], found["suffix"], conventions)
        case "half":
            said = conventions.halves
        case "call":
            said = _digit_by_digit(number[0], conventions)
        case "last":
            said = _ranges(found["first"], found["last"], conventions)
        case _:
            unit = "".join(filter(str.isalpha, number.string[number.end() :]))
            said = _cardinals(number[0], unit, conventions)
    return said


def _times(hour: int, minute: int, conventions: Conventions) -> Iterable[str]:
    say = partial(_words, conventions=conventions)
    if hour > _LAST_HOUR:
        return (conventions.word_separator.join((say(hour), say(minute))),)
    return conventions.clock(hour, minute, say)


def _amounts(amount: str, currency: Currency, conventions: Conventions) -> Iterator[str]:
    whole, cents = _split(amount, conventions)
    hundredths = int(cents.ljust(2, "0")[:2]) if cents else 0
    units = currency.one if int(whole) == 1 else currency.many
    for said in _counted(whole, currency.one, conventions):
        if not hundredths:
            yield conventions.word_separator.join((said, units))
            continue
        small = _words(hundredths, conventions)
        smalls = currency.cent if hundredths == 1 else currency.cents
        link = conventions.link
        for end in ((small,), (link, small), (link, small, smalls), (small, smalls)):
            yield conventions.word_separator.join(filter(None, (said, units, *end)))


def _ordinals(digits: str, suffix: str, conventions: Conventions) -> list[str]:
    """As an ordinal, the one that ends as it is written first; 3. may also be a plain number."""
    said = _normalized(num2words(int(digits), lang=conventions.number_code, to="ordinal"))
    forms = [said, *_changed(said, conventions.ordinal_forms)]
    cardinals = _cardinals(digits, "", conventions) if suffix == "." else ()
    return [*sorted(forms, key=lambda form: not form.endswith(suffix[-1])), *cardinals]


def _ranges(first: str, last: str, conventions: Conventions) -> Iterator[str]:
    """From one to the other, in so many words or not."""
    ends = (list(_cardinals(digits, "", conventions)) for digits in (first, last))
    for start, end in product(*ends):
        yield conventions.word_separator.join(filter(None, (start, conventions.until, end)))
        yield conventions.word_separator.join((start, end))


def _cardinals(digits: str, unit: str, conventions: Conventions) -> Iterable[str]:
    if not _ONE_NUMBER.fullmatch(digits):
        each = (_cardinals(group, "", conventions) for group in re.split("[.,]", digits))
        return map(conventions.word_separator.join, product(*each))
    whole, fraction = _split(digits, conventions)
    if (len(whole) > 1 and whole.startswith("0")) or len(whole) > _LONGEST_NUMBER:
        return _digit_by_digit(digits, conventions)
    if fraction:
        return _decimals(whole, fraction, conventions)
    if unit or not conventions.reads_years or len(digits) != 4:
        return _counted(whole, unit, conventions)
    return [*_years(int(digits), conventions), *_counted(whole, unit, conventions)]


def _years(number: int, conventions: Conventions) -> Iterator[str]:
    if _FIRST_YEAR <= number <= _LAST_YEAR:
        yield _normalized(num2words(number, lang=conventions.number_code, to="year"))


def _counted(digits: str, unit: str, conventions: Conventions) -> Sequence[str]:
    """In all its forms; before a unit it often is another one: ein, not eins."""
    number = int(digits)
    said = _words(number, conventions)
    if not said:
        return ()
    if conventions.count and 0 < number < 100:
        return conventions.count(number, unit, said)
    forms = list(_changed(said, conventions.number_forms))
    return [*forms, said] if unit and number % 10 == 1 else [said, *forms]


def _decimals(whole: str, fraction: str, conventions: Conventions) -> Iterator[str]:
    before = _words(int(whole), conventions)
    afters = [_digit_by_digit(fraction, conventions)[0]]
    if not fraction.startswith("0") and len(fraction) > 1:
        afters.append(_words(int(fraction), conventions))
    for sign, after in product(conventions.decimal_words, afters):
        yield conventions.word_separator.join((before, sign, after))


def _digit_by_digit(text: str, conventions: Conventions) -> list[str]:
    """One figure after the other, with each word for zero."""
    figures = [int(sign) for sign in text if sign.isdecimal()]
    words = [_words(figure, conventions) if figure else "" for figure in figures]
    zeros = conventions.zeros or (_words(0, conventions),)
    return [conventions.word_separator.join(word or zero for word in words) for zero in zeros]


def _split(digits: str, conventions: Conventions) -> tuple[str, str]:
    """The whole part and the fraction; what parts thousands is told from a decimal sign."""
    groups, signs = re.split("[.,]", digits), re.findall("[.,]", digits)
    grouped = _THOUSANDS.fullmatch(digits) and (signs != [conventions.decimal_sign])
    if not signs or grouped:
        return "".join(groups), ""
    return "".join(groups[:-1]), groups[-1]


def _words(number: int, conventions: Conventions) -> str:
    """A whole number in words; empty when nobody told how the language counts."""
    try:
        said = num2words(number, lang=conventions.number_code)
    except NotImplementedError:
        return ""
    return _normalized(said) if conventions.word_separator else _normalized(said).replace(" ", "")


def _normalized(said: str) -> str:
    return str(said).lower().replace(",", "")


def _changed(text: str, changes: Changes) -> Iterator[str]:
    for pattern, replacement in changes:
        changed = re.sub(pattern, replacement, text)
        if changed != text:
            yield changed
