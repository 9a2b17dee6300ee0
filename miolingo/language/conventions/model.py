"""The writing conventions that a language's module states.

All texts in it are normalized: lower case, with straight apostrophes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto, unique


@unique
class Counted(Enum):
    """What a number counts, which decides on its gender: eine, uno, duas."""

    NOTHING = auto()
    MASCULINE = auto()
    """Or of a language without genders."""
    FEMININE = auto()
    UNKNOWN = auto()
    """A word that is in no table."""


@dataclass(frozen=True)
class Noun:
    """What is counted, as it is said after one and after several.

    With ``{}`` in it, it is said around the number: 시속 {} 킬로미터.
    """

    one: str
    many: str
    gender: Counted = Counted.MASCULINE


NO_NOUN = Noun("", "")
"""Of a number that counts nothing."""


@dataclass(frozen=True)
class Currency:
    """The names of a currency, the usual one first, and of its hundredth where there is one."""

    names: tuple[Noun, ...]
    cents: tuple[Noun, ...] = ()


@dataclass(frozen=True)
class Multiplier:
    """A word between a number and what it counts, such as million; a power of ten."""

    noun: Noun
    zeros: int


Say = Callable[[int], str]
"""A number in words."""

Agree = Callable[[str, Counted], Sequence[str]]
"""The forms of a number's words before what it counts, the most usual first."""

Ordinal = Callable[[int, Say], Sequence[str]]
"""The forms of an ordinal, the most usual first; none where there is no such ordinal."""

Fraction = Callable[[int, int, Say], Sequence[str]]
"""The ways to say a numerator and a denominator, the most usual first."""

Mixed = Callable[[int, Sequence[str], Noun, Say], Sequence[str]]
"""The ways to say a whole number and a fraction (in words) of a noun, or of NO_NOUN."""

DayOfMonth = Callable[[int, Say], Sequence[str]]
"""The ways to say the day of a date next to the name of a month."""

NumericDate = Callable[[int, int, str, Say], Sequence[str]]
"""The ways to say a day, a month and a year in words, which is empty where there is none."""

Clock = Callable[[int, int, Say], Sequence[str]]
"""The ways to say a time, hour 0-24 and minute 0-59, the most usual first."""

Count = Callable[[int, str, str], Sequence[str]]
"""The ways to say a number from 1 on, given what it counts and its usual words."""

Span = Callable[[int, int, str], Sequence[str]]
"""The ways to say a range at one go, given its ends and what is counted: 서너 명."""

Roman = Callable[[int, bool, Say], Sequence[str]]
"""The ways to say a Roman numeral, which follows a name or does not."""

Changes = Sequence[tuple[str, str]]
"""Regular expressions and what to put in their place; each is tried on its own."""


def spelled_clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    """A time as its two numbers, one after the other; the hour alone where the minute is 0."""
    return (f"{say(hour)} {say(minute)}",) if minute else (say(hour),)


@dataclass(frozen=True)
class Signs:
    """What stands for words: signs by themselves, units after a number, currencies, multipliers."""

    symbols: Mapping[str, Sequence[str]] = field(default_factory=dict)
    units: Mapping[str, Sequence[Noun]] = field(default_factory=dict)
    currencies: Mapping[str, Currency] = field(default_factory=dict)
    multipliers: Mapping[str, Multiplier] = field(default_factory=dict)


@dataclass(frozen=True)
class NumberWords:
    """How a language says numbers.

    ``code`` is what num2words calls the language, ``corrected`` what to change in its words.
    Words that match ``feminine_nouns`` are likely feminine. ``separator`` stands between the words
    of a number. Two decimals are rather said ``decimals_by_digit`` than as a number. ``hundreds``
    is how 1500 is said as 15 hundreds, with ``{}`` for 15 and 00, up to ``last_hundred`` of them.
    Where 305 is said in ``pairs``, that is the word for 0, and a 0 before decimals may be left out.
    ``article`` is what may be said for one before a noun: an hour. ``elisions`` change a number
    before a noun: un'ora.
    ``decade_ends`` is a regular expression for the end of 1990s. A number in ``service`` is
    dialed, rather so than not where ``service_first``. ``digit_words`` are other words for a digit
    in a row of them. ``count`` and ``span`` are for languages with counters.
    """

    code: str
    separator: str = " "
    corrected: Changes = ()
    agree: Agree = lambda words, _: (words,)
    feminine_nouns: str = "(?!)"
    decimal_sign: str = ","
    decimal_words: Sequence[str] = ()
    decimals_by_digit: bool = True
    zeros: Sequence[str] = ()
    digit_words: Mapping[int, str] = field(default_factory=dict)
    hundreds: Sequence[str] = ()
    last_hundred: int = 19
    pairs: str = ""
    article: Callable[[str], str] = lambda _noun: ""
    elisions: Changes = ()
    years: Callable[[int, Say], Sequence[str]] = lambda _year, _say: ()
    decades: Callable[[int, Say], Sequence[str]] = lambda _year, _say: ()
    decade_ends: str = ""
    minus: Sequence[str] = ()
    below_zero: Sequence[str] = ()
    service: Sequence[str] = ()
    service_first: bool = True
    count: Count | None = None
    span: Span | None = None


@dataclass(frozen=True)
class Parts:
    """How a language says ordinals, Roman numerals and fractions.

    A Roman numeral after one of the ``chapters`` is a cardinal; ``roman_ends`` make it an ordinal.
    ``ordinal_ends`` is a regular expression for the end of a number that makes it an ordinal;
    a ``bare_end`` is also the end of a plain number. Where ``degree_is_ordinal``, 2° before a word
    is one too, and so it is after one of the ``ordinal_after``: piano 3°. ``end_after`` is how an
    ordinal likely ends after a word: am dritten. ``of`` has the ways to say a fraction ``{0}`` of
    something ``{1}``, or, with its article, ``{2}``; ``half_of`` those for a half of ``{0}`` or
    ``{1}`` that come before them; ``power`` those of a ``{base}`` with an ``{exponent}``, of which
    the ``{ordinals}`` may be said.
    """

    ordinal: Ordinal = lambda _number, _say: ()
    ordinal_ends: str = ""
    bare_end: str = ""
    degree_is_ordinal: bool = False
    ordinal_after: Sequence[str] = ()
    chapters: Sequence[str] = ()
    roman_ends: str = "[ºª]"
    roman: Roman = lambda number, _named, say: (say(number),)
    fraction: Fraction = lambda _part, _whole, _say: ()
    mixed: Mixed = lambda _whole, _fraction, _noun, _say: ()
    of: Sequence[str] = ()
    half_of: Sequence[str] = ()
    power: Sequence[str] = ()
    end_after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Calendar:
    """How a language says dates and times of day.

    The name of a month may stand first where ``month_first``. Dates in digits begin with the day
    (``d``), the month (``m``), or rather the month than the day (``md``).
    ``month_link`` stands between a day and its month. Behind one of the words ``before_dates`` 3-2
    is a date, as 31-12 is anywhere in such a language. ``clock_marks`` may follow a time;
    ``clock_in_words`` is a regular expression for one with words between its numbers. Where
    ``dot_is_time``, 8.40 is one without any mark. ``before_hours`` has the words before a time that
    change with how its hour is said: às treze, à uma. ``weekdays`` begins with Monday, and
    ``weekday_ranges`` are the ways to say that something lasts from ``{0}`` to ``{1}``; of the
    ``weekday_links`` one may stand between the two. ``until_hour`` and ``since_hour`` are until and
    since before a time. What is ``numbered`` has a number for a name, so that behind it 2.07 is no
    time, and 204 may be read digit by digit: Raum 2.07, room 204.
    """

    months: Sequence[str] = ()
    day: DayOfMonth = lambda day, say: (say(day),)
    date: NumericDate = lambda _day, _month, _year, _say: ()
    month_first: bool = False
    numeric_order: str = "d"
    month_link: str = ""
    before_dates: Sequence[str] = ()
    clock: Clock = spelled_clock
    clock_marks: str = ""
    clock_in_words: str = ""
    dot_is_time: bool = False
    before_hours: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    weekdays: Sequence[str] = ()
    weekday_ranges: Sequence[str] = ()
    weekday_links: Mapping[str, str] = field(default_factory=dict)
    until_hour: Sequence[str] = ()
    since_hour: Sequence[str] = ()
    numbered: Sequence[str] = ()


@dataclass(frozen=True)
class Spelling:
    """How a language reads out letters, and addresses made of them."""

    names: Mapping[str, str] = field(default_factory=dict)
    acronyms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dot: Sequence[str] = ()
    dash: Sequence[str] = ()
    slash: Sequence[str] = ()
    underscore: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Conventions:
    """How a language writes what is said.

    ``abbreviations`` give the ways to say them, ``titles`` those that only count before a name,
    ``after_ordinals`` those that only count after an ordinal: XIXe s., 5. Kl.
    Those of letters with dots (z.b.) count with spaces too, and those that can be no word without
    their last dot; without it they stand here where they are no name in capitals either.
    Of the abbreviations, ``also_words`` are words too, so that they may just end a sentence.
    ``number_marks`` (a regular expression) stand before a number, said in ``number_words``.
    ``of_millions`` is what is said after a round number of millions, ``per`` stands for a slash,
    and ``per_named`` has what it and the noun behind it rather are: am Tag. ``ages`` has what + and
    - are before an age: moins de 18 ans. ``out_of`` has the ways to say a ``{mark}`` and the
    ``{best}`` one: 4.8/5.
    ``links`` stand between a currency and its cents, rather so than not where ``cents_linked``,
    ``until`` between the ends of a range, ``since`` before it, ``by`` between the numbers of a
    product, ``less`` between those of a difference where minus is not, ``times`` after a number
    with an x, ``score`` between the numbers of 3:0, whose 0 may be said as ``nil``, ``scale`` also
    between those of 1:25 000.
    ``postal_code`` is a regular expression with groups ``digits`` and ``letters``; it is rather
    read digit by digit than as a number where ``postal_by_digit``. One of the ``directions`` may
    stand between the number of a house and its street, which ends with one of the ``streets``.
    Where ``attributive``, a noun may stay single: a twenty dollar bill. ``respellings`` turn a
    word into another spelling of the same sounds, ``other_spellings`` do so for the spoken form.
    ``word_separator`` stands between the words of a number, and between those that were heard in
    one breath. ``letters`` are those of the language that are not from a to z. A word of at most
    ``short_word`` letters is a short one.
    """

    numbers: NumberWords
    signs: Signs = field(default_factory=Signs)
    parts: Parts = field(default_factory=Parts)
    calendar: Calendar = field(default_factory=Calendar)
    spelling: Spelling = field(default_factory=Spelling)
    abbreviations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    titles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    after_ordinals: Mapping[str, Sequence[str]] = field(default_factory=dict)
    also_words: str = ""
    number_marks: str = ""
    number_words: Sequence[str] = ()
    links: Sequence[str] = ()
    cents_linked: bool = False
    attributive: bool = False
    of_millions: Callable[[str], str] = lambda noun: noun
    per: Sequence[str] = ()
    per_named: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    out_of: Sequence[str] = ()
    until: Sequence[str] = ()
    since: Sequence[str] = ()
    by: Sequence[str] = ()
    less: Sequence[str] = ()
    times: Sequence[str] = ()
    score: Sequence[str] = ()
    nil: Sequence[str] = ()
    scale: Sequence[str] = ()
    postal_code: str = ""
    postal_by_digit: bool = False
    directions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    streets: str = ""
    respellings: Changes = ()
    other_spellings: Changes = ()
    letters: str = ""
    short_word: int = 3

    @property
    def word_separator(self) -> str:
        """What stands between the words of a number."""
        return self.numbers.separator
