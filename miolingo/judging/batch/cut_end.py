"""The end of a recording that may be cut off: words that are missing there are nobody's fault."""

from __future__ import annotations

from dataclasses import replace

from miolingo.judging.judgement import Judgement, Verdict, WordStatus
from miolingo.judging.utterance.excuses import score_of_sure


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
        similarity_score=score_of_sure(said, judgement),
        verdict=Verdict.UNDERSTOOD if right else judgement.verdict,
    )
