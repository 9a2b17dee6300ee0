"""``miolingo voice`` in real processes: a published voice, a server on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from miolingo.errors import ExitCode
from miolingo.speech.synthesis.voice_dir import voices_in
from tests.parts.folders import ROOT
from tests.parts.model_server import ModelServer, model_server
from tests.parts.patience import PATIENCE_S
from tests.parts.voices import JOE, joe


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A mirror that this process and its children download from."""
    with model_server(joe()[0].parent) as running:
        monkeypatch.setenv("MIOLINGO_VOICE_SOURCE", running.address)
        yield running


@pytest.fixture
def home(miolingo_home: Path) -> Path:
    return miolingo_home / "data" / "voices"


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "miolingo", "voice", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    with start(*arguments) as process:
        out, err = process.communicate(timeout=PATIENCE_S)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def wait_until(happened: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < give_up_at
        time.sleep(0.005)


def downloaded(home: Path) -> int:
    part = home / ".incoming" / f"{JOE}.onnx.part"
    return part.stat().st_size if part.exists() else 0


def check_installed(home: Path) -> None:
    """The voice is there, each byte of it as it was published, and nothing else."""
    assert [voice.name for voice in voices_in(home)] == [JOE]
    verified = run("verify")
    assert (verified.returncode, verified.stdout) == (ExitCode.OK, f"{JOE}: sound\n")
    assert {path.suffix for path in (home / ".incoming").iterdir()} <= {".lock"}


@pytest.mark.usefixtures("server")
def test_a_voice_is_listed_installed_found_damaged_mended_and_removed(home: Path) -> None:
    listed = json.loads(run("list", "--lang", "en", "--json").stdout)
    assert listed["schema"] == "miolingo.voices/1"
    assert {row["path"] for row in listed["voices"]} == {None}
    assert "eSpeak NG is always there" in run("list", "--lang", "ko").stdout
    assert "There is no natural voice" in run("list", "--lang", "ko").stdout

    installed = run("install", JOE)
    assert installed.returncode == ExitCode.OK, installed.stderr
    assert installed.stdout == ""
    assert installed.stderr == f"Installed: {JOE}\nIt is in {home / JOE}\n"
    check_installed(home)
    assert run("path", "en").stdout == f"{home / JOE}\n"
    assert json.loads(run("list", "--lang", "en", "--json").stdout)["voices"][0] == {
        "name": JOE,
        "language": "en-US",
        "title": "English (US)",
        "quality": "medium",
        "sample_rate_hz": 22_050,
        "size_bytes": 63_206_088,
        "license": "CC0-1.0",
        "path": str(home / JOE),
    }

    with (home / JOE / f"{JOE}.onnx").open("r+b") as network:
        network.seek(30_000_000)
        network.write(b"\xff" * 8)
    damaged = run("verify", "--json")
    assert damaged.returncode == ExitCode.MODEL
    [found] = json.loads(damaged.stdout)["voices"]
    assert found["faults"] == [f"{JOE}.onnx has changed"]
    assert "miolingo voice install" in damaged.stderr

    assert run("install", JOE).returncode == ExitCode.OK
    check_installed(home)
    assert run("remove", "en").stdout == f"Removed: {JOE}\n"
    gone = run("path", JOE)
    assert gone.returncode == ExitCode.MODEL
    assert gone.stderr.startswith(f"Error: There is no voice “{JOE}” on this machine.")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals for one process")
def test_a_download_that_is_stopped_goes_on_where_it_was(
    server: ModelServer, home: Path, how: signal.Signals
) -> None:
    server.pause_s = 0.005
    with start("install", JOE) as process:
        wait_until(lambda: downloaded(home) > 5_000_000, process)
        process.send_signal(how)
        _out, err = process.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in err
    assert list(voices_in(home)) == []
    have = downloaded(home)
    server.pause_s = 0
    server.asked.clear()
    assert run("install", JOE).returncode == ExitCode.OK
    assert server.asked == [f"bytes={have}-", ""]
    check_installed(home)


def test_a_server_that_breaks_off_or_lies_is_told_in_a_sentence(
    server: ModelServer, home: Path
) -> None:
    server.length = "12"
    refused = run("install", JOE)
    assert refused.returncode == ExitCode.MODEL
    assert refused.stderr.startswith("Error: 127.0.0.1 sends 12 bytes where 63201294 are wanted.")
    server.length, server.status = None, 404
    refused = run("install", JOE)
    assert refused.returncode == ExitCode.MODEL
    assert "404" in refused.stderr
    assert list(voices_in(home)) == []
    server.status, server.breaks_after = None, 20_000_000
    assert run("install", JOE).returncode == ExitCode.OK
    check_installed(home)


def test_a_voice_is_installed_from_its_files_without_the_network(
    server: ModelServer, home: Path
) -> None:
    server.status = 500
    assert run("install", "--file", str(joe()[0])).returncode == ExitCode.OK
    assert server.asked == []
    check_installed(home)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("install",), "Which voice?"),
        (("install", "fr", "--file", "a.onnx"), "Which voice?"),
        (("install", "--file", "a.onnx"), "not how a voice's file is called"),
        (("install", "--file", f"{JOE}.onnx"), "There is no file"),
    ],
)
def test_what_makes_no_sense_is_told(arguments: tuple[str, ...], sentence: str) -> None:
    refused = run(*arguments)
    assert refused.returncode == ExitCode.USAGE
    assert sentence in refused.stderr


def test_a_setting_may_name_a_voice_that_is_here(home: Path) -> None:
    def set_voice() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "miolingo", "settings", "set", "voice", JOE],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    refused = set_voice()
    assert refused.returncode == ExitCode.MODEL
    assert "There is no voice" in refused.stderr
    (home / JOE).mkdir(parents=True)
    assert set_voice().returncode == ExitCode.OK
