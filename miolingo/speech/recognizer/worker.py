"""The process that holds a Vosk model: ``... miolingo.speech.recognizer.worker FOLDER [CACHE]``.

libvosk can crash the process it lives in, and it writes to the screen; here it can do neither to
the learner. Requests come on standard input, answers go to standard output, in the frames of
``miolingo.speech.recognizer.messages``.

    {"op": "known", "words": [...]}                     -> {"known": [...]}
    {"op": "sound_support", "words": [...], "alternatives": [...]} -> {"support": "possible"}
    {"op": "start", "utterance": 1, "grammars": [...],  (a list of sentences, or null for dictation)
     "sounds": {"words": [...], "alternatives": [...]}} (or null where they are not judged)
    {"op": "audio", "utterance": 1} + 16-bit mono samples
    {"op": "finish", "utterance": 1}                    -> {"hypotheses": [[[word, confidence,
                                                                             start, end]]],
                                                            "sounds": {...}} (or null)
    {"op": "cancel", "utterance": 1}

The first answer, ``{"loaded": true}``, says that the model is loaded. ``CACHE`` is a folder for
what is made of a model once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import vosk

from miolingo.judging.plan import SoundQuestion, SoundSupport, SpokenWords
from miolingo.judging.recording import Samples
from miolingo.judging.sounds import evidence
from miolingo.speech.acoustics.sound_judge import SoundJudge, load_sound_judge
from miolingo.speech.recognizer.messages import Frame, read_frame, write_frame

SAMPLE_RATE_HZ = 16_000
_NICENESS = 5
_FULL_SCALE = 32_767


class Utterance:
    """An utterance under way: a recognizer for each grammar, and what it has recognized so far."""

    def __init__(self, recognizers: Sequence[Any], question: SoundQuestion | None) -> None:
        self.question = question
        self._recognizers = recognizers
        self._blocks: list[bytes] = []
        self._hypotheses: list[list[list[Any]]] = [[] for _ in recognizers]

    def accept(self, samples: bytes, threads: ThreadPoolExecutor) -> None:
        """Decode more samples."""
        if self.question:
            self._blocks.append(samples)

        def decode(recognizer: Any) -> list[list[Any]]:
            return _words(recognizer.Result()) if recognizer.AcceptWaveform(samples) else []

        self._extend(threads.map(decode, self._recognizers))

    def finish(self, threads: ThreadPoolExecutor) -> list[list[list[Any]]]:
        """End it: for each grammar the words that were recognized."""
        self._extend(threads.map(lambda r: _words(r.FinalResult()), self._recognizers))
        return self._hypotheses

    @property
    def samples(self) -> Samples:
        """What was accepted, mono at 16 kHz; nothing where no sounds are judged."""
        samples = np.frombuffer(b"".join(self._blocks), "<i2").astype(np.float32)
        return samples / np.float32(_FULL_SCALE)

    def _extend(self, decoded: Iterable[list[list[Any]]]) -> None:
        for hypothesis, words in zip(self._hypotheses, decoded, strict=True):
            hypothesis.extend(words)


class Worker:
    """One model, and the utterances under way.

    The recognizers of an utterance decode at the same time: native code holds no lock of ours.
    """

    def __init__(self, folder: Path, cache: Path | None) -> None:
        self._model = vosk.Model(str(folder))
        self._folder = folder
        self._cache = cache
        self._utterances: dict[int, Utterance] = {}
        self._threads = ThreadPoolExecutor()

    def answer(self, frame: Frame) -> dict[str, Any] | None:
        """Carry out one request; None when it has no answer."""
        header = frame.header
        match header["op"]:
            case "known":
                find = self._model.vosk_model_find_word
                return {"known": [word for word in header["words"] if find(word) >= 0]}
            case "sound_support":
                return {"support": self._sound_support(_question(header))}
            case "start":
                recognizers = [self._recognizer(grammar) for grammar in header["grammars"]]
                question = _question(header["sounds"]) if header["sounds"] else None
                self._utterances[header["utterance"]] = Utterance(recognizers, question)
            case "audio":
                self._utterances[header["utterance"]].accept(frame.body, self._threads)
            case "finish":
                utterance = self._utterances.pop(header["utterance"])
                return {
                    "hypotheses": utterance.finish(self._threads),
                    "sounds": self._heard(utterance),
                }
            case "cancel":
                self._utterances.pop(header["utterance"], None)
        return None

    @cached_property
    def _sounds(self) -> SoundJudge | None:
        """What judges sounds; None for a model of which nothing was learned."""
        return load_sound_judge(self._folder, self._cache)

    def _sound_support(self, question: SoundQuestion) -> SoundSupport:
        return self._sounds.support(question) if self._sounds else SoundSupport.IMPOSSIBLE

    def _heard(self, utterance: Utterance) -> dict[str, Any] | None:
        if not self._sounds or not utterance.question:
            return None
        return evidence.to_json(self._sounds.evidence(utterance.samples, utterance.question))

    def _recognizer(self, grammar: list[str] | None) -> Any:
        options = [] if grammar is None else [json.dumps(grammar, ensure_ascii=False)]
        recognizer = vosk.KaldiRecognizer(self._model, SAMPLE_RATE_HZ, *options)
        recognizer.SetWords(True)
        return recognizer


def _question(header: dict[str, Any]) -> SoundQuestion:
    return SoundQuestion(
        _spoken_words(header["words"]), tuple(map(_spoken_words, header["alternatives"]))
    )


def _spoken_words(words: list[list[str]]) -> SpokenWords:
    return tuple(tuple(ways) for ways in words)


def _words(result: str) -> list[list[Any]]:
    words = json.loads(result).get("result", [])
    return [[word["word"], word["conf"], word["start"], word["end"]] for word in words]


def _private_stdout() -> BinaryIO:
    """A stream to the old standard output; what native code prints goes to standard error."""
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return channel


def _lower_priority() -> None:
    """Let recording go first: sound that is not taken in time is lost, decoding can wait."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _lower_priority()
    answers = _private_stdout()
    if not os.environ.get("MIOLINGO_DEBUG"):
        vosk.SetLogLevel(-1)
    worker = Worker(*map(Path, sys.argv[1:3])) if sys.argv[2:] else Worker(Path(sys.argv[1]), None)
    write_frame(answers, {"loaded": True})
    while (frame := read_frame(sys.stdin.buffer)) is not None:
        answer = worker.answer(frame)
        if answer is not None:
            write_frame(answers, answer)


if __name__ == "__main__":
    main()
