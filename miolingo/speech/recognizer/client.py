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
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from miolingo.errors import ModelError, RecognizerHungError
from miolingo.files.module_process import start_module
from miolingo.judging.decoding.grammars import Grammar, GrammarKind
from miolingo.judging.decoding.hypothesis import Hypotheses, HypothesisWord
from miolingo.judging.decoding.plan import DecodingPlan, SoundQuestion, SoundSupport
from miolingo.judging.recording import Samples
from miolingo.judging.sounds import evidence
from miolingo.speech.recognizer.messages import read_frame, write_frame
from miolingo.speech.recognizer.model_dir import ModelFolder, has_dynamic_graph
from miolingo.speech.sounds.learned_files import is_learned

_FULL_SCALE = 32_767
_BYTES_A_SECOND = 2 * 16_000
_LOAD_LIMIT_S = 300.0  # the largest models take most of a minute to load from a hard disk
_ANSWER_LIMIT_S = 60.0
_ANSWER_LIMIT_PER_SECOND = 20.0  # of sound: many times what a machine takes that does much else
_HISS_DBFS = -80.0  # a model has never heard a silence without any hiss, and finds words in it

_Answer = Future[dict[str, Any] | None]
"""The header of an answer, or None where the process ended without it."""


class Decoding:
    """One utterance that a worker process decodes; it shares nothing with any other."""

    def __init__(self, worker: _Worker, plan: DecodingPlan, number: int) -> None:
        self._worker = worker
        self._plan = plan
        self._number = number
        self._hiss = np.random.default_rng(0)
        self._send(
            "start",
            grammars=[_sentences(grammar) for grammar in plan.grammars],
            sounds=plan.sounds and asdict(plan.sounds),
        )

    def feed(self, block: Samples) -> None:
        """Decode the next samples, mono at 16 kHz, over a hiss that is always the same.

        Returns at once.
        """
        hiss = self._hiss.normal(0, 10 ** (_HISS_DBFS / 20), len(block))
        pcm = (np.clip(block + hiss, -1.0, 1.0) * _FULL_SCALE).astype("<i2").tobytes()
        self._send("audio", pcm)

    def finish(self) -> Hypotheses:
        """End the utterance; what was recognized. Raises ModelError and RecognizerHungError."""
        answer = self._worker.ask({"op": "finish", "utterance": self._number})
        return self._plan.hypotheses(
            [[HypothesisWord(*word) for word in words] for words in answer["hypotheses"]],
            evidence.from_json(answer["sounds"]) if answer["sounds"] else None,
        )

    def cancel(self) -> None:
        """Give up on the utterance; of no effect after it has finished."""
        self._send("cancel")

    def _send(self, operation: str, body: bytes = b"", **fields: Any) -> None:
        self._worker.send({"op": operation, "utterance": self._number, **fields}, body)


def _sentences(grammar: Grammar) -> list[str] | None:
    return None if grammar.kind is GrammarKind.DICTATION else list(grammar.sentences)


class RecognizerProcess:
    """Talks to one worker process, for several threads. Starts at once, loads in it.

    One that hangs is ended, and the next question starts another. ``cache`` is a folder for what
    is made of a model once. With ``debug`` the process may write to standard error.
    """

    def __init__(
        self, model: ModelFolder, cache: Path | None = None, *, debug: bool = False
    ) -> None:
        self.model = model
        self._cache = cache
        self._debug = debug
        self._numbers = itertools.count()
        self._renewing = threading.Lock()
        self._worker = _Worker(model, cache, debug=debug)

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.name

    @property
    def ready(self) -> bool:
        """Whether the model is loaded, or has had its time: then the next question tells."""
        return self._working().ready

    @property
    def dynamic_graph(self) -> bool:
        """Whether the model takes a grammar; the large ones do not."""
        return has_dynamic_graph(self.model.path)

    def known(self, words: Iterable[str]) -> frozenset[str]:
        """Those of ``words`` that are in the model's vocabulary.

        Raises ModelError and RecognizerHungError.
        """
        answer = self._working().ask({"op": "known", "words": sorted(set(words))})
        return frozenset(answer["known"])

    @property
    def measured_on_people(self) -> bool:
        """Whether what is right and wrong for this model was measured on people."""
        return is_learned(self.model.path)

    def sound_support(self, question: SoundQuestion) -> SoundSupport:
        """How well the model's network can answer a question.

        Raises ModelError and RecognizerHungError.
        """
        answer = self._working().ask({"op": "sound_support", **asdict(question)})
        return SoundSupport(answer["support"])

    def start(self, plan: DecodingPlan) -> Decoding:
        """Begin an utterance, to be decoded once with each grammar of a plan; returns at once."""
        return Decoding(self._working(), plan, next(self._numbers))

    def close(self) -> None:
        """End the process; safe to call twice."""
        self._worker.close()

    def _working(self) -> _Worker:
        with self._renewing:
            if self._worker.hung:
                self._worker = _Worker(self.model, self._cache, debug=self._debug)
            return self._worker


class _Worker:
    """One worker process: what it is asked and what it answers; ``hung`` where it was too slow."""

    def __init__(self, model: ModelFolder, cache: Path | None, *, debug: bool) -> None:
        self.hung = False
        self._model = model
        self._load_until = time.monotonic() + _LOAD_LIMIT_S
        self._process = start_module(
            "miolingo.speech.recognizer.worker",
            *map(str, (model.path, cache) if cache else (model.path,)),
            environ=os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if debug else subprocess.DEVNULL,
            start_new_session=True,
        )
        self._requests: queue.SimpleQueue[tuple[dict[str, Any], bytes] | None] = queue.SimpleQueue()
        self._loaded = _Answer()
        self._answers: dict[int, _Answer] = {}
        self._answering = threading.Lock()
        self._numbers = itertools.count()
        self._answered = self._unanswered_bytes = 0
        self._ended = False
        self._threads = [
            threading.Thread(target=loop, daemon=True) for loop in (self._send, self._receive)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def ready(self) -> bool:
        """Whether the model is loaded, or has failed to, or has had its time."""
        return self._loaded.done() or time.monotonic() > self._load_until

    def send(self, request: dict[str, Any], body: bytes = b"") -> None:
        """Send a request that has no answer; returns at once."""
        with self._answering:
            self._unanswered_bytes += len(body)
        self._requests.put((request, body))

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request, after the model is loaded, and wait for the answer.

        Raises ModelError, and RecognizerHungError where none comes in time.
        """
        self._wait_for(self._loaded, max(0.0, self._load_until - time.monotonic()))
        answer = _Answer()
        with self._answering:
            number = next(self._numbers)
            self._answers[number] = answer
            sound_s = self._unanswered_bytes / _BYTES_A_SECOND
            if self._ended:
                answer.set_result(None)
        self.send({**request, "request": number})
        return self._wait_for(answer, _ANSWER_LIMIT_S + _ANSWER_LIMIT_PER_SECOND * sound_s)

    def close(self) -> None:
        """End the process; safe to call twice."""
        self._requests.put(None)
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()

    def _wait_for(self, answer: _Answer, limit_s: float) -> dict[str, Any]:
        header = self._waited(answer, limit_s)
        if header is None:
            raise self._failure()
        return header

    def _waited(self, answer: _Answer, limit_s: float) -> dict[str, Any] | None:
        """What is answered. Another thread's answer shows life, and the limit begins anew."""
        while True:
            answered = self._answered
            try:
                return answer.result(limit_s)
            except TimeoutError:
                if answered == self._answered:
                    self.hung = True
                    self.close()
                    return None

    def _failure(self) -> ModelError:
        if self.hung:
            return RecognizerHungError(
                f"The speech model {self._model.name} did not answer and was restarted.",
                hint="Try again.",
            )
        return ModelError(
            f"The speech model {self._model.name} stopped working"
            f" (exit status {self._process.wait()}).",
            hint=f"Its files may be damaged: install it again. They are in {self._model.path}",
        )

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
                self._take(frame.header)
        with self._answering:
            self._ended = True
            waiting = [self._loaded, *self._answers.values()]
            for answer in waiting:
                if not answer.done():
                    answer.set_result(None)

    def _take(self, header: dict[str, Any]) -> None:
        if "request" not in header:
            self._loaded.set_result(header)
            return
        with self._answering:
            self._answered += 1
            self._unanswered_bytes = 0
            answer = self._answers.pop(header["request"])
        answer.set_result(header)
