"""When listening ends, and what is told of a recording that went wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from miolingo.errors import ModelError
from miolingo.judging.judgement import Judgement, Reason, Verdict, WordResult, WordStatus
from miolingo.judging.recording import LiveRecording, Samples
from miolingo.judging.reference_text import NormalizedPhrase, normalize_phrase
from miolingo.judging.scoring import Assessment
from miolingo.judging.utterance.faults import fault, with_channel
from miolingo.judging.utterance.preview import Preview
from miolingo.judging.utterance.voice_activity import EndpointLimits
from miolingo.practice.endpointing import endpoint_limits
from tests.parts.patience import PATIENCE_S
from tests.parts.speech import RATE_HZ, spoken

PHRASE = "만나서 반갑습니다"
CORRECT, WRONG = WordStatus.CORRECT, WordStatus.MISPRONOUNCED
MISSING, EXTRA, UNSURE = WordStatus.MISSING, WordStatus.EXTRA, WordStatus.UNSURE


def judgement(*statuses: WordStatus, reason: Reason | None = None) -> Judgement:
    return Judgement(
        language_code="ko",
        target_phrase=PHRASE,
        recognized_phrase="",
        similarity_score=None if reason else 50.0,
        perfect_match=set(statuses) == {CORRECT},
        verdict=Verdict.NOT_SCORABLE if reason else Verdict.PARTLY_UNDERSTOOD,
        reason=reason,
        words=tuple(WordResult("물", status, 50.0) for status in statuses),
        model="fake",
        scorer_version="0",
        channel=("noisy",),
    )


def recorded(samples: Samples, limits: EndpointLimits | None = None) -> LiveRecording:
    """A recording with a quiet room around it."""
    recording = LiveRecording(limits)
    room = np.random.default_rng(0).normal(0, 1e-4, len(samples))
    recording.feed(np.clip(samples + room, -1, 1).astype(np.float32))
    return recording


def speech(lost_s: float = 0.0, lead_s: float = 0.0, gain: float = 0.7) -> Samples:
    """The phrase from its first sound on, or without its first seconds, and a second of silence."""
    whole = gain * spoken(PHRASE)
    begin = int(np.flatnonzero(np.abs(whole) > 0.01)[0]) + int(lost_s * RATE_HZ)
    silence = np.zeros(RATE_HZ, np.float32)
    return np.concatenate([silence[: int(lead_s * RATE_HZ)], whole[begin:], silence])


def clipped(decibels: float) -> LiveRecording:
    whole = speech(lead_s=0.3)
    return recorded(whole / np.abs(whole).max() * 10 ** (decibels / 20))


TAILS_S = (0.25, 0.4, 0.8)


@pytest.mark.parametrize("lost_s", TAILS_S)
@pytest.mark.parametrize("gain", [0.02, 0.7])
def test_a_tail_alone_begins_in_voice(lost_s: float, gain: float) -> None:
    assert recorded(speech(lost_s, gain=gain)).begins_in_voice


@pytest.mark.parametrize("lead_s", [0.1, 0.2, 1.0])
def test_who_begins_after_the_cue_does_not(lead_s: float) -> None:
    assert not recorded(speech(lead_s=lead_s)).begins_in_voice


@pytest.mark.parametrize("lead_s", [0.1, 0.3, 1.0])
def test_who_begins_after_the_cue_does_not_where_silence_is_zeros(lead_s: float) -> None:
    silent = LiveRecording()
    silent.feed(speech(lead_s=lead_s))
    assert not silent.begins_in_voice


def test_a_click_at_the_start_is_no_voice() -> None:
    sound = speech(lead_s=0.5)
    sound[:600] += 0.5
    assert not recorded(sound).begins_in_voice
    assert not recorded(np.zeros(RATE_HZ, np.float32)).begins_in_voice


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((MISSING, CORRECT), Reason.TOO_EARLY),
        ((WRONG, CORRECT), Reason.TOO_EARLY),
        ((MISSING, MISSING), Reason.TOO_EARLY),
        ((EXTRA, MISSING, CORRECT), Reason.TOO_EARLY),
        ((UNSURE, WRONG), Reason.TOO_EARLY),
        ((CORRECT, CORRECT), None),
        ((CORRECT, WRONG), None),
        ((EXTRA, CORRECT, MISSING), None),
    ],
)
def test_only_what_the_beginning_lacks_was_said_too_early(
    words: tuple[WordStatus, ...], reason: Reason | None
) -> None:
    tail, whole = recorded(speech(0.4)), recorded(speech(lead_s=0.3))
    assert fault(judgement(*words), tail, live=True) is reason
    assert fault(judgement(*words), tail, live=False) is None
    assert fault(judgement(*words), whole, live=True) is None


def test_what_is_not_speech_stays_so_and_what_is_not_sure_has_a_cause() -> None:
    tail = recorded(speech(0.4))
    for reason, told in ((Reason.NO_SPEECH, None), (Reason.UNSURE, Reason.TOO_EARLY)):
        assert fault(judgement(reason=reason), tail, live=True) is told


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize(("decibels", "reason"), [(0, None), (3, None), (15, Reason.CLIPPED)])
def test_overdrive_is_told_where_it_costs_something(
    decibels: float, reason: Reason | None, live: bool
) -> None:
    recording = clipped(decibels)
    assert fault(judgement(CORRECT, WRONG), recording, live=live) is reason
    assert fault(judgement(CORRECT, CORRECT), recording, live=live) is None
    named = with_channel(judgement(CORRECT, CORRECT), recording).channel
    assert named == (("noisy", "clipped") if reason else ("noisy",))


def phrase(text: str) -> NormalizedPhrase:
    return normalize_phrase(text, "ko")


@pytest.mark.parametrize(
    ("text", "chosen_ms", "silence_ms"),
    [
        ("물", None, 900),
        ("3시", None, 900),
        ("물 좀", None, 2_000),
        (PHRASE, None, 2_000),
        ("물", 3_000, 3_000),
        (PHRASE, 500, 500),
    ],
)
def test_a_phrase_has_a_longer_pause_than_a_word_unless_one_was_chosen(
    text: str, chosen_ms: int | None, silence_ms: int
) -> None:
    reference = phrase(text).segmented(frozenset())
    limits = endpoint_limits(reference, chosen_ms)
    assert limits.trailing_silence_ms == silence_ms
    assert limits.max_length_ms > 8_000


class Judge:
    """Takes its time until ``answer`` is set."""

    def __init__(self, *statuses: WordStatus, error: ModelError | None = None) -> None:
        self.answer = threading.Event()
        self.asked: list[int] = []
        self._statuses, self._error = statuses, error

    def __call__(self, samples: Samples) -> Assessment:
        self.asked.append(len(samples))
        assert self.answer.wait(PATIENCE_S)
        if self._error:
            raise self._error
        return Assessment(judgement(*self._statuses))


def listening(judge: Callable[[Samples], Assessment]) -> tuple[Preview, LiveRecording]:
    recording = LiveRecording(EndpointLimits(trailing_silence_ms=60_000))
    return Preview(judge), recording


def heard(preview: Preview, recording: LiveRecording, samples: Samples) -> list[Assessment | None]:
    """What is known after each block of 30 ms, each given as much time as the judge needs."""
    known = []
    for start in range(0, len(samples), 480):
        recording.feed(samples[start : start + 480])
        known.append(preview.complete(recording))
    return known


def test_a_pause_is_looked_at_once_and_in_the_background() -> None:
    judge = Judge(CORRECT, CORRECT)
    preview, recording = listening(judge)
    assert set(heard(preview, recording, speech(lead_s=0.3))) == {None}
    judge.answer.set()
    preview._thread.shutdown(wait=True)
    complete = preview.complete(recording)
    assert complete is not None
    assert complete.judgement.perfect_match
    assert len(judge.asked) == 1
    ended = int(np.flatnonzero(np.abs(speech(lead_s=0.3)) > 0.01)[-1])
    assert 0.2 * RATE_HZ < judge.asked[0] - ended < 0.45 * RATE_HZ


@pytest.mark.parametrize(
    "judge",
    [Judge(CORRECT, WRONG), Judge(CORRECT, MISSING, EXTRA), Judge(), Judge(error=ModelError("x"))],
)
def test_without_the_last_word_it_goes_on(judge: Judge) -> None:
    preview, recording = listening(judge)
    judge.answer.set()
    heard(preview, recording, speech(lead_s=0.3))
    preview._thread.shutdown(wait=True)
    assert preview.complete(recording) is None
    assert len(judge.asked) == 1


def test_what_was_judged_before_the_learner_went_on_counts_no_more() -> None:
    judge = Judge(CORRECT, CORRECT)
    preview, recording = listening(judge)
    heard(preview, recording, speech(lead_s=0.3)[: -RATE_HZ // 2])
    heard(preview, recording, speech()[: RATE_HZ // 2])
    judge.answer.set()
    while preview._judged and not preview._judged.done():
        pass
    assert preview.complete(recording) is None
    assert len(judge.asked) == 1
    heard(preview, recording, np.zeros(RATE_HZ, np.float32))
    preview._thread.shutdown(wait=True)
    assert len(judge.asked) == 2
    assert preview.complete(recording) is not None
