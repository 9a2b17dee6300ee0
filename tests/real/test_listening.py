"""When listening ends, with the real model: nothing is cut off, and what is no attempt is none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from miolingo.judging.decoding.plan import DecodingPlan
from miolingo.judging.feedback import advice
from miolingo.judging.judge import GrammarJudge, LiveUtterance
from miolingo.judging.judgement import NO_ATTEMPT, Judgement, Reason, WordStatus
from miolingo.judging.recording import Samples
from miolingo.judging.utterance.voice_activity import Phase
from miolingo.practice.endpointing import endpoint_limits
from tests.parts.noises import NOISES
from tests.parts.speech import RATE_HZ, spoken

PHRASE = "커피 한 잔 주세요"
BEGIN, END = "만나서", "반갑습니다"
BLOCK = 480


def room(*sounds: Samples, after_s: float = 3.0) -> Samples:
    """Sounds one after the other, 0.4 s after listening began, in a quiet room."""
    lead, rest = np.zeros(int(0.4 * RATE_HZ)), np.zeros(int(after_s * RATE_HZ))
    whole = np.concatenate([lead, *sounds, rest])
    hiss = np.random.default_rng(1).normal(0, 3e-4, len(whole))
    return np.clip(whole + hiss, -1, 1).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE_HZ), np.float32)


def word(text: str) -> Samples:
    """Speech from its first sound to its last."""
    samples = 0.7 * spoken(text)
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[loud[0] : loud[-1] + 1]


def hear(
    judge: GrammarJudge, phrase: str, sound: Samples, pause_ms: int | None = None
) -> tuple[Judgement, LiveUtterance]:
    """Listen until listening ends, with time for each look at what was said."""
    plan = judge.plan(phrase)
    assert isinstance(plan, DecodingPlan)
    utterance = judge.listen(plan, endpoint_limits(plan.reference, pause_ms))
    for start in range(0, len(sound), BLOCK):
        if utterance.feed(sound[start : start + BLOCK]).final:
            break
        preview = utterance._preview
        if preview and preview._judged:
            preview._judged.exception()
    return utterance.finish().judgement, utterance


def recorded_s(utterance: LiveUtterance) -> float:
    return utterance.recording.audio.duration_ms / 1000


@pytest.mark.parametrize("phrase", [PHRASE, f"{BEGIN} {END}", END])
def test_it_ends_as_soon_as_the_last_word_was_heard(judge: GrammarJudge, phrase: str) -> None:
    speech = word(phrase)
    judgement, utterance = hear(judge, phrase, room(speech))
    assert judgement.perfect_match
    assert judgement.ended_by_silence_ms is None
    assert utterance.recording.phase is Phase.FINISHED
    assert 0.25 < recorded_s(utterance) - 0.4 - len(speech) / RATE_HZ < 0.6


def test_a_pause_to_think_cuts_nobody_off(judge: GrammarJudge) -> None:
    sound = room(word(BEGIN), silence(1.6), word(END))
    judgement, _ = hear(judge, f"{BEGIN} {END}", sound)
    assert judgement.perfect_match


def test_a_pause_that_was_too_long_is_told(judge: GrammarJudge) -> None:
    sound = room(word(BEGIN), silence(2.5), word(END))
    judgement, utterance = hear(judge, f"{BEGIN} {END}", sound)
    assert judgement.ended_by_silence_ms == 2_000
    assert recorded_s(utterance) < 0.4 + len(word(BEGIN)) / RATE_HZ + 2.2
    assert [one.status for one in judgement.words] == [WordStatus.CORRECT, WordStatus.MISSING]
    assert "after 2 seconds of silence" in advice(judgement)
    assert hear(judge, f"{BEGIN} {END}", sound, 3_000)[0].perfect_match


@pytest.mark.parametrize("lost_s", [0.5, 0.75, 1.0])
def test_who_began_too_early_is_told(judge: GrammarJudge, lost_s: float) -> None:
    whole = word(f"{BEGIN} {END}")
    tail = room(whole)[int((0.4 + lost_s) * RATE_HZ) :]
    judgement, _ = hear(judge, f"{BEGIN} {END}", tail)
    assert judgement.reason is Reason.TOO_EARLY


def test_who_begins_at_once_and_is_heard_is_judged(judge: GrammarJudge) -> None:
    judgement, _ = hear(judge, PHRASE, room(word(PHRASE))[int(0.4 * RATE_HZ) :])
    assert judgement.perfect_match


@pytest.mark.parametrize("gain", [0.1, 0.9])
@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: noise.__name__)
def test_a_noise_is_no_attempt(
    judge: GrammarJudge, noise: Callable[[], Samples], gain: float
) -> None:
    judgement, utterance = hear(judge, PHRASE, room(gain * noise()))
    timed_out = utterance.recording.phase is Phase.TIMED_OUT
    assert timed_out or judgement.reason in NO_ATTEMPT


@pytest.mark.parametrize("decibels", [20, 30, 40])
def test_an_overdriven_recording_blames_nobody(judge: GrammarJudge, decibels: int) -> None:
    loud = word(f"{BEGIN} {END}") * 10 ** (decibels / 20)
    judgement, _ = hear(judge, f"{BEGIN} {END}", room(np.clip(loud, -1, 1)))
    assert judgement.perfect_match or judgement.reason is Reason.CLIPPED
