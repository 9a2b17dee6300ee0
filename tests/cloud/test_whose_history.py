"""Whose history it is: a guest's, the learner's who is signed in, or another one's."""

from __future__ import annotations

import json

from miolingo.errors import ExitCode
from miolingo.history.location import noted_address
from tests.parts.account_world import INSECURE, PASSWORD, Learner, ended
from tests.parts.sync_world import Machine, account_ids, attempt
from tests.supabase_stack.project import Project


def test_a_guest_is_asked_once_whether_the_history_belongs_to_the_account(
    learner: Learner, email: str
) -> None:
    machine = Machine(learner)
    with machine.guest_store as store:
        store.add_all([attempt(number) for number in range(1, 1203)], [])
    for answer, kept in (("n", []), ("y", list(range(1, 1203)))):
        with learner.terminal("login", "--email", email, INSECURE) as child:
            child.expect("Password: ")
            child.sendline(PASSWORD)
            if answer == "n":
                child.expect(r"without an account: 1202\. Copy them into the account\?\s+\[y/N\]: ")
                child.sendline(answer)
            assert ended(child)[0] == 0
        assert learner.run("status").returncode == 0
        if answer == "y":
            assert learner.run("bring-history").returncode == 0
        assert machine.ids() == kept
    machine.sync()
    assert account_ids(learner, str(machine.place.user_id)) == list(range(1, 1203))
    with machine.guest_store as store:
        assert list(store.every_attempt()) == []


def test_yes_brings_the_history_and_a_script_is_not_asked(learner: Learner, email: str) -> None:
    machine = Machine(learner)
    with machine.guest_store as store:
        store.add_attempt(attempt(1))
    told = learner.run("login", "--email", email, INSECURE, typed=f"{PASSWORD}\n")
    assert told.returncode == 0
    assert "bring-history" in told.stderr
    assert machine.ids() == []
    with learner.terminal("login", "--email", email, INSECURE) as child:
        child.expect("Password: ")
        child.sendline(PASSWORD)
        child.expect("Copy them into the account")
        child.sendline("y")
        assert ended(child)[0] == 0
    assert machine.ids() == [1]


def test_the_next_learner_on_a_machine_neither_sees_nor_sends_the_first_ones_history(
    laptop: Machine, project: Project
) -> None:
    first = str(laptop.place.user_id)
    laptop.practice(1, 3)
    laptop.learner.run("logout")
    assert json.loads(laptop.run("history", "--format", "json").stdout)["attempts"] == []
    laptop.learner.sign_in(project.create_user()[1])
    laptop.practice(50)
    laptop.sync()
    second = str(laptop.place.user_id)
    assert second != first
    assert account_ids(laptop.learner, second) == [50]
    assert account_ids(laptop.learner, first) == []
    history = json.loads(laptop.run("history", "--format", "json").stdout)
    assert [one["user_id"] for one in history["attempts"]] == [second]


def test_a_sync_that_finds_somebody_else_signed_in_sends_nothing(
    laptop: Machine, project: Project
) -> None:
    laptop.practice(1)
    owner = laptop.place.path.with_name("owner")
    first = owner.read_text(encoding="ascii")
    laptop.learner.sign_in(project.create_user()[1])
    second = owner.read_text(encoding="ascii")
    owner.write_text(first, encoding="ascii")
    told = laptop.run("sync")
    assert told.returncode == ExitCode.ACCOUNT
    assert "A different user" in told.stderr
    for user_id in (first, second):
        assert account_ids(laptop.learner, user_id.strip()) == []


def test_after_the_account_is_deleted_its_history_is_a_guests(laptop: Machine, email: str) -> None:
    laptop.practice(1, 3)
    laptop.sync()
    told = laptop.learner.run("delete", typed=f"{email}\n{PASSWORD}\n")
    assert told.returncode == 0, told.stderr
    assert laptop.place.user_id is None
    assert laptop.ids() == [1, 2, 3]


def test_after_the_account_is_gone_its_history_comes_into_the_next_one(
    laptop: Machine, phone: Machine, project: Project, email: str
) -> None:
    """As it is where the account was deleted on another machine and made again."""
    laptop.practice(1, 3)
    gone = str(laptop.place.user_id)
    phone.learner.run("delete", typed=f"{email}\n{PASSWORD}\n")
    assert laptop.learner.run("logout").returncode == ExitCode.OK
    assert laptop.ids() == []
    project.create_user(email)
    told = laptop.learner.run("login", "--email", email, INSECURE, typed=f"{PASSWORD}\n")
    assert f"miolingo account bring-history --from {gone}" in " ".join(told.stderr.split())
    told = laptop.learner.run("bring-history", "--from", gone, typed=f"{email}\n")
    assert told.returncode == ExitCode.OK, told.stderr
    assert laptop.ids() == [1, 2, 3]
    laptop.sync()
    assert account_ids(laptop.learner, str(laptop.place.user_id)) == [1, 2, 3]


def test_a_sync_goes_by_the_session_where_the_owner_is_lost(laptop: Machine, email: str) -> None:
    laptop.practice(1)
    place = laptop.place
    place.path.with_name("owner").unlink()
    place.path.with_suffix(".address").unlink()
    laptop.sync()
    assert laptop.place == place
    assert noted_address(place) == email
