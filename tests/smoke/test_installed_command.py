"""The installed command works on this system: its libraries load, and it judges a recording."""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
from importlib.metadata import version
from pathlib import Path

import pytest
import soundfile

from tests.parts.speech import RATE_HZ, require_korean_model, said

PHRASE = "만나서 반갑습니다"
NO_MICROPHONE = 5


@pytest.fixture(scope="module")
def command() -> str:
    installed = shutil.which("miolingo", path=sysconfig.get_path("scripts"))
    assert installed
    return installed


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, capture_output=True, encoding="utf-8", check=False)


def test_it_tells_its_version(command: str) -> None:
    assert run(command, "--version").stdout.split() == ["miolingo", version("miolingo")]


def test_the_doctor_finds_everything_but_perhaps_a_microphone(command: str) -> None:
    require_korean_model()

    done = run(command, "doctor", "--json")
    assert done.returncode in {0, NO_MICROPHONE}, done.stderr
    problems = {
        check["name"] for check in json.loads(done.stdout)["checks"] if check["status"] == "problem"
    }
    assert problems <= {"Microphone"}


def test_it_judges_a_recording(command: str, tmp_path: Path) -> None:
    require_korean_model()
    recording = tmp_path / "said.wav"
    soundfile.write(recording, said(PHRASE), RATE_HZ)

    done = run(command, "score", str(recording), "--text", PHRASE, "--lang", "ko", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "understood"
