"""Which tokens of a hypothesis stand for which word of the phrase.

Dynamic programming over words and tokens, as for the word error rate, but with costs by sound and
with a span of tokens for each word, since a recognizer may take one word for several.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from miolingo.judging.decoding.hypothesis import HypothesisWord
from miolingo.judging.reference_text import ReferenceText, ReferenceWord
from miolingo.language.pronunciation import sound_similarity, sounds

# Costs for a word of six sounds; docs/scoring.md has them. They were chosen on the tuning half of
# benchmarks/judgement. A token costs a little by itself, so that of two ways to add the same sounds
# the one with fewer tokens is taken. Costs that differ by rounding alone are equal: the step
# that was found first stays then, on any machine.
_SUBSTITUTION = 0.05
_DELETION = 0.6
_INSERTION = 0.3
_INSERTED_TOKEN = 0.02
_ROUNDING = 1e-9
_USUAL_SOUNDS = 6
_LONGEST_SPAN = 8
_LEAST_SIMILARITY = 0.2


@dataclass(frozen=True)
class Match:
    """Tokens ``start`` to ``end`` (exclusive) stood for a word; ``similarity`` is 0-1."""

    start: int
    end: int
    similarity: float


@dataclass(frozen=True)
class Inserted:
    """Tokens ``start`` to ``end`` (exclusive) were said before the word at ``position``."""

    position: int
    start: int
    end: int


@dataclass(frozen=True)
class Alignment:
    """For each word of a phrase what stands for it, or None; and what was added."""

    words: tuple[Match | None, ...]
    insertions: tuple[Inserted, ...]


@dataclass(frozen=True)
class _Step:
    cost: float
    word: int
    token: int
    match: Match | None = None


def align(reference: ReferenceText, tokens: Sequence[HypothesisWord]) -> Alignment:
    """Align the words of a phrase with the tokens of a hypothesis at the least cost."""
    language = reference.language
    lengths = [len(sounds(token.word, language)) for token in tokens]
    best = [[_Step(math.inf, 0, 0)] * (len(tokens) + 1) for _ in range(len(reference.words) + 1)]
    best[0][0] = _Step(0.0, 0, 0)

    def offer(word: int, token: int, step: _Step) -> None:
        if step.cost < best[word][token].cost - _ROUNDING:
            best[word][token] = step

    for i in range(len(reference.words) + 1):
        for j in range(len(tokens) + 1):
            so_far = best[i][j].cost
            if j < len(tokens):
                cost = _INSERTION * lengths[j] / _USUAL_SOUNDS + _INSERTED_TOKEN
                offer(i, j + 1, _Step(so_far + cost, i, j))
            if i < len(reference.words):
                weight = _weight(reference.words[i], language)
                offer(i + 1, j, _Step(so_far + _DELETION * weight, i, j))
                for match in _matches(reference.words[i], tokens, lengths, j, language):
                    cost = _substitution_cost(match.similarity) * weight
                    offer(i + 1, match.end, _Step(so_far + cost, i, j, match))
    return _traced(best)


def _weight(word: ReferenceWord, language: str) -> float:
    return max(1.0, len(sounds(word.word.spoken[0], language)) / _USUAL_SOUNDS)


def _substitution_cost(similarity: float) -> float:
    return 0.0 if similarity == 1 else _SUBSTITUTION + (1 - _SUBSTITUTION) * (1 - similarity)


def _matches(
    word: ReferenceWord,
    tokens: Sequence[HypothesisWord],
    lengths: Sequence[int],
    start: int,
    language: str,
) -> list[Match]:
    """The stretches of tokens from ``start`` that may stand for a word."""
    most_sounds = 2 * max(len(sounds(form, language)) for form in word.word.spoken) + 4
    matches = []
    for end in range(start + 1, min(len(tokens), start + _LONGEST_SPAN) + 1):
        if sum(lengths[start:end]) > most_sounds:
            break
        similarity = _similarity(word, tuple(token.word for token in tokens[start:end]), language)
        if similarity > _LEAST_SIMILARITY:
            matches.append(Match(start, end, similarity))
    return matches


def _similarity(word: ReferenceWord, recognized: tuple[str, ...], language: str) -> float:
    if recognized in word.variants:
        return 1.0
    return max(sound_similarity(form, recognized, language) for form in word.word.spoken)


def _traced(best: list[list[_Step]]) -> Alignment:
    i, j = len(best) - 1, len(best[0]) - 1
    words: list[Match | None] = [None] * i
    insertions: list[Inserted] = []
    while (i, j) != (0, 0):
        step = best[i][j]
        if step.word < i:
            words[step.word] = step.match
        elif insertions and insertions[0].start == j and insertions[0].position == i:
            insertions[0] = Inserted(i, step.token, insertions[0].end)
        else:
            insertions.insert(0, Inserted(i, step.token, j))
        i, j = step.word, step.token
    return Alignment(tuple(words), tuple(insertions))
