"""A history in the account alone, while the network comes and goes, and in real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import soundfile

from miolingo.errors import ExitCode
from miolingo.services.handing_over import hand_over
from miolingo.speech.espeak import Voice, speak
from tests.parts.account_world import COMMAND, PASSWORD
from tests.parts.cloud_stores import CloudWorld
from tests.parts.disks import read_only, small_disk
from tests.parts.speech import require_korean_model
from tests.parts.sync_world import NOON, attempt, until
from tests.supabase_stack.faults import Fault
from tests.supabase_stack.project import served_project
from tests.supabase_stack.stack import Stack

PUSH = "/rest/v1/rpc/push_changes"


@pytest.fixture
def world(stack: Stack) -> Iterator[CloudWorld]:
    with CloudWorld(served_project(stack)) as opened:
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
    (sitting,) = world.store().every_sitting()
    assert sitting.ended_at == NOON + timedelta(minutes=1)


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


def test_an_interrupted_wait_still_hands_over(stack: Stack, world: CloudWorld) -> None:
    stack.faults.plan(Fault.DROPPED, PUSH, times=99)
    store = world.store()
    store.add_attempt(attempt(1))

    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    store._sleep = interrupted
    with pytest.raises(KeyboardInterrupt):
        store.close()
    assert len(world.handed_over) == 1


@pytest.mark.parametrize("writable", [True, False])
def test_the_file_is_private_or_the_lines_are_said(tmp_path: Path, writable: bool) -> None:
    said: list[str] = []
    nowhere = tmp_path / "nowhere"
    folders = [nowhere, tmp_path] if writable else [nowhere]
    hand_over([attempt(1)], folders, NOON, said.append)
    if writable:
        (file,) = tmp_path.glob("miolingo-not-saved-*.jsonl")
        assert str(file) in said[0]
        assert file.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
        assert attempt(1).id in file.read_text(encoding="utf-8")
    else:
        assert attempt(1).id in said[-1]


@pytest.fixture
def environment(stack: Stack, tmp_path: Path) -> dict[str, str]:
    """A container's: a session in its variables and no home to speak of."""
    answer = httpx.post(
        f"{stack.url}/auth/v1/token?grant_type=password",
        headers={"apikey": stack.publishable_key},
        json={"email": stack.create_user(), "password": PASSWORD},
    )
    return os.environ | {
        "MIOLINGO_HOME": str(tmp_path / "home"),
        "MIOLINGO_SUPABASE_URL": stack.url,
        "MIOLINGO_SUPABASE_KEY": stack.publishable_key,
        "MIOLINGO_ACCESS_TOKEN": answer.json()["access_token"],
        "MIOLINGO_STORE": "cloud",
    }


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    require_korean_model()
    path = tmp_path / "hello.wav"
    audio = speak("안녕하세요", Voice("ko+f4", 140))
    soundfile.write(path, audio.samples, audio.sample_rate_hz)
    return path


def run(
    environment: dict[str, str], *words: str, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_practice_on_a_read_only_home_is_in_the_account_and_nowhere_else(
    environment: dict[str, str], recording: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path, "1m") as disk, read_only(disk):
        home = environment | {"MIOLINGO_HOME": str(disk)}
        ended = run(home, "practice", "안녕하세요", "--audio", str(recording))
        assert ended.returncode == 0, ended.stderr
        history = json.loads(run(home, "history", "--format", "json").stdout)
        assert [one["target_phrase"] for one in history["attempts"]] == ["안녕하세요"]
        assert history["streak_days"] == 1
        assert run(home, "settings", "set", "speed", "150").returncode == 0
        assert run(home, "settings", "get", "speed").stdout == "150\n"
        assert "nothing to sync" in run(home, "sync").stdout
        assert "Forgotten: 1" in run(home, "forget", "--last", "--yes").stdout


def test_a_practice_without_a_network_ends_in_a_file_that_can_be_brought_in(
    environment: dict[str, str], recording: Path, stack: Stack, tmp_path: Path
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    stack.faults.plan(Fault.DROPPED, PUSH, times=99)
    ended = run(environment, "practice", "안녕하세요", "--audio", str(recording), folder=folder)
    assert ended.returncode == ExitCode.CLOUD
    assert "Score: " in ended.stdout
    (file,) = folder.iterdir()
    assert str(file) in ended.stderr
    stack.faults.clear()
    for expected in (1, 0):
        told = run(environment, "import", str(file), "--yes", "--json", folder=folder)
        assert json.loads(told.stdout)["files"][0]["new_attempts"] == expected


def test_a_killed_practice_has_lost_nothing_that_it_showed_while_online(
    environment: dict[str, str], recording: Path
) -> None:
    words = [*COMMAND, "practice", "--audio", str(recording), "--count", "5", "--plain"]
    environment |= {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        shown = next(1 for line in running.stdout if line.startswith("Score: "))
        running.send_signal(signal.SIGKILL)
    history = json.loads(run(environment, "history", "--format", "json").stdout)
    assert history["total"]["attempts"] in {shown, shown + 1}


def test_ctrl_c_in_an_offline_practice_still_leaves_the_file(
    environment: dict[str, str], recording: Path, stack: Stack, tmp_path: Path
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    stack.faults.plan(Fault.DROPPED, PUSH, times=99)
    words = [*COMMAND, "practice", "--audio", str(recording), "--count", "5", "--plain"]
    environment |= {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        words, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout
        next(line for line in running.stdout if line.startswith("Score: "))
        running.send_signal(signal.SIGINT)
        running.stdout.read()
        assert running.wait(60) == ExitCode.INTERRUPTED
    until(lambda: len(list(folder.iterdir())) == 1)
    (file,) = folder.iterdir()
    assert '"kind": "attempt"' in file.read_text(encoding="utf-8")


def test_without_a_session_it_says_what_to_do(environment: dict[str, str]) -> None:
    del environment["MIOLINGO_ACCESS_TOKEN"]
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    told = run(environment, "history")
    assert told.returncode == ExitCode.ACCOUNT
    assert "MIOLINGO_ACCESS_TOKEN" in told.stderr
    assert "MIOLINGO_STORE=local" in told.stderr


def test_a_wish_that_is_none_is_refused(environment: dict[str, str]) -> None:
    told = run(environment | {"MIOLINGO_STORE": "clud"}, "history")
    assert told.returncode == ExitCode.CONFIGURATION


def test_a_ci_job_with_a_session_uses_the_account_by_itself_and_doctor_says_why(
    environment: dict[str, str],
) -> None:
    environment |= {"MIOLINGO_STORE": "auto", "CI": "true"}
    found = json.loads(run(environment, "doctor", "--json").stdout)
    (kept_in,) = (check for check in found["checks"] if check["name"] == "Kept in")
    assert "the account alone, because this is a CI job (CI is set)" in kept_in["detail"]
