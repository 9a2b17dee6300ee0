"""From what was heard to what to tell the learner: word statuses, a score and a verdict.

All limits below were chosen on one half of a labelled set of recordings and are reported on the
other (``benchmarks/judgement``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from miolingo.judging.evidence import Added, Evidence, Phones, WordEvidence, evidence_for
from miolingo.judging.hypothesis import HeardWord, Hearing
from miolingo.judging.judgement import Verdict, WordResult, WordStatus
from miolingo.judging.target import Target

SCORER_VERSION = "3"

CORRECT_EVIDENCE = 0.16
EXTRA_SECONDS = 0.30
_HEARD_EVIDENCE = 0.08
_SCORE_AT_LIMIT = 70.0
_KINDNESS = 2.5


@dataclass(frozen=True)
class Scored:
    """The scored utterance; ``similarity_score`` is 0-100 with one decimal."""

    words: tuple[WordResult, ...]
    similarity_score: float
    perfect_match: bool
    verdict: Verdict
    recognized_phrase: str


@dataclass(frozen=True)
class _JudgedWord:
    """A word's result, and what was heard in its place; empty for nothing."""

    result: WordResult
    heard: str


def score(target: Target, hearing: Hearing, phones: Phones) -> Scored:
    """Score an utterance of ``target``; ``phones`` gives the sounds of its words and of others."""
    evidence = evidence_for(target, hearing, phones)
    said = [
        _judged_word(word.word.written, found)
        for word, found in zip(target.words, evidence.words, strict=True)
    ]
    judged = _in_order(said, _extras(evidence))
    statuses = [word.result.status for word in judged]
    perfect = all(status is WordStatus.CORRECT for status in statuses)
    return Scored(
        words=tuple(word.result for word in judged),
        similarity_score=_similarity_score(evidence, perfect=perfect),
        perfect_match=perfect,
        verdict=_verdict(statuses, perfect=perfect),
        recognized_phrase=" ".join(word.heard for word in judged if word.heard),
    )


def _judged_word(written: str, evidence: WordEvidence) -> _JudgedWord:
    status = _status(evidence.value)
    tokens = evidence.tokens
    result = WordResult(
        word=written,
        status=status,
        score=_word_score(evidence.value),
        start_ms=round(1000 * tokens[0].start_s) if tokens else None,
        end_ms=round(1000 * tokens[-1].end_s) if tokens else None,
    )
    understood = status is WordStatus.CORRECT
    return _JudgedWord(result, written if understood else _joined(tokens))


def _joined(tokens: Sequence[HeardWord]) -> str:
    return " ".join(token.word for token in tokens)


def _status(evidence: float) -> WordStatus:
    if evidence >= CORRECT_EVIDENCE:
        return WordStatus.CORRECT
    return WordStatus.MISPRONOUNCED if evidence >= _HEARD_EVIDENCE else WordStatus.MISSING


def _word_score(evidence: float) -> float:
    """Stretch evidence to 0-100 so that the limit of a correct word is a score of 70."""
    if evidence < CORRECT_EVIDENCE:
        return round(_SCORE_AT_LIMIT * evidence / CORRECT_EVIDENCE, 1)
    above = (evidence - CORRECT_EVIDENCE) / (1 - CORRECT_EVIDENCE)
    return round(_SCORE_AT_LIMIT + (100 - _SCORE_AT_LIMIT) * above, 1)


def _extras(evidence: Evidence) -> dict[int, _JudgedWord]:
    """By place, what was added for long enough to be a word."""
    return {
        place: _extra(added)
        for place, added in evidence.added.items()
        if added.seconds > EXTRA_SECONDS
    }


def _extra(added: Added) -> _JudgedWord:
    result = WordResult(
        word=_joined(added.tokens),
        status=WordStatus.EXTRA,
        score=0.0,
        start_ms=round(1000 * added.tokens[0].start_s),
        end_ms=round(1000 * added.tokens[-1].end_s),
    )
    return _JudgedWord(result, result.word)


def _in_order(words: Sequence[_JudgedWord], extras: Mapping[int, _JudgedWord]) -> list[_JudgedWord]:
    """Put each extra word before the word at its place."""
    ordered = []
    for place in range(len(words) + 1):
        ordered += [extras[place]] if place in extras else []
        ordered += words[place : place + 1]
    return ordered


def _similarity_score(evidence: Evidence, *, perfect: bool) -> float:
    """What speaks for the whole utterance, on a scale that is kind to accents.

    The mean is taken before it is stretched to 0-100: so it tells a right phrase from a wrong one
    best. A perfect match has its score between that of a word at the limit and 100.
    """
    least = _SCORE_AT_LIMIT if perfect else 0.0
    stretched: float = 1 - (1 - evidence.mean) ** _KINDNESS
    return round(least + (100 - least) * stretched, 1)


def _verdict(statuses: Sequence[WordStatus], *, perfect: bool) -> Verdict:
    if perfect:
        return Verdict.UNDERSTOOD
    if WordStatus.CORRECT in statuses:
        return Verdict.PARTLY_UNDERSTOOD
    return Verdict.NOT_UNDERSTOOD
