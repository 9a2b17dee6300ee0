"""The client of a process that holds a Vosk model.

It loads in the background and decodes while the learner speaks; its crash is an error here.
"""

from __future__ import annotations

import itertools
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, BinaryIO, cast

import numpy as np

from miolingo.errors import ModelError
from miolingo.judging.grammars import Grammar, GrammarKind
from miolingo.judging.hypothesis import Hypotheses, HypothesisWord
from miolingo.judging.plan import DecodingPlan
from miolingo.judging.recording import Samples
from miolingo.speech.recognizer.messages import read_frame, write_frame
from miolingo.speech.recognizer.model_dir import ModelFolder, has_dynamic_graph

_FULL_SCALE = 32_767
_HISS_DBFS = -80.0  # a model has never heard a silence without any hiss, and finds words in it


class Decoding:
    """One utterance that a worker process decodes; it shares nothing with any other."""

    def __init__(self, process: RecognizerProcess, plan: DecodingPlan, number: int) -> None:
        self._process = process
        self._plan = plan
        self._number = number
        self._hiss = np.random.default_rng(0)
        self._send("start", grammars=[_sentences(grammar) for grammar in plan.grammars])

    def feed(self, block: Samples) -> None:
        """Decode the next samples, mono at 16 kHz, over a hiss that is always the same.

        Returns at once.
        """
        hiss = self._hiss.normal(0, 10 ** (_HISS_DBFS / 20), len(block))
        pcm = (np.clip(block + hiss, -1.0, 1.0) * _FULL_SCALE).astype("<i2").tobytes()
        self._send("audio", pcm)

    def finish(self) -> Hypotheses:
        """End the utterance; what was recognized. Raises ModelError."""
        decoded = self._process.ask({"op": "finish", "utterance": self._number})["hypotheses"]
        return self._plan.hypotheses(
            [[HypothesisWord(*word) for word in words] for words in decoded]
        )

    def cancel(self) -> None:
        """Give up on the utterance; of no effect after it has finished."""
        self._send("cancel")

    def _send(self, operation: str, body: bytes = b"", **fields: Any) -> None:
        self._process.send({"op": operation, "utterance": self._number, **fields}, body)


def _sentences(grammar: Grammar) -> list[str] | None:
    return None if grammar.kind is GrammarKind.DICTATION else list(grammar.sentences)


class RecognizerProcess:
    """Talks to one worker process, for several threads. Starts at once, loads in it.

    With ``debug`` the process may write to standard error.
    """

    def __init__(self, model: ModelFolder, *, debug: bool = False) -> None:
        self.model = model
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "miolingo.speech.recognizer.worker", str(model.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if debug else subprocess.DEVNULL,
            start_new_session=True,
        )
        self._requests: queue.SimpleQueue[tuple[dict[str, Any], bytes] | None] = queue.SimpleQueue()
        self._answers: dict[int, Future[dict[str, Any] | None]] = {}
        self._answering = threading.Lock()
        self._numbers = itertools.count()
        self._loaded = self._ended = False
        self._threads = [
            threading.Thread(target=loop, daemon=True) for loop in (self._send, self._receive)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.name

    @property
    def ready(self) -> bool:
        """Whether the model is loaded, or has failed to."""
        return self._loaded or self._ended

    @property
    def dynamic_graph(self) -> bool:
        """Whether the model takes a grammar; the large ones do not."""
        return has_dynamic_graph(self.model.path)

    def known(self, words: Iterable[str]) -> frozenset[str]:
        """Those of ``words`` that are in the model's vocabulary. Raises ModelError."""
        return frozenset(self.ask({"op": "known", "words": sorted(set(words))})["known"])

    def start(self, plan: DecodingPlan) -> Decoding:
        """Begin an utterance, to be decoded once with each grammar of a plan; returns at once."""
        return Decoding(self, plan, next(self._numbers))

    def send(self, request: dict[str, Any], body: bytes = b"") -> None:
        """Send a request that has no answer; returns at once."""
        self._requests.put((request, body))

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request, and wait for the model to be loaded and to answer. Raises ModelError."""
        number, answer = next(self._numbers), Future[dict[str, Any] | None]()
        with self._answering:
            self._answers[number] = answer
            if self._ended:
                answer.set_result(None)
        self.send({**request, "request": number})
        header = answer.result()
        if header is None:
            raise ModelError(
                f"The speech model {self.model.name} stopped working"
                f" (exit status {self._process.wait()}).",
                hint=f"Its files may be damaged: install it again. They are in {self.model.path}",
            )
        return header

    def close(self) -> None:
        """End the process; safe to call twice."""
        self._requests.put(None)
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()

    def _send(self) -> None:
        stream = cast("BinaryIO", self._process.stdin)
        with suppress(OSError):  # the process is gone; the receiving side tells
            while (request := self._requests.get()) is not None:
                write_frame(stream, *request)
        with suppress(OSError):
            stream.close()

    def _receive(self) -> None:
        with cast("BinaryIO", self._process.stdout) as stream:
            while (frame := read_frame(stream)) is not None:
                self._loaded = True
                if (number := frame.header.get("request")) is not None:
                    self._answers.pop(number).set_result(frame.header)
        with self._answering:
            self._ended = True
            for answer in self._answers.values():
                answer.set_result(None)
            self._answers.clear()
