"""Whole numbers, decimals, years and rows of digits in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product

from num2words import num2words

from miolingo.language.conventions.model import Changes, Conventions, Counted, Say

NUMBER = (
    r"(?:[1-9]\d{0,2}(?:\.\d{3}){1,4}(?!\d|\.\d)(?:,\d{1,15})?"
    r"|[1-9]\d{0,2}(?:,\d{3}){1,4}(?!\d|,\d)(?:\.\d{1,15})?"
    r"|(?<!\d[ '])[1-9]\d{0,2}(?:[ ']\d{3}){1,4}(?!\d)(?:[.,]\d{1,15})?"
    r"|\d{1,40}(?:[.,]\d{1,40})?)"
)
"""A number, its thousands parted by dots, commas, spaces or apostrophes; of bounded length."""

_THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*")
_LONGEST_NUMBER = 15
_DIALED_DIGITS = 7
_FIRST_YEAR, _LAST_YEAR = 1100, 2099
_FIRST_PAIRED_YEAR = 1010
_FIRST_HUNDREDS = 1100


@lru_cache(maxsize=4096)
def _in_words(number: int, code: str) -> str:
    """A whole number in words; empty for a language that num2words does not know."""
    try:
        return str(num2words(number, lang=code)).lower().replace(",", "")
    except NotImplementedError:
        return ""


def say_in(conventions: Conventions) -> Say:
    """What says a whole number in the language."""
    return lambda number: words(number, conventions)


def words(number: int, conventions: Conventions) -> str:
    """A whole number in its usual words; empty in a language that nobody told us about."""
    found = _in_words(number, conventions.numbers.code)
    for pattern, replacement in conventions.numbers.corrected:
        found = re.sub(pattern, replacement, found)
    return found if conventions.word_separator else found.replace(" ", "")


def changed(text: str, changes: Changes) -> Iterator[str]:
    """The text after each of the changes that makes a difference."""
    for pattern, replacement in changes:
        other = re.sub(pattern, replacement, text)
        if other != text:
            yield other


def unique(forms: Iterable[str]) -> tuple[str, ...]:
    """The forms without empty ones and repetitions."""
    return tuple(dict.fromkeys(form for form in forms if form))


def split_number(digits: str, conventions: Conventions) -> tuple[str, str]:
    """The whole part and the fraction; what parts thousands is told from a decimal sign."""
    text = digits.replace(" ", "").replace("'", "")
    groups, signs = re.split("[.,]", text), re.findall("[.,]", text)
    grouped = _THOUSANDS.fullmatch(text) and signs != [conventions.numbers.decimal_sign]
    if not signs or grouped:
        return "".join(groups), ""
    return "".join(groups[:-1]), groups[-1]


def read_number(
    digits: str, conventions: Conventions, counted: Counted = Counted.NOTHING, unit: str = ""
) -> tuple[str, ...]:
    """The ways to say a NUMBER that counts something, the most usual first.

    ``unit`` is what follows without a space, for a language that counts in words of its own.
    """
    whole, fraction = split_number(digits, conventions)
    if len(whole) > _LONGEST_NUMBER or (len(whole) > 1 and whole.startswith("0") and not fraction):
        return digit_by_digit(whole + fraction, conventions)
    if fraction:
        return decimals(whole, fraction, conventions)
    return whole_number(int(whole), conventions, counted, unit)


def whole_number(
    number: int, conventions: Conventions, counted: Counted = Counted.NOTHING, unit: str = ""
) -> tuple[str, ...]:
    """The ways to say a whole number, the most usual first."""
    usual = words(number, conventions)
    if not usual:
        return ()
    numbers = conventions.numbers
    if numbers.count:
        return unique(numbers.count(number, unit, usual))
    forms = [*numbers.agree(usual, counted)]
    forms += [
        form
        for spelled in _as_hundreds(number, conventions)
        for form in numbers.agree(spelled, counted)
    ]
    return unique(forms)


def bare_number(digits: str, conventions: Conventions, counted: Counted) -> tuple[str, ...]:
    """The ways to say a number without a unit, which may be a year or a number to dial."""
    guesses = [counted, Counted.UNKNOWN] if counted is Counted.FEMININE else [counted]
    usual = unique(form for guess in guesses for form in read_number(digits, conventions, guess))
    if digits in conventions.numbers.service:
        dialed = [*_in_two(digits, conventions), *digit_by_digit(digits, conventions)]
        return unique((*dialed, *usual) if conventions.numbers.service_first else (*usual, *dialed))
    if len(digits) >= _DIALED_DIGITS and digits.isdecimal():
        return unique((*usual, *digit_by_digit(digits, conventions)))
    return unique((*years(digits, conventions), *usual, *_paired(digits, conventions)))


def _in_two(digits: str, conventions: Conventions) -> Iterator[str]:
    """Four digits to dial as two numbers: trente-six trente et un."""
    if len(digits) == 4 and "0" not in (digits[0], digits[2]):
        yield f"{words(int(digits[:2]), conventions)} {words(int(digits[2:]), conventions)}"


def years(digits: str, conventions: Conventions) -> Sequence[str]:
    """The ways to say four digits as a year that differ from the number."""
    if len(digits) != 4 or not digits.isdecimal():
        return ()
    first = _FIRST_PAIRED_YEAR if conventions.numbers.pairs else _FIRST_YEAR
    if not first <= int(digits) <= _LAST_YEAR:
        return ()
    return conventions.numbers.years(int(digits), say_in(conventions))


def year_forms(digits: str, conventions: Conventions) -> tuple[str, ...]:
    """The ways to say the year of a date, of two digits or of four."""
    if len(digits) == 2:
        return unique((words(int(digits), conventions), *digit_by_digit(digits, conventions)))
    return unique((*years(digits, conventions), *read_number(digits, conventions)))


def decimals(whole: str, fraction: str, conventions: Conventions) -> tuple[str, ...]:
    """A number with decimals, which are said digit by digit or as a number."""
    before = words(int(whole), conventions)
    if not before:
        return ()
    digits = digit_by_digit(fraction, conventions)
    number = [words(int(fraction), conventions)] if not fraction.startswith("0") else []
    rounded = [words(int(fraction.rstrip("0") or "0"), conventions)]
    by_digit = conventions.numbers.decimals_by_digit or len(fraction) != 2
    both = [*digits, *number] if by_digit else [*number, *digits]
    afters = unique([*both, *(rounded if number else [])])
    others = () if conventions.numbers.count else whole_number(int(whole), conventions)[:2]
    befores = unique((before, *others))
    usual = [
        conventions.word_separator.join(parts)
        for parts in product(befores, conventions.numbers.decimal_words, afters)
    ]
    silent = [form.removeprefix(f"{before} ") for form in usual[:1]]
    return unique([*usual, *(silent if not int(whole) and conventions.numbers.pairs else ())])


def digit_by_digit(text: str, conventions: Conventions) -> tuple[str, ...]:
    """Read figure by figure, with each word for zero and for other digits with two words."""
    figures = [int(sign) for sign in text if sign.isdecimal()]
    usual = {figure: words(figure, conventions) for figure in set(figures)}
    zeros = conventions.numbers.zeros or (words(0, conventions),)
    others = [{}, conventions.numbers.digit_words] if conventions.numbers.digit_words else [{}]
    return unique(
        conventions.word_separator.join(({**usual, **other, 0: zero})[figure] for figure in figures)
        for other in others
        for zero in zeros
    )


def _as_hundreds(number: int, conventions: Conventions) -> Iterator[str]:
    """1500 as fifteen hundred, where the language does so."""
    hundreds, rest = divmod(number, 100)
    last = conventions.numbers.last_hundred
    if number < _FIRST_HUNDREDS or hundreds > last or not hundreds % 10:
        return
    for template in conventions.numbers.hundreds:
        end = words(rest, conventions) if rest else ""
        yield template.format(words(hundreds, conventions), end).strip()


def _paired(digits: str, conventions: Conventions) -> Iterator[str]:
    """Three digits as flights, rooms and machines are named in English: seven forty-seven."""
    zero = conventions.numbers.pairs
    if not zero or not re.fullmatch(r"[1-9]\d\d", digits) or digits.endswith("00"):
        return
    first, rest = words(int(digits[0]), conventions), words(int(digits[1:]), conventions)
    yield f"{first} {rest}" if int(digits[1:]) >= 10 else f"{first} {zero} {rest}"
