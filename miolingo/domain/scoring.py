"""From what was heard to what to tell the learner: word statuses, a score and a verdict.

The evidence for a word is a number from 0 to 1, averaged over the hypotheses: the confidence of
the tokens that stood for the word, halved and raised by a half where they are exactly the word, or
half of how alike they sound where they are not. All limits below were chosen on one half of a
labelled set of recordings and are reported on the other (``benchmarks/judgement``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from miolingo.domain.alignment import Alignment, Heard, align
from miolingo.domain.hypothesis import HeardWord
from miolingo.domain.judgement import Verdict, WordResult, WordStatus
from miolingo.domain.pronunciation import sounds
from miolingo.domain.target import Target

SCORER_VERSION = "2"

CORRECT_EVIDENCE = 0.17
EXTRA_SECONDS = 0.30
_HEARD_EVIDENCE = 0.08
_RIVAL_EVIDENCE = 0.12
"""For a word in whose place a rival was heard: never that of a correct word."""
_SCORE_AT_LIMIT = 70.0
_SOUNDS_PER_SECOND = 8.0
_KINDNESS = 1.7


@dataclass(frozen=True)
class Hypothesis:
    """What one grammar made of an utterance, and how it falls on the words of the target."""

    tokens: tuple[HeardWord, ...]
    alignment: Alignment


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


def score(target: Target, heard: Sequence[Sequence[HeardWord]]) -> Scored:
    """Score an utterance of ``target`` from one hypothesis for each grammar, trusting one last."""
    hypotheses = [_hypothesis(target, tokens) for tokens in heard]
    said = [_judged_word(target, place, hypotheses) for place in range(len(target.words))]
    judged = _in_order(said, _extras(hypotheses))
    statuses = [word.result.status for word in judged]
    perfect = all(status is WordStatus.CORRECT for status in statuses)
    return Scored(
        words=tuple(word.result for word in judged),
        similarity_score=_similarity_score(target, hypotheses, perfect=perfect),
        perfect_match=perfect,
        verdict=_verdict(statuses, perfect=perfect),
        recognized_phrase=" ".join(word.heard for word in judged if word.heard),
    )


def word_evidence(target: Target, heard: Sequence[Sequence[HeardWord]]) -> list[float]:
    """For each word of the target how much speaks for its having been said, 0-1."""
    hypotheses = [_hypothesis(target, tokens) for tokens in heard]
    return [_mean_evidence(hypotheses, place) for place in range(len(target.words))]


def extra_evidence(target: Target, heard: Sequence[Sequence[HeardWord]]) -> dict[int, float]:
    """For each place between words, the seconds of confidently heard speech that was added."""
    hypotheses = [_hypothesis(target, tokens) for tokens in heard]
    return {place: seconds for place, (seconds, _) in _added(hypotheses).items()}


def _hypothesis(target: Target, tokens: Sequence[HeardWord]) -> Hypothesis:
    words = tuple(token for token in tokens if not token.word.startswith(("[", "<")))
    alignment = align(target, words)
    return Hypothesis(words, _decided(alignment) if target.rivals else alignment)


def _decided(alignment: Alignment) -> Alignment:
    """The alignment where the choice was between the phrase and its rivals, however alike."""
    most = 2 * _RIVAL_EVIDENCE
    words = (
        heard if heard is None or heard.likeness == 1 else replace(heard, likeness=most)
        for heard in alignment.words
    )
    return replace(alignment, words=tuple(words))


def _evidence(hypothesis: Hypothesis, place: int) -> float:
    heard = hypothesis.alignment.words[place]
    if heard is None:
        return 0.0
    if heard.likeness < 1:
        return heard.likeness / 2
    return 0.5 + _confidence(hypothesis.tokens[heard.start : heard.end]) / 2


def _confidence(tokens: Sequence[HeardWord]) -> float:
    """Mean confidence, each token weighted by how long it lasted; at most 1."""
    seconds = [max(token.end_s - token.start_s, 0.01) for token in tokens]
    weighted = sum(token.confidence * length for token, length in zip(tokens, seconds, strict=True))
    return min(1.0, weighted / sum(seconds))


def _judged_word(target: Target, place: int, hypotheses: Sequence[Hypothesis]) -> _JudgedWord:
    written = target.words[place].word.written
    evidence = _mean_evidence(hypotheses, place)
    status = _status(evidence)
    tokens = _best_tokens(hypotheses, place)
    result = WordResult(
        word=written,
        status=status,
        score=_word_score(evidence),
        start_ms=round(1000 * tokens[0].start_s) if tokens else None,
        end_ms=round(1000 * tokens[-1].end_s) if tokens else None,
    )
    understood = status is WordStatus.CORRECT
    return _JudgedWord(result, written if understood else _joined(tokens))


def _joined(tokens: Sequence[HeardWord]) -> str:
    return " ".join(token.word for token in tokens)


def _best_tokens(hypotheses: Sequence[Hypothesis], place: int) -> Sequence[HeardWord]:
    """The tokens that are most like a word, from whichever hypothesis has them."""

    def likeness(pair: tuple[Hypothesis, Heard | None]) -> float:
        return pair[1].likeness if pair[1] else 0.0

    pairs = [(hypothesis, hypothesis.alignment.words[place]) for hypothesis in hypotheses]
    hypothesis, heard = max(reversed(pairs), key=likeness)
    return hypothesis.tokens[heard.start : heard.end] if heard else ()


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


def _added(hypotheses: Sequence[Hypothesis]) -> dict[int, tuple[float, tuple[HeardWord, ...]]]:
    """Added speech by place: mean seconds times confidence, and the last grammar's tokens."""
    added: dict[int, tuple[float, tuple[HeardWord, ...]]] = {}
    for hypothesis in hypotheses:
        for insertion in hypothesis.alignment.insertions:
            tokens = hypothesis.tokens[insertion.start : insertion.end]
            seconds = sum(token.confidence * (token.end_s - token.start_s) for token in tokens)
            before, _ = added.get(insertion.position, (0.0, ()))
            added[insertion.position] = (before + seconds / len(hypotheses), tokens)
    return added


def _extras(hypotheses: Sequence[Hypothesis]) -> dict[int, _JudgedWord]:
    """By place, what was added for long enough to be a word."""
    return {
        place: _extra(tokens)
        for place, (seconds, tokens) in _added(hypotheses).items()
        if seconds > EXTRA_SECONDS
    }


def _extra(tokens: Sequence[HeardWord]) -> _JudgedWord:
    result = WordResult(
        word=_joined(tokens),
        status=WordStatus.EXTRA,
        score=0.0,
        start_ms=round(1000 * tokens[0].start_s),
        end_ms=round(1000 * tokens[-1].end_s),
    )
    return _JudgedWord(result, result.word)


def _in_order(words: Sequence[_JudgedWord], extras: Mapping[int, _JudgedWord]) -> list[_JudgedWord]:
    """Put each extra word before the word at its place."""
    ordered = []
    for place in range(len(words) + 1):
        ordered += [extras[place]] if place in extras else []
        ordered += words[place : place + 1]
    return ordered


def _similarity_score(target: Target, hypotheses: Sequence[Hypothesis], *, perfect: bool) -> float:
    """The evidence of all words, weighted by their sounds, on a scale that is kind to accents.

    Added speech counts as words for which nothing speaks. The mean is taken before it is
    stretched to 0-100: so it tells a right phrase from a wrong one best. A perfect match has its
    score between that of a word at the limit and 100.
    """
    weights = [max(1, len(sounds(word.word.spoken[0], target.language))) for word in target.words]
    added = _SOUNDS_PER_SECOND * sum(seconds for seconds, _ in _added(hypotheses).values())
    evidence = [_mean_evidence(hypotheses, place) for place in range(len(target.words))]
    total = sum(weight * value for weight, value in zip(weights, evidence, strict=True))
    mean: float = total / (sum(weights) + added)
    least = _SCORE_AT_LIMIT if perfect else 0.0
    return float(round(least + (100 - least) * (1 - (1 - mean) ** _KINDNESS), 1))


def _mean_evidence(hypotheses: Sequence[Hypothesis], place: int) -> float:
    return fmean(_evidence(hypothesis, place) for hypothesis in hypotheses)


def _verdict(statuses: Sequence[WordStatus], *, perfect: bool) -> Verdict:
    if perfect:
        return Verdict.UNDERSTOOD
    if WordStatus.CORRECT in statuses:
        return Verdict.PARTLY_UNDERSTOOD
    return Verdict.NOT_UNDERSTOOD
