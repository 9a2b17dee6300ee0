"""Words that are not sure for a reason that is nobody's fault: out of the score, and no blame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from miolingo.judging.judgement import Judgement, Reason, Verdict, WordResult, WordStatus

_BLAMED = (WordStatus.MISPRONOUNCED, WordStatus.MISSING)
_COUNTED = (WordStatus.CORRECT, *_BLAMED)


def excuse_beside_echo(judgement: Judgement, echo_end_ms: int) -> Judgement:
    """The judgement without blame for what was said before an echo ended.

    Half of what is blamed there was right, whatever the levels (docs/shadowing.md). Where more than
    half of the words are not sure then, it is not scorable.
    """
    words = tuple(
        replace(word, status=WordStatus.UNSURE, sounds=())
        if word.status in _BLAMED and (word.start_ms is None or word.start_ms < echo_end_ms)
        else word
        for word in judgement.words
    )
    if words == judgement.words:
        return judgement
    of_phrase = [word.status for word in words if word.status is not WordStatus.EXTRA]
    if 2 * of_phrase.count(WordStatus.UNSURE) > len(of_phrase):
        code, phrase = judgement.language_code, judgement.target_phrase
        return Judgement.not_scorable(code, phrase, Reason.UNSURE, model=judgement.model)
    right = {word.status for word in words} <= {WordStatus.CORRECT, WordStatus.UNSURE}
    return replace(
        judgement,
        words=words,
        similarity_score=score_of_sure(words, judgement),
        verdict=Verdict.UNDERSTOOD if right else judgement.verdict,
    )


def score_of_sure(words: Sequence[WordResult], judgement: Judgement) -> float | None:
    """The mean score of the words that are sure, by their sounds; added words count 0."""
    counts = [
        (max(1, len(word.sounds)), word.score if word.status in _COUNTED else 0.0)
        for word in words
        if word.status is not WordStatus.UNSURE
    ]
    if not counts or judgement.similarity_score is None:
        return judgement.similarity_score
    total = sum(count for count, _ in counts)
    return round(sum(count * score for count, score in counts) / total, 1)
