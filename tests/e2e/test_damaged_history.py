"""What a learner with a damaged history sees, and how the command line leads out of it."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import soundfile

from miolingo.auth import Project
from miolingo.history.location import remember_owner
from miolingo.history.schema import MIGRATIONS
from miolingo.speech.synthesis.espeak import Voice, speak
from tests.parts.cli import run_in_process
from tests.parts.command import COMMAND
from tests.parts.damage import (
    Spoil,
    cut_to,
    flipped,
    middle_pages,
    overwrite,
    root_pages,
    write_history,
)
from tests.parts.patience import PATIENCE_S

PHRASE = "안녕하세요"
USER = "a11ce000-0000-4000-8000-000000000000"
ALL = ("history", "--format", "csv", "--limit", "1000000")

# Each is told by a history of all attempts; the flags say whether practice meets it too, which
# reads no more of a history than it must.
DAMAGES: dict[str, tuple[Spoil, bool]] = {
    "pages in the middle": (middle_pages(10), False),
    "a lost tail": (cut_to(0.9), True),
    "the header": (lambda path: overwrite(path, 0, bytes(100)), True),
    "a byte in each thousand": (flipped(1_000, 999), True),
    "something else": (lambda path: path.write_text("Not SQLite.\n" * 900), True),
}


def run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"MIOLINGO_HOME": str(home)} | environment
    return run_in_process(*arguments, environ=environ)


def check_machine(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the doctor as a process, since it opens the sound system, which a process does once."""
    return subprocess.run(
        [*COMMAND, "doctor", *options],
        env=os.environ | {"MIOLINGO_HOME": str(home), "PULSE_SERVER": "unix:/nonexistent"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
    )


@pytest.fixture
def home(miolingo_home: Path) -> Path:
    """A history that ended two days ago: practice reads today's attempts, and these are none."""
    write_history(
        miolingo_home / "data" / "history.db",
        2_000,
        first_at=datetime.now(UTC) - timedelta(days=12),
    )
    return miolingo_home


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sound") / "speech.wav"
    speech = speak(PHRASE, Voice("ko+f4", 140))
    soundfile.write(file, speech.samples, speech.sample_rate_hz)
    return file


@pytest.mark.usefixtures("shared_model")
@pytest.mark.parametrize(("spoil", "practice_meets_it"), DAMAGES.values(), ids=DAMAGES)
def test_it_is_told_and_recovered_and_practice_goes_on(
    home: Path, recording: Path, spoil: Spoil, practice_meets_it: bool
) -> None:
    spoil(home / "data" / "history.db")

    told = run(home, *ALL)
    assert told.returncode == 7
    assert told.stderr.splitlines()[-1] == (
        "Save what can be read of it: miolingo doctor --recover"
    )
    assert "Traceback" not in told.stderr
    practice = run(home, "practice", PHRASE, "--audio", str(recording))
    assert (practice.returncode == 7) == practice_meets_it, practice.stdout
    checks = json.loads(check_machine(home, "--json").stdout)["checks"]
    (history,) = (check for check in checks if check["name"] == "History")
    assert (history["status"], history["exit_code"]) == ("problem", 7)

    recovered = run(home, "doctor", "--recover", "--json")
    assert (recovered.returncode, recovered.stderr) == (0, "")
    report = json.loads(recovered.stdout)
    assert run(home, *ALL).stdout.count("\n") >= report["attempts"] + 1
    assert run(home, "practice", PHRASE, "--audio", str(recording)).returncode == 0
    again = run(home, "doctor", "--recover")
    assert again.stdout == (
        f"The history {home / 'data' / 'history.db'} is not damaged. "
        f"Attempts: {report['attempts'] + 1}.\n"
    )


def test_a_guest_reads_what_came_back_and_where_the_rest_lies(home: Path) -> None:
    middle_pages(10)(home / "data" / "history.db")
    lines = run(home, "doctor", "--recover").stdout.splitlines()
    assert lines[0].startswith("The damaged history is kept at ")
    assert "attempts 19" in lines[1]
    assert "at least" in lines[2]
    assert "is repaired" in lines[-1]


def test_who_is_signed_in_is_told_that_the_account_has_the_rest(tmp_path: Path) -> None:
    home, project = tmp_path / "home", Project("http://127.0.0.1:9", "sb_publishable_nobody")
    named = {"MIOLINGO_SUPABASE_URL": project.url, "MIOLINGO_SUPABASE_KEY": project.key}
    found = remember_owner(home / "data", project.name, USER)
    write_history(found.path, 500, user_id=USER)
    root_pages("attempts")(found.path)
    told = run(home, "history", **named)
    assert told.returncode == 7, told.stdout
    recovered = run(home, "doctor", "--recover", **named)
    assert recovered.stdout.splitlines()[-1].endswith("of the rest: miolingo sync")
    assert not (home / "data" / "history.db").exists()


def test_two_recoveries_at_once_are_one(home: Path) -> None:
    middle_pages(10)(home / "data" / "history.db")
    both = [
        subprocess.Popen(
            [*COMMAND, "doctor", "--recover"],
            env=os.environ | {"MIOLINGO_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=PATIENCE_S) for process in both]
    assert sum("The damaged history is kept at" in out for out, _ in said) == 1
    for process, (out, err) in zip(both, said, strict=True):
        assert process.returncode == 0 or "is in progress" in err
        assert "is repaired" in out or "is not damaged" in out or process.returncode == 7
    assert len(list((home / "data").glob("*.damaged-*"))) == 1


def test_a_history_from_the_future_is_told_and_left_alone(home: Path) -> None:
    path = home / "data" / "history.db"
    overwrite(path, 60, (len(MIGRATIONS) + 1).to_bytes(4, "big"))
    before = path.read_bytes()
    for command in (("history",), ("doctor", "--recover")):
        told = run(home, *command)
        assert told.returncode == 7
        assert "newer version of Miolingo" in told.stderr
    assert "newer version of Miolingo" in check_machine(home).stdout
    assert path.read_bytes() == before
