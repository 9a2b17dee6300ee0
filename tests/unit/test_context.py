"""The surroundings of a command are looked up once, and are those that were handed in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

import miolingo
from miolingo.account import storage_mode
from miolingo.errors import ConfigurationError, NoModelError
from miolingo.history import location
from miolingo.settings.definitions import SPEED
from miolingo.settings.file import SettingsFile
from miolingo.store import Store
from tests.parts.attempts import ATTEMPT, NOON
from tests.parts.cli import context, invoke

PACKAGE = Path(miolingo.__file__).parent
MOUNTS = Path("/proc/self/mountinfo")
PROJECT = {
    "MIOLINGO_SUPABASE_URL": "https://example.supabase.co",
    "MIOLINGO_SUPABASE_KEY": "sb_publishable_1",
}


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each answer was looked up while a command ran."""
    counted: Counter[str] = Counter()

    def count(name: str, owner: object, function: str) -> None:
        original = getattr(owner, function)

        def counting(*arguments: object, **options: object) -> object:
            counted[name] += 1
            return original(*arguments, **options)

        monkeypatch.setattr(owner, function, counting)

    count("storage", storage_mode, "decide_storage")
    count("mounts", storage_mode, "mount_of")
    count("location", location, "current_location")
    count("settings", SettingsFile, "settings")
    return counted


def once(mounts: int) -> dict[str, int]:
    return {"storage": 1, "location": 1, "settings": 1} | ({"mounts": 1} if mounts else {})


@pytest.mark.parametrize(
    ("arguments", "error"),
    [(["practice", "--plain", "--lang", "fr"], NoModelError), (["history"], None)],
)
def test_a_command_looks_up_each_answer_once(
    tmp_path: Path, lookups: Counter[str], arguments: list[str], error: type[Exception] | None
) -> None:
    ended = invoke(*arguments, home=tmp_path, environ=PROJECT)
    assert (type(ended.error) if ended.error else None) == error
    assert lookups == once(MOUNTS.exists())


def test_an_answer_stays_until_it_is_asked_for_anew(tmp_path: Path) -> None:
    before = context(tmp_path)
    assert before.settings.value(SPEED) == SPEED.default
    invoke("settings", "set", "speed", "110", home=tmp_path)
    assert before.settings.value(SPEED) == SPEED.default
    assert before.refreshed().settings.value(SPEED) == 110


def test_an_option_wins_without_reading_again(tmp_path: Path, lookups: Counter[str]) -> None:
    choices = context(tmp_path, environ={"MIOLINGO_SPEED": "90"})
    assert choices.choices({"speed": 100}).value(SPEED) == 100
    assert choices.choices({"speed": None}).value(SPEED) == 90
    assert lookups["settings"] == 1


def test_where_attempts_are_kept_can_be_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="MIOLINGO_STORE"):
        _ = context(tmp_path, environ={"MIOLINGO_STORE": "moon"}).storage


def test_today_is_that_of_the_clock_that_was_handed_in(tmp_path: Path) -> None:
    with Store(tmp_path / "data" / "history.db") as store:
        for number, days in enumerate((0, 3)):
            at = NOON - timedelta(days=days)
            store.add_attempt(replace(ATTEMPT, id=str(UUID(int=number)), practice_date=at))
    ended = invoke("history", "--since", "2d", "--format", "csv", home=tmp_path, now=NOON)
    assert len(ended.stdout.splitlines()) == 2
    later = invoke(
        "history", "--since", "2d", home=tmp_path, now=NOON + timedelta(days=9), environ=PROJECT
    )
    assert "No attempts" in later.stdout


PROCESS_READERS = {
    "cli.py",  # what a bug prints, whatever the context
    "commands/command_line/help_page.py",  # whether its headings can be bold
    "ui/console.py",  # what this process's terminal can show
    "speech/recognizer/client.py",  # whether a child's messages are shown
    "speech/recognizer/worker.py",
}
SURROUNDINGS = re.compile(r"\bos\.environ\b|\bgetenv\b|\bdatetime\.now\(|\btoday\(\)|\butcnow\(")


def test_only_the_context_reads_the_environment_and_the_clock() -> None:
    readers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if SURROUNDINGS.search(path.read_text(encoding="utf-8").replace("context.today()", ""))
    }
    assert readers - PROCESS_READERS == {"composition/context.py"}
