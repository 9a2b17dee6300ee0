"""What follows from the options of ``practice``, without running it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from miolingo.errors import ConfigurationError, UsageError
from miolingo.practice.request import (
    PhraseSource,
    PracticeRequest,
    check_exclusive,
    most_phrases,
    new_phrases,
    phrase_source,
    practice_settings,
)
from miolingo.settings.definitions import Layer, ResolvedSettings, SettingSource

OPTIONS: dict[str, Any] = {
    "phrase": "물",
    "deck": Path("mine.txt"),
    "review": True,
    "new": 3,
    "minimal_pairs": True,
    "sound": "ㅓ",
    "count": 2,
    "audio": Path("a.wav"),
    "demo": True,
}
EXCLUSIVE = {
    ("phrase", "deck"), ("phrase", "review"), ("phrase", "new"), ("audio", "demo"),
    ("review", "demo"), ("new", "demo"),
    *((other, "minimal_pairs") for other in ("phrase", "deck", "review", "new")),
    ("minimal_pairs", "demo"), ("phrase", "sound"), ("minimal_pairs", "sound"), ("sound", "demo"),
}  # fmt: skip


def request(*names: str) -> PracticeRequest:
    return PracticeRequest(**{name: OPTIONS[name] for name in names})


@pytest.mark.parametrize("pair", [*combinations(OPTIONS, 2)], ids=" ".join)
def test_two_options_go_together_or_exclude_each_other(pair: tuple[str, str]) -> None:
    if pair in EXCLUSIVE:
        with pytest.raises(UsageError, match="cannot be used together"):
            check_exclusive(request(*pair))
    else:
        check_exclusive(request(*pair))


def test_an_empty_phrase_is_one_that_was_given() -> None:
    empty = PracticeRequest(phrase="")
    assert phrase_source(empty) is PhraseSource.PHRASE
    with pytest.raises(UsageError):
        check_exclusive(PracticeRequest(phrase="", review=True))


@pytest.mark.parametrize(
    ("names", "source"),
    [
        ([], PhraseSource.PLAN),
        (["audio"], PhraseSource.PLAN),
        (["review"], PhraseSource.PLAN),
        (["deck", "new"], PhraseSource.PLAN),
        (["deck"], PhraseSource.DECK),
        (["demo"], PhraseSource.DECK),
        (["phrase", "demo"], PhraseSource.PHRASE),
        (["minimal_pairs", "count"], PhraseSource.MINIMAL_PAIRS),
    ],
)
def test_where_the_phrases_come_from(names: list[str], source: PhraseSource) -> None:
    assert phrase_source(request(*names)) is source


@pytest.mark.parametrize(
    ("names", "most"),
    [([], None), (["count"], 2), (["demo"], 4), (["audio"], 1), (["audio", "count"], 2)],
)
def test_how_many_phrases(names: list[str], most: int | None) -> None:
    assert most_phrases(request(*names)) == most


@pytest.mark.parametrize(
    ("names", "new"), [([], None), (["review"], 0), (["new"], 3), (["review", "new"], 3)]
)
def test_how_many_new_phrases(names: list[str], new: int | None) -> None:
    assert new_phrases(request(*names)) == new


def test_each_choice_is_checked_before_anything_begins() -> None:
    choices = ResolvedSettings((Layer(SettingSource.ENVIRONMENT, {"output_device": " "}),))
    with pytest.raises(ConfigurationError, match="MIOLINGO_OUTPUT_DEVICE"):
        practice_settings(choices)
    assert practice_settings(ResolvedSettings()).pause_ms is None
