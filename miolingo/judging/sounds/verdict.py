"""From the evidence of sounds to what to tell the learner: statuses, a score and a verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from miolingo.judging.decoding.hypothesis import Hypotheses, HypothesisWord
from miolingo.judging.decoding.plan import DecodingPlan
from miolingo.judging.judgement import (
    SCORER_VERSION,
    Judgement,
    Reason,
    SoundResult,
    SoundStatus,
    Verdict,
    WordResult,
    WordStatus,
)
from miolingo.judging.sounds.evidence import PhraseEvidence, SoundEvidence, WordEvidence
from miolingo.judging.sounds.limits import Limits

_SCORE_AT_LIMIT = 70.0
_SPREAD = 2.0  # log odds by which a score falls to 70/e, or rises to 100 - 30/e
_ADDED_SOUNDS = 3  # an added word counts as so many sounds of the phrase that were missing
_SQUEEZED_S = 0.048
"""Sounds of words that were left out get the one frame (30 ms) each that they must have."""
_LEAST_SOUNDS = 3
"""Clicks, coughs, doors, barks and beeps (made ones) had 0 to 2 different sounds, a hum 3, the
shortest word of a synthesized voice 4, people (53 recordings) 9 and more."""
_NEITHER_FIT = -3.5
"""The fit below which a recording holds none of the phrases: right ones lie above -2.5."""
_DOUBTFUL_FIT = -2.2
"""The fit below which a phrase is not believed, even if no word of it is wrong by itself. Of 299
right phrases of people 0.3 % lie below, of 848 short ones cut out of them 1.3 %; of the 70 of 5,100
short wrong phrases in which no word was wrong (52 of them said by eSpeak NG) 33."""
_UNNAMED = "…"
_CLEAR_LEAD = 1.0
"""How clear (natural log) what was heard instead must be to be named: of the words found with one
phone changed on paper 94 % were as clear, and it was right in 83 % of them."""


def judgement_by_sounds(
    plan: DecodingPlan, hypotheses: Hypotheses, sounds: PhraseEvidence, strictness: str
) -> Judgement:
    """Judge an utterance by the evidence of its sounds."""
    if not _is_speech(sounds):
        return _not_scorable(plan, Reason.NO_SPEECH, strictness)
    limits = sounds.limits[strictness]
    tokens = [token for tokens in hypotheses.unconstrained for token in tokens]
    tokens = [token for token in tokens if not token.word.startswith(("[", "<"))]
    written = [word.word.written for word in plan.reference.words]
    words = (
        [_word(text, word, limits) for text, word in zip(written, sounds.words, strict=True)]
        if sounds.words
        else [WordResult(text, WordStatus.MISSING, 0.0) for text in written]
    )
    if _mostly_unsure(words) or _doubtful(words, sounds):
        return _not_scorable(plan, Reason.UNSURE, strictness)
    results = _with_added(words, sounds, limits, tokens)
    statuses = [word.status for word in results]
    perfect = all(status is WordStatus.CORRECT for status in statuses)
    recognized = _recognized(results, tokens)
    return Judgement(
        language_code=plan.language_code,
        target_phrase=plan.reference.phrase,
        recognized_phrase=recognized,
        similarity_score=_similarity(results, sounds, perfect=perfect),
        perfect_match=perfect,
        verdict=_verdict(statuses),
        reason=None,
        words=tuple(results),
        model=plan.model,
        scorer_version=SCORER_VERSION,
        unheard_reason="" if recognized else _unheard(sounds, tokens),
        channel=channel_names(sounds),
        strictness=strictness,
        limits_from="people",
    )


def chosen_by_sounds(plan: DecodingPlan, sounds: PhraseEvidence, strictness: str) -> Judgement:
    """Judge which of some phrases was said: the target, if no other one fits better.

    What fits none of them, or holds more words, is not judged.
    """
    if not _is_speech(sounds):
        return _not_scorable(plan, Reason.NO_SPEECH, strictness)
    more = any(gap >= sounds.limits[strictness].gap for gap in sounds.gaps)
    if not sounds.words or more or sounds.fit < _NEITHER_FIT:
        return _not_scorable(plan, Reason.NOT_TOLD_APART, strictness)
    rival = max(range(len(sounds.alternatives)), key=lambda index: sounds.alternatives[index])
    lead = sounds.alternatives[rival]
    right = lead <= 0
    status = WordStatus.CORRECT if right else WordStatus.MISPRONOUNCED
    score = round(_score(-lead, 0.0), 1)
    return Judgement(
        language_code=plan.language_code,
        target_phrase=plan.reference.phrase,
        recognized_phrase=plan.reference.phrase if right else _alternative(plan, rival),
        similarity_score=score,
        perfect_match=right,
        verdict=Verdict.UNDERSTOOD if right else Verdict.NOT_UNDERSTOOD,
        reason=None,
        words=tuple(
            WordResult(word.word.written, status, score, *span_ms(own))
            for word, own in zip(plan.reference.words, sounds.words, strict=True)
        ),
        model=plan.model,
        scorer_version=SCORER_VERSION,
        channel=channel_names(sounds),
        strictness=strictness,
        limits_from="people",
    )


def _is_speech(sounds: PhraseEvidence) -> bool:
    """Whether enough different sounds were heard: as many as a short phrase has, or a few."""
    asked = sum(len(word.sounds) for word in sounds.words) or _LEAST_SOUNDS
    return sounds.sounds_heard >= min(asked, _LEAST_SOUNDS)


def _alternative(plan: DecodingPlan, index: int) -> str:
    """The words of another phrase that was asked for, as they are spoken."""
    alternatives = plan.sounds.alternatives if plan.sounds else ()
    return " ".join(forms[0] for forms in alternatives[index])


def channel_names(sounds: PhraseEvidence) -> tuple[str, ...]:
    """What a recording suffers from, as ``Judgement.channel`` names it."""
    channel = sounds.channel
    return tuple(
        name
        for name, present in (
            ("band_limited", channel.missing_low + channel.missing_high > 0.12),
            ("noisy", channel.snr_db < 16),
            ("quiet", channel.gain_db > 25),
        )
        if present
    )


def _word(written: str, word: WordEvidence, limits: Limits) -> WordResult:
    """The result of a word; one that is missing has neither a score nor sounds of its own."""
    status = _status(word, limits)
    if status is WordStatus.MISSING:
        return WordResult(written, status, 0.0, *span_ms(word))
    score = round(_score(word.score, limits.word), 1)
    return WordResult(written, status, score, *span_ms(word), tuple(_sounds(word, status, limits)))


def span_ms(word: WordEvidence) -> tuple[int, int]:
    """When a word was said, in milliseconds from the start of the recording."""
    return round(1000 * word.sounds[0].start_s), round(1000 * word.sounds[-1].end_s)


def _status(word: WordEvidence, limits: Limits) -> WordStatus:
    if word.score >= limits.sure:
        return WordStatus.CORRECT
    if word.score >= limits.word:
        return WordStatus.UNSURE
    length_s = fmean(sound.end_s - sound.start_s for sound in word.sounds)
    return WordStatus.MISSING if length_s <= _SQUEEZED_S else WordStatus.MISPRONOUNCED


def _sounds(word: WordEvidence, status: WordStatus, limits: Limits) -> list[SoundResult]:
    """The sounds of a word; in a wrong one the weakest is wrong, however well it fits."""
    weakest = min(word.sounds, key=lambda sound: sound.score)
    results = []
    for sound in word.sounds:
        wrong = sound is weakest or sound.score < limits.sound
        verdict = SoundStatus.CORRECT
        if wrong and status is WordStatus.UNSURE:
            verdict = SoundStatus.UNSURE
        elif wrong and status is not WordStatus.CORRECT:
            verdict = SoundStatus.WRONG
        results.append(
            SoundResult(
                sound.ipa,
                verdict,
                round(_score(sound.score, limits.sound), 1),
                round(1000 * sound.start_s),
                round(1000 * sound.end_s),
                _heard(sound) if verdict is SoundStatus.WRONG else None,
            )
        )
    return results


def _heard(sound: SoundEvidence) -> str | None:
    return sound.heard if sound.heard_score >= _CLEAR_LEAD else None


def _score(odds: float, limit: float) -> float:
    """Log odds on a scale of 0 to 100 on which the limit is 70."""
    if odds < limit:
        return _SCORE_AT_LIMIT * math.exp((odds - limit) / _SPREAD)
    return 100 - (100 - _SCORE_AT_LIMIT) * math.exp(-(odds - limit) / _SPREAD)


def _mostly_unsure(words: Sequence[WordResult]) -> bool:
    unsure = sum(word.status is WordStatus.UNSURE for word in words)
    return 2 * unsure > len(words)


def _doubtful(words: Sequence[WordResult], sounds: PhraseEvidence) -> bool:
    """Whether every word may have been said, but the phrase as a whole hardly was."""
    return sounds.fit < _DOUBTFUL_FIT and _verdict([each.status for each in words]) is (
        Verdict.UNDERSTOOD
    )


def _with_added(
    words: Sequence[WordResult],
    sounds: PhraseEvidence,
    limits: Limits,
    tokens: Sequence[HypothesisWord],
) -> list[WordResult]:
    """Put each added word into its gap, with what was decoded there."""
    results: list[WordResult] = []
    for index in range(len(words) + 1):
        if index < len(sounds.gaps) and sounds.gaps[index] >= limits.gap:
            begin = words[index - 1].end_ms or 0 if index else 0
            end = words[index].start_ms if index < len(words) else None
            results.append(_added(begin, end, tokens))
        results += words[index : index + 1]
    return results


def _added(begin_ms: int, end_ms: int | None, tokens: Sequence[HypothesisWord]) -> WordResult:
    there = _tokens_between(begin_ms, end_ms, tokens)
    text = " ".join(token.word for token in there) or _UNNAMED
    end = end_ms if end_ms is not None else round(1000 * there[-1].end_s) if there else begin_ms
    return WordResult(text, WordStatus.EXTRA, 0.0, begin_ms, max(begin_ms, end))


def _tokens_between(
    begin_ms: int, end_ms: int | None, tokens: Sequence[HypothesisWord]
) -> list[HypothesisWord]:
    """The tokens whose middle lies in a stretch of time."""
    return [
        token
        for token in tokens
        if begin_ms <= 500 * (token.start_s + token.end_s)
        and (end_ms is None or 500 * (token.start_s + token.end_s) < end_ms)
    ]


def _recognized(words: Sequence[WordResult], tokens: Sequence[HypothesisWord]) -> str:
    """The words that were right, and what was decoded in the place of others."""
    parts = []
    for word in words:
        if word.status is WordStatus.CORRECT:
            parts.append(word.word)
        elif word.start_ms is not None and word.end_ms is not None:
            there = _tokens_between(word.start_ms, word.end_ms, tokens)
            parts += [token.word for token in there]
    return " ".join(parts) or " ".join(token.word for token in tokens)


def _unheard(sounds: PhraseEvidence, tokens: Sequence[HypothesisWord]) -> str:
    return "something_else" if sounds.words or tokens else "nothing"


def _similarity(words: Sequence[WordResult], sounds: PhraseEvidence, *, perfect: bool) -> float:
    """The mean score of the words by their sounds; added ones count 0, unsure ones not at all."""
    own = [word for word in words if word.status is not WordStatus.EXTRA]
    counted = [
        (len(evidence.sounds), word.score)
        for word, evidence in zip(own, sounds.words, strict=False)
        if word.status is not WordStatus.UNSURE
    ]
    total = sum(count for count, _ in counted) + _ADDED_SOUNDS * (len(words) - len(own))
    score = sum(count * score for count, score in counted) / total if total else 0.0
    return round(max(score, _SCORE_AT_LIMIT) if perfect else score, 1)


def _verdict(statuses: Sequence[WordStatus]) -> Verdict:
    if all(status in (WordStatus.CORRECT, WordStatus.UNSURE) for status in statuses):
        return Verdict.UNDERSTOOD
    if WordStatus.CORRECT in statuses:
        return Verdict.PARTLY_UNDERSTOOD
    return Verdict.NOT_UNDERSTOOD


def _not_scorable(plan: DecodingPlan, reason: Reason, strictness: str) -> Judgement:
    judgement = Judgement.not_scorable(
        plan.language_code, plan.reference.phrase, reason, model=plan.model
    )
    return replace(judgement, strictness=strictness, limits_from="people")
