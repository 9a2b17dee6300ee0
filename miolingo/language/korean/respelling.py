"""Respell Korean words whose letters alone do not tell how they are said.

The lexicon comes first; rules for parts of words do what it leaves. Where more than one way is in
use, a letter has several respellings, the likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, product

from miolingo.language.korean import lexicon
from miolingo.language.korean.changes import Change, Usage, mark_changes
from miolingo.language.korean.hangul import is_syllable
from miolingo.language.korean.rules import rules


def spellings(phrase: str) -> Iterator[str]:
    """Yield the phrase as its words are respelled, the likeliest first.

    Those that differ from the first in one letter follow it, then those that differ in two, and so
    on: possibly very many.
    """
    ways = letter_ways(phrase)
    varying = [index for index, letters in enumerate(ways) if len(letters) > 1]
    for count in range(len(varying) + 1):
        for changed in combinations(varying, count):
            yield from map(
                "".join,
                product(
                    *(
                        letters[1:] if index in changed else letters[:1]
                        for index, letters in enumerate(ways)
                    )
                ),
            )


def letter_ways(phrase: str) -> list[tuple[str, ...]]:
    """The respellings of each letter of the phrase, the likeliest first."""
    ways: list[tuple[str, ...]] = [(letter,) for letter in phrase]
    settled: set[int] = set()
    for match in _lexicon_pattern().finditer(phrase):
        settled.update(range(match.start(), match.end()))
        for offset, usage, change in _lexicon()[match[0]]:
            _apply(ways, match.start() + offset, usage, change)
    for usage, change, pattern in rules():
        for match in pattern.finditer(phrase):
            index = match.start(1)
            if index not in settled and is_syllable(phrase[index]):
                _apply(ways, index, usage, change)
    return ways


def _apply(ways: list[tuple[str, ...]], index: int, usage: Usage, change: Change) -> None:
    """Respell one letter, keeping the ways that it had where the change is not the only one."""
    before = ways[index]
    changed = tuple(map(change, before))
    if usage is Usage.ALWAYS:
        ways[index] = tuple(dict.fromkeys(changed))
    elif usage is Usage.USUALLY:
        ways[index] = tuple(dict.fromkeys(changed + before))
    else:
        ways[index] = tuple(dict.fromkeys(before + changed))


@cache
def _lexicon() -> dict[str, Sequence[tuple[int, Usage, Change]]]:
    """The changes of each word of the lexicon: which letter, how usual, what becomes of it."""
    lists = (
        (Usage.USUALLY, _sino(lexicon.SINO_USUALLY)),
        (Usage.ALWAYS, _sino(lexicon.SINO_ALWAYS)),
        (Usage.SOMETIMES, lexicon.SOMETIMES.split()),
        (Usage.USUALLY, lexicon.USUALLY.split()),
        (Usage.ALWAYS, lexicon.ALWAYS.split()),
        (Usage.ALWAYS, lexicon.PLAIN.split()),
    )
    entries: dict[str, Sequence[tuple[int, Usage, Change]]] = {}
    for usage, words in lists:
        for marked in words:
            word, changes = mark_changes(marked)
            entries[word] = [(index, usage, change) for index, change in changes]
    return entries


def _sino(table: str) -> list[str]:
    """The marked words of a table that has a first syllable and its second ones in each group."""
    return [f"{group[0]}'{second}" for group in table.split() for second in group[1:]]


@cache
def _lexicon_pattern() -> re.Pattern[str]:
    """Any word of the lexicon, the longest first; one that may end in a particle begins a word."""
    words = sorted(_lexicon(), key=len, reverse=True)
    return re.compile(
        "|".join(rf"(?<![가-힣]){word}" if word[-1] in "가과" else word for word in words)
    )
