"""Whole practice sessions: a real terminal, a real microphone, the real model and history."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
import soundfile

from miolingo.history.attempts import AttemptOutcome
from miolingo.judging.judgement import Verdict
from miolingo.judging.recording import Audio
from miolingo.speech.synthesis.espeak import speak
from miolingo.store import Store
from tests.parts.attempts import an_attempt_that_went
from tests.parts.cli import run_in_process
from tests.parts.command import COMMAND
from tests.parts.disks import small_disk
from tests.parts.patience import PATIENCE_S
from tests.parts.pulseaudio import SoundServer, heard, sound_server
from tests.parts.terminals import PHRASE, VOICE, Terminal, open_terminal

LEFT_OUT, SAID = "만나서", "반갑습니다"
SECOND = f"{LEFT_OUT} {SAID}"
QUERY = re.compile(r"\x1bP|\x1b\[[>=?]?[0-9;]*[nqc]|\x1b\][0-9;]*\?")
"""What asks a terminal for something: capabilities, version, position, kind or colors."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    with sound_server(tmp_path_factory.mktemp("sound")) as running:
        yield running


@pytest.fixture
def home(miolingo_home: Path) -> Path:
    return miolingo_home


@pytest.fixture
def terminal(server: SoundServer, home: Path) -> Iterator[Terminal]:
    with open_terminal(server, home) as opened:
        yield opened


def attempts(database: Path) -> list[dict[str, object]]:
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute("SELECT * FROM attempts ORDER BY id").fetchall()
    connection.close()
    return [dict(row) for row in rows]


def history(home: Path) -> Path:
    return home / "data" / "history.db"


def environ_of(home: Path) -> dict[str, str]:
    """Without sound devices on a machine that has no sound card."""
    return os.environ | {
        "MIOLINGO_HOME": str(home),
        "HOME": str(home.parent),
        "MIOLINGO_LANGUAGE": "ko",
        "PULSE_SERVER": "unix:/nonexistent",
    }


def run(home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run as a process without a terminal."""
    return subprocess.run(
        [*COMMAND, "practice", *args],
        env=environ_of(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_a_session_on_real_sound(terminal: Terminal, home: Path, tmp_path: Path) -> None:
    deck = tmp_path / "deck.txt"
    deck.write_text(f"{PHRASE} | Hello\n{SECOND} | Nice to meet you\n", encoding="utf-8")
    usual = terminal.settings()
    terminal.practice("--deck", str(deck))
    terminal.wait_for("q.{0,20}=quit")
    terminal.wait_for("1 of 2")
    terminal.say(PHRASE)
    words, score = terminal.verdict()
    assert f"✓ {PHRASE}" in words
    assert f"Heard: {PHRASE}" in words
    (kept,) = attempts(history(home))
    assert kept["target_phrase"] == PHRASE
    assert kept["similarity_score"] == score > 50
    assert kept["perfect_match"] == 1
    assert kept["deck"] == "deck"

    terminal.shell.send(" ")
    terminal.say(SAID)
    words, score = terminal.verdict()
    assert re.search(f"∅ {LEFT_OUT}.*✓ {SAID}", words)
    assert score < 80

    recording = tmp_path / "speaker.f32"
    with terminal.server.listen(recording):
        terminal.shell.send("l")
        terminal.wait_for("Playing the phrase")
        assert "Speak now" not in terminal.wait_for("r.{0,20}=retry")
    assert loud_seconds(heard(recording)) > 0.3

    terminal.shell.sendintr()
    last_words, status = terminal.ended()
    assert "Session over: 2 attempts" in last_words
    assert f"{LEFT_OUT} (" in last_words
    assert status == 130
    kept_attempts = attempts(history(home))
    assert [attempt["target_phrase"] for attempt in kept_attempts] == [PHRASE, SECOND]
    statuses = [word["status"] for word in json.loads(str(kept_attempts[1]["words"]))]
    assert statuses == ["missing", "correct"]
    assert terminal.settings() == usual
    assert re.search(r"(?<!-)icanon", usual)


def test_what_is_due_comes_first_and_then_what_is_new(terminal: Terminal, home: Path) -> None:
    went = AttemptOutcome(
        str(UUID(int=1)), three_days_ago(), SECOND, 80.0, Verdict.UNDERSTOOD, "travel"
    )
    with Store(history(home)) as store:
        store.add_attempt(an_attempt_that_went(went))
    terminal.practice()
    terminal.wait_for(r"Due for review: 1 phrase, then 10 new phrases of the deck “starter”\.")
    assert "Nice to meet you" in terminal.wait_for("Speak now")
    terminal.answer(SECOND)
    terminal.verdict()
    terminal.shell.send("q")
    assert terminal.ended()[1] == 0
    assert [(one["target_phrase"], one["deck"]) for one in attempts(history(home))] == [
        (SECOND, "travel")
    ] * 2

    terminal.practice("--review")
    told, status = terminal.ended()
    assert re.search(r"Well done: nothing is due for review\. The next phrase is due in \d", told)
    assert status == 0


def test_a_pair_of_words_is_told_apart(terminal: Terminal, home: Path) -> None:
    terminal.practice("--minimal-pairs", "--count", "2")
    assert "not 너무" in terminal.wait_for("Speak now")
    terminal.answer("너무")
    words, score = terminal.verdict()
    assert "Heard: 너무, the other word" in words
    assert score < 50
    terminal.shell.send(" ")
    terminal.say("너무")
    words, score = terminal.verdict()
    assert "✓ 너무" in words
    assert score > 70
    terminal.shell.send("q")
    assert terminal.ended()[1] == 0
    assert [one["recognized_phrase"] for one in attempts(history(home))] == ["너무", "너무"]


def three_days_ago() -> datetime:
    return datetime.now(UTC) - timedelta(days=3)


def loud_seconds(audio: Audio) -> float:
    return float(np.sum(np.abs(audio.samples) > 0.01)) / audio.sample_rate_hz


def test_an_interrupt_while_the_model_loads_and_the_key_to_quit(terminal: Terminal) -> None:
    usual = terminal.settings()
    terminal.practice(PHRASE)
    terminal.recognizer().suspend()  # it may be loaded before the reference has been played
    terminal.wait_for("still loading")
    terminal.shell.sendintr()
    last_words, status = terminal.ended()
    assert "Session over: no attempt was scored." in last_words
    assert status == 130
    terminal.practice(PHRASE)
    terminal.wait_for("Speak now")
    terminal.shell.send("q")
    last_words, status = terminal.ended()
    assert "Session over" in last_words
    assert "Traceback" not in last_words
    assert status == 0
    assert terminal.settings() == usual


def test_the_first_phrase_waits_for_no_answer_of_the_terminal(terminal: Terminal) -> None:
    terminal.practice(PHRASE)
    terminal.shell.expect("annjʌŋhasejo")
    assert not QUERY.search(terminal.shell.before or "")
    terminal.shell.send("q")
    terminal.ended()


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a Linux disk")
def test_a_disk_that_fills_up_loses_no_attempt_that_was_kept(
    server: SoundServer, tmp_path: Path
) -> None:
    with small_disk(tmp_path, "2m") as disk, open_terminal(server, disk) as terminal:
        usual = terminal.settings()
        terminal.practice(PHRASE)
        terminal.say(PHRASE)
        terminal.verdict()
        fill_up(disk / "filler")
        terminal.shell.send("r")
        terminal.say(PHRASE)
        words, score = terminal.verdict()
        assert " ".join(words.split()).count("The disk is too full to write the history") == 1
        terminal.shell.send("q")
        last_words, status = terminal.ended()
        assert status == 7
        assert "too full" not in last_words
        assert "1 attempt could not be saved" in last_words
        assert f'"similarity_score": {score}' in last_words
        assert "Traceback" not in words + last_words
        assert terminal.settings() == usual
        reading = subprocess.run(
            [*COMMAND, "history"],
            env=os.environ | {"MIOLINGO_HOME": str(disk)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "\n1 attempt, " in reading.stdout
        (disk / "filler").unlink()
        assert len(attempts(history(disk))) == 1


def fill_up(path: Path) -> None:
    """Write to a disk until it takes no more."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1024))
    assert shutil.disk_usage(path).free == 0


def test_a_recording_may_stand_in_for_the_microphone(home: Path, tmp_path: Path) -> None:
    speech = speak(PHRASE, VOICE)
    file = tmp_path / "speech.flac"
    soundfile.write(file, speech.samples, speech.sample_rate_hz)
    result = run(home, PHRASE, "--audio", str(file))
    assert (result.returncode, result.stderr) == (0, "")
    assert "Listening to “speech.flac”" in result.stdout
    assert "Speak now" not in result.stdout
    assert f"✓ {PHRASE}" in result.stdout
    (kept,) = attempts(history(home))
    assert f"Score: {kept['similarity_score']} of 100" in result.stdout


@pytest.mark.parametrize("name", ["missing.wav", "text.wav", "folder.wav"])
def test_a_recording_that_cannot_be_read_is_told_before_a_model_is_looked_for(
    name: str, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "text.wav").write_text("no sound")
    (tmp_path / "folder.wav").mkdir()
    result = run(home, "bonjour", "--lang", "fr", "--audio", str(tmp_path / name))
    assert result.returncode == 5
    assert result.stdout == ""
    assert name in result.stderr
    assert len(result.stderr.splitlines()) == 2


def test_the_demonstration_needs_no_terminal_and_no_sound(home: Path) -> None:
    result = run(home, "--demo", "--count", "3")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.count("The synthesized learner will say") == 3
    assert f"∅ {LEFT_OUT}" in result.stdout
    assert "Session over: 3 attempts" in result.stdout
    assert "\x1b" not in result.stdout
    assert len(attempts(home / "data" / "demo.db")) == 3
    assert not history(home).exists()


def test_without_a_microphone_it_ends_in_a_sentence(home: Path) -> None:
    cards = Path("/proc/asound/cards")
    if sys.platform != "linux" or (cards.exists() and "no soundcards" not in cards.read_text()):
        pytest.skip("this machine has a sound card")
    result = run(home, PHRASE)
    assert result.returncode == 5
    assert result.stderr.startswith("Error: There is no microphone")
    assert "Traceback" not in result.stderr + result.stdout


def test_a_phrase_that_the_model_does_not_know_is_an_error_and_in_a_deck_it_is_passed_over(
    home: Path, tmp_path: Path
) -> None:
    deck = tmp_path / "deck.txt"
    deck.write_text(f"hello there\n{PHRASE}\n", encoding="utf-8")
    for arguments, status in ((["hello there"], 3), (["--deck", str(deck)], 0)):
        result = run(home, *arguments, "--demo")
        assert result.returncode == status
        assert "does not know “hello”" in result.stdout + result.stderr
        assert (f"✓ {PHRASE}" in result.stdout) is (status == 0)


def test_without_a_model_it_ends_in_a_sentence(home: Path) -> None:
    result = run(home, "bonjour", "--lang", "fr")
    assert result.returncode == 6
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 2


@pytest.mark.usefixtures("shared_model")
def test_what_cannot_be_saved_is_printed(home: Path, tmp_path: Path) -> None:
    speech = speak(PHRASE, VOICE)
    file = tmp_path / "speech.wav"
    soundfile.write(file, speech.samples, speech.sample_rate_hz)
    (home / "data").write_text("a file where the folder should be")
    result = run_in_process("practice", PHRASE, "--audio", str(file), environ=environ_of(home))
    assert result.returncode == 7
    _schema, line = [line for line in result.stdout.splitlines() if line.startswith("{")]
    unsaved = json.loads(line)
    assert unsaved["target_phrase"] == PHRASE
    assert f"Score: {unsaved['similarity_score']} of 100" in result.stdout
    assert "1 attempt could not be saved" in result.stdout
    assert "Traceback" not in result.stderr + result.stdout
