"""Phrases are chosen by a sound that the learner asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from miolingo.decks.cards import Card, Deck
from miolingo.errors import ConfigurationError, UsageError
from miolingo.history.attempts import AttemptOutcome
from miolingo.judging.judgement import Verdict
from miolingo.language.korean.ipa import ipa as korean_ipa
from miolingo.practice.plan import PlanRequest, PracticePlan, plan
from miolingo.practice.request import PhraseSource, PracticeRequest, phrase_source
from miolingo.practice.sound_choice import SoundChoice, sound_choice
from miolingo.store import Store
from miolingo.ui.practice.plan_description import describe_plan
from tests.parts.attempts import an_attempt_that_went

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
DECK = Deck("mine", tuple(map(Card, ("어머니", "아버지", "우유", "커피", "물"))))


def korean(name: str) -> SoundChoice:
    return sound_choice(name, korean_ipa)


def planned(store: Store, sound: str, *, new: int | None = None) -> PracticePlan:
    request = PlanRequest("ko", None, new=new, count=None, goal=0, sound=korean(sound))
    return plan(store, request, [DECK], now=NOW, zone=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "history.db")


def say(store: Store, *phrases: str) -> None:
    for number, phrase in enumerate(phrases):
        at = NOW - timedelta(hours=1 + number)
        outcome = AttemptOutcome(
            str(UUID(int=number)), at, phrase, 97.0, Verdict.UNDERSTOOD, "mine"
        )
        store.add_attempt(an_attempt_that_went(outcome))


@pytest.mark.parametrize(
    ("sound", "phrase", "there"),
    [
        ("ㅓ", "커피", True),
        ("ʌ", "커피", True),
        ("ㅓ", "우유", False),
        ("o", "커피", False),
        ("ㄱ", "아기", True),
        ("ㄱ", "가방", True),
        ("ㄱ", "약", True),
        ("ㄱ", "카드", False),
        ("k", "카드", False),
        ("kʰ", "카드", True),
        ("ㄹ", "라면", True),
        ("ㄹ", "물", True),
        ("ㅇ", "강", True),
        ("ㅇ", "아기", False),
        ("ㅑ", "야구", True),
        ("ㅑ", "아기", False),
    ],
)
def test_a_sound_is_found_wherever_it_is_said(sound: str, phrase: str, there: bool) -> None:
    assert korean(sound).is_in(phrase) is there


def test_the_pronunciation_of_a_card_decides_where_it_has_one() -> None:
    choice = sound_choice("θ", lambda _phrase: "")
    assert choice.is_in("think", "θɪŋk")
    assert not choice.is_in("this", "ðɪs")


@pytest.mark.parametrize("name", ["", " ", "커", "ab", "5", "!?"])
def test_what_is_no_single_sound_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="not a single sound"):
        korean(name)


def test_phrases_that_were_said_come_first_due_or_not_and_then_new_ones(store: Store) -> None:
    say(store, "커피", "우유")
    made = planned(store, "ㅓ")
    assert [card.phrase for card in made.due] == ["커피"]
    assert [card.phrase for card in made.new] == ["어머니", "아버지"]
    assert describe_plan(made, UTC) == (
        "With the sound ㅓ: 1 phrase that you have said, then 2 new phrases of the deck “mine”."
    )


def test_a_review_by_sound_has_nothing_new(store: Store) -> None:
    say(store, "커피", "우유")
    assert [card.phrase for card in planned(store, "ㅓ", new=0).cards] == ["커피"]


def test_a_beginner_gets_new_phrases_with_the_sound(store: Store) -> None:
    assert [card.phrase for card in planned(store, "ㅜ").cards] == ["우유", "물"]


def test_a_sound_that_no_phrase_has_is_told(store: Store) -> None:
    with pytest.raises(ConfigurationError, match="No phrase has the sound"):
        planned(store, "ㅉ")


def test_asking_for_a_sound_is_asking_for_a_plan() -> None:
    request = PracticeRequest(sound="ㅓ")
    assert phrase_source(request) is PhraseSource.PLAN
    assert phrase_source(replace(request, deck=Path("mine.txt"))) is PhraseSource.PLAN
