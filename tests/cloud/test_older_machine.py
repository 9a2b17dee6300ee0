"""A machine with version 0.1.0 goes on beside newer ones: its own code is what runs here."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from miolingo.history.attempts import Attempt, AttemptDetails
from miolingo.history.sync.plan import Batch
from miolingo.history.sync.wire import batch_record
from miolingo.judging.judgement import SoundResult, SoundStatus, Verdict, WordResult, WordStatus
from tests.parts.older_version import OlderMachine, unpack
from tests.parts.sync_world import Machine, attempt


def sounds(start_ms: int, *symbols: str, wrong: str = "") -> tuple[SoundResult, ...]:
    """Sounds of 70 ms each; one of them was heard as another."""
    return tuple(
        SoundResult(
            symbol,
            SoundStatus.WRONG if symbol == wrong else SoundStatus.CORRECT,
            21.4 if symbol == wrong else 93.7,
            start_ms + 70 * index,
            start_ms + 70 * (index + 1),
            "o" if symbol == wrong else None,
        )
        for index, symbol in enumerate(symbols)
    )


SOUNDED = replace(
    attempt(1),
    target_phrase="커피 한 잔 주세요",
    recognized_phrase="커피 한 잔",
    verdict=Verdict.PARTLY_UNDERSTOOD,
    words=(
        WordResult("커피", WordStatus.CORRECT, 88.1, 310, 590, sounds(310, "kʰ", "ʌ", "pʰ", "i")),
        WordResult("한", WordStatus.UNSURE, 41.0, 590, 800, sounds(590, "h", "a", "n")),
        WordResult("잔", WordStatus.MISPRONOUNCED, 44.2, 800, 1010, sounds(800, "tɕ", "a", "n")),
        WordResult(
            "주세요",
            WordStatus.CORRECT,
            71.9,
            1010,
            1360,
            sounds(1010, "tɕ", "u", "s", "e", "jo", wrong="e"),
        ),
    ),
    scorer_version="4",
    details=AttemptDetails("USB Microphone", "strict", (1,)),
)


@pytest.fixture(scope="session")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("version-0.1.0")
    unpack(folder)
    return folder


@pytest.fixture
def older(phone: Machine, code: Path) -> OlderMachine:
    return OlderMachine(phone, code)


def keep(machine: Machine, *attempts: Attempt) -> None:
    with machine.store as store:
        store.add_all(attempts, [])


def attempts_of(machine: Machine) -> list[Attempt]:
    with machine.store as store:
        return [replace(kept, user_id=None) for kept in store.every_attempt()]


def test_it_takes_a_page_with_sounds_and_counts_no_unsure_word_as_missed(
    laptop: Machine, older: OlderMachine
) -> None:
    keep(laptop, SOUNDED, attempt(2))
    laptop.sync()
    older.run("sync")
    report = older.history()
    assert "missed_sounds" not in report, "this is not the code of 0.1.0"
    (newest, oldest) = report["attempts"]
    assert oldest["id"] == SOUNDED.id
    assert [(word["word"], word["status"]) for word in oldest["words"]] == [
        ("커피", "correct"),
        ("잔", "mispronounced"),
        ("주세요", "correct"),
    ]
    assert {word["word"]: word["times"] for word in report["hardest_words"]} == {
        "잔": 1,
        "주세요": 2,
    }
    assert report["total"]["attempts"] == 2
    assert newest["words"][0]["score"] == 100.0


def test_what_went_by_way_of_it_is_whole_on_the_next_newer_machine(
    laptop: Machine, older: OlderMachine, tmp_path: Path
) -> None:
    """It pulls, practices and pushes in between, and nothing is lost or refused."""
    keep(laptop, SOUNDED)
    laptop.sync()
    older.run("sync")
    export = tmp_path / "made-there.jsonl"
    record = batch_record(Batch((attempt(3),)))["attempts"][0]
    lines = ({"schema": "miolingo.export/1"}, {"kind": "attempt", **record})
    export.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    older.run("import", str(export), "--yes")
    older.run("sync")
    laptop.sync()
    assert attempts_of(laptop) == [SOUNDED, attempt(3)]


def test_it_reads_an_export_with_sounds(
    laptop: Machine, older: OlderMachine, tmp_path: Path
) -> None:
    keep(laptop, SOUNDED)
    export = tmp_path / "export.jsonl"
    export.write_text(laptop.run("export").stdout, "utf-8")
    older.run("import", str(export), "--yes")
    assert [kept["id"] for kept in older.history()["attempts"]] == [SOUNDED.id]


def test_what_is_taken_back_or_disputed_goes_there_too(
    laptop: Machine, older: OlderMachine
) -> None:
    keep(laptop, SOUNDED, attempt(2))
    laptop.sync()
    older.run("sync")
    with laptop.store as store:
        store.take_back(attempt(2).id)
        store.take_back(SOUNDED.id, attempt(4))
    laptop.sync()
    older.run("sync")
    assert [kept["id"] for kept in older.history()["attempts"]] == [attempt(4).id]


def test_a_record_grows_by_less_than_a_third() -> None:
    """This one has 794 bytes without its sounds, and 969 with them."""

    def size(attempt: Attempt) -> int:
        (record,) = batch_record(Batch((attempt,)))["attempts"]
        return len(json.dumps(record, ensure_ascii=False).encode())

    heard = tuple(
        replace(word, status=WordStatus.CORRECT) if word.status is WordStatus.UNSURE else word
        for word in SOUNDED.words
    )
    details = AttemptDetails("USB Microphone")
    whole = replace(SOUNDED, words=heard, details=details)
    bare = replace(
        whole,
        words=tuple(replace(word, sounds=()) for word in heard),
        details=AttemptDetails(),
    )
    assert (size(bare), size(whole)) == (794, 969)
    assert size(whole) < size(bare) * 4 / 3
