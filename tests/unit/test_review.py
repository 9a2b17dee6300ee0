"""When a phrase is due again, found of the attempts alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from fsrs import Rating
from hypothesis import given, settings
from hypothesis import strategies as st

from miolingo.history.attempts import Attempt, AttemptOutcome
from miolingo.history.reports.statistics import Selection
from miolingo.judging.judgement import Verdict
from miolingo.practice.schedule import ScheduledPhrase, phrase_key, rating_of, schedule
from miolingo.store import Store
from tests.parts.attempts import an_attempt_that_went
from tests.parts.folders import ROOT

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=4000)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WELL = (Verdict.UNDERSTOOD, 80.0)
BADLY = (Verdict.NOT_UNDERSTOOD, 10.0)
UNHEARD = (Verdict.NOT_SCORABLE, None)

Went = tuple[Verdict, float | None]


def outcome(
    number: int, at: datetime, went: Went = WELL, phrase: str = "물 좀 주세요", deck: str = "first"
) -> AttemptOutcome:
    verdict, score = went
    return AttemptOutcome(str(UUID(int=number)), at, phrase, score, verdict, deck)


def due_at(*outcomes: AttemptOutcome) -> datetime:
    (phrase,) = schedule(outcomes, "ko", LATER)
    return phrase.due_at


RATINGS = [
    (Verdict.UNDERSTOOD, 100.0, Rating.Easy),
    (Verdict.UNDERSTOOD, 95.0, Rating.Easy),
    (Verdict.UNDERSTOOD, 94.9, Rating.Good),
    (Verdict.UNDERSTOOD, 70.0, Rating.Good),
    (Verdict.PARTLY_UNDERSTOOD, 99.0, Rating.Hard),
    (Verdict.PARTLY_UNDERSTOOD, 50.0, Rating.Hard),
    (Verdict.PARTLY_UNDERSTOOD, 49.9, Rating.Again),
    (Verdict.PARTLY_UNDERSTOOD, 0.0, Rating.Again),
    (Verdict.NOT_UNDERSTOOD, 99.0, Rating.Again),
    (Verdict.NOT_UNDERSTOOD, 0.0, Rating.Again),
    (Verdict.NOT_SCORABLE, None, None),
]


@pytest.mark.parametrize(("verdict", "score", "rating"), RATINGS)
def test_a_rating_follows_from_the_verdict_and_the_score(
    verdict: Verdict, score: float | None, rating: Rating | None
) -> None:
    assert rating_of(outcome(1, NOON, (verdict, score))) == rating


def test_the_page_on_reviews_names_every_rating_beside_its_verdict() -> None:
    page = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    for verdict, _, rating in RATINGS:
        name = rating.name if rating else "none"
        assert any(f"`{verdict}`" in row and f"| {name} |" in row for row in rows), (verdict, name)


@pytest.mark.parametrize(
    ("went", "days"),
    [
        (BADLY, 1),
        ((Verdict.PARTLY_UNDERSTOOD, 60.0), 1),
        (WELL, 2),
        ((Verdict.UNDERSTOOD, 99.0), 8),
    ],
)
def test_the_first_attempt_sets_the_first_interval(went: Went, days: int) -> None:
    assert due_at(outcome(1, NOON, went)) == NOON + days * DAY - DAY / 2


def test_the_first_attempt_of_a_day_counts_and_the_others_repeat_it() -> None:
    first = outcome(1, NOON, BADLY)
    again = [outcome(n, NOON + n * HOUR, WELL) for n in range(2, 12)]
    assert due_at(first, *again) == due_at(first)
    assert due_at(first, outcome(12, NOON + 12 * HOUR, WELL)) > due_at(first)


def test_half_a_day_is_counted_from_the_review_and_not_from_its_repetitions() -> None:
    said = [outcome(n, NOON + n * 5 * HOUR) for n in range(4)]
    assert due_at(*said) == due_at(said[0], said[3]) != due_at(said[0])


def test_attempts_are_taken_by_their_instant_and_then_by_their_id() -> None:
    first, second = NOON, NOON + 2 * DAY
    badly_first = due_at(outcome(1, first, BADLY), outcome(2, second))
    assert due_at(outcome(1, second), outcome(2, first, BADLY)) == badly_first
    assert due_at(outcome(1, second, BADLY), outcome(2, first)) != badly_first
    assert due_at(outcome(2, NOON), outcome(1, NOON, BADLY)) == due_at(outcome(1, NOON, BADLY))
    assert due_at(outcome(1, NOON), outcome(2, NOON, BADLY)) == due_at(outcome(1, NOON))


def test_an_attempt_without_a_score_leaves_no_trace() -> None:
    assert schedule([outcome(1, NOON, UNHEARD)], "ko", LATER) == ()
    said = outcome(2, NOON + HOUR)
    assert due_at(outcome(1, NOON, UNHEARD), said) == due_at(said)


def test_the_hour_of_a_day_makes_no_difference_to_the_days_between() -> None:
    evening, early_evening = NOON + 10 * HOUR, NOON + 6 * HOUR
    intervals = {
        due_at(outcome(1, start), outcome(2, end)) - end
        for start in (evening, early_evening)
        for end in (evening + 2 * DAY, early_evening + 2 * DAY)
    }
    assert len(intervals) == 1


def test_what_a_clock_dated_into_the_future_does_not_count() -> None:
    said = outcome(1, NOON)
    wrong = outcome(2, datetime.max.replace(tzinfo=UTC))
    assert schedule([said, wrong], "ko", LATER) == schedule([said], "ko", LATER)


def test_a_phrase_is_due_once_a_year_at_least() -> None:
    at, said = NOON, []
    for number in range(12):
        said.append(outcome(number, at, (Verdict.UNDERSTOOD, 100.0)))
        at = due_at(*said)
    assert due_at(*said) - said[-1].practice_date == 365 * DAY - DAY / 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("물 좀 주세요", "물 좀 주세요!"),
        ("물 좀 주세요", "물좀 주세요"),
        ("3시", "세 시"),
        ("Guten Morgen", "guten  morgen."),
        ("café", "cafe\u0301"),
    ],
)
def test_what_sounds_the_same_is_one_phrase(one: str, other: str) -> None:
    phrases = schedule(
        [outcome(1, NOON, phrase=one), outcome(2, NOON + DAY, phrase=other, deck="second")],
        "ko",
        LATER,
    )
    assert [(phrase.phrase, phrase.deck) for phrase in phrases] == [(other, "second")]


def test_what_cannot_be_said_has_no_key_and_no_schedule() -> None:
    assert phrase_key("?!", "ko") == ""
    assert schedule([outcome(1, NOON, phrase="?!")], "ko", LATER) == ()


phrases = st.sampled_from(["안녕하세요", "안녕 하세요", "감사합니다", "3시", "세 시"])
wents = st.one_of(
    st.just(UNHEARD),
    st.tuples(
        st.sampled_from([Verdict.UNDERSTOOD, Verdict.PARTLY_UNDERSTOOD, Verdict.NOT_UNDERSTOOD]),
        st.floats(0, 100),
    ),
)
hours = st.integers(0, 24 * 60)
histories = st.lists(st.tuples(hours, wents, phrases), max_size=20).map(
    lambda rows: [
        outcome(number, NOON + at * HOUR, went, phrase)
        for number, (at, went, phrase) in enumerate(rows)
    ]
)


@given(histories, st.randoms(use_true_random=False))
def test_the_order_in_which_attempts_are_met_does_not_matter(
    history: list[AttemptOutcome], chance: Random
) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert schedule(shuffled, "ko", LATER) == schedule(history, "ko", LATER)


@given(histories)
def test_each_phrase_is_due_after_it_was_said_and_within_a_year(
    history: list[AttemptOutcome],
) -> None:
    scored = [one for one in history if one.verdict is not Verdict.NOT_SCORABLE]
    found = schedule(history, "ko", LATER)
    assert {one.key for one in found} == {phrase_key(one.target_phrase, "ko") for one in scored}
    for phrase in found:
        times = [
            one.practice_date for one in scored if phrase_key(one.target_phrase, "ko") == phrase.key
        ]
        assert min(times) + DAY / 2 <= phrase.due_at <= max(times) + 365 * DAY
    assert [phrase.due_at for phrase in found] == sorted(phrase.due_at for phrase in found)


@given(st.lists(st.floats(70, 100), min_size=2, max_size=8))
def test_each_success_on_its_day_makes_the_wait_longer(scores: Sequence[float]) -> None:
    at, said, waits = NOON, [], []
    for number, score in enumerate(scores):
        said.append(outcome(number, at, (Verdict.UNDERSTOOD, score)))
        waits.append(due_at(*said) - at)
        at += waits[-1]
    assert all(earlier < later for earlier, later in pairwise(waits) if later < 364 * DAY)


@given(histories.filter(bool), st.data())
def test_the_better_it_went_last_the_later_it_is_due(
    history: list[AttemptOutcome], data: st.DataObject
) -> None:
    phrase = data.draw(phrases)
    at = max(one.practice_date for one in history) + data.draw(st.integers(1, 90)) * DAY
    dues = []
    for went in (BADLY, (Verdict.PARTLY_UNDERSTOOD, 60.0), WELL, (Verdict.UNDERSTOOD, 99.0)):
        found = schedule([*history, outcome(99, at, went, phrase)], "ko", LATER)
        dues += [one.due_at for one in found if one.key == phrase_key(phrase, "ko")]
    assert dues == sorted(dues)


@settings(max_examples=20)  # each writes two histories to the disk
@given(history=histories, parts=st.integers(0, 2**20))
def test_two_machines_that_have_the_same_attempts_have_the_same_schedule(
    tmp_path_factory: pytest.TempPathFactory, history: list[AttemptOutcome], parts: int
) -> None:
    attempts = [an_attempt_that_went(one) for one in history]
    here = [one for place, one in enumerate(attempts) if parts >> place & 1]
    there = [one for one in attempts if one not in here]
    found = [
        kept(tmp_path_factory.mktemp("machine"), *order) for order in ((here, there), (there, here))
    ]
    assert found[0] == found[1] == list(schedule(history, "ko", LATER))


def kept(folder: Path, *batches: Sequence[Attempt]) -> list[ScheduledPhrase]:
    """The schedule of a history that took these in one after the other."""
    with Store(folder / "history.db") as store:
        for batch in batches:
            store.add_all(batch, [])
        return list(schedule(store.outcomes(Selection(language_code="ko")), "ko", LATER))
