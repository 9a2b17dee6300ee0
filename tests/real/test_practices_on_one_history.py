"""Practices that are killed, or go on side by side, in real processes with the real model."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest
import soundfile

from miolingo.history.reports.statistics import Selection
from miolingo.speech.synthesis.espeak import Voice, speak
from miolingo.store import Store
from tests.parts.command import COMMAND
from tests.parts.patience import PATIENCE_S
from tests.parts.speech import require_korean_model


@pytest.fixture(autouse=True)
def model() -> None:
    require_korean_model()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "hello.wav"
    audio = speak("안녕하세요", Voice("ko+f4", 140))
    soundfile.write(path, audio.samples, audio.sample_rate_hz)
    return path


def practice(recording: Path, count: int) -> subprocess.Popen[str]:
    words = [
        "practice",
        "--lang",
        "ko",
        "--audio",
        str(recording),
        "--count",
        str(count),
        "--plain",
    ]
    return subprocess.Popen(
        [*COMMAND, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )


def judged(running: subprocess.Popen[str]) -> int:
    """Read on until a result is shown; 1, or 0 when the practice is over."""
    assert running.stdout
    return next((1 for line in running.stdout if line.startswith("Score:")), 0)


def kept(home: Path) -> int:
    path = home / "data" / "history.db"
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        connection.close()
    with Store(path) as store:
        attempts = list(store.latest_attempts(Selection(), 1000))
        assert store.count(Selection()) == len(attempts)
    return len(attempts)


@pytest.mark.parametrize("shown", [1, 2, 5])
def test_a_practice_that_is_killed_has_kept_all_that_it_showed(
    recording: Path, miolingo_home: Path, shown: int
) -> None:
    with practice(recording, 8) as running:
        seen = sum(judged(running) for _ in range(shown))
        running.kill()
        assert running.stdout
        seen += sum(line.startswith("Score:") for line in running.stdout)
    assert kept(miolingo_home) in {seen, seen + 1}
    with practice(recording, 1) as again:
        again.communicate(timeout=PATIENCE_S)
        assert again.returncode == 0
    assert kept(miolingo_home) in {seen + 1, seen + 2}


def test_two_practices_at_once_share_one_history(recording: Path, miolingo_home: Path) -> None:
    with practice(recording, 4) as first, practice(recording, 4) as second:
        for running in (first, second):
            running.communicate(timeout=PATIENCE_S)
            assert running.returncode == 0
    assert kept(miolingo_home) == 8
