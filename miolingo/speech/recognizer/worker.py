"""The process that holds a Vosk model: ``python -m miolingo.speech.recognizer.worker FOLDER``.

libvosk can crash the process it lives in, and it writes to the screen; here it can do neither to
the learner. Requests come on standard input, answers go to standard output, in the frames of
``miolingo.speech.recognizer.messages``.

    {"op": "known", "words": [...]}                     -> {"known": [...]}
    {"op": "start", "utterance": 1, "grammars": [...]}  (a list of sentences, or null for dictation)
    {"op": "audio", "utterance": 1} + 16-bit mono samples
    {"op": "finish", "utterance": 1}                    -> {"hypotheses": [[[word, confidence,
                                                                             start, end]]]}
    {"op": "cancel", "utterance": 1}

The first answer, ``{"loaded": true}``, says that the model is loaded.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import vosk

from miolingo.speech.recognizer.messages import Frame, read_frame, write_frame

SAMPLE_RATE_HZ = 16_000
_NICENESS = 5


class Utterance:
    """An utterance under way: a recognizer for each grammar, and what it has recognized so far."""

    def __init__(self, recognizers: Sequence[Any]) -> None:
        self._recognizers = recognizers
        self._hypotheses: list[list[list[Any]]] = [[] for _ in recognizers]

    def accept(self, samples: bytes, threads: ThreadPoolExecutor) -> None:
        """Decode more samples."""

        def decode(recognizer: Any) -> list[list[Any]]:
            return _words(recognizer.Result()) if recognizer.AcceptWaveform(samples) else []

        self._extend(threads.map(decode, self._recognizers))

    def finish(self, threads: ThreadPoolExecutor) -> list[list[list[Any]]]:
        """End it: for each grammar the words that were recognized."""
        self._extend(threads.map(lambda r: _words(r.FinalResult()), self._recognizers))
        return self._hypotheses

    def _extend(self, decoded: Iterable[list[list[Any]]]) -> None:
        for hypothesis, words in zip(self._hypotheses, decoded, strict=True):
            hypothesis.extend(words)


class Worker:
    """One model, and the utterances under way.

    The recognizers of an utterance decode at the same time: native code holds no lock of ours.
    """

    def __init__(self, folder: Path) -> None:
        self._model = vosk.Model(str(folder))
        self._utterances: dict[int, Utterance] = {}
        self._threads = ThreadPoolExecutor()

    def answer(self, frame: Frame) -> dict[str, Any] | None:
        """Carry out one request; None when it has no answer."""
        header = frame.header
        match header["op"]:
            case "known":
                find = self._model.vosk_model_find_word
                return {"known": [word for word in header["words"] if find(word) >= 0]}
            case "start":
                recognizers = [self._recognizer(grammar) for grammar in header["grammars"]]
                self._utterances[header["utterance"]] = Utterance(recognizers)
            case "audio":
                self._utterances[header["utterance"]].accept(frame.body, self._threads)
            case "finish":
                utterance = self._utterances.pop(header["utterance"])
                return {"hypotheses": utterance.finish(self._threads)}
            case "cancel":
                self._utterances.pop(header["utterance"], None)
        return None

    def _recognizer(self, grammar: list[str] | None) -> Any:
        options = [] if grammar is None else [json.dumps(grammar, ensure_ascii=False)]
        recognizer = vosk.KaldiRecognizer(self._model, SAMPLE_RATE_HZ, *options)
        recognizer.SetWords(True)
        return recognizer


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
    worker = Worker(Path(sys.argv[1]))
    write_frame(answers, {"loaded": True})
    while (frame := read_frame(sys.stdin.buffer)) is not None:
        answer = worker.answer(frame)
        if answer is not None:
            write_frame(answers, answer)


if __name__ == "__main__":
    main()
