"""An attempt is taken back, or a word of it disputed, with one key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from miolingo.history.attempts import AttemptDetails, with_dispute
from miolingo.history.reports.statistics import Selection
from miolingo.judging.judgement import Verdict, WordResult, WordStatus
from miolingo.practice.interface import Key
from miolingo.store import Store
from miolingo.ui.practice.keys import TerminalKeys
from tests.parts.attempts import ATTEMPT
from tests.parts.practice_world import World
from tests.parts.typed_terminal import TypedTerminal

RIGHT = WordResult("물", WordStatus.CORRECT, 90.0)
WRONG = WordResult("좀", WordStatus.MISPRONOUNCED, 30.0)
MISSING = WordResult("주세요", WordStatus.MISSING, 0.0)
ADDED = WordResult("네", WordStatus.EXTRA, 0.0)


def test_an_attempt_that_is_taken_back_counts_nowhere() -> None:
    world = World(script=[Key.TAKE_BACK, Key.QUIT])
    world.session().run()
    assert world.kept == []
    ((summary, unsaved),) = world.summaries
    assert (summary.count, unsaved) == (0, [])
    assert world.notes == ["Removed. This attempt does not count."]


def test_without_an_attempt_on_screen_nothing_is_taken_back() -> None:
    world = World(script=[Key.TAKE_BACK, Key.TAKE_BACK, Key.QUIT])
    world.session().run()
    assert world.notes[-1] == "There is no attempt to remove."
    assert world.count("take back") == 1


def test_what_the_history_never_took_is_taken_back_too() -> None:
    world = World(script=[Key.TAKE_BACK, Key.QUIT], store_fails=True)
    world.session().run()
    assert world.summaries[0][1] == []
    assert world.count("take back") == 0


def test_after_a_failure_to_forget_the_attempt_is_still_there() -> None:
    world = World()
    session = world.session()
    session.kept.add(ATTEMPT)
    world.store_fails = True
    assert not session.kept.take_back()
    assert session.kept.attempts == [session.kept.latest] == [ATTEMPT]
    assert world.notes == ["The disk is full. Free some space."]


def test_the_only_word_called_wrong_is_disputed_at_once() -> None:
    world = World(script=[Key.DISPUTE, Key.QUIT], words=(RIGHT, WRONG))
    world.session().run()
    (kept,) = world.kept
    assert kept.details.disputed == (1,)
    assert kept.words[1].status is WordStatus.UNSURE
    assert (kept.verdict, kept.similarity_score, kept.perfect_match) == (
        Verdict.UNDERSTOOD,
        90.0,
        False,
    )
    assert world.notes == ["Noted: you said “좀” right. It does not count as a mistake."]
    assert world.count("choose") == 0


@pytest.mark.parametrize(("choice", "disputed"), [(0, (1,)), (1, (2,)), (None, ())])
def test_one_of_several_words_is_chosen_by_its_number(
    choice: int | None, disputed: tuple[int, ...]
) -> None:
    words = (RIGHT, WRONG, MISSING, ADDED)
    world = World(script=[Key.DISPUTE, Key.QUIT], words=words, choice=choice)
    world.session().run()
    (kept,) = world.kept
    assert kept.details.disputed == disputed
    assert world.notes[0] == "Which word did you say right?  1=좀  2=주세요"
    assert world.count("choose of 2") == 1


def test_a_perfect_attempt_has_no_word_to_dispute() -> None:
    world = World(script=[Key.DISPUTE, Key.QUIT])
    world.session().run()
    assert world.notes == ["No word was marked as wrong here."]


def test_a_disputed_attempt_can_be_taken_back() -> None:
    world = World(script=[Key.DISPUTE, Key.TAKE_BACK, Key.QUIT], words=(RIGHT, WRONG))
    world.session().run()
    assert world.kept == []
    assert world.summaries[0][0].count == 0


def test_where_most_words_are_disputed_nothing_is_scored() -> None:
    attempt = replace(ATTEMPT, words=(WRONG,), similarity_score=20.0)
    disputed = with_dispute(attempt, 0, "other")
    assert (disputed.verdict, disputed.similarity_score) == (Verdict.NOT_SCORABLE, None)


def test_a_dispute_never_lowers_the_score_nor_hides_the_other_words() -> None:
    attempt = replace(ATTEMPT, words=(RIGHT, WRONG, MISSING), similarity_score=60.0)
    disputed = with_dispute(attempt, 1, "other")
    assert (disputed.verdict, disputed.similarity_score) == (Verdict.PARTLY_UNDERSTOOD, 60.0)
    assert [word.status for word in disputed.words] == ["correct", "unsure", "missing"]


def test_the_history_has_the_other_attempt_alone(tmp_path: Path) -> None:
    with Store(tmp_path / "history.db") as store:
        store.add_attempt(ATTEMPT)
        disputed = with_dispute(ATTEMPT, 1, "01936000-0000-7000-8000-000000000009")
        store.take_back(ATTEMPT.id, disputed)
        assert list(store.every_attempt()) == [disputed]
        assert disputed.details == AttemptDetails(disputed=(1,))
        assert store.count(Selection()) == 1
        store.take_back(disputed.id)
        store.add_all([ATTEMPT, disputed], [])
        assert list(store.every_attempt()) == []


@pytest.mark.parametrize(
    ("key", "chosen"), [("1", 0), ("2", 1), ("3", None), ("0", None), ("x", None)]
)
def test_a_digit_chooses_one_of_so_many_and_any_other_key_none(
    key: str, chosen: int | None
) -> None:
    keys = TerminalKeys(TypedTerminal(key).terminal)
    assert keys.choose(2) == chosen
