"""Figures about a judge: what it finds, what it wrongly blames, how well it ranks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from benchmarks.judgement.cases import Case, Kind

PLACED = (Kind.REPLACED, Kind.OMITTED, Kind.ADDED, Kind.SOUND)


@dataclass(frozen=True)
class Evidence:
    """What a judge made of a case: evidence per word, added seconds per gap, and its score."""

    words: Sequence[float]
    added: Mapping[int, float]
    score: float


@dataclass(frozen=True)
class Limits:
    """A word below ``word`` is blamed; more than ``added`` seconds in a gap are an extra word."""

    word: float
    added: float


@dataclass(frozen=True)
class Found:
    """Precision and recall of finding exactly the word (or gap) that was wrong."""

    hits: int
    misses: int
    wrongly: int

    @property
    def precision(self) -> float:
        """The share of blamed places that were wrong."""
        return self.hits / max(1, self.hits + self.wrongly)

    @property
    def recall(self) -> float:
        """The share of wrong places that were blamed."""
        return self.hits / max(1, self.hits + self.misses)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hits / max(1, 2 * self.hits + self.misses + self.wrongly)


Judged = Mapping[Case, Evidence]


def of_kind(judged: Judged, kinds: Iterable[Kind]) -> dict[Case, Evidence]:
    """The cases of some kinds."""
    wanted = set(kinds)
    return {case: evidence for case, evidence in judged.items() if case.kind in wanted}


def found(judged: Judged, kind: Kind, limits: Limits) -> Found:
    """Over the cases of one kind: is the wrong place blamed, and are others?"""
    hits = misses = wrongly = 0
    for case, evidence in of_kind(judged, [kind]).items():
        if kind is Kind.ADDED:
            blamed = {gap for gap, seconds in evidence.added.items() if seconds > limits.added}
        else:
            blamed = {word for word, value in enumerate(evidence.words) if value < limits.word}
        hits += case.index in blamed
        misses += case.index not in blamed
        wrongly += len(blamed - {case.index})
    return Found(hits, misses, wrongly)


def false_alarms(judged: Judged, limits: Limits) -> float:
    """The share of words that were said right, in phrases said right, and blamed."""
    words = [v for e in of_kind(judged, [Kind.CORRECT]).values() for v in e.words]
    return fmean(value < limits.word for value in words)


def false_accepts(judged: Judged, limits: Limits) -> float:
    """The share of words in wrong phrases, where none was said, that were taken as said."""
    words = [v for e in of_kind(judged, [Kind.WRONG]).values() for v in e.words]
    return fmean(value >= limits.word for value in words)


def false_extras(judged: Judged, limits: Limits) -> float:
    """The share of phrases said right in which an extra word was heard."""
    right = of_kind(judged, [Kind.CORRECT]).values()
    return fmean(any(s > limits.added for s in e.added.values()) for e in right)


def auc(judged: Judged, wrong: Iterable[Kind]) -> float:
    """The chance that a phrase said right scores above a wrong one."""
    right = [e.score for e in of_kind(judged, [Kind.CORRECT]).values()]
    return auc_of(right, [e.score for e in of_kind(judged, wrong).values()])


def auc_of(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The chance that a right score lies above a wrong one, ties counting half."""
    others = np.array(wrong)
    return float(
        np.mean([np.mean(score > others) + np.mean(score == others) / 2 for score in right])
    )


def mean_score(judged: Judged) -> float:
    """The mean score of phrases said right."""
    return fmean(e.score for e in of_kind(judged, [Kind.CORRECT]).values())


def limit_for(judged: Judged, share: float) -> Limits:
    """The limit on words that blames this share of right words at the most."""
    words = sorted(v for e in of_kind(judged, [Kind.CORRECT]).values() for v in e.words)
    return Limits(words[int(share * len(words))], 0.3)


def best_limits(judged: Judged) -> Limits:
    """The limits with the best mean F1 over the kinds of mistake; for a judge without its own."""
    words = sorted({v for e in judged.values() for v in e.words})
    seconds = [step / 20 for step in range(1, 20)]
    kinds = [kind for kind in PLACED if kind is not Kind.ADDED]

    def word_f1(limit: float) -> float:
        return fmean(found(judged, kind, Limits(limit, 0)).f1 for kind in kinds)

    return Limits(
        max(words[:: max(1, len(words) // 50)], key=word_f1),
        max(seconds, key=lambda limit: found(judged, Kind.ADDED, Limits(0, limit)).f1),
    )
