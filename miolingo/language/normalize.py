"""Normalize text to how it is spoken: without case and punctuation, digits in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, islice, product

from miolingo.errors import UsageError
from miolingo.language.conventions import conventions_of
from miolingo.language.conventions.model import Conventions
from miolingo.language.numbers import MOST_READINGS, spoken_numbers, whole_pattern

MAX_WORDS = 60
MOST_WAYS = MOST_READINGS**2
"""Of a phrase: enough for every combination of two numbers with MOST_READINGS each."""
_SAME_SIGNS = str.maketrans(
    dict.fromkeys("’‘ʼ´`ʹ′", "'") | dict.fromkeys("‐‑⁃", "-") | {"⁄": "/", "−": "-"}
)
_DASH = re.compile(r"[—―]|(?<=[^\W\d])[–/](?=[^\W\d])|\.\.+|…")
_THOUSANDS = re.compile(r"(?<=\d)['’\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_DIGIT = re.compile(r"\d")
_DOTTED_I = "i\u0307"
_EMOJI_STYLE = re.compile("[\ufe00-\ufe0f]")
_BEFORE, _AFTER = "([{<«„“”\"'¿¡-", ")]}>»“”\"'?!,;:-"


@dataclass(frozen=True)
class Word:
    """A word of a phrase as ``written``, and the ways to say it, normalized, most usual first.

    A way to say it may be several words with spaces between them.
    """

    written: str
    spoken: tuple[str, ...]


def normalized(text: str) -> str:
    """Bring a text to one Unicode form and case: NFKC, lower case, simple quotes and hyphens.

    Invisible characters, such as soft hyphens, are left out.
    """
    composed = unicodedata.normalize("NFKC", _visible(text)).translate(_SAME_SIGNS).lower()
    return unicodedata.normalize("NFC", composed).replace(_DOTTED_I, "i")


def words_of(phrase: str, language: str) -> tuple[Word, ...]:
    """Split a phrase into its words; a part without a spoken form is left out.

    Raises UsageError for a phrase without words or with more than MAX_WORDS.
    """
    conventions = conventions_of(language)
    words: list[Word] = []
    after_number = False
    for written in _written_words(phrase, conventions):
        forms = _spoken_forms(normalized(written), conventions, after_number=after_number)
        after_number = written[-1].isnumeric()
        if forms:
            words.append(Word(_trimmed(written, conventions), forms))
    if not words:
        raise UsageError(
            "There is no word to say in this phrase.", hint="Give a phrase with letters or digits."
        )
    if len(words) > MAX_WORDS:
        raise UsageError(
            f"This phrase has {len(words)} words; more than {MAX_WORDS} cannot be judged at once.",
            hint="Split it into sentences and say them one by one.",
        )
    return tuple(words)


def ways_to_say(words: Sequence[Word]) -> tuple[str, ...]:
    """Join the spoken forms of a phrase's words to the ways in which the phrase may be said.

    The first way has the most usual form of every word; those that differ from it in one word
    follow, then those that differ in two, and so on. At most MOST_WAYS.
    """
    ways = (" ".join(forms) for forms in islice(_combined_forms(words), MOST_WAYS))
    return tuple(dict.fromkeys(ways))


def _combined_forms(words: Sequence[Word]) -> Iterator[tuple[str, ...]]:
    varying = [index for index, word in enumerate(words) if len(word.spoken) > 1]
    for count in range(len(varying) + 1):
        for changed in combinations(varying, count):
            yield from product(
                *(
                    word.spoken[1:] if index in changed else word.spoken[:1]
                    for index, word in enumerate(words)
                )
            )


def _written_words(phrase: str, conventions: Conventions) -> list[str]:
    """Split at spaces and dashes; a time, an amount or a spaced abbreviation is one part."""
    text = _THOUSANDS.sub("", _visible(unicodedata.normalize("NFC", phrase)))
    return [
        word
        for match in _word_pattern(conventions).finditer(text)
        for word in _undashed(match, conventions)
    ]


def _undashed(match: re.Match[str], conventions: Conventions) -> list[str]:
    if match["whole"] or match[0].lower() in conventions.units:
        return [match[0]]
    return _DASH.sub(" ", match[0]).split()


@cache
def _word_pattern(conventions: Conventions) -> re.Pattern[str]:
    spaced = [re.escape(short) for short in conventions.abbreviations if " " in short]
    whole = "|".join((*spaced, whole_pattern(conventions)))
    opened, closed = re.escape(_BEFORE), re.escape(_AFTER)
    thing = rf"(?<!\S)[{opened}]*(?P<whole>{whole})(?=[\s.{closed}]|$)"
    return re.compile(rf"{thing}|\S+", re.IGNORECASE)


def _spoken_forms(text: str, conventions: Conventions, *, after_number: bool) -> tuple[str, ...]:
    """The ways to say a normalized word, the most usual first."""
    bare = text.lstrip(_BEFORE).rstrip(_AFTER)
    known = conventions.abbreviations.get(bare) or (
        conventions.units.get(bare.rstrip(".")) if after_number else None
    )
    if known:
        return tuple(known)
    spoken = spoken_numbers(text, conventions) if _DIGIT.search(text) else (text,)
    forms = (_spoken_part(form) for number in spoken for form in _with_symbols(number, conventions))
    return tuple(dict.fromkeys(form for form in forms if form))[:MOST_READINGS]


def _with_symbols(text: str, conventions: Conventions) -> list[str]:
    """The text with each symbol in it in words, in at most MOST_READINGS combinations."""
    parts = [
        [f" {word} " for word in conventions.symbols[sign]] if sign in conventions.symbols else sign
        for sign in text
    ]
    return ["".join(way) for way in islice(product(*parts), MOST_READINGS)]


def _spoken_part(text: str) -> str:
    """Keep letters with their marks, the apostrophes and hyphens at them, and single spaces."""
    kept = "".join(sign for sign in text if sign in "'- " or _is_letter(sign))
    words = (_unquoted(word.strip("-")) for word in kept.split())
    return " ".join(word for word in words if any(map(str.isalpha, word)))


def _unquoted(word: str) -> str:
    return word.strip("'") if word.startswith("'") and word.endswith("'") else word


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM"


def _is_sayable(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"


def _visible(text: str) -> str:
    """The text without characters that only control how others are shown."""
    hidden = (sign for sign in text if unicodedata.category(sign) not in {"Cf", "Me"})
    return _EMOJI_STYLE.sub("", "".join(hidden))


def _trimmed(written: str, conventions: Conventions) -> str:
    """The word without the punctuation around it; an apostrophe on one side belongs to it."""
    symbols = {*conventions.symbols, *conventions.currencies}
    sayable = [
        index
        for index, sign in enumerate(written)
        if any(map(_is_sayable, normalized(sign))) or sign in symbols
    ]
    first, end = sayable[0], sayable[-1] + 1
    before, after = (
        _is_apostrophe(sign) for sign in (written[first - 1 : first], written[end : end + 1])
    )
    return written[first - (before and not after) : end + (after and not before)]


def _is_apostrophe(sign: str) -> bool:
    return sign.translate(_SAME_SIGNS) == "'"
