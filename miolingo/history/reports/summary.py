"""What a practice session came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from miolingo.history.attempts import Attempt
from miolingo.judging.judgement import Verdict, WordStatus

_HARDEST = 5


@dataclass(frozen=True)
class HardWord:
    """A word that was not always understood: its mean score, 0-100, and how often it was said."""

    word: str
    mean_score: float
    times: int


@dataclass(frozen=True)
class Summary:
    """``count`` attempts could be scored; ``mean_score`` is None when none could."""

    count: int
    not_scorable: int
    mean_score: float | None
    perfect: int
    hardest: tuple[HardWord, ...]


def summarize(attempts: Sequence[Attempt]) -> Summary:
    """Sum up a session's attempts; those that could not be scored stay out of every average."""
    scored = [attempt for attempt in attempts if attempt.verdict is not Verdict.NOT_SCORABLE]
    scores = [attempt.similarity_score or 0.0 for attempt in scored]
    return Summary(
        count=len(scored),
        not_scorable=len(attempts) - len(scored),
        mean_score=fmean(scores) if scores else None,
        perfect=sum(attempt.perfect_match for attempt in scored),
        hardest=_hardest(scored),
    )


def _hardest(attempts: Sequence[Attempt]) -> tuple[HardWord, ...]:
    scores: defaultdict[str, list[float]] = defaultdict(list)
    missed = set()
    for attempt in attempts:
        for word in attempt.words:
            if word.status in (WordStatus.EXTRA, WordStatus.UNSURE):
                continue
            scores[word.word].append(word.score)
            if word.status is not WordStatus.CORRECT:
                missed.add(word.word)
    hard = [HardWord(word, fmean(scores[word]), len(scores[word])) for word in missed]
    return tuple(sorted(hard, key=lambda word: (word.mean_score, word.word))[:_HARDEST])
