"""The recognizer's process: one that does not answer is told, and started anew."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from miolingo.errors import RecognizerHungError
from miolingo.speech.recognizer import client, worker
from miolingo.speech.recognizer.client import RecognizerProcess
from miolingo.speech.recognizer.model_dir import ModelFolder
from tests.parts.clocks import needs_timed_locks
from tests.parts.patience import PATIENCE_S

pytestmark = needs_timed_locks

LOADED = "write_frame(sys.stdout.buffer, {'loaded': True})"
WORKER = """
import sys, time
from miolingo.speech.recognizer.messages import read_frame, write_frame
{begin}
while (frame := read_frame(sys.stdin.buffer)) is not None:
    if frame.header["op"] == "known":
        header = frame.header
        answer = {{"request": header["request"], "known": header["words"]}}
        write_frame(sys.stdout.buffer, answer)
"""
HANGS = "time.sleep(3600)"


@contextmanager
def workers(monkeypatch: pytest.MonkeyPatch, *begins: str) -> Iterator[RecognizerProcess]:
    """A recognizer whose processes, one after the other, begin like this."""
    programs = iter([WORKER.format(begin=begin) for begin in begins])

    def start(*_words: str, environ: Any, **options: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", next(programs)], env=environ, **options)

    monkeypatch.setattr(client, "start_module", start)
    recognizer = RecognizerProcess(ModelFolder("slow", "ko", Path("none")))
    try:
        yield recognizer
    finally:
        recognizer.close()


def test_a_question_without_an_answer_is_told_and_the_next_one_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with workers(monkeypatch, f"{LOADED}; {HANGS}", LOADED) as recognizer:
        monkeypatch.setattr(client, "_ANSWER_LIMIT_S", 0.1)
        with pytest.raises(RecognizerHungError, match="slow did not answer"):
            recognizer.known(["a"])
        monkeypatch.setattr(client, "_ANSWER_LIMIT_S", PATIENCE_S)
        assert recognizer.known(["a"]) == {"a"}


def test_a_model_that_never_loads_is_told_and_loaded_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "_LOAD_LIMIT_S", 0.1)
    with workers(monkeypatch, HANGS, LOADED) as recognizer:
        monkeypatch.setattr(client, "_LOAD_LIMIT_S", PATIENCE_S)
        while not recognizer.ready:
            pass
        with pytest.raises(RecognizerHungError):
            recognizer.known(["a"])
        assert recognizer.known(["a"]) == {"a"}


def test_more_sound_has_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = f"{LOADED}; read_frame(sys.stdin.buffer); time.sleep(0.5)"
    with workers(monkeypatch, begin) as recognizer:
        monkeypatch.setattr(client, "_ANSWER_LIMIT_S", 0.0)
        monkeypatch.setattr(client, "_ANSWER_LIMIT_PER_SECOND", PATIENCE_S)
        recognizer._worker.send({"op": "audio"}, bytes(32_000))
        assert recognizer.known(["a"]) == {"a"}


def test_a_model_is_loaded_from_inside_its_folder_whatever_that_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, before, loaded = tmp_path / "Модель 한국어", Path.cwd(), list[tuple[str, Path]]()
    folder.mkdir()
    monkeypatch.setattr(worker.vosk, "Model", lambda path: loaded.append((path, Path.cwd())))
    worker.Worker(folder, None, BytesIO())
    assert loaded == [(".", folder)]
    assert Path.cwd() == before
