"""A Vosk model in a process of its own, as seen from ours.

It loads while we go on, hears while the learner speaks, and its crash is an error here, not ours.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, BinaryIO, cast

import numpy as np

from miolingo.errors import ModelError
from miolingo.judging.hypothesis import HeardWord
from miolingo.judging.recording import Samples
from miolingo.speech.recognizer.messages import read_frame, write_frame
from miolingo.speech.recognizer.model_dir import ModelFolder, has_dynamic_graph

Grammar = tuple[str, ...]

_FULL_SCALE = 32_767
_HISS_DBFS = -80.0  # a model has never heard a silence without any hiss, and finds words in it


class RecognizerProcess:
    """Talks to one worker process; for one thread at a time. Starts at once, loads behind."""

    def __init__(self, model: ModelFolder) -> None:
        self.model = model
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "miolingo.speech.recognizer.worker", str(model.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("MIOLINGO_DEBUG") else subprocess.DEVNULL,
            start_new_session=True,
        )
        self._requests: queue.SimpleQueue[tuple[dict[str, Any], bytes] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._hiss = np.random.default_rng(0)
        self._loaded = False
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
        """Whether the model is loaded."""
        return self._loaded or not self._answers.empty()

    @property
    def dynamic_graph(self) -> bool:
        """Whether the model takes a grammar; the large ones do not."""
        return has_dynamic_graph(self.model.path)

    def known(self, words: Iterable[str]) -> frozenset[str]:
        """Those of ``words`` that are in the model's vocabulary. Raises ModelError."""
        return frozenset(self._ask({"op": "known", "words": sorted(set(words))})["known"])

    def start(self, grammars: Sequence[Grammar | None]) -> None:
        """Begin an utterance, to be decoded once with each grammar, None meaning dictation."""
        self._hiss = np.random.default_rng(0)
        self._requests.put(({"op": "start", "grammars": list(grammars)}, b""))

    def feed(self, block: Samples) -> None:
        """Decode the next samples, mono at 16 kHz, over a hiss that is always the same.

        Returns at once.
        """
        hiss = self._hiss.normal(0, 10 ** (_HISS_DBFS / 20), len(block))
        pcm = (np.clip(block + hiss, -1.0, 1.0) * _FULL_SCALE).astype("<i2").tobytes()
        self._requests.put(({"op": "audio"}, pcm))

    def finish(self) -> list[tuple[HeardWord, ...]]:
        """End the utterance; what each grammar heard. Raises ModelError."""
        hypotheses = self._ask({"op": "finish"})["hypotheses"]
        return [tuple(HeardWord(*word) for word in words) for words in hypotheses]

    def close(self) -> None:
        """End the process; safe to call twice."""
        self._requests.put(None)
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        self._wait_until_loaded()
        self._requests.put((request, b""))
        return self._next_answer()

    def _wait_until_loaded(self) -> None:
        if not self._loaded:
            self._loaded = bool(self._next_answer()["loaded"])

    def _next_answer(self) -> dict[str, Any]:
        answer = self._answers.get()
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
