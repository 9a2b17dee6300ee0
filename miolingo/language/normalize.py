"""Normalize text to how it is spoken: without case and punctuation, digits in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

from miolingo.errors import UsageError
from miolingo.language.conventions import conventions_of
from miolingo.language.verbalization.characters import canonical, lowered, simple, visible
from miolingo.language.verbalization.expressions import expressions, unreadable
from miolingo.language.verbalization.rules import MOST_READINGS

MAX_WORDS = 60
MOST_WAYS = MOST_READINGS**2
"""Of a phrase: enough for every combination of two numbers with MOST_READINGS each."""


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
    return lowered(simple(visible(text)))


def words_of(phrase: str, language: str) -> tuple[Word, ...]:
    """Split a phrase into its words; a part without a spoken form is left out.

    Raises UsageError for a phrase without words, with more than MAX_WORDS, or with a sign of
    mathematics or money that nobody told us how to say.
    """
    conventions = conventions_of(language)
    text = canonical(phrase)
    if sign := unreadable(text.text, conventions):
        raise UsageError(f"Miolingo does not know how “{sign}” is said.", hint="Write it in words.")
    words = tuple(
        Word(text.written(found.start, found.end), found.forms)
        for found in expressions(text.text, conventions)
    )
    if not words:
        raise UsageError(
            "There is no word to say in this phrase.", hint="Give a phrase with letters or digits."
        )
    if len(words) > MAX_WORDS:
        raise UsageError(
            f"This phrase has {len(words)} words; more than {MAX_WORDS} cannot be judged at once.",
            hint="Cut it into sentences and say them one by one.",
        )
    return words


def read_aloud(phrase: str, language: str) -> str:
    """A phrase for a voice to read: digits and signs in their likeliest words, all else unchanged.

    So the voice says what is listened for, whatever it would make of ``1½`` by itself.
    """
    text = canonical(phrase)
    parts, end = [], 0
    for found in expressions(text.text, conventions_of(language)):
        written = text.written(found.start, found.end)
        if normalized(written) not in found.forms:
            start = text.places[found.start]
            parts += [text.source[end:start], found.forms[0]]
            end = start + len(written)
    return "".join((*parts, text.source[end:]))


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
