"""Times of day: 8:40, 8h40, 8.40 Uhr."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from miolingo.language.conventions.model import Conventions
from miolingo.language.verbalization.dates import numeric_date
from miolingo.language.verbalization.measures import measured
from miolingo.language.verbalization.numbers import digit_by_digit, say_in, words
from miolingo.language.verbalization.rules import END, Rule, ranked, rule

_LAST_HOUR = 24


def rules(conventions: Conventions) -> Sequence[Rule]:
    """The ways to write a time."""
    calendar = conventions.calendar
    mark = rf"(?:\s?(?:{calendar.clock_marks or '(?!)'})(?!\w))"
    time = r"(?P<hour>\d{1,2})(?:\s?h\s?|:)(?P<minute>[0-5]\d)"
    dotted = r"(?P<hour>\d{1,2})\.(?P<minute>[0-5]\d)"
    in_pairs = rule(r"0\d[0-5]\d(?: hours)?|(?:1\d|2[0-3])[0-5]\d hours", _in_pairs, counts=True)
    full = rf"{time}(?! ?min\b)(?::(?P<second>[0-5]\d))?(?![:\d]){mark}?"
    return (
        *([in_pairs] if conventions.numbers.pairs else []),
        rule(full, _time, counts=True, end=rf"(?:{END}|(?=[ap]m\b))"),
        rule(rf"{dotted}{mark}", _time, counts=True),
        rule(calendar.clock_in_words or "(?!)", _time, counts=True),
        *([rule(rf"{dotted}(?!\d|[.,]\d)", _dotted, counts=True)] if calendar.dot_is_time else []),
        rule(r"(?P<hour>\d{1,2})\s?h(?! ?(?:½|\d/\d))", _full_hour, counts=True),
    )


def _time(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > _LAST_HOUR:
        return ()
    times = conventions.calendar.clock(hour, minute, say_in(conventions))
    second = match.groupdict().get("second")
    return ranked(times, [words(int(second), conventions)]) if second else times


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
    """A time or, where there is such a day, a date."""
    times = _time(match, conventions) if int(match["hour"]) < _LAST_HOUR else ()
    dates = numeric_date(match["hour"], match["minute"], "", conventions)
    return [*times, *dates]


def _full_hour(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """An hour of the day or a number of hours."""
    hour = int(match["hour"])
    clock = conventions.calendar.clock(hour, 0, say_in(conventions)) if hour < _LAST_HOUR else ()
    hours = measured(match["hour"], "h", conventions)
    return [*clock, *hours] if clock and " " in clock[0] else [*hours, *clock]
