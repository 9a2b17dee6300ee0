"""What is newer than version 0.1.0 in an attempt's record: compact, and the same when read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from miolingo.history.attempts import Attempt, AttemptDetails
from miolingo.history.location import guest_location
from miolingo.history.recovery import recover
from miolingo.history.serialization import attempt_from_record, attempt_record
from miolingo.judging.judgement import SoundResult, SoundStatus, WordResult, WordStatus
from miolingo.store import Store
from tests.parts.attempts import ATTEMPT, NOON
from tests.parts.damage import zero_pages
from tests.parts.strategies import ATTEMPTS

SOUNDED = replace(
    ATTEMPT,
    words=(
        WordResult(
            "커피",
            WordStatus.MISPRONOUNCED,
            61.5,
            310,
            690,
            (
                SoundResult("kʰ", SoundStatus.CORRECT, 98.1, 310, 400),
                SoundResult("ʌ", SoundStatus.WRONG, 12.0, 400, 520, "o"),
                SoundResult("pʰ", SoundStatus.WRONG, 0.0, 540, 600, ""),
                SoundResult("i", SoundStatus.UNSURE, 100.0, 600, 690),
            ),
        ),
        WordResult("좀", WordStatus.UNSURE, 40.0, 700, 800),
        WordResult("주세요", WordStatus.MISSING, 0.0),
    ),
    details=AttemptDetails("USB Microphone", "strict", (1,)),
)


def test_the_record_has_one_compact_text_of_all_sounds() -> None:
    assert attempt_record(SOUNDED)["details"] == {
        "sounds": "kʰ+r92i ʌ!3c3c=o pʰ!001o@k= i?rs2i//",
        "unsure": [[1, "좀", 40.0, 700, 800]],
        "disputed": [1],
        "microphone": "USB Microphone",
        "strictness": "strict",
    }


def test_the_words_of_the_record_are_those_that_older_versions_know() -> None:
    assert attempt_record(SOUNDED)["words"] == [
        {
            "word": "커피",
            "status": "mispronounced",
            "score": 61.5,
            "start_ms": 310,
            "end_ms": 690,
        },
        {"word": "주세요", "status": "missing", "score": 0.0},
    ]


def test_an_attempt_without_anything_newer_has_the_record_it_always_had() -> None:
    assert "details" not in attempt_record(ATTEMPT)


@given(ATTEMPTS)
def test_what_is_read_is_what_was_written(attempt: Attempt) -> None:
    assert attempt_from_record(attempt_record(attempt)) == attempt


def test_they_come_back_from_a_history_whose_first_page_is_lost(tmp_path: Path) -> None:
    location = guest_location(tmp_path)
    with Store(location.path) as store:
        store.add_attempt(SOUNDED)
    zero_pages(location.path, [1])
    assert recover(location, NOON).attempts == 1
    with Store(location.path) as store:
        assert list(store.every_attempt()) == [SOUNDED]


def test_keys_of_a_later_version_are_passed_over() -> None:
    record = attempt_record(SOUNDED)
    record["details"]["color"] = "blue"
    assert attempt_from_record(record) == SOUNDED


def test_a_sign_that_no_ipa_has_cannot_break_the_text() -> None:
    odd = SoundResult("a/ =b", SoundStatus.CORRECT, 50.0, 0, 60)
    word = WordResult("a", WordStatus.CORRECT, 50.0, 0, 60, (odd,))
    attempt = replace(ATTEMPT, words=(word,))
    (read,) = attempt_from_record(attempt_record(attempt)).words
    assert read.sounds == (replace(odd, ipa="ab"),)


@pytest.mark.parametrize(
    "damage",
    [
        {"sounds": 7},
        {"sounds": "a+rs1o/b+rs1o/c+rs1o/d+rs1o"},
        {"sounds": "a"},
        {"sounds": "a+r"},
        {"unsure": [[9, "좀", 40.0, 700, 800]]},
        {"unsure": [[1, "좀"]]},
        {"unsure": 7},
        {"unsure": [["1", "좀", 40.0, 700, 800]]},
        {"unsure": [[1, 3, 40.0, 700, 800]]},
        {"disputed": "1"},
        {"disputed": ["1"]},
        {"microphone": 3},
        {"strictness": None},
    ],
)
def test_details_that_no_attempt_can_have_are_refused(damage: dict[str, Any]) -> None:
    record = attempt_record(SOUNDED)
    record["details"] |= damage
    with pytest.raises(ValueError, match=r"\w"):
        attempt_from_record(record)
