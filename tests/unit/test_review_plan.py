"""What a practice is made of, and the line that says why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from miolingo.decks.built_in import BUILT_IN, starter_deck
from miolingo.decks.cards import Card, Deck
from miolingo.decks.folder import DeckFolder
from miolingo.decks.lookup import known_decks
from miolingo.errors import CloudError, ConfigurationError, MiolingoError, StoreError
from miolingo.history.attempts import Attempt, AttemptOutcome
from miolingo.history.reports.statistics import Interval, Selection
from miolingo.judging.judgement import Verdict
from miolingo.practice.plan import (
    NEW_PHRASES,
    PlanRequest,
    PracticePlan,
    card_of_phrase,
    plan,
)
from miolingo.practice.schedule import DueAfter, due_after
from miolingo.store import Store
from miolingo.ui.practice.plan_description import describe_next, describe_plan
from tests.parts.attempts import an_attempt_that_went

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
STARTER = starter_deck("ko")
PHRASES = [card.phrase for card in STARTER.cards]
BEST = PlanRequest("ko", None, new=None, count=None, goal=0)
REVIEW = replace(BEST, new=0)


def said(
    phrase: str, *, days_ago: float, well: bool = True, deck: str = "starter", lang: str = "ko"
) -> Attempt:
    at = NOW - days_ago * DAY
    one = str(UUID(int=int(at.timestamp())))
    verdict = Verdict.UNDERSTOOD if well else Verdict.NOT_UNDERSTOOD
    went = AttemptOutcome(one, at, phrase, 80.0 if well else 5.0, verdict, deck)
    return an_attempt_that_went(went, lang)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "history.db") as opened:
        yield opened


def planned(
    store: Store, wish: PlanRequest = BEST, known: Sequence[Deck] = (STARTER,)
) -> PracticePlan:
    return plan(store, wish, known, now=NOW, zone=UTC)


def phrases(cards: Iterable[Card]) -> list[str]:
    return [card.phrase for card in cards]


def line(made: PracticePlan) -> str:
    return describe_plan(made, UTC)


def test_the_first_practice_begins_the_starter_deck(store: Store) -> None:
    made = planned(store)
    assert phrases(made.cards) == PHRASES[:NEW_PHRASES]
    assert line(made) == "Your first practice: 10 new phrases of the deck “starter”."


def test_what_is_due_comes_first_and_what_waited_longest_in_front(store: Store) -> None:
    store.add_all(
        [
            said(PHRASES[0], days_ago=0.2),
            said(PHRASES[1], days_ago=3),
            said(PHRASES[2], days_ago=5),
        ],
        [],
    )
    made = planned(store)
    assert phrases(made.due) == [PHRASES[2], PHRASES[1]]
    assert phrases(made.new) == PHRASES[3 : 3 + NEW_PHRASES]
    assert line(made) == (
        f"Due for review: 2 phrases, then {NEW_PHRASES} new phrases of the deck “starter”."
    )


def test_where_nothing_is_due_there_are_new_phrases(store: Store) -> None:
    store.add_attempt(said(PHRASES[0], days_ago=0.2))
    made = planned(store)
    assert phrases(made.cards) == PHRASES[1 : 1 + NEW_PHRASES]
    assert line(made) == (
        f"Nothing is due for review. Today: {NEW_PHRASES} new phrases of the deck “starter”."
    )


@pytest.mark.parametrize(
    ("goal", "cards", "told"),
    [
        (0, 2 + NEW_PHRASES, ""),
        (100, 2 + NEW_PHRASES, ""),
        (3 + 5, 5, "Due for review: 2 phrases, then 3 new phrases of the deck “starter”."),
        (3 + 2, 2, "Due for review: 2 phrases."),
        (3 + 1, 1, "Due for review: 2 phrases, 1 of them now."),
        (3, 2 + NEW_PHRASES, ""),
        (1, 2 + NEW_PHRASES, ""),
    ],
)
def test_a_daily_goal_that_is_not_met_yet_limits_it(
    store: Store, goal: int, cards: int, told: str
) -> None:
    today = [said(PHRASES[0], days_ago=hours / 24) for hours in (1, 2, 3)]
    store.add_all([*today, said(PHRASES[1], days_ago=3), said(PHRASES[2], days_ago=5)], [])
    made = planned(store, replace(BEST, goal=goal))
    assert len(made.cards) == cards
    assert bool(re.search("With (it|them) you reach your daily goal", line(made))) is bool(told)
    assert line(made).startswith(told)


def test_a_goal_has_no_say_in_what_was_asked_for_by_name(store: Store) -> None:
    store.add_attempt(said(PHRASES[0], days_ago=3))
    assert len(planned(store, replace(BEST, new=7, goal=2)).cards) == 8
    assert len(planned(store, replace(BEST, new=7, goal=2, count=3)).cards) == 3


def test_new_phrases_go_on_from_the_deck_that_was_practiced_last(store: Store) -> None:
    one, two, three = (
        Deck(name, (Card(f"{first}나"), Card(f"{first}두")))
        for name, first in zip("abc", "가나다", strict=True)
    )
    store.add_all([said("가나", days_ago=2, deck="b"), said("끝", days_ago=1, deck="gone")], [])
    made = planned(store, replace(BEST, new=4), known=(one, two, three))
    assert phrases(made.new) == ["나나", "나두", "다나", "다두"]
    assert "4 new phrases of the decks “b”, “c”." in line(made)
    made = planned(store, known=(one, two, three))
    assert phrases(made.new) == ["나나", "나두", "다나", "다두", "가두"]


def test_a_new_phrase_is_new_once_and_can_be_said(store: Store) -> None:
    again = Deck("again", (Card("…"), *STARTER.cards, Card("끝")))
    store.add_attempt(said(PHRASES[0], days_ago=0.2))
    made = planned(store, replace(BEST, new=100), known=(STARTER, again))
    assert phrases(made.new) == [*PHRASES[1:], "끝"]


def test_a_review_is_of_what_is_due_and_of_nothing_else(store: Store) -> None:
    assert line(planned(store, REVIEW)) == (
        "Nothing is due for review: you have not practiced yet. Start without --review."
    )
    store.add_attempt(said(PHRASES[0], days_ago=3))
    made = planned(store, REVIEW)
    assert phrases(made.cards) == PHRASES[:1]
    assert line(made) == "Due for review: 1 phrase."
    store.add_attempt(said(PHRASES[0], days_ago=0))
    made = planned(store, REVIEW)
    assert made.cards == ()
    assert line(made) == (
        "Well done: nothing is due for review. The next phrase is due in 14 days."
        " New phrases: --new 5, or --deck FILE."
    )


def test_when_every_phrase_is_known_and_none_is_due_there_is_nothing_to_do(store: Store) -> None:
    store.add_all((said(p, days_ago=n / 1e4) for n, p in enumerate(PHRASES)), [])
    assert planned(store).cards == ()
    assert line(planned(store)).startswith("Well done")


@pytest.mark.parametrize(("well", "praise"), [(True, "Well done: nothing"), (False, "Nothing")])
def test_there_is_praise_only_after_an_attempt_that_went_well(
    store: Store, well: bool, praise: str
) -> None:
    store.add_all([said(PHRASES[1], days_ago=5), said(PHRASES[0], days_ago=0, well=well)], [])
    store.add_attempt(said(PHRASES[1], days_ago=0.1, well=well))
    assert line(planned(store, REVIEW)).startswith(f"{praise} is due for review.")


@pytest.mark.parametrize(
    ("due", "due_in_hours", "told"),
    [
        (3, 10, "Still due today: 3 phrases. Continue with: miolingo practice"),
        (0, 10, "Your next review is later today: miolingo practice."),
        (0, 14, "Your next review is tomorrow: miolingo practice."),
        (0, 24 * 9, "Your next review is in 9 days: miolingo practice."),
        (0, None, "Begin again whenever you like: miolingo practice"),
    ],
)
def test_the_end_of_a_session_says_what_comes_next(
    due: int, due_in_hours: int | None, told: str
) -> None:
    next_due_at = None if due_in_hours is None else NOW + timedelta(hours=due_in_hours)
    assert describe_next(DueAfter(NOW, due, next_due_at), UTC).startswith(told)


def test_what_is_due_after_a_session_follows_from_its_attempts(store: Store) -> None:
    assert due_after((), "ko", NOW) == DueAfter(NOW, 0, None)
    store.add_all([said(PHRASES[0], days_ago=3), said(PHRASES[1], days_ago=0, well=False)], [])
    after = due_after(store.outcomes(Selection(language_code="ko")), "ko", NOW)
    assert (after.due, after.next_due_at) == (1, NOW + DAY / 2)


def test_a_typed_phrase_has_what_a_deck_tells_of_it_and_stays_as_it_was_typed() -> None:
    typed = f"{PHRASES[0]}!"
    card = card_of_phrase(typed, [STARTER], "ko")
    assert (card.phrase, card.translation) == (typed, STARTER.cards[0].translation)
    assert card_of_phrase("처음 보는 말", [STARTER], "ko") == Card("처음 보는 말")


def test_with_a_deck_everything_is_of_that_deck(store: Store) -> None:
    deck = Deck("mine", (Card(PHRASES[1].replace(" ", "") + "!", "mine"), Card("새 문장")))
    store.add_all([said(p, days_ago=3 + n) for n, p in enumerate(PHRASES[:3])], [])
    made = planned(store, replace(BEST, deck=deck, new=5), known=(deck, STARTER))
    assert phrases(made.due) == [deck.cards[0].phrase]
    assert phrases(made.new) == ["새 문장"]
    assert line(made) == "Due for review: 1 phrase, then 1 new phrase of the deck “mine”."


def test_a_due_phrase_has_its_meaning_of_a_deck_and_stays_in_its_own(store: Store) -> None:
    store.add_all(
        [
            said(PHRASES[0] + ".", days_ago=3, deck="travel"),
            said("처음 보는 말", days_ago=4, deck="phrase"),
        ],
        [],
    )
    unknown, known = planned(store, REVIEW).cards
    assert known == replace(STARTER.cards[0], deck="travel")
    assert unknown == Card("처음 보는 말", deck="phrase")


def test_other_languages_have_schedules_of_their_own(store: Store) -> None:
    store.add_all(
        [
            said("Bom dia", days_ago=4, lang="pt-BR"),
            said("bom dia!", days_ago=0, lang="pt"),
            said("Bom dia", days_ago=4.1, lang="it"),
        ],
        [],
    )
    due = {
        tag: phrases(planned(store, replace(REVIEW, language_code=tag)).cards)
        for tag in ("pt", "pt-BR", "it", "ko")
    }
    assert due == {"pt": [], "pt-BR": ["Bom dia"], "it": ["Bom dia"], "ko": []}


def test_a_language_without_a_deck_can_be_reviewed(store: Store) -> None:
    wish = replace(BEST, language_code="qaa")
    with pytest.raises(ConfigurationError, match="no built-in deck"):
        planned(store, wish, known=())
    assert planned(store, replace(wish, new=0), known=()).cards == ()
    store.add_attempt(said("saluto", days_ago=3, lang="qaa"))
    assert phrases(planned(store, wish, known=()).cards) == ["saluto"]


@dataclass(frozen=True)
class Unreadable:
    """A history with trouble."""

    error: MiolingoError

    def outcomes(self, _selection: Selection) -> Iterable[AttemptOutcome]:
        raise self.error

    def intervals(self, _selection: Selection) -> Iterator[Interval]:
        raise self.error


@pytest.mark.parametrize("error", [StoreError("It is damaged."), CloudError("It is away.")])
def test_a_history_that_cannot_be_read_keeps_nobody_from_practicing(error: MiolingoError) -> None:
    made = plan(Unreadable(error), replace(BEST, goal=5), [STARTER], now=NOW, zone=UTC)
    assert phrases(made.cards) == PHRASES[:NEW_PHRASES]
    assert line(made) == (
        f"The review schedule could not be read. {error.message}"
        " Today: 10 new phrases of the deck “starter”."
    )
    with pytest.raises(type(error)):
        plan(Unreadable(error), REVIEW, [], now=NOW, zone=UTC)


def test_decks_of_other_languages_and_those_that_cannot_be_read_are_left_out(
    tmp_path: Path,
) -> None:
    for language in ("ko", "qaa"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "bad.txt").write_bytes(b"\xff\xfe\x00")
        (tmp_path / language / f"own-{language}.txt").write_text("saluto | hello\n", "utf-8")
    folder = DeckFolder(tmp_path)
    assert [deck.name for deck in known_decks(folder, "ko-KR")] == [*BUILT_IN, "own-ko"]
    assert [deck.name for deck in known_decks(folder, "qaa")] == ["own-qaa"]
