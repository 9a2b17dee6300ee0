"""A history in the account alone, while the network and the session come and go."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from miolingo.composition import history
from miolingo.composition.context import context_from
from miolingo.composition.history import open_history
from miolingo.errors import CloudError
from miolingo.history.reports.statistics import Selection
from miolingo.transfer.unsaved_attempts import write_rescue_file
from tests.parts.cloud_stores import CloudWorld, container, session_variables, token_requests
from tests.parts.patience import PATIENCE_S
from tests.parts.sync_world import NOON, attempt
from tests.supabase_stack.faults import Fault
from tests.supabase_stack.stack import Stack

PUSH = "/rest/v1/rpc/push_changes"
SLOW_S = 10


@pytest.fixture
def world(stack: Stack) -> Iterator[CloudWorld]:
    with CloudWorld(stack.project) as opened:
        yield opened


def in_account(stack: Stack, user_id: str) -> set[str]:
    rows = stack.sql("select id::text from public.user_progress where user_id = %s", [user_id])
    return {one for (one,) in rows}


def test_an_offline_spell_costs_nothing_but_a_word(stack: Stack, world: CloudWorld) -> None:
    stack.faults.plan(Fault.DROPPED, PUSH, times=1)
    with world.store() as store:
        for number in (1, 2, 3):
            store.add_attempt(attempt(number))
        assert len(world.said) == 1
        assert in_account(stack, world.user_id) == set()
        world.now += 30
        store.add_attempt(attempt(4))
        assert len(in_account(stack, world.user_id)) == 4
    assert world.handed_over == []


def test_after_a_failure_nobody_waits_at_each_card(stack: Stack, world: CloudWorld) -> None:
    stack.faults.plan(Fault.DROPPED, PUSH, times=1)
    with world.store() as store:
        for number in range(1, 6):
            store.add_attempt(attempt(number))
            world.now += 1
        pushes = [one for one in stack.requests if one.path == PUSH]
        assert len(pushes) == 1
    assert len(in_account(stack, world.user_id)) == 5


def test_a_lost_answer_doubles_nothing(stack: Stack, world: CloudWorld) -> None:
    stack.faults.plan(Fault.ANSWER_LOST, PUSH, times=1)
    with world.store() as store:
        store.begin_session("11111111-0000-7000-8000-000000000000", NOON)
        store.add_attempt(attempt(1))
        store.end_session("11111111-0000-7000-8000-000000000000", NOON + timedelta(minutes=1))
    assert in_account(stack, world.user_id) == {attempt(1).id}
    (session,) = world.store().every_session()
    assert session.ended_at == NOON + timedelta(minutes=1)


def test_what_is_not_taken_by_the_end_is_handed_over(stack: Stack, world: CloudWorld) -> None:
    stack.faults.plan(Fault.UNAVAILABLE, PUSH, times=99)
    with world.store() as store:
        store.add_attempt(attempt(1))
        store.add_attempt(attempt(2))
    ((not_taken),) = world.handed_over
    assert [one.id for one in not_taken.entries] == [attempt(1).id, attempt(2).id]
    assert not_taken.why
    assert 0 < world.now < 15


def test_what_is_refused_for_good_is_handed_over_and_the_rest_is_kept(
    stack: Stack, world: CloudWorld
) -> None:
    with world.store() as store:
        store.add_attempt(replace(attempt(1), target_phrase="가" * 5001))
        store.add_attempt(attempt(2))
    assert in_account(stack, world.user_id) == {attempt(2).id}
    ((not_taken),) = world.handed_over
    assert [one.id for one in not_taken.entries] == [attempt(1).id]
    assert "target_phrase" in not_taken.why


def test_an_import_with_a_refused_row_brings_in_the_others(stack: Stack, world: CloudWorld) -> None:
    long = replace(attempt(1), target_phrase="가" * 5001)
    with world.store() as store, pytest.raises(CloudError, match=long.id):
        store.add_all([long, *(attempt(number) for number in range(2, 603))], [])
    assert len(in_account(stack, world.user_id)) == 601


def test_an_interrupted_wait_still_hands_over(stack: Stack, world: CloudWorld) -> None:
    stack.faults.plan(Fault.DROPPED, PUSH, times=99)

    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    world.sleep = interrupted
    store = world.store()
    store.add_attempt(attempt(1))
    with pytest.raises(KeyboardInterrupt):
        store.close()
    assert len(world.handed_over) == 1


@pytest.mark.parametrize("writable", [True, False])
def test_the_file_is_private_or_the_lines_are_said(tmp_path: Path, writable: bool) -> None:
    said: list[str] = []
    nowhere = tmp_path / "nowhere"
    folders = [nowhere, tmp_path] if writable else [nowhere]
    write_rescue_file([attempt(1)], folders, NOON, said.append)
    if writable:
        (file,) = tmp_path.glob("miolingo-not-saved-*.jsonl")
        assert str(file) in said[0]
        assert file.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
        assert attempt(1).id in file.read_text(encoding="utf-8")
    else:
        assert attempt(1).id in said[-1]


@pytest.fixture
def tokens(stack: Stack) -> dict[str, str]:
    return session_variables(stack)


@pytest.fixture
def here(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, miolingo_home: Path
) -> Path:
    """Make this process that container; its working folder."""
    for name, value in container(stack, miolingo_home).items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.usefixtures("here")
def test_a_token_that_ends_in_the_middle_is_renewed_once(
    stack: Stack, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in tokens.items():
        monkeypatch.setenv(name, value)
    with open_history(context_from()) as store:
        store.add_attempt(attempt(1))
        stack.auth.clock.offset = timedelta(hours=2)
        store.add_attempt(attempt(2))
        store.add_attempt(attempt(3))
        assert [one.id for one in store.every_attempt()] == [attempt(n).id for n in (1, 2, 3)]
    refused = [one for one in stack.requests if one.path == PUSH and one.status == 401]
    assert (len(refused), token_requests(stack)) == (1, 1)


def test_a_session_that_ends_for_good_costs_no_attempt(
    stack: Stack,
    here: Path,
    tokens: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MIOLINGO_ACCESS_TOKEN", tokens["MIOLINGO_ACCESS_TOKEN"])

    def practice() -> None:
        with open_history(context_from()) as store:
            store.add_attempt(attempt(1))
            stack.auth.clock.offset = timedelta(hours=2)
            store.add_attempt(attempt(2))
            store.add_attempt(attempt(3))

    with pytest.raises(CloudError):
        practice()
    told = capsys.readouterr().err
    assert told.count("kept in memory") == 1
    assert tokens["MIOLINGO_ACCESS_TOKEN"] not in told
    (file,) = here.iterdir()
    kept = file.read_text(encoding="utf-8")
    assert [attempt(n).id in kept for n in (1, 2, 3)] == [False, True, True]


@pytest.mark.parametrize("path", [PUSH, "/auth/v1/token"])
@pytest.mark.usefixtures("here")
def test_a_learner_does_not_wait_for_a_silent_server(
    path: str, stack: Stack, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in tokens.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("miolingo.account.server.remote_store._PATIENCE_S", 0.2)
    with open_history(context_from()) as store:
        stack.auth.clock.offset = timedelta(hours=2)
        stack.faults.plan(Fault.SLOW, path, seconds=SLOW_S)
        begin = time.monotonic()
        store.add_attempt(attempt(1))
        store.add_attempt(attempt(2))
        assert time.monotonic() - begin < SLOW_S
        stack.auth.clock.offset = timedelta()
        monkeypatch.setattr("miolingo.account.server.remote_store._PATIENCE_S", PATIENCE_S)


@pytest.mark.usefixtures("here")
def test_where_no_file_can_be_written_the_lines_are_said(
    stack: Stack,
    tokens: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def no_temporary_folder() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(history, "gettempdir", no_temporary_folder)
    monkeypatch.setenv("MIOLINGO_ACCESS_TOKEN", tokens["MIOLINGO_ACCESS_TOKEN"])
    stack.faults.plan(Fault.DROPPED, PUSH, times=99)

    def practice() -> None:
        with open_history(context_from()) as store:
            store.add_attempt(attempt(1))
            Path.cwd().rmdir()

    with pytest.raises(CloudError):
        practice()
    assert attempt(1).id in capsys.readouterr().err.splitlines()[-1]


def test_import_and_forget_read_only_what_they_need(stack: Stack) -> None:
    with CloudWorld(stack.project) as world, world.store() as store:
        store.add_all([attempt(number) for number in range(1, 1201)], [])
        stack.requests.clear()
        here = {attempt(1).id, attempt(1200).id}
        assert store.known({*here, attempt(1201).id, "no id"}) == here
        store.forget_selected(Selection(since=attempt(3).practice_date))
        assert [one.path.rpartition("/")[2] for one in stack.requests] == [
            "known_ids",
            "forget_selected",
        ]
        assert sum(one.bytes_answered for one in stack.requests) < 1000
        assert store.known([attempt(9).id]) == {attempt(9).id}
        assert {one.id for one in store.every_attempt()} == {attempt(n).id for n in (1, 2)}
