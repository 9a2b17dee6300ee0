"""Numbers by themselves and between signs: 12, 3:0, 3 x 4, 3x, 1.2.3, № 5."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from miolingo.language.conventions.model import NO_NOUN, Conventions, Counted
from miolingo.language.korean import hangul
from miolingo.language.verbalization.dates import WEEKDAYS
from miolingo.language.verbalization.measures import half_forms
from miolingo.language.verbalization.numbers import (
    NUMBER,
    bare_number,
    digit_by_digit,
    read_number,
    say_in,
    split_number,
    unique,
    whole_number,
    words,
)
from miolingo.language.verbalization.rules import END, Rule, any_of, ranked, rule, word_before

_MEMORIALS = "운동|절|혁명|전쟁|사변|사태|광복|민주"
_NAMED = re.compile(r"[A-Z]{2}[ -]?$|(?<!\w)[A-Z][ -]?$")
"""What stands before the number of a flight, a train or a room: LH 438, KTX101, B204."""
_LOTS = ("번지", "번길")
"""What has a number with a part: 12-3번지, said 십이 다시 삼 번지 or 십이의 삼 번지."""
_HOURS = re.compile(r"시간? ?$")
"""What stands before minutes, which are not people."""
_FOLLOWING_WORD = re.compile(r" ([^\W\d_]{2,})")
_HANGUL = re.compile(r" ?([가-힣]+(?: [가-힣\d]+)?)")
_PARTS_OF_DAY = "오전|오후|새벽|아침|점심|저녁|밤"
_ENDINGS = ("에", "로", "을", "를", "은", "는", "이", "가", "의", "도", "까지", "짜리", "정도")
"""Of a word behind a range, after which there is no 까지."""
_PARTICLES = ("에", "로", "으로", "번", "을", "를", "은", "는", "이", "가", "")
_KOREAN_COMPARISONS = {"<": "작다", ">": "크다", "≤": "작거나 같다", "≥": "크거나 같다"}
_EXPONENT = r"(?:\^|[²³](?=[\^²³]))[\^\d²³-]{1,6}"
"""Signs that mean a raised number, among which ² and ³ stand for themselves: ^-^1², for ⁻¹²."""
_DIGITS = str.maketrans("²³", "23", "^")
_YEARS_OLD = "ans|años|anni|anos"
_VERSION_DOTS = frozenset({"point", "punt", "punkt", "ponto", "punto", "점"})
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")


def rules(conventions: Conventions) -> Sequence[Rule]:
    """The ways to write a number without a unit."""
    span = [
        rule(r"(?P<first>\d{1,4})[-~–](?P<last>\d{1,4}) ?(?P<what>[가-힣]+)", _span, counts=True),
        rule(r"(?<=[동리로길] )(?P<first>\d{1,4})-(?P<last>\d{1,4})(?!-?\d)", _lot),
        rule(
            rf"(?P<first>\d{{1,4}})(?P<counted>[가-힣]{{1,3}})(?:\((?P<day>{WEEKDAYS})\))? ?[-~–] ?"
            rf"(?P<part>(?:{_PARTS_OF_DAY}) ?)?(?P<last>\d{{1,4}})"
            rf"(?:(?P<bigger>월|시) ?(?P<rest>\d{{1,2}}(?:일|분)|반)|(?P<what>[가-힣]{{1,5}}))"
            rf"(?:\((?P<last_day>{WEEKDAYS})\))?",
            _counted_span,
        ),
        rule(
            rf"(?P<first>{NUMBER}) ?(?P<sign>[{''.join(_KOREAN_COMPARISONS)}]) ?(?P<last>{NUMBER})",
            _comparison,
        ),
        rule(r"(?<=(?P<last>[\d가-힣])) ?=", _equals, end=""),
    ]
    return (
        *(span if conventions.numbers.span else []),
        rule(rf"(?P<base>{NUMBER})(?P<exponent>{_EXPONENT})", _power, counts=True),
        rule(
            rf"(?P<number>{NUMBER}) ?[x×*] ?(?=(?:{NUMBER} ?[x×*] ?){{0,2}}{NUMBER} ?"
            rf"(?:{any_of(conventions.signs.units)}){END})",
            _factor,
            end="",
        ),
        rule(rf"(?P<first>{NUMBER}) ?[x×*] ?(?P<last>{NUMBER})", _product, counts=True),
        rule(rf"(?P<first>{NUMBER}) ?[-–] ?(?P<last>{NUMBER})(?= ?=)", _difference, counts=True),
        rule(r"(?P<first>\d{1,2})[-–](?P<last>0)(?![.,:/-]\d)", _score),
        rule(rf"(?P<number>{NUMBER}) ?[x×]", _times),
        rule(r"(?P<first>\d{1,3}):(?P<last>\d{1,3})(?![:\d])", _score),
        rule(r"\d{1,4}(?:\.\d{1,4}){1,8}(?!\d)", _version),
        rule(r"\d{1,4}(?:·\d{1,4}){1,3}(?!\d)", _memorial),
        rule(rf"\d{{1,2}}\.\d{{1,2}}(?= ?(?:{_MEMORIALS}))", _memorial, end=""),
        rule(r"(?<![^\s(])~ ?(?=[$€£]?\d)", _about, end=""),
        rule(rf"(?<![^\s(])(?P<sign>[-+]) ?(?=\d{{1,3}} (?:{_YEARS_OLD})\b)", _age, end=""),
        rule(rf"(?P<number>{NUMBER})", _number, counts=True, end=""),
    )


def numbered(conventions: Conventions) -> Rule:
    """What stands for the word number before one."""
    return rule(
        rf"(?:{conventions.number_marks or '(?!)'})(?= ?\d)|(?:n\.?[°º]|№)(?= ?[^\W\d_])",
        lambda _match, conventions: conventions.number_words,
        end="",
    )


def _number(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    text, after = match["number"], match.string[match.end() : match.end() + 40]
    if conventions.numbers.count:
        counter = _HANGUL.match(after)
        named = _NAMED.search(match.string[: match.start()])
        by_digit = named and len(text) in (3, 4)
        unit = counter[1] if counter and not by_digit and not _is_title(match) else ""
        forms = read_number(text, conventions, unit=unit)
        if unit.startswith("번") and word_before(match) in conventions.calendar.numbered:
            return unique((words(int(text), conventions), *forms))
        if unit.startswith("분") and _HOURS.search(match.string[: match.start()]):
            return forms[:1]
        if by_digit or (len(text) in (3, 4) and unit.startswith(("호", "동"))):
            return [*forms, *digit_by_digit(text, conventions)]
        dialed = text in conventions.numbers.service and unit.split(" ")[0] in _PARTICLES
        return [*digit_by_digit(text, conventions), *forms] if dialed else forms
    forms = bare_number(text, conventions, _counted(after, conventions))
    halves = half_forms(*split_number(text, conventions), NO_NOUN, conventions)
    forms = unique((*forms, *halves))
    is_name = word_before(match) in conventions.calendar.numbered
    if len(text) not in (3, 4) or not (is_name or _NAMED.search(match.string[: match.start()])):
        return forms
    halves = [words(int(half), conventions) for half in (text[:-2], text[-2:])]
    in_two = [" ".join(halves)] if text[-2] != "0" and text[0] != "0" else []
    return (*forms[:2], *digit_by_digit(text, conventions), *in_two, *forms[2:])


def _is_title(match: re.Match[str]) -> bool:
    """Whether the number is the name of a part, as in 제3장."""
    return match.string[: match.start()].endswith("제")


def _counted(after: str, conventions: Conventions) -> Counted:
    """What kind of word follows a number."""
    following = _FOLLOWING_WORD.match(after)
    word = following[1].lower() if following else ""
    bare = word.removesuffix("l")  # “al” is “a” with the article of what follows
    if not word or {word, bare} & {*conventions.links, *conventions.until}:
        return Counted.NOTHING
    if re.fullmatch(conventions.numbers.feminine_nouns, word):
        return Counted.FEMININE
    return Counted.UNKNOWN


def _span(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    first, last, what = int(match["first"]), int(match["last"]), match["what"]
    span = conventions.numbers.span
    glued = span(first, last, what) if span and first < last else ()
    until = conventions.until[0]
    starts, ends = (
        [f"{form}{what}" for form in whole_number(number, conventions, unit=what)[:2]]
        for number in (first, last)
    )
    lots = [f"{way}{what}" for way in _lot(match, conventions)]
    bare = not what.endswith(_ENDINGS)
    return [
        *(lots if what.startswith(_LOTS) else ()),
        *glued,
        *(f"{start}{until} {end}" for start, end in zip(starts, ends, strict=False)),
        *(f"{words(first, conventions)}{until} {end}" for end in ends),
        *(f"{starts[0]}부터 {end}까지" for end in ends[:1] if bare),
        *(f"{words(first, conventions)}{end}" for end in ends),
    ]


def _lot(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """The number of a lot and its part, by which Korean addresses go: 123-45."""
    first, last = (words(int(match[end]), conventions) for end in ("first", "last"))
    return [f"{first}{link} {last}" for link in (" 다시", "의")]


def _counted_span(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A Korean range whose ends both have a counter: 1일~15일."""
    starts, ends = (
        [f"{form}{what}" for form in whole_number(int(number), conventions, unit=what)[:2]]
        for number, what in (
            (match["first"], match["counted"]),
            (match["last"], match["bigger"] or match["what"]),
        )
    )
    day, last_day = (f" {match[end]}요일" if match[end] else "" for end in ("day", "last_day"))
    rest = re.sub(r"\d+", lambda digits: words(int(digits[0]), conventions), match["rest"] or "")
    after = f"{match['what'] or ''}{match.string[match.end() :]}"
    goes_on = re.match(r" ?\d|.{0,3}까지|[에의]", after)
    ways = [("부터", "" if goes_on else "까지"), ("에서", "" if goes_on else "까지")]
    ways += [("에서", ""), ("부터", "")]
    return unique(
        f"{start}{day}{since} {match['part'] or ''}{end}{rest}{last_day}{until}"
        for start, end in zip(starts, ends, strict=False)
        for since, until in ways
    )


def _equals(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """The Korean particle for =, which goes by the sound before it."""
    last = match["last"]
    syllable = words(int(last), conventions)[-1] if last.isdecimal() else last
    particle = "은" if hangul.split(syllable).coda else "는"
    others = [way for way in conventions.signs.symbols["="] if way not in ("은", "는")]
    return (particle, *others)


def _comparison(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A Korean comparison, whose sign is said last: 7 < 9."""
    first, last = (read_number(match[end], conventions)[0] for end in ("first", "last"))
    particle = "은" if hangul.split(first[-1]).coda else "는"
    return (f"{first}{particle} {last}보다 {_KOREAN_COMPARISONS[match['sign']]}",)


def _factor(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A number before × and a measure: 10 x in 10 x 15 cm."""
    number = read_number(match["number"], conventions)[:2]
    return ranked(number, conventions.by, separator=conventions.word_separator)


def _about(_match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A wave before a number: ~5 km."""
    return conventions.signs.symbols["≈"]


def _age(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A sign before an age: -18 ans."""
    return conventions.ages.get(match["sign"], ())


def _product(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    first, last = (read_number(match[end], conventions)[:2] for end in ("first", "last"))
    return ranked(first, conventions.by, last)


def _difference(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    first, last = (read_number(match[end], conventions)[:2] for end in ("first", "last"))
    return ranked(first, conventions.less or conventions.numbers.minus[:1], last)


def _power(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A number with a raised one: 10⁶, 2^8."""
    exponent = match["exponent"].translate(_DIGITS)
    if not re.fullmatch(r"-?\d{1,3}", exponent):
        return ()
    size, separator = int(exponent.removeprefix("-")), conventions.word_separator
    ordinals, number = (
        conventions.parts.ordinal(size, say_in(conventions)),
        words(size, conventions),
    )
    if exponent.startswith("-"):
        ordinals, number = (), separator.join((conventions.numbers.minus[0], number))
    base = read_number(match["base"], conventions)[0]
    return [
        way.format(base=base, exponent=number, ordinals=ordinals)
        for way in conventions.parts.power
        if ordinals or "{ordinals" not in way
    ]


def _times(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """A number of times: 3x a day."""
    number = read_number(match["number"], conventions, Counted.FEMININE)
    named = [way.format(number[0]) for way in conventions.times]
    return [*named, *(f"{form} x" for form in number[:1])]


def _score(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    first, last = (
        unique((words(int(match[end]), conventions), *_nothing(match[end], conventions)))
        for end in ("first", "last")
    )
    links = [*conventions.score, ""]
    if match["first"] == match["last"]:
        return [" ".join(filter(None, (way, link, way))) for link in links for way in first]
    return ranked(first, links, last)


def _nothing(digits: str, conventions: Conventions) -> Sequence[str]:
    """What else 0 is called in a score."""
    return (*conventions.nil, *digit_by_digit(digits, conventions)) if int(digits) == 0 else ()


def _version(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """Numbers with dots between them that are no thousands: 1.2.3, Raum 2.07."""
    named = word_before(match) in conventions.calendar.numbered
    if _THOUSANDS.fullmatch(match[0]) or (match[0].count(".") == 1 and not named):
        return ()
    separator = conventions.word_separator
    zeros = conventions.numbers.zeros or (words(0, conventions),)
    numbers = [
        [zero if group == "0" else read_number(group, conventions)[0] for group in groups]
        for groups in [match[0].split(".")]
        for zero in sorted(zeros, key=lambda zero: zero != words(0, conventions))
    ]
    dots = sorted(
        unique((*conventions.spelling.dot, *conventions.numbers.decimal_words)),
        key=lambda dot: dot not in _VERSION_DOTS,
    )
    joints = [f"{separator}{dot}{separator}" for dot in dots]
    return unique(joint.join(forms) for joint in (*joints, separator) for forms in numbers)


def _memorial(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    """Numbers with a dot between them, as Korean writes the days of its history: 6·25."""
    return digit_by_digit(match[0], conventions)


def _scale(match: re.Match[str], conventions: Conventions) -> Iterable[str]:
    first, last = (read_number(match[end], conventions)[:2] for end in ("first", "last"))
    links = [*conventions.scale, *conventions.score, ""]
    return ranked(first, links, last, separator=conventions.word_separator)


SCALE = rule(
    r"(?P<first>\d{1,2}):(?P<last>[1-9]\d{0,2}(?:[., ]\d{3}){1,3}|[1-9]\d{2,8})(?![\d:])", _scale
)
"""A ratio with a large number, which no clock shows: 1:25,000."""
