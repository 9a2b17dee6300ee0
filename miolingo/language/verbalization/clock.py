"""Times of day: 8:40, 8h40, 8.40 Uhr."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from miolingo.language.conventions.model import Conventions
from miolingo.language.verbalization.dates import numeric_date
from miolingo.language.verbalization.measures import measured
from miolingo.language.verbalization.numbers import digit_by_digit, say_in, words
from miolingo.language.verbalization.rules import END, Rule, any_of, ranked, rule, word_before

_LAST_HOUR = 24
_QUARTERS = {15: (1, 4), 30: (1, 2), 45: (3, 4)}
"""Of an hour, by its minutes."""


def rules(conventions: Conventions) -> Sequence[Rule]:
    """The ways to write a time."""
    calendar = conventions.calendar
    mark = rf"(?:\s?(?:{calendar.clock_marks or '(?!)'})(?!\w))"
    time = r"(?P<hour>\d{1,2})(?:\s?h\s?|:)(?P<minute>[0-5]\d)"
    dotted = r"(?P<hour>\d{1,2})\.(?P<minute>[0-5]\d)"
    hours, minutes = (_signs_of(unit, conventions) for unit in ("h", "min"))
    links = any_of(conventions.links)
    lasting = rule(
        rf"(?P<hours>[1-9]\d?)[ -]?(?:{hours})\.? ?(?:(?:{links}) )?"
        rf"(?P<minutes>[0-5]?\d)[ -]?(?:{minutes})(?![^\W\d_])",
        _duration,
        counts=True,
        end="",
    )
    in_pairs = rule(r"0\d[0-5]\d(?: hours)?|(?:1\d|2[0-3])[0-5]\d hours", _in_pairs, counts=True)
    full = rf"{time}(?! ?min\b)(?::(?P<second>[0-5]\d))?(?![:\d]){mark}?"
    plain = (
        *([in_pairs] if conventions.numbers.pairs else []),
        rule(full, _time, counts=True, end=rf"(?:{END}|(?=[ap]m\b))"),
        rule(rf"{dotted}{mark}", _time, counts=True),
        rule(calendar.clock_in_words or "(?!)", _time, counts=True),
        *([rule(rf"{dotted}(?!\d|[.,]\d)", _dotted, counts=True)] if calendar.dot_is_time else []),
        rule(r"(?P<hour>\d{1,2})\s?h(?! ?(?:½|\d/\d))", _full_hour, counts=True),
    )
    span = rule(
        rf"{time} ?[-–—~] ?(?P<last_hour>\d{{1,2}}):(?P<last_minute>[0-5]\d)(?!:)", _span, end=""
    )
    spans = [span] if conventions.numbers.span else []
    return (lasting, *spans, *(_after_preposition(time, conventions) for time in plain), *plain)


def _signs_of(unit: str, conventions: Conventions) -> str:
    """A regular expression for the signs and names of a unit."""
    nouns = conventions.signs.units.get(unit, ())
    signs = [sign for sign, named in conventions.signs.units.items() if named == nouns]
    return any_of([*signs, *(name for noun in nouns for name in (noun.one, noun.many))])


def _span(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A Korean span of time, with a word behind each of its ends: 21:00~23:30."""
    ends = ((match["hour"], match["minute"]), (match["last_hour"], match["last_minute"]))
    if any(int(hour) > _LAST_HOUR for hour, _ in ends):
        return ()
    say, clock = say_in(conventions), conventions.calendar.clock
    first, last = (clock(int(hour), int(minute), say)[:4] for hour, minute in ends)
    until = "" if match.string.startswith("까지", match.end()) else "까지"
    since, of = ranked(first, last, separator="부터 "), ranked(first, last, separator="에서 ")
    return [f"{way}{until}" for way in (*since[:8], *of[:4])]


def _duration(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """Hours and minutes that something lasts, also as an hour and a half."""
    hours, minutes = match["hours"], match["minutes"]
    separator, say = conventions.word_separator, say_in(conventions)
    noun = conventions.signs.units["h"][0]
    parted = _QUARTERS.get(int(minutes))
    halves = (
        conventions.parts.mixed(int(hours), conventions.parts.fraction(*parted, say), noun, say)
        if parted
        else ()
    )
    first, links = measured(hours, "h", conventions)[:2], ["", *conventions.links]
    last = measured(minutes, "min", conventions)[: 1 if conventions.numbers.count else 2]
    usual = ranked(first, links, last, separator=separator)
    bare = ranked(first, links, [words(int(minutes), conventions)], separator=separator)
    return [*usual[:1], *halves[:6], *bare[:3], *usual[1:]]


def _after_preposition(time: Rule, conventions: Conventions) -> Rule:
    """A time with a word before it that its hour changes: às 13h, read as à uma."""
    changing = conventions.calendar.before_hours

    def read(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
        before = match["before"].lower()
        forms = list(time.read(match, conventions))
        changed = [
            next(
                (
                    f"{other} {form}".replace("' ", "'").strip()
                    for hour, other in changing[before].items()
                    if form.split()[0] == hour
                ),
                f"{before} {form}",
            )
            for form in forms
        ]
        return changed if changed != [f"{before} {form}" for form in forms] else ()

    return Rule(
        re.compile(rf"(?P<before>{any_of(changing)}) {time.pattern.pattern}", re.IGNORECASE),
        read,
        counts=True,
    )


def _time(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > _LAST_HOUR:
        return ()
    clock = conventions.calendar.clock(hour, minute, say_in(conventions))
    times = _with_zero(minute, clock, conventions)
    second = match.groupdict().get("second")
    return _with_seconds(match, times, conventions) if second else times


def _with_zero(minute: int, times: Sequence[str], conventions: Conventions) -> Sequence[str]:
    """Times also with the zero before their minute: diecinueve cero cinco, for 19:05."""
    if not 0 < minute < 10 or conventions.numbers.pairs or conventions.numbers.count:
        return times
    zero, spoken = f" {words(0, conventions)}", f" {words(minute, conventions)}"
    starts = (time.removesuffix(spoken) for time in times if time.endswith(spoken))
    return [*times, *(f"{start}{zero}{spoken}" for start in starts)]


def _with_seconds(
    match: re.Match[str], times: Sequence[str], conventions: Conventions
) -> Sequence[str]:
    """A time of day or a duration of hours, minutes and seconds: 14:05:30."""
    hours, minutes, seconds = (str(int(match[part])) for part in ("hour", "minute", "second"))
    named = measured(seconds, "s", conventions)[:1]
    links = ["", *conventions.links[:1]]
    separator = conventions.word_separator
    ends = [words(int(seconds), conventions), *ranked(links[::-1], named, separator=" ")]
    lasting = [
        measured(number, unit, conventions)[:1] for number, unit in ((hours, "h"), (minutes, "min"))
    ]
    return [
        *ranked(times[:3], ends, separator=separator or " "),
        *ranked(*lasting, links, named, separator=separator or " "),
    ]


def _in_pairs(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A time of four digits, as timetables and armies write it in English: 0930, 1745 hours."""
    digits, _, unit = match[0].partition(" ")
    zero, hour, minute = conventions.numbers.pairs, int(digits[:2]), int(digits[2:])
    starts = [f"{start} " for start in (zero, words(0, conventions))] if hour < 10 else [""]
    after = f"{zero} {words(minute, conventions)}" if minute < 10 else words(minute, conventions)
    end = after if minute else "hundred"
    forms = [f"{start}{words(hour, conventions)} {end}" for start in starts]
    if not unit:
        return [*forms, *digit_by_digit(digits, conventions)]
    return [*(f"{form} {unit}" for form in forms), *measured(digits, "h", conventions)]


def _dotted(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A time or, where there is such a day, a date; neither after a word such as room."""
    if word_before(match) in conventions.calendar.numbered:
        return ()
    times = _time(match, conventions) if int(match["hour"]) < _LAST_HOUR else ()
    dates = numeric_date(match["hour"], match["minute"], "", conventions)
    return [*times, *dates]


def _full_hour(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """An hour of the day or a number of hours."""
    hour = int(match["hour"])
    clock = conventions.calendar.clock(hour, 0, say_in(conventions)) if hour < _LAST_HOUR else ()
    hours = measured(match["hour"], "h", conventions)
    return [*clock, *hours] if clock and " " in clock[0] else [*hours, *clock]
