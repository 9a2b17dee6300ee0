"""Reviews on the command line; a recording stands in for the microphone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import soundfile

from miolingo.decks.built_in import starter_deck
from miolingo.errors import ExitCode
from miolingo.history.attempts import Attempt, AttemptOutcome
from miolingo.judging.judgement import Verdict
from miolingo.speech.synthesis.espeak import Voice, speak
from miolingo.store import Store
from tests.parts.attempts import an_attempt_that_went
from tests.parts.cli import Ended, invoke

with_the_model = pytest.mark.usefixtures("shared_model")
PHRASES = [card.phrase for card in starter_deck("ko").cards]


def practice(*arguments: str) -> Ended:
    return invoke("practice", *arguments, environ={"MIOLINGO_LANGUAGE": "ko"})


@pytest.fixture
def history(miolingo_home: Path) -> Path:
    return miolingo_home / "data" / "history.db"


@pytest.fixture
def recording(tmp_path: Path) -> str:
    file = tmp_path / "speech.wav"
    speech = speak(PHRASES[0], Voice("ko+f4", 140))
    soundfile.write(file, speech.samples, speech.sample_rate_hz)
    return str(file)


def said(phrase: str, *, days_ago: float) -> Attempt:
    at = datetime.now(UTC) - timedelta(days=days_ago)
    one = str(UUID(int=int(at.timestamp() * 1000)))
    return an_attempt_that_went(
        AttemptOutcome(one, at, phrase, 80.0, Verdict.UNDERSTOOD, "starter")
    )


def test_a_review_of_nothing_is_a_friendly_line_and_needs_no_model(history: Path) -> None:
    for words in (["--review"], ["--review", "--lang", "fr"]):
        ended = practice(*words)
        assert (ended.exit_code, ended.stderr) == (0, "")
        assert ended.stdout.startswith("Nothing is due for review")
        assert len(ended.stdout.splitlines()) == 1
    assert not history.exists()


@with_the_model
def test_a_due_phrase_is_said_and_is_due_no_more(history: Path, recording: str) -> None:
    with Store(history) as store:
        store.add_attempt(said(PHRASES[0], days_ago=3))
    ended = practice("--review", "--audio", recording)
    assert ended.exit_code == 0, ended.stderr
    assert "Due for review: 1 phrase.\n" in ended.stdout
    assert f"Phrase 1 of 1: {PHRASES[0]}" in ended.stdout
    assert "Meaning: Hello" in ended.stdout
    assert "Well done: nothing is due" in practice("--review", "--audio", recording).stdout


@with_the_model
def test_new_phrases_come_after_those_that_are_due(
    history: Path, recording: str, tmp_path: Path
) -> None:
    with Store(history) as store:
        store.add_all([said(PHRASES[2], days_ago=3), said(PHRASES[0], days_ago=0)], [])
    new = practice("--new", "2", "--count", "9", "--audio", recording)
    assert "You practice Korean. To change it: miolingo settings set language NAME." in new.stdout
    assert [line for line in new.stdout.splitlines() if line.startswith("Phrase ")] == [
        f"Phrase 1 of 3: {PHRASES[2]}",
        f"Phrase 2 of 3: {PHRASES[1]}",
        f"Phrase 3 of 3: {PHRASES[3]}",
    ]
    deck = tmp_path / "mine.txt"
    deck.write_text(f"{PHRASES[0]}\n{PHRASES[9]}\n", encoding="utf-8")
    of_deck = practice("--deck", str(deck), "--new", "2", "--count", "9", "--audio", recording)
    assert "Nothing is due for review. Today: 1 new phrase of the deck “mine”." in of_deck.stdout


@with_the_model
def test_a_damaged_history_keeps_nobody_from_practicing(history: Path, recording: str) -> None:
    history.parent.mkdir(parents=True)
    history.write_text("Not SQLite.\n" * 900)
    ended = practice("--audio", recording)
    assert "The review schedule could not be read." in ended.stdout
    assert f"Phrase 1 of 1: {PHRASES[0]}" in ended.stdout
    assert ended.exit_code == ExitCode.STORE
    assert practice("--review").exit_code == ExitCode.STORE


@pytest.mark.parametrize(
    "words",
    [["oi", "--review"], ["oi", "--new", "3"], ["--demo", "--review"], ["--demo", "--new", "1"]],
)
def test_what_excludes_each_other_is_refused(words: list[str]) -> None:
    ended = practice(*words)
    assert ended.exit_code == ExitCode.USAGE
    assert "--review or --new cannot be used together." in ended.stderr
