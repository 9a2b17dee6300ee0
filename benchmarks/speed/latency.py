"""From the last sample to the result, against free dictation of the same audio."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import vosk

from benchmarks.speed.measuring import Ratio, seconds_of
from benchmarks.speed.speech import Spoken, spoken
from miolingo.composition.context import context_from
from miolingo.composition.installs import model_folders
from miolingo.composition.speech import build_judge
from miolingo.errors import ConfigurationError
from miolingo.judging.decoding.plan import NotScorable
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.recording import SPEECH_RATE_HZ
from miolingo.speech.recognizer.model_dir import model_for

BLOCK_SAMPLES = SPEECH_RATE_HZ * 30 // 1000
PHRASES = 12


def result_after_speech() -> Ratio:
    """Each phrase is spoken to the judge in real time, then dictated to the bare model."""
    vosk.SetLogLevel(-1)
    context = context_from()
    model = vosk.Model(str(model_for("ko", model_folders(context)).path))
    judge = build_judge(context, "ko")
    judge.check("안녕")
    ours, theirs = [], []
    for utterance in spoken(PHRASES):
        ours.append(seconds_of(_said(judge, utterance)))
        theirs.append(seconds_of(partial(_dictate, model, utterance)))
    judge.close()
    return Ratio(
        "last sample to result / free dictation",
        statistics.median(ours),
        statistics.median(theirs),
        "s",
        at_most=0.1,
    )


def _said(judge: GrammarJudge, utterance: Spoken) -> Callable[[], object]:
    """Speak to the judge as a learner does; what is left to do is to finish."""
    plan = judge.check(utterance.phrase)
    if isinstance(plan, NotScorable):
        raise ConfigurationError(f"“{utterance.phrase}” cannot be judged.", hint=plan.reason)
    listening = judge.listen(plan)
    begun = time.perf_counter()
    for start in range(0, len(utterance.samples), BLOCK_SAMPLES):
        block = utterance.samples[start : start + BLOCK_SAMPLES]
        time.sleep(max(0.0, begun + (start + len(block)) / SPEECH_RATE_HZ - time.perf_counter()))
        listening.feed(block)
    return listening.finish


def _dictate(model: vosk.Model, utterance: Spoken) -> None:
    recognizer = vosk.KaldiRecognizer(model, SPEECH_RATE_HZ)
    recognizer.AcceptWaveform(utterance.pcm)
    recognizer.FinalResult()
