"""Cut a text into the words and expressions that it is made of, each with the ways to say it.

The kinds of expressions are tried in one order: of two that begin at the same place, the one that
is surer of itself comes first, such as a date before a decimal number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from miolingo.language.conventions.model import Conventions
from miolingo.language.verbalization import (
    addresses,
    amounts,
    clock,
    dates,
    figures,
    fractions,
    letters,
    measures,
    ordinals,
    phones,
)
from miolingo.language.verbalization.characters import lowered, simple
from miolingo.language.verbalization.numbers import changed, unique, words
from miolingo.language.verbalization.rules import MOST_READINGS, Rule, any_of, ranked, rule

_SEPARATORS = r".,;:!?·—–/~|_"
_RANGE = re.compile(r" ?[-–—~] ?(?=[\d€$£₩¥])")
_MINUS = re.compile(r"(?<!\w)[-–] ?\Z")
"""A dash right before a number, and behind no word."""
_HOUR = re.compile(r"\d(?: ?h|:\d\d)")
_DASHES = frozenset("-–—~")
_MARKUP = frozenset("<>*")
"""Signs that are read before a number only, since else they set a text off: *so*, <name>."""
_BEFORE_DIGIT = re.compile(r" ?-?\d")
_SILENT_SIGNS = frozenset("~|¬←↑→↓↔<>^`")
_JAMO = re.compile("[\u3131-\u318e]+")
_HANGUL = re.compile("[가-힣]")
_AFTER_ORDINAL = r"(?:(?<=[\divx][e.º°ª] )|(?<=(?:er|st|nd|rd|th) ))"
_ELIDED = "(?:[dln]|[cdns]?[aeou]ll|qu|quell|un)"
"""An article or a preposition before an apostrophe: dell'avv."""
_CAPITALS = re.compile("[A-Z]{2,}")
_MOST_PIECES = 6
"""Of an expression that are combined in all their ways."""


@dataclass(frozen=True)
class Expression:
    """A stretch of a text, and the ways to say it, the most usual first."""

    start: int
    end: int
    forms: tuple[str, ...]
    counts: bool = False


def expressions(text: str, conventions: Conventions) -> Iterator[Expression]:
    """The words and expressions of a canonical text, in their order.

    What stands together without a space is one expression: a number and its unit, a word and its
    particle. An expression without a spoken form is left out.
    """
    pieces: list[Expression] = []
    before: Expression | None = None
    for piece in _pieces(text, conventions):
        if pieces and not _is_glued(text[pieces[-1].end : piece.start], pieces[-1], piece):
            before = _joined(pieces, before, text, conventions)
            yield from _sayable(before)
            pieces = []
        pieces.append(piece)
    if pieces:
        yield from _sayable(_joined(pieces, before, text, conventions))


def _sayable(expression: Expression) -> Sequence[Expression]:
    return (expression,) if expression.forms else ()


def _pieces(text: str, conventions: Conventions) -> Iterator[Expression]:
    place = 0
    while place < len(text):
        piece = _piece(text, place, conventions)
        if piece:
            yield piece
            place = piece.end
        else:
            place += 1


def _piece(text: str, place: int, conventions: Conventions) -> Expression | None:
    """What begins at a place; nothing where that is a space or punctuation."""
    if text[place].isspace():
        return None
    for kind in _rules(conventions):
        match = kind.pattern.match(text, place)
        forms = tuple(filter(None, kind.read(match, conventions))) if match else ()
        if match and forms:
            return Expression(place, match.end(), forms, kind.counts)
    symbol = conventions.signs.symbols.get(text[place])
    if symbol and (text[place] not in _MARKUP or _BEFORE_DIGIT.match(text, place + 1)):
        return Expression(place, place + 1, tuple(symbol))
    return _word(text, place, conventions)


@cache
def _rules(conventions: Conventions) -> tuple[Rule, ...]:
    """Every kind of expression, the surest of itself first."""
    return (
        *dates.rules(conventions),
        *_abbreviations(conventions),
        *addresses.rules(conventions),
        figures.numbered(conventions),
        *phones.rules(conventions),
        figures.SCALE,
        letters.GENERATION,
        *clock.rules(conventions),
        *fractions.rules(conventions),
        *ordinals.rules(conventions),
        *amounts.rules(conventions),
        *measures.rules(conventions),
        *figures.rules(conventions),
        *letters.rules(conventions),
    )


def _abbreviations(conventions: Conventions) -> Sequence[Rule]:
    listed = conventions.abbreviations
    known = {**_spaced(listed), **_without_last_dot(listed), **listed}
    also_words = {f"{word}." for word in conventions.also_words.split()} & known.keys()
    link = f"{conventions.calendar.month_link} ".lstrip()
    months = {
        short: unique((f"{link}{month}", month))
        for short, ways in known.items()
        for month in ways
        if month in conventions.calendar.months
    }
    return (
        _looked_up(months, after=r"(?:(?<=\d )|(?<=\d[.º°] ))"),
        _looked_up(
            {short: ways[1:] or ways for short, ways in months.items()}, after=r"(?<=\d de )"
        ),
        _looked_up({short: known[short] for short in known if " " in short}),
        _looked_up(conventions.after_ordinals, after=_AFTER_ORDINAL),
        _looked_up(conventions.titles, r"(?=\s*(?-i:[A-ZÀ-Þ]))"),
        _looked_up({short: known[short] for short in known.keys() - also_words}, "(?!@)"),
        _looked_up(
            {short: known[short] for short in also_words},
            r"(?=\s?[-–,/\d]|\s(?-i:[a-zß-ÿ]|[IVXLC]+\b))",
        ),
    )


def _looked_up(known: Mapping[str, Sequence[str]], followed_by: str = "", after: str = "") -> Rule:
    """A rule for texts that a table has the ways to say of."""

    def read(match: re.Match[str], conventions: Conventions) -> Sequence[str]:
        short = match["short"]
        dotted = f"{short}.".lower() in conventions.abbreviations
        name = _CAPITALS.fullmatch(short) and match.string.upper() != match.string
        if name and dotted and short.lower() not in conventions.abbreviations:
            return ()  # KL 1234 is a flight, no “kl.”
        return [(match["elided"] or "").lower() + way for way in known[short.lower()]]

    elided = rf"(?P<elided>\b{_ELIDED}')?"
    return rule(f"{after}{elided}(?P<short>{any_of(known)}){followed_by}", read, counts=True)


def _spaced(known: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Abbreviations of several letters with a space after each dot: z. B., p. ex."""
    several = {short: ways for short, ways in known.items() if re.fullmatch(r"(\w\.){2,}", short)}
    return {short.replace(".", ". ").strip(): ways for short, ways in several.items()}


def _without_last_dot(known: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Abbreviations that can be no word, as people write them without the dot: nr, p.m."""
    return {
        short[:-1]: ways
        for short, ways in known.items()
        if short.endswith(".")
        and ("." in short[:-1] or re.fullmatch("[b-df-hj-np-tv-xz]{2,}.", short))
    }


def _word(text: str, place: int, conventions: Conventions) -> Expression | None:
    """The run of letters that begins at a place, as it is spelled or as others spell it."""
    first = place + 1 if text[place] == "'" else place
    match = _run(conventions).match(text, place) if _is_letter(text[first : first + 1]) else None
    if not match:
        return None
    run = match[0] if not _HANGUL.search(text) else _JAMO.sub("", match[0])
    forms = tuple(
        filter(None, (spoken(form) for form in (run, *changed(run, conventions.other_spellings))))
    )
    if not forms:
        return None
    end = max(index for index, sign in enumerate(match[0]) if _is_letter(sign)) + 1
    if match[0][end : end + 1] == "'" != text[place]:
        end += 1
    return Expression(place, place + end, forms)


@cache
def _run(conventions: Conventions) -> re.Pattern[str]:
    """Letters with whatever stands among them but spaces, digits and signs with a meaning."""
    signs = re.escape("".join(sign for sign in conventions.signs.symbols if len(sign) == 1))
    latin = "" if conventions.word_separator else "a-zA-Z"
    stops = rf"\s\d{_SEPARATORS}{latin}{signs}-"
    return re.compile(rf"'?[^'{stops}](?:[^{stops}]|-(?=[^\W\d_]))*")


def _is_glued(between: str, left: Expression, right: Expression) -> bool:
    """Whether two pieces are one expression: nothing but quotes or a hyphen is between them."""
    if any(sign.isspace() or sign in _SEPARATORS for sign in between):
        return False
    return not ("-" in between and left.counts and right.counts)


def _joined(
    pieces: Sequence[Expression], before: Expression | None, text: str, conventions: Conventions
) -> Expression:
    """The pieces of an expression as one, with what its place among others adds."""
    first, last = pieces[0], pieces[-1]
    separator = conventions.word_separator
    if len(pieces) <= _MOST_PIECES:
        forms = list(pieces[0].forms)
        for piece in pieces[1:]:
            forms = ranked(forms, piece.forms, separator=separator)
    else:
        forms = [separator.join(piece.forms[0] for piece in pieces)]
    start = first.start
    hour = bool(_HOUR.search(text[start : last.end]))
    if before and before.counts and first.counts and _is_range(text[before.end : start]):
        until = [*(conventions.calendar.until_hour if hour else ()), *conventions.until]
        forms = [*_after(until, forms[:4], separator), *forms]
    elif (
        first.counts
        and (minus := _MINUS.search(text, 0, start))
        and _is_minus(minus, text[start : last.end])
    ):
        start = minus.start()
        forms = _negative(forms, text[start : last.end], conventions)
    if last.counts and _RANGE.match(text, last.end):
        since = [*conventions.since, *(conventions.calendar.since_hour if hour else ())]
        forms = [*forms[: MOST_READINGS // 2], *_after(since, forms[:4], separator)]
    cleaned = tuple(dict.fromkeys(filter(None, map(spoken, forms))))
    return Expression(start, last.end, cleaned[:MOST_READINGS], last.counts)


def _is_range(between: str) -> bool:
    return between.strip() in _DASHES


def _is_minus(dash: re.Match[str], number: str) -> bool:
    """Whether a dash before a number is its own; with a space behind it only of a temperature."""
    return not dash[0].endswith(" ") or bool(re.search(r"\d ?[°도]", number))


def _negative(forms: Sequence[str], written: str, conventions: Conventions) -> list[str]:
    """A number below zero; of a temperature that is also said so."""
    numbers = conventions.numbers
    degrees = numbers.below_zero if re.search("[°도]", written) else ()
    minus = _after(numbers.minus, forms[:6], conventions.word_separator)
    count = re.search(r"\d+", written) if degrees and not numbers.count else None
    bare = [words(int(count[0]), conventions)] if count else []
    below = [way.format(form) for way in degrees for form in (*forms[:2], *bare)]
    return [*minus[:6], *below, *minus[6:]] or list(forms)


def _after(words: Sequence[str], forms: Sequence[str], separator: str) -> list[str]:
    return [separator.join((word, form)) for form in forms for word in words]


def unreadable(text: str, conventions: Conventions) -> str:
    """The first sign of mathematics or money that nobody told us how to say; empty for none."""
    known = conventions.signs.symbols.keys() | {"+"} | _SILENT_SIGNS
    signs = (sign for sign in text if unicodedata.category(sign) in {"Sm", "Sc"})
    currencies = "".join(conventions.signs.currencies)
    unknown = (sign for sign in signs if sign not in known and sign not in currencies)
    return next(unknown, "") if conventions.signs.symbols else ""


def spoken(text: str) -> str:
    """Keep letters with their marks, the apostrophes and hyphens at them, and single spaces."""
    kept = "".join(sign for sign in lowered(simple(text)) if sign in "'- " or _is_letter(sign))
    words = (_unquoted(word.strip("-")) for word in kept.split())
    return " ".join(word for word in words if any(map(str.isalpha, word)))


def _unquoted(word: str) -> str:
    return word.strip("'") if word.startswith("'") and word.endswith("'") else word


def _is_letter(sign: str) -> bool:
    return bool(sign) and unicodedata.category(sign)[0] in "LM"
