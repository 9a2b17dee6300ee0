"""Listening answers in the account: synced, forgotten, and unknown to older machines."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from miolingo.history.listening_answers import ListeningAnswer
from miolingo.history.reports.statistics import Selection
from tests.parts.changes import attempt, kinds, listening_answer, pull, push
from tests.parts.cloud_stores import CloudWorld
from tests.parts.learners import add_account
from tests.parts.listening import NOON, an_answer
from tests.parts.older_version import OlderMachine, unpack
from tests.parts.sync_world import Machine
from tests.supabase_stack.postgres import Postgres
from tests.supabase_stack.project import Project

EVERYTHING = Selection()


def keep(machine: Machine, *answers: ListeningAnswer) -> None:
    with machine.store as store:
        store.add_all([], [], answers)


def answers_of(machine: Machine) -> list[ListeningAnswer]:
    with machine.store as store:
        return list(store.listening_answers(EVERYTHING))


@pytest.fixture
def learner(database: Postgres) -> str:
    return add_account(database)


def test_they_come_to_those_who_ask_for_them_alone(database: Postgres, learner: str) -> None:
    answer = listening_answer()
    push(database, learner, attempts=[attempt()], listening=[answer, answer])
    assert kinds(pull(database, learner)) == ["user_progress"]
    page = pull(database, learner, listening=True)
    assert kinds(page) == ["user_progress", "listening_answers"]
    row = page["changes"][1]["row"]
    assert {name: row[name] for name in ("id", "contrast", "correct", "step")} == {
        name: answer[name] for name in ("id", "contrast", "correct", "step")
    }
    assert kinds(pull(database, add_account(database), listening=True)) == []


def test_one_that_does_not_fit_is_refused_and_the_others_are_taken(
    database: Postgres, learner: str
) -> None:
    wrong = [
        listening_answer(**changes)
        for changes in (
            {"contrast": " "},
            {"step": 100},
            {"played_word": "x" * 201},
            {"language_code": "?"},
            {"answered_at": "1970-01-01T00:00:00Z"},
        )
    ]
    answer = push(database, learner, listening=[*wrong, listening_answer()])
    assert [row["id"] for row in answer["refused"]] == [row["id"] for row in wrong]
    assert kinds(pull(database, learner, listening=True)) == ["listening_answers"]


def test_a_tombstone_keeps_it_away(database: Postgres, learner: str) -> None:
    answer = listening_answer()
    push(database, learner, listening=[answer])
    push(database, learner, deletions=[answer["id"]])
    push(database, learner, listening=[answer])
    assert kinds(pull(database, learner, listening=True)) == ["deletions"]


def test_two_machines_get_each_others_and_what_one_forgets_is_gone(
    laptop: Machine, phone: Machine
) -> None:
    keep(laptop, an_answer(1), an_answer(2, correct=False, step=3))
    sent = laptop.sync()
    assert sent["sent"]["listening_answers"] == 2
    keep(phone, an_answer(3))
    received = phone.sync()
    assert received["received"]["listening_answers"] == 2
    laptop.sync()
    assert answers_of(laptop) == answers_of(phone)
    assert len(answers_of(phone)) == 3
    phone.run("forget", an_answer(2).id, "--yes")
    phone.sync()
    laptop.sync()
    assert [answer.id for answer in answers_of(laptop)] == [an_answer(1).id, an_answer(3).id]
    assert laptop.sync()["sent"]["listening_answers"] == 0


def test_a_machine_that_gets_a_newer_version_gets_those_from_before(
    laptop: Machine, phone: Machine, tmp_path: Path
) -> None:
    """It read past them; its new table begins with reading everything once more."""
    unpack(tmp_path)
    older = OlderMachine(phone, tmp_path)
    older.run("sync")
    keep(laptop, an_answer(1))
    laptop.sync()
    older.run("sync")
    keep(laptop, an_answer(2))
    laptop.sync()
    phone.sync()
    assert len(answers_of(phone)) == 2
    told = json.loads(laptop.run("sync", "--status", "--json").stdout)
    assert told["unsent"]["listening_answers"] == 0


@pytest.mark.contract
def test_the_account_alone_keeps_finds_and_forgets_them(project: Project) -> None:
    korean = [an_answer(number) for number in range(1203)]
    french = replace(
        an_answer(5000), language_code="fr", answered_at=NOON + timedelta(hours=1), correct=False
    )
    with CloudWorld(project) as world:
        with world.store() as store:
            store.add_all([], [], korean)
            store.add_listening_answer(french)
        with world.store() as store:
            assert sorted(one.id for one in store.listening_answers(EVERYTHING)) == sorted(
                one.id for one in (*korean, french)
            )
            assert list(store.listening_answers(Selection(language_code="fr"))) == [french]
            assert list(store.listening_answers(Selection(NOON + timedelta(minutes=1)))) == [french]
            assert store.known([french.id, an_answer(7777).id]) == {french.id}
            store.forget_selected(Selection(language_code="ko"))
            assert list(store.listening_answers(EVERYTHING)) == [french]
