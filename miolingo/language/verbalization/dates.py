"""Dates: 3 May, May 3rd, 24.12.2024, 2024-12-24."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product

from miolingo.language.conventions.model import Calendar, Conventions
from miolingo.language.verbalization.numbers import say_in, unique, year_forms
from miolingo.language.verbalization.rules import (
    MOST_READINGS,
    Rule,
    any_of,
    fitting,
    ranked,
    rule,
    word_before,
)

WEEKDAYS = "[월화수목금토일]"
_LAST_DAY, _LAST_MONTH = 31, 12


def rules(conventions: Conventions) -> Sequence[Rule]:
    """The ways to write a date."""
    calendar = conventions.calendar
    short = [name[:length] for name in calendar.months for length in (3, 4)]
    months = any_of([*calendar.months, *(short if calendar.month_first else [])])
    ordinal_ends = conventions.parts.ordinal_ends or "(?!)"
    ends = f"(?:{ordinal_ends}|°)?"
    link = rf"(?:{calendar.month_link}\s)?" if calendar.month_link else ""
    until = rf"(?:[-–—~]\d{{1,2}}{ends})?"
    named = rf"(?P<day>\d{{1,2}}){ends}\s{link}(?P<month>{months})\b\.?"
    return (
        rule(rf"(?:(?<=\d)(?P<date>일)|(?<=\d\.)) ?\((?P<weekday>{WEEKDAYS})\)", _weekday),
        rule(
            rf"(?<![가-힣\d])(?P<first>{WEEKDAYS})[-–~](?P<last>{WEEKDAYS})(?:요일)?(?![가-힣])",
            _weekdays,
        ),
        rule(
            r"(?P<year>\d{4})([-./]) ?(?P<month>\d{1,2})\2 ?(?P<day>\d{1,2})(?!\d)\.?",
            _numeric,
            counts=True,
        ),
        rule(
            r"(?P<day>\d{1,2})([-./]) ?(?P<month>\d{1,2})\2 ?(?P<year>\d{4}|\d\d)(?!\d|\2\d)",
            _numeric,
            counts=True,
        ),
        rule(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.(?! ?\d)", _numeric, counts=True),
        rule(r"(?P<day>\d{1,2})-(?P<month>\d{1,2})(?!-?\d)", _after_word),
        rule(
            rf"(?P<day>\d{{1,2}})(?:{ordinal_ends}|°)/(?P<month>\d{{1,2}})"
            r"(?:/(?P<year>\d{4}|\d\d))?(?![/\d])",
            _numeric,
        ),
        *(_weekday_ranges(calendar) if calendar.weekdays else ()),
        *([_short_weekday(calendar, any_of(_months(calendar)))] if calendar.weekdays else ()),
        *(
            [
                rule(rf"{named}", _with_month),
                rule(
                    rf"(?P<month>{months})\.?\s(?P<day>\d{{1,2}}){ends}"
                    rf"(?: ?(?P<link>&|and|[-–—]) ?(?P<other>\d{{1,2}}){ends}(?!\d))?"
                    r"(?![\d:.,]\d)",
                    _with_month,
                ),
            ]
            if calendar.month_first
            else [
                rule(
                    rf"(?P<day>\d{{1,2}}){ends}(?={until}\s{link}(?:{months})\b)",
                    _day,
                    counts=True,
                    end="",
                )
            ]
        ),
    )


def _months(calendar: Calendar) -> Sequence[str]:
    return [*calendar.months, *(name[:3] for name in calendar.months)]


def _shortened(names: Sequence[str]) -> Sequence[str]:
    """The beginnings of names that tell them apart, as people shorten them."""
    shortened = [name[:length] for name in names for length in (2, 3, 4)]
    return [text for text in shortened if shortened.count(text) == 1]


def _short_weekday(calendar: Calendar, months: str) -> Rule:
    """A shortened day of the week before a date: Mi, 3.7."""
    link = rf"(?:{calendar.month_link} )?" if calendar.month_link else ""
    day = r"\d{1,2}(?:\.|º|°|er|st|nd|rd|th)?"
    date = rf"{day} {link}(?:{months})|\d{{1,2}}([./-])\d{{1,2}}(?:\b|\2)|(?:{months})\.? {day}"
    return rule(
        rf"(?P<short>{any_of(_shortened(calendar.weekdays))}),?(?= (?:{date}))",
        lambda match, _: unique(
            form
            for name in calendar.weekdays
            if name.startswith(match["short"].lower())
            for form in (name.partition("-")[0], name)
        ),
    )


def _weekday_ranges(calendar: Calendar) -> Sequence[Rule]:
    """Days of the week from one to another, shortened or not: lun.-ven., Mo–Fr."""
    names = any_of([*calendar.weekdays, *_shortened(calendar.weekdays)])

    def read(match: re.Match[str], _conventions: Conventions) -> Iterable[str]:
        first, last = (
            next(name for name in calendar.weekdays if name.startswith(match[end].lower()))
            for end in ("first", "last")
        )
        if first == last:
            return ()
        ends = [first.partition("-")[0], first], [last.partition("-")[0], last]
        link = match["link"] and f"{{}} {calendar.weekday_links[match['link'].lower()]} {{}}"
        ways = [link] if link else calendar.weekday_ranges
        return unique(way.format(*days) for days in product(*ends) for way in ways)

    between = rf"(?: ?[-–—] ?| (?P<link>{any_of(calendar.weekday_links)}) )"
    return [rule(rf"(?P<first>{names})\.?{between}(?P<last>{names})\b\.?", read, end="")]


def numeric_date(first: str, second: str, year: str, conventions: Conventions) -> list[str]:
    """The ways to say a date in digits, whichever comes first in the language."""
    day_first, month_first = (int(first), int(second)), (int(second), int(first))
    orders = {"d": [day_first], "m": [month_first], "md": [month_first, day_first]}
    dates = orders[conventions.calendar.numeric_order]
    return _said(dict.fromkeys(dates), year, conventions)


def _said(dates: Iterable[tuple[int, int]], year: str, conventions: Conventions) -> list[str]:
    """The ways to say days and months; none of those that no calendar has."""
    valid = [
        (day, month) for day, month in dates if 1 <= day <= _LAST_DAY and 1 <= month <= _LAST_MONTH
    ]
    years = year_forms(year, conventions)[:2] if year else [""]
    say, date = say_in(conventions), conventions.calendar.date
    each = [unique(form for spoken in years for form in date(*day, spoken, say)) for day in valid]
    return [form for forms in each for form in forms[: MOST_READINGS // len(each)]]


def _numeric(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    year = match.groupdict().get("year") or ""
    if match.string.startswith(year, match.start()) and len(year) == 4:
        said = _said([(int(match["day"]), int(match["month"]))], year, conventions)
        return fitting(said, match, conventions)
    return fitting(
        numeric_date(match["day"], match["month"], year, conventions), match, conventions
    )


def _after_word(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A day and a month with a hyphen, where the word before says that they are no range.

    31-12 is no range by itself; as a score it is said as a date may be, by its two numbers.
    """
    calendar, word = conventions.calendar, word_before(match).rstrip(".")
    weekday = any(name.startswith(word) for name in calendar.weekdays) and len(word) > 1
    falling = int(match["day"]) > _LAST_MONTH
    is_date = word in calendar.before_dates or weekday or falling
    return _numeric(match, conventions) if calendar.before_dates and is_date else ()


def _weekday(match: re.Match[str], _conventions: Conventions) -> Iterable[str]:
    """The day of the week behind a Korean date: 8일(수)."""
    date, weekday = match["date"] or "", match["weekday"]
    return (f"{date} {weekday}요일", f"{date} {weekday}")


def _weekdays(match: re.Match[str], _conventions: Conventions) -> Iterable[str]:
    """Korean days of the week from one to another: 월~금."""
    first, last = match["first"], match["last"]
    return (
        f"{first}요일부터 {last}요일까지", f"{first}요일에서 {last}요일까지",
        f"{first}요일에서 {last}요일", f"{first}에서 {last}",
    )  # fmt: skip


def _day(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    day = int(match["day"])
    if not 1 <= day <= _LAST_DAY:
        return ()
    return fitting(conventions.calendar.day(day, say_in(conventions)), match, conventions)


def _with_month(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """The day and its month in either order: the third of May, May third."""
    day, month = int(match["day"]), match["month"].lower()
    if not 1 <= day <= _LAST_DAY:
        return ()
    full = next(name for name in conventions.calendar.months if name.startswith(month))
    spoken = conventions.calendar.day(day, say_in(conventions))
    after = [f"{full} {form}" for form in (spoken[0], f"the {spoken[0]}", *spoken[1:])]
    if other := match.groupdict().get("other"):
        until = (*conventions.until, *conventions.calendar.weekday_links.values())
        links = unique(until) if match["link"] in "-–—" else conventions.links
        return _to_day(after, links, int(other), conventions)
    article = "" if match.string[: match.start()].lower().endswith("the ") else "the "
    before = [f"{article}{spoken[0]} of {full}", f"{spoken[0]} of {full}"]
    before += [f"{form} {full}" for form in spoken]
    return [*after, *before] if match.start("month") < match.start("day") else [*before, *after]


def _to_day(
    starts: Sequence[str], links: Sequence[str], day: int, conventions: Conventions
) -> list[str]:
    """A date with one more day: May 3 & 4, May 3–4."""
    ends = conventions.calendar.day(day, say_in(conventions)) if 1 <= day <= _LAST_DAY else ()
    ends = [*ends[:1], *(f"the {end}" for end in ends[:1]), *ends[1:]]
    alike = [
        f"{start} {link} {end}" for link in links for start, end in zip(starts, ends, strict=False)
    ]
    return list(unique([*alike[:9], *ranked(starts, links, ends)]))[:MOST_READINGS]
