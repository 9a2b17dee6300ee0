"""Which sounds are missed again and again, disputes as a rate, and versions that are not mixed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from miolingo.history.attempts import Attempt, AttemptDetails, with_dispute
from miolingo.history.reports.progress import insights
from miolingo.history.reports.sounds import (
    DisputeRate,
    MissedSound,
    missed_sounds,
    sound_report,
)
from miolingo.history.reports.statistics import Selection
from miolingo.history.reports.summary import summarize
from miolingo.judging.judgement import SoundResult, SoundStatus, Verdict, WordResult, WordStatus
from miolingo.store import Store
from tests.parts.attempts import ATTEMPT, NOON, a_scored_attempt
from tests.parts.cli import invoke

RIGHT, WRONG, NOT_SURE = SoundStatus


def sound(ipa: str, status: SoundStatus = RIGHT, heard: str | None = None) -> SoundResult:
    return SoundResult(ipa, status, 50.0, 0, 60, heard)


def attempt(
    number: int,
    *sounds: SoundResult,
    status: WordStatus = WordStatus.MISPRONOUNCED,
    microphone: str = "",
) -> Attempt:
    return replace(
        ATTEMPT,
        id=str(UUID(int=number)),
        practice_date=NOON + timedelta(minutes=number),
        words=(
            WordResult("커피", status, 40.0, 0, 600, sounds),
            WordResult("네", WordStatus.CORRECT, 90.0),
        ),
        scorer_version="4",
        details=AttemptDetails(microphone),
    )


def test_a_sound_that_is_missed_often_is_told_with_what_was_heard_and_how_it_improves() -> None:
    heard = ["o", "o", "u", None, "o", None]
    attempts = [
        attempt(number, sound("ʌ", WRONG if number < 4 else RIGHT, heard[number]), sound("p"))
        for number in range(6)
    ]
    assert missed_sounds(attempts) == (
        MissedSound(("ko", "ʌ"), 6, 4, ("o", "u"), first_mean=0.0, last_mean=100.0),
    )


def test_what_is_not_sure_counts_neither_as_missed_nor_as_right() -> None:
    unsure = WordStatus.UNSURE
    attempts = [
        attempt(1, sound("ʌ", WRONG), sound("i", NOT_SURE)),
        attempt(2, sound("ʌ", WRONG), status=unsure),
        attempt(3, sound("ʌ", WRONG)),
        replace(attempt(4, sound("ʌ", WRONG)), verdict=Verdict.NOT_SCORABLE, similarity_score=None),
    ]
    (missed,) = missed_sounds(attempts)
    assert (missed.name, missed.times, missed.missed, missed.first_mean) == (
        ("ko", "ʌ"),
        2,
        2,
        None,
    )


def test_disputes_are_a_rate_by_sound_and_by_microphone() -> None:
    blamed = [attempt(number, sound("ʌ", WRONG, "o"), microphone="USB") for number in range(3)]
    headset = attempt(9, sound("i", WRONG), microphone="Headset")
    disputed = with_dispute(blamed[0], 0, str(UUID(int=99)))
    report = sound_report([disputed, *blamed[1:], headset])
    assert report.disputed_sounds == (DisputeRate(("ko", "ʌ"), 3, 1),)
    assert report.disputes_by_microphone == (DisputeRate("USB", 3, 1),)
    assert report.disputed_sounds[0].rate == pytest.approx(1 / 3)


def test_a_word_that_is_not_sure_is_no_hard_word_and_in_no_mean(tmp_path: Path) -> None:
    words = (("물", WordStatus.UNSURE, 3.0), ("좀", WordStatus.MISPRONOUNCED, 30.0))
    attempts = [replace(a_scored_attempt(60.0, *words), id=ATTEMPT.id)]
    assert [word.word for word in summarize(attempts).hardest] == ["좀"]
    with Store(tmp_path / "history.db") as store:
        store.add_all(attempts, [])
        hardest = store.hardest_words(Selection(), among=10, limit=10)
    assert [word.word for word in hardest] == ["좀"]


def test_sounds_that_were_heard_are_not_mixed_with_guesses() -> None:
    def transcribe(_text: str, _language: str) -> str:
        raise AssertionError("nothing is guessed where sounds were heard")

    heard = [attempt(number, sound("ʌ", RIGHT if number > 3 else WRONG)) for number in range(6)]
    told = insights([*heard, ATTEMPT], transcribe)
    assert told.sounds_heard
    assert [change.name for change in told.sounds.improved] == [("ko", "ʌ")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def practiced(home: Path, attempts: Sequence[Attempt]) -> None:
    with Store(home / "data" / "history.db") as store:
        store.add_all(attempts, [])


def test_the_history_tells_it_to_people_and_programs(home: Path) -> None:
    blamed = [attempt(number, sound("ʌ", WRONG, "o"), microphone="USB") for number in range(8)]
    disputed = with_dispute(blamed[7], 0, str(UUID(int=99)))
    practiced(home, [*blamed[:7], disputed, replace(ATTEMPT, scorer_version="3")])
    now = NOON + timedelta(hours=1)
    told = invoke("history", home=home, now=now).stdout
    assert "These scores are of versions 3 and 4 of the scorer: do not compare them." in told
    assert "Sounds that you keep missing" in told
    assert "7 of 7" in told
    assert "Where you said it was right" in told
    report = json.loads(invoke("history", "--format", "json", home=home, now=now).stdout)
    assert report["scorer_versions"] == ["3", "4"]
    assert report["missed_sounds"] == [
        {
            "language_code": "ko",
            "sound": "ʌ",
            "times": 7,
            "missed": 7,
            "instead": ["o"],
            "first_mean": 0.0,
            "last_mean": 0.0,
        }
    ]
    assert report["disputes"] == {
        "sounds": [
            {"language_code": "ko", "sound": "ʌ", "blamed": 8, "disputed": 1, "rate": 0.125}
        ],
        "microphones": [{"microphone": "USB", "blamed": 8, "disputed": 1, "rate": 0.125}],
    }
    page = home / "page.html"
    invoke("history", "--report", page, home=home, now=now)
    assert "Sounds that you keep missing" in page.read_text("utf-8")


def test_one_version_is_nothing_to_tell(home: Path) -> None:
    practiced(
        home,
        [
            attempt(1),
            replace(
                attempt(2), scorer_version="3", verdict=Verdict.NOT_SCORABLE, similarity_score=None
            ),
        ],
    )
    told = invoke("history", home=home, now=NOON + timedelta(hours=1)).stdout
    assert "of the scorer" not in told


def test_versions_are_those_of_the_selection(tmp_path: Path) -> None:
    with Store(tmp_path / "history.db") as store:
        old = replace(ATTEMPT, scorer_version="2", practice_date=NOON - timedelta(days=9))
        other = replace(attempt(3), scorer_version="10", language_code="pt-BR")
        store.add_all([old, attempt(1), attempt(2), other], [])
        assert store.scorer_versions(Selection()) == ["10", "2", "4"]
        assert store.scorer_versions(Selection(NOON)) == ["10", "4"]
        assert store.scorer_versions(Selection(language_code="pt")) == ["10"]
