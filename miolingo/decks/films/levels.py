"""Tells how hard a sentence of a film is for a learner: by its new words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress

from miolingo.errors import UsageError
from miolingo.language.normalize import words_of

LEVELS = (
    "Level A: no new words",
    "Level B: one new word",
    "Level C: two new words",
    "Level D: three or more new words",
)
_OFTEN = 3
"""A word in as many sentences of the film is heard so often that it does not count as new."""


def levels_of(sentences: Sequence[Sequence[str]], met: Collection[str]) -> list[str]:
    """The level of each sentence, given its normalized words.

    A word is new unless the learner has ``met`` it or it is in three sentences or more.
    """
    counts = Counter(word for words in sentences for word in set(words))
    frequent = {word for word, count in counts.items() if count >= _OFTEN}
    return [
        LEVELS[min(len(set(words) - frequent - set(met)), len(LEVELS) - 1)] for words in sentences
    ]


def words_met(phrases: Iterable[str], language_code: str) -> frozenset[str]:
    """The normalized words of phrases; those that cannot be read any more have none."""
    met: set[str] = set()
    for phrase in phrases:
        with suppress(UsageError):
            met |= {form for word in words_of(phrase, language_code) for form in word.spoken}
    return frozenset(met)
