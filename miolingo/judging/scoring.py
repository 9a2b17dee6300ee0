"""From what was recognized to what to tell the learner: word statuses, a score and a verdict.

All limits below were chosen on one half of a labelled set of recordings and are reported on the
other (``benchmarks/judgement``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from miolingo.judging.decoding.hypothesis import Hypotheses, Hypothesis
from miolingo.judging.decoding.plan import DecodingPlan, NotScorable
from miolingo.judging.evidence import Added, Evidence, Phonemes, WordEvidence, evidence_for
from miolingo.judging.judgement import (
    SCORER_VERSION,
    Judgement,
    Reason,
    Verdict,
    WordResult,
    WordStatus,
)
from miolingo.judging.sounds.evidence import PhraseEvidence
from miolingo.judging.sounds.verdict import chosen_by_sounds, judgement_by_sounds

CORRECT_EVIDENCE = 0.16
EXTRA_SECONDS = 0.30
_HEARD_EVIDENCE = 0.08
_SCORE_AT_LIMIT = 70.0
_SCORE_EXPONENT = 2.5  # kind to accents: half of all evidence is a score of 82


@dataclass(frozen=True)
class Assessment:
    """A judgement and what it was made from; there is no evidence where nothing was scored."""

    judgement: Judgement
    evidence: Evidence | None = None
    sounds: PhraseEvidence | None = None

    def timed(self, audio_ms: int, decode_ms: int) -> Assessment:
        """The same, of a recording of this length that took so long from its end to the result."""
        judgement = replace(self.judgement, audio_ms=audio_ms, decode_ms=decode_ms)
        return replace(self, judgement=judgement)

    def ended_by(self, silence_ms: int) -> Assessment:
        """The same, of an utterance to which listening ended after so much silence."""
        return replace(self, judgement=replace(self.judgement, ended_by_silence_ms=silence_ms))


@dataclass(frozen=True)
class _JudgedWord:
    """A word's result, and what was recognized in its place; empty for nothing."""

    result: WordResult
    recognized: str


def not_scorable(plan: DecodingPlan | NotScorable, reason: Reason) -> Assessment:
    """The assessment of an utterance that cannot be scored."""
    phrase = plan.reference.phrase
    return Assessment(Judgement.not_scorable(plan.language_code, phrase, reason, model=plan.model))


def assess(
    plan: DecodingPlan, hypotheses: Hypotheses, phonemes: Phonemes, strictness: str = "normal"
) -> Assessment:
    """Judge what was recognized; ``phonemes`` holds all of ``evidence.texts_to_pronounce``.

    Where sounds were heard these alone decide, as strictly as asked; else there is one strictness.
    """
    if hypotheses.sounds:
        return _by_sounds(plan, hypotheses, hypotheses.sounds, strictness)
    if not plan.is_unambiguous(hypotheses):
        return not_scorable(plan, Reason.NOT_TOLD_APART)
    evidence = evidence_for(plan, hypotheses, phonemes)
    words = [
        _judged_word(word.word.written, word_evidence)
        for word, word_evidence in zip(plan.reference.words, evidence.words, strict=True)
    ]
    return Assessment(_judgement(plan, evidence, _in_order(words, _extras(evidence))), evidence)


def _by_sounds(
    plan: DecodingPlan, hypotheses: Hypotheses, sounds: PhraseEvidence, strictness: str
) -> Assessment:
    if sounds.alternatives:
        return Assessment(chosen_by_sounds(plan, sounds, strictness), sounds=sounds)
    return Assessment(judgement_by_sounds(plan, hypotheses, sounds, strictness), sounds=sounds)


def _judgement(plan: DecodingPlan, evidence: Evidence, judged: Sequence[_JudgedWord]) -> Judgement:
    statuses = [word.result.status for word in judged]
    perfect = all(status is WordStatus.CORRECT for status in statuses)
    return Judgement(
        language_code=plan.language_code,
        target_phrase=plan.reference.phrase,
        recognized_phrase=" ".join(word.recognized for word in judged if word.recognized),
        similarity_score=_similarity_score(evidence, perfect=perfect),
        perfect_match=perfect,
        verdict=_verdict(statuses, perfect=perfect),
        reason=None,
        words=tuple(word.result for word in judged),
        model=plan.model,
        scorer_version=SCORER_VERSION,
        limits_from="synthesized",
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


def _joined(tokens: Hypothesis) -> str:
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
    """By index, what was added for long enough to be a word."""
    return {
        index: _extra(added)
        for index, added in evidence.added.items()
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
    """Put each extra word before the word at its index."""
    ordered = []
    for index in range(len(words) + 1):
        ordered += [extras[index]] if index in extras else []
        ordered += words[index : index + 1]
    return ordered


def _similarity_score(evidence: Evidence, *, perfect: bool) -> float:
    """What speaks for the whole utterance, on a scale that is kind to accents.

    The mean is taken before it is stretched to 0-100: so it tells a right phrase from a wrong one
    best. A perfect match has its score between that of a word at the limit and 100.
    """
    least = _SCORE_AT_LIMIT if perfect else 0.0
    stretched: float = 1 - (1 - evidence.mean) ** _SCORE_EXPONENT
    return round(least + (100 - least) * stretched, 1)


def _verdict(statuses: Sequence[WordStatus], *, perfect: bool) -> Verdict:
    if perfect:
        return Verdict.UNDERSTOOD
    if WordStatus.CORRECT in statuses:
        return Verdict.PARTLY_UNDERSTOOD
    return Verdict.NOT_UNDERSTOOD
