"""The command line where the history is in the account alone."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from contextlib import chdir
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import soundfile

from miolingo.errors import ExitCode
from miolingo.history.interface import PAGE_ROWS
from miolingo.speech.synthesis.espeak import Voice, speak
from miolingo.transfer.export_format import json_lines
from tests.parts.cli import run_in_process
from tests.parts.cloud_stores import container, session_variables, token_requests
from tests.parts.command import COMMAND
from tests.parts.disks import read_only, small_disk
from tests.parts.speech import require_korean_model
from tests.parts.sync_world import attempt, until
from tests.supabase_stack.faults import Fault
from tests.supabase_stack.stack import Stack

PUSH = "/rest/v1/rpc/push_changes"
PAGE = "/rest/v1/rpc/progress_page"


@pytest.fixture
def tokens(stack: Stack) -> dict[str, str]:
    return session_variables(stack)


@pytest.fixture
def environment(stack: Stack, tokens: dict[str, str], miolingo_home: Path) -> dict[str, str]:
    """A container's: an access token in its variables and no home to speak of."""
    told = os.environ | container(stack, miolingo_home) | tokens
    del told["MIOLINGO_REFRESH_TOKEN"]
    return told


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
    with chdir(folder or Path.cwd()):
        return run_in_process(*words, environ=environment)


@pytest.mark.usefixtures("shared_model")
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
        assert json.loads(run(home, "sync", "--json").stdout)["finished"] is True
        assert json.loads(run(home, "sync", "--status", "--json").stdout)["unsent"] == {}
        assert "Deleted: 1" in run(home, "forget", "--last", "--yes").stdout


@pytest.mark.usefixtures("shared_model")
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
    words = [*COMMAND, "practice", "--lang", "ko", "--audio", str(recording), "--count", "5"]
    environment |= {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        shown = next(1 for line in running.stdout if line.startswith("Score: "))
        running.send_signal(signal.SIGKILL)
    history = json.loads(run(environment, "history", "--format", "json").stdout)
    assert history["total"]["attempts"] in {shown, shown + 1}


@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_request_to_end_in_an_offline_practice_still_leaves_the_file(
    ending: str, environment: dict[str, str], recording: Path, stack: Stack, tmp_path: Path
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    stack.faults.plan(Fault.DROPPED, PUSH, times=99)
    words = [*COMMAND, "practice", "--lang", "ko", "--audio", str(recording), "--count", "5"]
    environment |= {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        words, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout
        next(line for line in running.stdout if line.startswith("Score: "))
        running.send_signal(signal.Signals[ending])
        running.stdout.read()
        assert running.wait(60) == ExitCode.INTERRUPTED
    until(lambda: len(list(folder.iterdir())) == 1)
    (file,) = folder.iterdir()
    assert '"kind": "attempt"' in file.read_text(encoding="utf-8")


def test_attempts_are_fetched_only_for_what_cannot_be_told_from_sums(
    stack: Stack, environment: dict[str, str], tmp_path: Path
) -> None:
    made = tmp_path / "made.jsonl"
    now = datetime.now(UTC)
    attempts = [
        replace(attempt(number), practice_date=now - timedelta(hours=number), deck="café")
        for number in range(1, 602)
    ]
    made.write_text("".join(f"{line}\n" for line in json_lines(attempts)), encoding="utf-8")
    assert run(environment, "import", str(made), "--yes").returncode == 0

    def pages(*words: str) -> tuple[int, str]:
        before = len(stack.requests)
        told = run(environment, "history", *words)
        assert told.returncode == 0, told.stderr
        return [one.path for one in stack.requests[before:]].count(PAGE), told.stdout

    fetched, shown = pages()
    assert "Mean score of each week: languages" in shown
    assert fetched == 1
    fetched, shown = pages("--format", "json")
    assert {one["deck"] for one in json.loads(shown)["weeks"]["decks"]} == {"café"}
    assert fetched == 1 + math.ceil(len(attempts) / PAGE_ROWS)


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


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("auto", "the account alone, because the disk here is not permanent"),
        ("cloud", "the account alone, because MIOLINGO_STORE is cloud"),
        ("local", "this machine, because MIOLINGO_STORE is local"),
    ],
)
def test_doctor_says_where_the_history_is_and_what_was_found(
    wanted: str, told: str, environment: dict[str, str]
) -> None:
    found = run(environment | {"MIOLINGO_STORE": wanted, "CI": "true"}, "doctor", "--json")
    details = {one["name"]: one["detail"] for one in json.loads(found.stdout)["checks"]}
    assert told in details["Kept in"]
    assert "this is a CI job (CI is set)" in details["Kept in"]
    assert (details["History"] == "none on this machine") == (wanted != "local")


def test_a_practice_that_will_not_last_says_so_once_and_goes_on(
    environment: dict[str, str], recording: Path
) -> None:
    del environment["MIOLINGO_ACCESS_TOKEN"]
    environment |= {"MIOLINGO_STORE": "auto", "CI": "true"}
    ended = run(environment, "practice", "안녕하세요", "--audio", str(recording))
    assert ended.returncode == 0, ended.stderr
    (line,) = ended.stderr.splitlines()
    assert "will be lost: this is a CI job (CI is set)" in line
    assert "MIOLINGO_REFRESH_TOKEN" in line
    assert "will be lost" not in ended.stdout


def test_a_refresh_token_is_spent_once_a_run(
    stack: Stack, environment: dict[str, str], tokens: dict[str, str]
) -> None:
    del environment["MIOLINGO_ACCESS_TOKEN"]
    environment |= {"MIOLINGO_REFRESH_TOKEN": tokens["MIOLINGO_REFRESH_TOKEN"]}
    told = run(environment, "history")
    assert told.returncode == 0, told.stderr
    assert token_requests(stack) == 1
