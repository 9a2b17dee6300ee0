"""The process that holds a Vosk model: ``... miolingo.speech.recognizer.worker FOLDER [CACHE]``.

libvosk can crash the process it lives in, and it writes to the screen; here it can do neither to
the learner. Requests come on standard input, answers go to standard output, in the frames of
``miolingo.speech.recognizer.messages``.

    {"op": "known", "request": 7, "words": [...]}       -> {"request": 7, "known": [...]}
    {"op": "sound_support", "request": 8, "words": [...], "alternatives": [...]}
                                                        -> {"request": 8, "support": "possible"}
    {"op": "start", "utterance": 1, "grammars": [...],  (a list of sentences, or null for dictation)
     "sounds": {"words": [...], "alternatives": [...]}} (or null where they are not judged)
    {"op": "audio", "utterance": 1} + 16-bit mono samples
    {"op": "finish", "request": 9, "utterance": 1}      -> {"request": 9, "hypotheses":
                                                            [[[word, confidence, start, end]]],
                                                            "sounds": {...}} (or null)
    {"op": "cancel", "utterance": 1}

The first answer, ``{"loaded": true}``, says that the model is loaded. Utterances are decoded at the
same time, so that several jobs need the model in memory once; answers come as they are ready.
``CACHE`` is a folder for what is made of a model once.
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
from contextlib import chdir
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import vosk

from miolingo.judging.decoding.plan import SoundQuestion, SoundSupport, SpokenWords
from miolingo.judging.recording import Samples
from miolingo.judging.sounds import evidence
from miolingo.speech.recognizer.messages import Frame, read_frame, write_frame
from miolingo.speech.sounds.sound_judge import SoundJudge, load_sound_judge

SAMPLE_RATE_HZ = 16_000
_NICENESS = 5
_FULL_SCALE = 32_767


class Utterance:
    """An utterance under way: a recognizer for each grammar, and what it has recognized so far.

    What is asked of it is done in that order, in a thread of its own; each method returns at once.
    Its samples are kept where its sounds are to be judged: with a ``question``.
    """

    def __init__(
        self,
        recognizers: Sequence[Any],
        question: SoundQuestion | None,
        threads: ThreadPoolExecutor,
    ) -> None:
        self.question = question
        self._recognizers = recognizers
        self._blocks: list[bytes] = []
        self._hypotheses: list[list[list[Any]]] = [[] for _ in recognizers]
        self._threads = threads
        self._order = ThreadPoolExecutor(1)

    def accept(self, samples: bytes) -> None:
        """Decode more samples."""
        self._order.submit(_or_die, self._decode, samples)

    def finish(self, answer: Callable[[list[list[list[Any]]]], None]) -> None:
        """End it, and answer, in its thread, for each grammar with the words recognized."""
        self._order.submit(_or_die, self._end, answer)
        self._order.shutdown(wait=False)

    def cancel(self) -> None:
        """Decode no more of it."""
        self._order.shutdown(wait=False, cancel_futures=True)

    @property
    def samples(self) -> Samples:
        """What was accepted, mono at 16 kHz; nothing where no sounds are judged."""
        samples = np.frombuffer(b"".join(self._blocks), "<i2").astype(np.float32)
        return samples / np.float32(_FULL_SCALE)

    def _decode(self, samples: bytes) -> None:
        if self.question:
            self._blocks.append(samples)

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

    def __init__(self, folder: Path, cache: Path | None, stream: BinaryIO) -> None:
        with chdir(folder):  # on Windows, Vosk opens no path with letters beyond its code page
            self._model = vosk.Model(".")
        self._folder = folder
        self._cache = cache
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
            case "sound_support":
                support = self._sound_support(_question(header))
                self._answer(request=header["request"], support=support)
            case "start":
                recognizers = [self._recognizer(grammar) for grammar in header["grammars"]]
                question = _question(header["sounds"]) if header["sounds"] else None
                utterance = Utterance(recognizers, question, self._threads)
                self._utterances[header["utterance"]] = utterance
            case "audio":
                self._utterances[header["utterance"]].accept(frame.body)
            case "finish":
                self._finish(header["request"], self._utterances.pop(header["utterance"]))
            case "cancel":
                if utterance_left := self._utterances.pop(header["utterance"], None):
                    utterance_left.cancel()

    def _answer(self, **fields: Any) -> None:
        with self._writing:
            write_frame(self._stream, fields)

    def _finish(self, request: int, utterance: Utterance) -> None:
        def answer(words: list[list[list[Any]]]) -> None:
            self._answer(request=request, hypotheses=words, sounds=self._heard(utterance))

        utterance.finish(answer)

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
    folder, *cache = (Path(name).absolute() for name in sys.argv[1:])
    worker = Worker(folder, cache[0] if cache else None, answers)
    while (frame := read_frame(sys.stdin.buffer)) is not None:
        worker.serve(frame)


if __name__ == "__main__":
    main()
