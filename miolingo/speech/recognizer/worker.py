"""The process that holds a Vosk model: ``python -m miolingo.speech.recognizer.worker FOLDER``.

libvosk can crash the process it lives in, and it writes to the screen; here it can do neither to
the learner. Requests come on standard input, answers go to standard output, in the frames of
``miolingo.speech.recognizer.messages``.

    {"op": "known", "request": 7, "words": [...]}       -> {"request": 7, "known": [...]}
    {"op": "start", "utterance": 1, "grammars": [...]}  (a list of sentences, or null for dictation)
    {"op": "audio", "utterance": 1} + 16-bit mono samples
    {"op": "finish", "request": 8, "utterance": 1}      -> {"request": 8, "hypotheses":
                                                            [[[word, confidence, start, end]]]}
    {"op": "cancel", "utterance": 1}

The first answer, ``{"loaded": true}``, says that the model is loaded. Utterances are decoded at the
same time, so that several jobs need the model in memory once; answers come as they are ready.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import vosk

from miolingo.speech.recognizer.messages import Frame, read_frame, write_frame

SAMPLE_RATE_HZ = 16_000
_NICENESS = 5


class Utterance:
    """An utterance under way: a recognizer for each grammar, and what it has recognized so far.

    What is asked of it is done in that order, in a thread of its own; each method returns at once.
    """

    def __init__(self, recognizers: Sequence[Any], threads: ThreadPoolExecutor) -> None:
        self._recognizers = recognizers
        self._hypotheses: list[list[list[Any]]] = [[] for _ in recognizers]
        self._threads = threads
        self._order = ThreadPoolExecutor(1)

    def accept(self, samples: bytes) -> None:
        """Decode more samples."""
        self._order.submit(_or_die, self._decode, samples)

    def finish(self, answer: Callable[[list[list[list[Any]]]], None]) -> None:
        """End it, and answer for each grammar with the words that were recognized."""
        self._order.submit(_or_die, self._end, answer)
        self._order.shutdown(wait=False)

    def cancel(self) -> None:
        """Decode no more of it."""
        self._order.shutdown(wait=False, cancel_futures=True)

    def _decode(self, samples: bytes) -> None:

        def decode(recognizer: Any) -> list[list[Any]]:
            return _words(recognizer.Result()) if recognizer.AcceptWaveform(samples) else []

        self._extend(self._threads.map(decode, self._recognizers))

    def _end(self, answer: Callable[[list[list[list[Any]]]], None]) -> None:
        self._extend(self._threads.map(lambda r: _words(r.FinalResult()), self._recognizers))
        answer(self._hypotheses)

    def _extend(self, decoded: Iterable[list[list[Any]]]) -> None:
        for hypothesis, words in zip(self._hypotheses, decoded, strict=True):
            hypothesis.extend(words)


class Worker:
    """One model, and the utterances under way; its answers go to ``stream``.

    The recognizers of an utterance decode at the same time: native code holds no lock of ours.
    """

    def __init__(self, folder: Path, stream: BinaryIO) -> None:
        self._model = vosk.Model(str(folder))
        self._utterances: dict[int, Utterance] = {}
        self._threads = ThreadPoolExecutor()
        self._stream = stream
        self._writing = threading.Lock()
        self._answer(loaded=True)

    def serve(self, frame: Frame) -> None:
        """Begin with one request; what takes long goes on in other threads."""
        header = frame.header
        match header["op"]:
            case "known":
                find = self._model.vosk_model_find_word
                known = [word for word in header["words"] if find(word) >= 0]
                self._answer(request=header["request"], known=known)
            case "start":
                recognizers = [self._recognizer(grammar) for grammar in header["grammars"]]
                self._utterances[header["utterance"]] = Utterance(recognizers, self._threads)
            case "audio":
                self._utterances[header["utterance"]].accept(frame.body)
            case "finish":
                utterance, request = self._utterances.pop(header["utterance"]), header["request"]
                utterance.finish(lambda words: self._answer(request=request, hypotheses=words))
            case "cancel":
                if utterance_left := self._utterances.pop(header["utterance"], None):
                    utterance_left.cancel()

    def _answer(self, **fields: Any) -> None:
        with self._writing:
            write_frame(self._stream, fields)

    def _recognizer(self, grammar: list[str] | None) -> Any:
        options = [] if grammar is None else [json.dumps(grammar, ensure_ascii=False)]
        recognizer = vosk.KaldiRecognizer(self._model, SAMPLE_RATE_HZ, *options)
        recognizer.SetWords(True)
        return recognizer


def _or_die(work: Callable[[Any], None], argument: Any) -> None:
    """Do work in a thread; a failure ends the process, which its client tells as one."""
    try:
        work(argument)
    except BaseException:  # noqa: BLE001 - whatever it is, nobody would hear of it
        traceback.print_exc()
        os._exit(1)


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
    worker = Worker(Path(sys.argv[1]), answers)
    while (frame := read_frame(sys.stdin.buffer)) is not None:
        worker.serve(frame)


if __name__ == "__main__":
    main()
