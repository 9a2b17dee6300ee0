"""The process that holds a Vosk model: ``python -m miolingo.speech.recognizer.worker FOLDER``.

libvosk can crash the process it lives in, and it writes to the screen; here it can do neither to
the learner. Requests come on standard input, answers go to standard output, in the frames of
``miolingo.speech.recognizer.messages``.

    {"op": "known", "words": [...]}        -> {"known": [...]}
    {"op": "start", "grammars": [...]}     (a grammar is a list of sentences, or null for dictation)
    {"op": "audio"} + 16-bit mono samples
    {"op": "finish"}                       -> {"hypotheses": [[[word, confidence, start, end]]]}

The first answer, ``{"loaded": true}``, says that the model is loaded.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import vosk

from miolingo.speech.recognizer.messages import Frame, read_frame, write_frame

SAMPLE_RATE_HZ = 16_000
_NICENESS = 5


class Worker:
    """One model, and the recognizers of the utterance under way: one for each grammar."""

    def __init__(self, folder: Path) -> None:
        self._model = vosk.Model(str(folder))
        self._recognizers: list[Any] = []
        self._hypotheses: list[list[list[Any]]] = []
        self._threads = ThreadPoolExecutor()

    def answer(self, frame: Frame) -> dict[str, Any] | None:
        """Carry out one request; None when it has no answer."""
        match frame.header["op"]:
            case "known":
                find = self._model.vosk_model_find_word
                return {"known": [word for word in frame.header["words"] if find(word) >= 0]}
            case "start":
                self._start(frame.header["grammars"])
            case "audio":
                self._hear(frame.body)
            case "finish":
                return {"hypotheses": self._finish()}
        return None

    def _start(self, grammars: list[list[str] | None]) -> None:
        self._recognizers = [self._recognizer(grammar) for grammar in grammars]
        self._hypotheses = [[] for _ in grammars]

    def _recognizer(self, grammar: list[str] | None) -> Any:
        options = [] if grammar is None else [json.dumps(grammar, ensure_ascii=False)]
        recognizer = vosk.KaldiRecognizer(self._model, SAMPLE_RATE_HZ, *options)
        recognizer.SetWords(True)
        return recognizer

    def _hear(self, samples: bytes) -> None:
        def hear(recognizer: Any) -> list[list[Any]]:
            return _words(recognizer.Result()) if recognizer.AcceptWaveform(samples) else []

        self._with_each(hear)

    def _finish(self) -> list[list[list[Any]]]:
        self._with_each(lambda recognizer: _words(recognizer.FinalResult()))
        return self._hypotheses

    def _with_each(self, hear: Callable[[Any], list[list[Any]]]) -> None:
        """Let the recognizers hear something, all at once; native code holds no lock of ours."""
        for heard, more in zip(
            self._hypotheses, self._threads.map(hear, self._recognizers), strict=True
        ):
            heard.extend(more)


def _words(result: str) -> list[list[Any]]:
    heard = json.loads(result).get("result", [])
    return [[word["word"], word["conf"], word["start"], word["end"]] for word in heard]


def _private_stdout() -> BinaryIO:
    """Keep the answers' channel to ourselves: what native code prints goes to standard error."""
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return channel


def _lower_priority() -> None:
    """Let whoever records go first: sound that nobody takes in time is lost, decoding can wait."""
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
