"""What holds of a history wherever it is kept: in a file here, or in the account alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from miolingo.errors import MiolingoError
from miolingo.history.attempts import PracticeSession, outcome_of
from miolingo.history.interface import History
from miolingo.history.reports.statistics import Selection, Tally
from miolingo.judging.judgement import Verdict
from miolingo.store import Store
from tests.parts.cloud_stores import CloudWorld
from tests.parts.sync_world import NOON, attempt
from tests.supabase_stack.project import Project

EVERYTHING = Selection()
DEVICE = str(UUID(int=77))
OpenHistory = Callable[[], History]


@contextmanager
def local_history(folder: Path) -> Iterator[OpenHistory]:
    yield lambda: Store(folder / "history.db", user_id="11111111-0000-4000-8000-000000000000")


@contextmanager
def cloud_history(project: Project) -> Iterator[OpenHistory]:
    with CloudWorld(project) as world:
        yield world.store


@pytest.fixture(params=["local", pytest.param("cloud", marks=pytest.mark.contract)])
def history(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenHistory]:
    """Open the same learner's history, as often as wanted."""
    if request.param == "local":
        with local_history(tmp_path) as opener:
            yield opener
    else:
        with cloud_history(request.getfixturevalue("project")) as opener:
            yield opener


def ids(store: History, selection: Selection = EVERYTHING, limit: int = 9) -> list[int]:
    return [UUID(attempt.id).int for attempt in store.latest_attempts(selection, limit)]


def test_an_attempt_comes_back_as_it_was(history: OpenHistory) -> None:
    unscored = replace(
        attempt(2),
        similarity_score=None,
        verdict=Verdict.NOT_SCORABLE,
        words=(),
        deck=None,
    )
    with history() as store:
        store.add_attempt(attempt(1))
        store.add_attempt(unscored)
    with history() as store:
        found = [replace(one, user_id=None) for one in store.latest_attempts(EVERYTHING, 9)]
        assert found == [unscored, attempt(1)]
        assert ids(store, limit=1) == [2]
        (interval,) = store.intervals(EVERYTHING)
        assert interval.tally == Tally(attempts=2, scored=1, score_sum=50.0, perfect=0)
        assert interval.starts_at == NOON
        (word,) = store.hardest_words(EVERYTHING, among=9, limit=9)
        assert (word.word, word.mean_score, word.times) == ("주세요", 0.0, 1)


def test_an_attempt_is_kept_once(history: OpenHistory) -> None:
    with history() as store:
        store.add_attempt(attempt(1))
        store.add_attempt(replace(attempt(1), similarity_score=99.0))
    with history() as store:
        assert [one.similarity_score for one in store.every_attempt()] == [50.0]


def test_attempts_are_selected_by_day_and_language(history: OpenHistory) -> None:
    brazilian = replace(attempt(2), language_code="pt-BR", practice_date=NOON + timedelta(hours=1))
    with history() as store:
        store.add_all([attempt(1), brazilian], [])
        for tag in ("pt", "PT-br"):
            assert ids(store, Selection(language_code=tag)) == [2]
            assert store.count(Selection(language_code=tag)) == 1
        assert ids(store, Selection(language_code="p")) == []
        assert ids(store, Selection(since=NOON)) == [2, 1]
        later = NOON + timedelta(minutes=15)
        assert ids(store, Selection(since=later)) == [2]
        assert [one.language_code for one in store.intervals(Selection(since=later))] == ["pt-BR"]


def test_only_quarters_that_begin_since_an_instant_count(history: OpenHistory) -> None:
    just_after = NOON + timedelta(microseconds=1)
    with history() as store:
        store.add_attempt(attempt(1))
        assert store.count(Selection(since=NOON)) == 1
        assert store.count(Selection(since=just_after)) == 0
        assert store.last_practice_before(just_after) == NOON
        assert store.last_practice_before(NOON + timedelta(days=9)) == NOON
        assert store.last_practice_before(NOON) is None
        store.add_all([replace(attempt(2), practice_date=NOON + timedelta(minutes=20))], [])
        assert store.last_practice_before(NOON + timedelta(days=9)) == NOON + timedelta(minutes=15)


def test_how_attempts_went_is_found_of_one_language(history: OpenHistory) -> None:
    korean = [attempt(number) for number in range(1, 603)]
    with history() as store:
        store.add_all([*korean, replace(attempt(900), language_code="fr")], [])
        found = list(store.outcomes(Selection(language_code="ko")))
        assert sorted(found, key=lambda one: one.id) == [outcome_of(one) for one in korean]


def test_a_history_longer_than_a_page_is_read_to_its_end(history: OpenHistory) -> None:
    with history() as store:
        store.add_all((attempt(number) for number in range(1, 1203)), [])
        assert ids(store, limit=1202) == list(range(1202, 0, -1))
        assert ids(store, limit=700) == list(range(1202, 502, -1))
        assert sum(1 for _ in store.every_attempt()) == store.count(EVERYTHING) == 1202


def test_a_session_begins_and_ends(history: OpenHistory) -> None:
    one = str(UUID(int=5))
    with history() as store:
        store.begin_session(one, NOON)
        store.end_session(one, NOON + timedelta(minutes=5))
        device_id = store.device_id
    with history() as store:
        assert list(store.every_session()) == [
            PracticeSession(one, device_id, NOON, NOON + timedelta(minutes=5))
        ]


def test_a_session_does_not_end_before_it_began_or_without_a_beginning(
    history: OpenHistory,
) -> None:
    begun, unknown = str(UUID(int=5)), str(UUID(int=6))
    with history() as store:
        store.begin_session(begun, NOON)
        store.end_session(begun, NOON - timedelta(minutes=5))
        store.end_session(unknown, NOON)
    with history() as store:
        (session,) = store.every_session()
        assert (session.id, session.started_at, session.ended_at) == (begun, NOON, NOON)


def test_what_could_not_be_kept_as_a_whole_is_completed_by_the_same_call(
    history: OpenHistory,
) -> None:
    attempts = [attempt(number) for number in range(1, 603)]
    session = PracticeSession(str(UUID(int=5)), DEVICE, NOON)
    backwards = replace(session, id=str(UUID(int=6)), ended_at=NOON - timedelta(days=1))
    with history() as store:
        with pytest.raises(MiolingoError):
            store.add_all(attempts, [session, backwards])
        store.add_all(attempts, [session])
        store.add_all(attempts, [session])
        assert store.count(EVERYTHING) == len(attempts)
        assert sorted(kept.id for kept in store.every_attempt()) == [one.id for one in attempts]
        assert list(store.every_session()) == [session]


def test_what_was_just_added_is_known(history: OpenHistory) -> None:
    numbers = {number: attempt(number).id for number in (1, 2, 3)}
    with history() as store:
        assert store.known(numbers.values()) == set()
        store.add_all([attempt(1), attempt(2)], [])
        assert store.known(numbers.values()) == {numbers[1], numbers[2]}
        store.forget([numbers[3]])
        assert store.known(numbers.values()) == set(numbers.values())


def test_what_is_forgotten_is_gone_and_stays_away(history: OpenHistory) -> None:
    with history() as store:
        store.add_all([attempt(1), attempt(2)], [])
        store.forget([attempt(1).id])
        assert ids(store) == [2]
        store.add_attempt(attempt(1))
    with history() as store:
        assert ids(store) == [2]
        known = store.known([attempt(n).id for n in (1, 2, 3)])
        assert known == {attempt(1).id, attempt(2).id}


def test_everything_since_a_day_is_forgotten_with_its_sessions(history: OpenHistory) -> None:
    early = PracticeSession(str(UUID(int=5)), DEVICE, NOON - timedelta(days=2))
    late = PracticeSession(str(UUID(int=6)), DEVICE, NOON)
    old = replace(attempt(1), practice_date=NOON - timedelta(days=2))
    with history() as store:
        store.add_all([old, attempt(2), replace(attempt(3), language_code="fr")], [early, late])
        store.forget_selected(Selection(since=NOON, language_code="fr"))
        assert ids(store) == [2, 1]
        assert len(list(store.every_session())) == 2
        store.forget_selected(Selection(since=NOON))
    with history() as store:
        assert ids(store) == [1]
        assert list(store.every_session()) == [early]


def test_settings_are_chosen_and_taken_back(history: OpenHistory) -> None:
    with history() as store:
        store.set_setting("speed", 150)
        store.set_setting("voice", "ko+f4")
        store.set_setting("speed", 160)
        store.set_setting("voice", None)
    with history() as store:
        assert store.settings() == {"speed": 160}
