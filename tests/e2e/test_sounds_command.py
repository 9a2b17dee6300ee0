"""Minimal pairs and hints on sounds, on the command line."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import soundfile

from miolingo.errors import ExitCode
from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.store import Store
from tests.parts.attempts import an_attempt
from tests.parts.cli import invoke
from tests.parts.speech import RATE_HZ, said

with_the_model = pytest.mark.usefixtures("shared_model")


def recording(folder: Path, text: str) -> str:
    file = folder / "speech.wav"
    soundfile.write(file, said(text), RATE_HZ)
    return str(file)


@pytest.fixture
def history(miolingo_home: Path) -> Path:
    return miolingo_home / "data" / "history.db"


@with_the_model
def test_a_session_says_which_word_of_the_pair_was_heard(history: Path, tmp_path: Path) -> None:
    ended = invoke(
        *("practice", "--lang", "ko", "--minimal-pairs", "--count", "2"),
        *("--audio", recording(tmp_path, "너무")),
    )
    assert ended.exit_code == 0, ended.stderr
    first, second = ended.stdout.split("\nPhrase 2 of 2: ")
    assert "Your history shows none that you mix up." in first
    assert "Phrase 1 of 2: 나무\nNot: 너무\nMeaning: tree\n" in first
    assert "✗ 나무" in first
    assert "Heard: 너무, the other word" in first
    assert "Sounds:  n [a] m  u   나무\nHeard:   n [ʌ] m  u   너무\n" in first
    assert "Just a guess: perhaps ʌ instead of a: the tongue higher" in first
    assert second.startswith("너무\nNot: 나무\n")
    assert "✓ 너무" in second
    assert "hint" not in second
    with sqlite3.connect(history) as database:
        kept = database.execute(
            "SELECT target_phrase, recognized_phrase, deck FROM attempts ORDER BY id"
        ).fetchall()
    database.close()
    assert kept == [("나무", "너무", "minimal-pairs"), ("너무", "너무", "minimal-pairs")]


@with_the_model
def test_the_history_says_which_pairs_come_first(history: Path, tmp_path: Path) -> None:
    wrong = WordResult("곰", WordStatus.MISPRONOUNCED, 40.0, 100, 600)
    attempt = an_attempt("00000000-0000-7000-8000-000000000001", datetime.now(UTC))
    with Store(history) as store:
        store.add_attempt(
            replace(attempt, target_phrase="곰", recognized_phrase="공", words=(wrong,))
        )
    ended = invoke("practice", "--minimal-pairs", "--audio", recording(tmp_path, "사람"))
    assert "Pairs of words for sounds that may be hard for you: m and ŋ." in ended.stdout
    assert "Phrase 1 of 1: 사람\nNot: 사랑\n" in ended.stdout


@with_the_model
def test_scripts_get_the_sounds_of_a_word_that_was_not_understood(tmp_path: Path) -> None:
    ended = invoke("score", recording(tmp_path, "너무"), "--text", "나무", "--lang", "ko", "--json")
    result = json.loads(ended.stdout)
    (word,) = result["words"]
    assert word["status"] == "mispronounced"
    assert "".join(sound["ipa"] for sound in word["sounds"]) == "namu"
    assert "wrong" in {sound["status"] for sound in word["sounds"]}
    assert result["limits_from"] == "people"


def test_pairs_are_neither_for_any_language_nor_beside_anything_else() -> None:
    ended = invoke("practice", "--minimal-pairs", "--lang", "eo")
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert "There are no minimal pairs for Esperanto." in ended.stderr
    assert invoke("practice", "--minimal-pairs", "--review").exit_code == ExitCode.USAGE
