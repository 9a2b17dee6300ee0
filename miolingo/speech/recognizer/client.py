"""The client of a process that holds a Vosk model.

It loads in the background and decodes while the learner speaks; its crash is an error here, and so
is its silence, after which it is started anew.
"""

from __future__ import annotations

import itertools
import os
import queue
import subprocess
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, BinaryIO, cast

import numpy as np

from miolingo.errors import ModelError, RecognizerHungError
from miolingo.files.module_process import start_module
from miolingo.judging.grammars import Grammar, GrammarKind
from miolingo.judging.hypothesis import Hypotheses, HypothesisWord
from miolingo.judging.plan import DecodingPlan
from miolingo.judging.recording import Samples
from miolingo.speech.recognizer.messages import read_frame, write_frame
from miolingo.speech.recognizer.model_dir import ModelFolder, has_dynamic_graph

_FULL_SCALE = 32_767
_BYTES_A_SECOND = 2 * 16_000
_LOAD_LIMIT_S = 300.0  # the largest models take most of a minute to load from a hard disk
_ANSWER_LIMIT_S = 60.0
_ANSWER_LIMIT_PER_SECOND = 20.0  # of sound: many times what a machine takes that does much else
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
    """Talks to one worker process; for one thread at a time. Starts at once, loads in it."""

    def __init__(self, model: ModelFolder) -> None:
        self.model = model
        self._utterances = itertools.count()
        self._start_process()

    def _start_process(self) -> None:
        self._process = start_module(
            "miolingo.speech.recognizer.worker",
            str(self.model.path),
            environ=os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("MIOLINGO_DEBUG") else subprocess.DEVNULL,
            start_new_session=True,
        )
        self._requests: queue.SimpleQueue[tuple[dict[str, Any], bytes] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._loaded = False
        self._load_until = time.monotonic() + _LOAD_LIMIT_S
        self._sent_bytes = 0
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
        """Whether the model is loaded, or has had its time: then the next question tells."""
        late = time.monotonic() > self._load_until
        return self._loaded or late or not self._answers.empty()

    @property
    def dynamic_graph(self) -> bool:
        """Whether the model takes a grammar; the large ones do not."""
        return has_dynamic_graph(self.model.path)

    def known(self, words: Iterable[str]) -> frozenset[str]:
        """Those of ``words`` that are in the model's vocabulary. Raises ModelError."""
        return frozenset(self.ask({"op": "known", "words": sorted(set(words))})["known"])

    def start(self, plan: DecodingPlan) -> Decoding:
        """Begin an utterance, to be decoded once with each grammar of a plan; returns at once."""
        return Decoding(self, plan, next(self._utterances))

    def send(self, request: dict[str, Any], body: bytes = b"") -> None:
        """Send a request that has no answer; returns at once."""
        self._sent_bytes += len(body)
        self._requests.put((request, body))

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request, after the model is loaded, and wait for the answer.

        Raises ModelError, and RecognizerHungError where none comes in time.
        """
        if not self._loaded:
            left_s = max(0.0, self._load_until - time.monotonic())
            self._loaded = bool(self._next_answer(left_s)["loaded"])
        self.send(request)
        sound_s = self._sent_bytes / _BYTES_A_SECOND
        answer = self._next_answer(_ANSWER_LIMIT_S + _ANSWER_LIMIT_PER_SECOND * sound_s)
        self._sent_bytes = 0
        return answer

    def close(self) -> None:
        """End the process; safe to call twice."""
        self._requests.put(None)
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()

    def _next_answer(self, limit_s: float) -> dict[str, Any]:
        try:
            answer = self._answers.get(timeout=limit_s)
        except queue.Empty:
            self.close()
            self._start_process()
            raise RecognizerHungError(
                f"The speech model {self.model.name} did not answer and was started anew.",
                hint="Try it once more.",
            ) from None
        if answer is None:
            self._answers.put(None)
            raise ModelError(
                f"The speech model {self.model.name} stopped working"
                f" (exit status {self._process.wait()}).",
                hint=f"Its files may be damaged: install it again. They are in {self.model.path}",
            )
        return answer

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
                self._answers.put(frame.header)
        self._answers.put(None)
