"""A full account loses nothing, and a learner is told before the first card."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from miolingo.composition import speech
from miolingo.errors import CloudError, ExitCode
from miolingo.history.sync.plan import Batch
from miolingo.history.sync.run import Sync, SyncReport
from miolingo.history.sync.state import SyncStore
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio
from miolingo.store import Store
from miolingo.transfer.export_format import json_lines
from tests.parts.cli import run_in_process
from tests.parts.cloud_stores import CloudWorld, container, session_variables
from tests.parts.practice_world import BLOCK, World
from tests.parts.sync_world import Machine, attempt
from tests.supabase_stack.stack import Stack

ROOM = "update private.account_limits set most_rows = {} where true"


@pytest.fixture
def small(stack: Stack) -> Iterator[Stack]:
    """A project with room for ten rows an account."""
    stack.sql(ROOM.format(10))
    yield stack
    stack.sql(ROOM.format(1_000_000))


class Judge(World):
    """One that hears every phrase well, so that practice needs no model and no sound."""

    limitation = ""


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a recording that such a judge hears."""
    monkeypatch.setattr("miolingo.commands.installs.model.offer_model", lambda *_: None)
    monkeypatch.setattr(speech, "build_judge", lambda *_: Judge())
    monkeypatch.setattr(speech, "read_speech", lambda *_: Audio(BLOCK, SPEECH_RATE_HZ))
    return "hello.wav"


def test_a_sync_with_a_full_account_loses_nothing_and_makes_room(
    small: Stack, tmp_path: Path
) -> None:
    with CloudWorld(small.project) as world:
        path = tmp_path / "laptop.db"
        server = world.server()

        def sync() -> SyncReport:
            with SyncStore(path, user_id=world.user_id) as store:
                return Sync(store, server, lambda _: None).run()

        with Store(path, user_id=world.user_id) as store:
            store.add_all([attempt(number) for number in range(1, 11)], [])
            assert sync().finished
            assert sync().used == 1
            store.add_attempt(attempt(11))
            with pytest.raises(CloudError, match="full"):
                sync()
            with SyncStore(path, user_id=world.user_id) as state:
                assert state.refusals() == {}
                assert state.unsent()["attempts"] == 1
            store.forget([attempt(number).id for number in (1, 2)])
            assert sync().sent["attempts"] == 1
            assert len(list(store.every_attempt())) == 9


def test_what_a_full_account_does_not_take_is_handed_over(small: Stack) -> None:
    with CloudWorld(small.project) as world:
        with world.store() as account:
            world.server().push(Batch(tuple(attempt(number) for number in range(10))))
            account.add_attempt(attempt(77))
        (unsent,) = world.handed_over
        assert [row.id for row in unsent.entries] == [attempt(77).id]
        assert "full" in unsent.why


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("rows", "notice"), [(9, "90 % full"), (10, "stays on this machine")])
def test_practice_says_before_the_first_card_that_the_account_is_nearly_full_or_full(
    laptop: Machine, recording: str, rows: int, notice: str
) -> None:
    laptop.practice(1, rows)
    assert notice in laptop.run("sync").stdout
    ended = laptop.run("practice", "안녕하세요", "--audio", recording)
    assert ended.returncode == ExitCode.OK, ended.stderr
    assert ended.stdout.index(notice) < ended.stdout.index("Score: ")
    assert len(laptop.ids()) == rows + 1


def test_a_practice_with_a_full_account_alone_ends_in_a_file_that_can_be_brought_in(
    small: Stack, recording: str, tmp_path: Path, miolingo_home: Path
) -> None:
    environment = os.environ | container(small, miolingo_home) | session_variables(small)
    del environment["MIOLINGO_REFRESH_TOKEN"]
    everything = tmp_path / "ten.jsonl"
    everything.write_text("\n".join(json_lines(attempt(number) for number in range(10))), "utf-8")
    assert run_in_process("import", str(everything), "--yes", environ=environment).returncode == 0
    folder = tmp_path / "work"
    folder.mkdir()
    with chdir(folder):
        ended = run_in_process("practice", "안녕하세요", "--audio", recording, environ=environment)
    assert ended.returncode == ExitCode.CLOUD
    assert ended.stdout.index("you get a file") < ended.stdout.index("Score: ")
    (file,) = folder.iterdir()
    small.sql(ROOM.format(1000))
    for expected in (1, 0):
        told = run_in_process("import", str(file), "--yes", "--json", environ=environment)
        assert json.loads(told.stdout)["files"][0]["new_attempts"] == expected
