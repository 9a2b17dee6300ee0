"""Records of the older app, one by one."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from miolingo.decks.cards import Card
from miolingo.decks.formats.stories import story_card, story_lines
from miolingo.history.serialization import attempt_from_record, attempt_record
from miolingo.judging.judgement import Verdict
from miolingo.transfer.legacy import (
    attempt_from,
    is_configuration,
    language_of,
    practice_record,
    progress_row,
)

WEB = {
    "time": "2025-11-20T09:14:02.123456",
    "target": "Obrigado",
    "recognized": "obrigado.",
    "correct_phonemes": "obɾiɡˈadʊ",
    "user_phonemes": "obɾiɡˈadʊ",
    "exact_match": True,
    "similarity": 1.0,
    "edit_distance": None,
}
SCRIPT = {"time": "2025-11-20T09:14:02", "target": "Olá", "recognized": "o la", "similarity": 0.4}
ROW = {
    "practice_date": "2025-11-20 09:14:02",
    "target_phrase": "Obrigado",
    "recognized_phrase": None,
    "similarity_score": 0.5,
    "perfect_match": 0,
}


def attempt(old, zone=UTC, language="pt-BR"):
    return attempt_from(old, language_code=language, zone=zone)


def test_a_record_of_the_web_app() -> None:
    read = attempt(practice_record(WEB))
    assert read.practice_date == datetime(2025, 11, 20, 9, 14, 2, 123456, UTC)
    assert (read.target_phrase, read.recognized_phrase) == ("Obrigado", "obrigado.")
    assert (read.similarity_score, read.perfect_match) == (100.0, True)
    assert read.verdict is Verdict.UNDERSTOOD
    assert attempt_from_record(attempt_record(read)) == read


def test_a_record_of_the_script_has_its_own_flag_and_no_phonemes() -> None:
    read = attempt(practice_record(SCRIPT | {"match": False}))
    assert (read.similarity_score, read.verdict) == (40.0, Verdict.NOT_UNDERSTOOD)
    assert attempt(practice_record(SCRIPT | {"match": True})).perfect_match


@pytest.mark.parametrize("side", ["correct_phonemes", "user_phonemes"])
def test_without_phonemes_nothing_was_scored_and_nothing_was_perfect(side: str) -> None:
    read = attempt(practice_record(WEB | {side: "[phonemes unavailable]"}))
    assert read.verdict is Verdict.NOT_SCORABLE
    assert read.similarity_score is None
    assert not read.perfect_match


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        WEB | {"time": "yesterday"},
        WEB | {"time": None},
        WEB | {"target": " "},
        WEB | {"target": 7},
        WEB | {"recognized": {"text": "obrigado"}},
        WEB | {"similarity": None},
        WEB | {"similarity": "1.0"},
        WEB | {"similarity": True},
        WEB | {"similarity": 1.01},
        WEB | {"similarity": -0.1},
        WEB | {"similarity": float("nan")},
    ],
)
def test_what_cannot_be_read_is_refused(broken: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        practice_record(broken)


@pytest.mark.parametrize(
    ("score", "shares", "expected"),
    [(0.5, True, 50.0), (50, False, 50.0), (1, True, 100.0), (1, False, 1.0), (None, True, None)],
)
def test_scores_of_the_database(score, shares: bool, expected) -> None:
    read = attempt(progress_row(ROW | {"similarity_score": score}, shares=shares))
    assert read.similarity_score == expected
    assert (read.verdict is Verdict.NOT_SCORABLE) == (expected is None)


def test_an_id_is_the_same_in_every_zone_and_language_and_tells_the_time() -> None:
    old = practice_record(WEB)
    ids = {
        attempt(old, zone, language).id
        for zone in (UTC, ZoneInfo("Asia/Seoul"), timezone(timedelta(hours=-9)))
        for language in ("pt", "pt-BR")
    }
    assert len(ids) == 1
    one = UUID(ids.pop())
    assert (one.version, one.variant) == (7, "specified in RFC 4122")
    written = datetime(2025, 11, 20, 9, 14, 2, 123000, UTC)
    assert one.int >> 80 == int(written.timestamp() * 1000)


@pytest.mark.parametrize("name", ["time", "target", "recognized", "similarity"])
def test_another_record_has_another_id(name: str) -> None:
    others = {
        "time": "2025-11-20T09:14:02.123457",
        "target": "Oi",
        "recognized": "",
        "similarity": 0.5,
    }
    changed = WEB | {name: others[name]}
    assert attempt(practice_record(changed)).id != attempt(practice_record(WEB)).id


def test_times_before_1970_and_far_ahead_still_have_an_id() -> None:
    for year in ("0001", "1969", "9999"):
        old = practice_record(WEB | {"time": f"{year}-06-01T00:00:00"})
        assert UUID(attempt(old).id).version == 7


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has one zone a process")
@pytest.mark.parametrize(
    ("written", "utc_hour"),
    [("2025-03-30T02:30:00", 0), ("2025-10-26T02:30:00", 0), ("2025-07-01T02:30:00", 0)],
)
def test_a_time_without_a_zone_is_this_machines(
    monkeypatch: pytest.MonkeyPatch, written: str, utc_hour: int
) -> None:
    """In Berlin 02:30 came twice in October, of which the first is meant, and in March never."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        read = attempt(practice_record(WEB | {"time": written}), None)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (read.practice_date.hour, read.practice_date.minute) == (utc_hour, 30)


@pytest.mark.parametrize(
    ("text", "tag"),
    [("Portuguese", "pt-BR"), ("pt-BR", "pt-BR"), (" korean ", "ko"), ("FRENCH", "fr")],
)
def test_languages_by_name_and_by_tag(text: str, tag: str) -> None:
    assert language_of(text) == tag


@pytest.mark.parametrize("text", ["", "Frnch", "p", "xx"])
def test_an_unknown_language_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a known language"):
        language_of(text)


def test_stories_in_both_shapes() -> None:
    line = {"english": "Good\nmorning", "ipa": "[bɔ̃ʒuʁ]"}
    scene = {"fr": [{"fr": "Bonjour", **line}], "scene_number": 1, "scene_title": "Morning"}
    for story in ([{"french": "Bonjour", **line}], scene):
        (one,) = story_lines(story)
        assert story_card(one) == Card("Bonjour", "Good morning", "bɔ̃ʒuʁ")


@pytest.mark.parametrize("story", [7, {}, [], {"a": [], "b": []}, {"a": "b"}])
def test_what_is_no_story_has_no_lines(story: object) -> None:
    assert story_lines(story) == []


@pytest.mark.parametrize(
    "line",
    [
        1,
        {},
        {"english": "x"},
        {"name": "a package"},
        {"fr": 7, "english": "x"},
        {"fr": " ", "english": "x"},
        {"fr": "Bonjour", "pt": "Bom dia", "english": "Good morning"},
        {"fr": "# Bonjour", "english": "Good morning"},
    ],
)
def test_what_is_no_line_of_a_story_is_refused(line: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        story_card(line)


def test_a_configuration_is_known_by_most_of_its_keys() -> None:
    assert is_configuration({"speed": 140, "pitch": 35, "from a later version": True})
    for other in ({}, [], 7, {"speed": 140, "unheard": 2}, {"name": "a package"}):
        assert not is_configuration(other)
