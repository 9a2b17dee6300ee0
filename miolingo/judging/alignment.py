"""Which heard tokens stand for which word of the phrase.

Dynamic programming over words and tokens, as for the word error rate, but with costs by sound and
with a span of tokens for each word, since a recognizer may hear one word as several.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from miolingo.judging.hypothesis import HeardWord
from miolingo.judging.target import Target, TargetWord
from miolingo.language.pronunciation import sound_similarity, sounds

_SUBSTITUTION = 0.05
_DELETION = 0.6
_INSERTION = 0.3
_USUAL_SOUNDS = 6
_LONGEST_SPAN = 8
_LEAST_LIKENESS = 0.2


@dataclass(frozen=True)
class Heard:
    """Tokens ``start`` to ``end`` (exclusive) stood for a word; ``likeness`` is 0-1."""

    start: int
    end: int
    likeness: float


@dataclass(frozen=True)
class Inserted:
    """Tokens ``start`` to ``end`` (exclusive) were said before the word at ``position``."""

    position: int
    start: int
    end: int


@dataclass(frozen=True)
class Alignment:
    """For each word of the target what was heard in its place, or None; and what was added."""

    words: tuple[Heard | None, ...]
    insertions: tuple[Inserted, ...]


@dataclass(frozen=True)
class _Step:
    cost: float
    word: int
    token: int
    heard: Heard | None = None


def align(target: Target, tokens: Sequence[HeardWord]) -> Alignment:
    """Align the words of a target with the tokens of a hypothesis at the least cost."""
    lengths = [len(sounds(token.word, target.language)) for token in tokens]
    best = [[_Step(math.inf, 0, 0)] * (len(tokens) + 1) for _ in range(len(target.words) + 1)]
    best[0][0] = _Step(0.0, 0, 0)

    def offer(word: int, token: int, step: _Step) -> None:
        if step.cost < best[word][token].cost - 1e-9:
            best[word][token] = step

    for i in range(len(target.words) + 1):
        for j in range(len(tokens) + 1):
            so_far = best[i][j].cost
            if j < len(tokens):
                cost = _INSERTION * lengths[j] / _USUAL_SOUNDS + 0.02
                offer(i, j + 1, _Step(so_far + cost, i, j))
            if i < len(target.words):
                weight = _weight(target.words[i], target.language)
                offer(i + 1, j, _Step(so_far + _DELETION * weight, i, j))
                for heard in _spans(target.words[i], tokens, lengths, j, target.language):
                    cost = _substitution_cost(heard.likeness) * weight
                    offer(i + 1, heard.end, _Step(so_far + cost, i, j, heard))
    return _traced(best)


def _weight(word: TargetWord, language: str) -> float:
    return max(1.0, len(sounds(word.word.spoken[0], language)) / _USUAL_SOUNDS)


def _substitution_cost(likeness: float) -> float:
    return 0.0 if likeness == 1 else _SUBSTITUTION + (1 - _SUBSTITUTION) * (1 - likeness)


def _spans(
    target: TargetWord, tokens: Sequence[HeardWord], lengths: list[int], start: int, language: str
) -> list[Heard]:
    """The stretches of tokens from ``start`` that may stand for a word."""
    most_sounds = 2 * max(len(sounds(form, language)) for form in target.word.spoken) + 4
    spans = []
    for end in range(start + 1, min(len(tokens), start + _LONGEST_SPAN) + 1):
        if sum(lengths[start:end]) > most_sounds:
            break
        likeness_ = _likeness(target, tuple(token.word for token in tokens[start:end]), language)
        if likeness_ > _LEAST_LIKENESS:
            spans.append(Heard(start, end, likeness_))
    return spans


def _likeness(target: TargetWord, heard: tuple[str, ...], language: str) -> float:
    if heard in target.variants:
        return 1.0
    return max(sound_similarity(form, heard, language) for form in target.word.spoken)


def _traced(best: list[list[_Step]]) -> Alignment:
    i, j = len(best) - 1, len(best[0]) - 1
    words: list[Heard | None] = [None] * i
    insertions: list[Inserted] = []
    while (i, j) != (0, 0):
        step = best[i][j]
        if step.word < i:
            words[step.word] = step.heard
        elif insertions and insertions[0].start == j and insertions[0].position == i:
            insertions[0] = Inserted(i, step.token, insertions[0].end)
        else:
            insertions.insert(0, Inserted(i, step.token, j))
        i, j = step.word, step.token
    return Alignment(tuple(words), tuple(insertions))
