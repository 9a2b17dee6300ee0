"""The end of a recording that may be cut off: words that are missing there are nobody's fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from miolingo.judging.judgement import Judgement, Verdict, WordResult, WordStatus

_COUNTED = (WordStatus.CORRECT, WordStatus.MISPRONOUNCED, WordStatus.MISSING)


def excuse_cut_end(judgement: Judgement) -> Judgement:
    """The judgement with the last words not sure where they are missing, and out of the score."""
    missing = 0
    for word in reversed(judgement.words):
        if word.status is not WordStatus.MISSING:
            break
        missing += 1
    said = judgement.words[: len(judgement.words) - missing]
    if not missing or not said:
        return judgement
    unsure = [
        replace(word, status=WordStatus.UNSURE, sounds=()) for word in judgement.words[len(said) :]
    ]
    right = all(word.status in (WordStatus.CORRECT, WordStatus.UNSURE) for word in said)
    return replace(
        judgement,
        words=(*said, *unsure),
        similarity_score=_score(said, judgement),
        verdict=Verdict.UNDERSTOOD if right else judgement.verdict,
    )


def _score(said: Sequence[WordResult], judgement: Judgement) -> float | None:
    """The mean score of the words that were said, by their sounds; added words count 0."""
    counts = [
        (max(1, len(word.sounds)), word.score if word.status in _COUNTED else 0.0)
        for word in said
        if word.status is not WordStatus.UNSURE
    ]
    if not counts or judgement.similarity_score is None:
        return judgement.similarity_score
    total = sum(count for count, _ in counts)
    return round(sum(count * score for count, score in counts) / total, 1)
