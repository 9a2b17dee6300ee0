"""``miolingo settings``, and the commands that follow the settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from rich.cells import cell_len

from miolingo.composition import practice
from miolingo.composition.context import context_from
from miolingo.composition.installs import model_folders
from miolingo.errors import ConfigurationError, ExitCode, UsageError
from miolingo.history.reports.overview import DailyGoal, daily_goal
from miolingo.practice.request import PracticeRequest, PracticeSettings, PracticeSetup
from miolingo.settings.definitions import SETTINGS
from miolingo.speech.audio import devices
from miolingo.speech.audio.devices import Device
from miolingo.store import Store
from miolingo.ui.practice.plain_screen import PlainScreen
from miolingo.ui.practice.screen import ScreenParts
from tests.parts.attempts import ATTEMPT, NOON
from tests.parts.cli import Ended, invoke, invoke_here
from tests.parts.folders import ROOT
from tests.parts.hostile_text import TURNED
from tests.parts.screens import SUMMARY, Screen


def run(*arguments: str, now: datetime | None = None, **environment: str) -> Ended:
    home = Path(os.environ["MIOLINGO_HOME"])
    return invoke(*arguments, home=home, environ=environment, now=now)


def settings(*arguments: str, **environment: str) -> str:
    ended = run("settings", *arguments, **environment)
    assert (ended.exit_code, ended.stderr) == (ExitCode.OK, "")
    return ended.stdout


@pytest.fixture
def file(miolingo_home: Path) -> Path:
    (miolingo_home / "config").mkdir(parents=True)
    return miolingo_home / "config" / "settings.toml"


def test_set_get_and_unset(miolingo_home: Path) -> None:
    assert settings("get", "speed") == "130\n"
    assert settings("get", "device") == "\n"
    assert not miolingo_home.exists(), "reading leaves no trace"
    assert settings("set", "speed", "110") == "Kept on this machine: speed = 110\n"
    assert settings("get", "speed") == "110\n"
    told = settings("set", "language", "coréen")
    assert told == "Kept on this machine: language = ko (Korean)\n"
    assert json.loads(settings("get", "speed", "--json")) == {
        "schema": "miolingo.settings/1", "key": "speed", "value": 110, "source": "file",
    }  # fmt: skip
    assert "It is 130 now (from default)" in settings("unset", "speed")
    assert "No language is chosen now" in settings("unset", "language")
    assert "It has no value now." in settings("unset", "voice")
    assert "speed was not set" in settings("unset", "speed")


def test_the_list_for_programs_has_everything(file: Path) -> None:
    file.write_text("pause = 1\ntempo = 3\nsince = 2026-11-23\n", encoding="utf-8")
    found = json.loads(settings("list", "--json", MIOLINGO_PLAIN="yes"))
    by_key = {row["key"]: row for row in found["settings"]}
    assert list(by_key) == [one.key for one in SETTINGS]
    assert by_key["pause"] == {
        "key": "pause", "value": 1.0, "source": "file", "default": None, "machine_bound": False,
        "variable": "MIOLINGO_PAUSE", "problem": None,
    }  # fmt: skip
    assert (by_key["plain"]["value"], by_key["plain"]["source"]) == (True, "environment")
    assert by_key["models"]["machine_bound"] is True
    assert found["unknown"] == [
        {"key": "tempo", "value": 3, "source": "file"},
        {"key": "since", "value": "2026-11-23", "source": "file"},
    ]


@pytest.mark.parametrize("columns", ["40", "80"])
def test_the_list_fits_and_no_value_commands_the_terminal(file: Path, columns: str) -> None:
    folder = "/srv/" + "מודלים/" * 20
    file.write_text(
        f'models = "{folder}"\nvoice = "a{TURNED}"\n"x{TURNED}" = 1\n', encoding="utf-8"
    )
    ended = run("settings", "list", COLUMNS=columns)
    assert ended.exit_code == ExitCode.CONFIGURATION, "one value cannot be used"
    lines = ended.stdout.splitlines()
    assert max(map(cell_len, lines)) <= int(columns)
    assert not {*"\x1b\u202e\u2066"} & {*ended.stdout}
    assert [line.split()[0] for line in lines[1:] if " default" in line] == [
        one.key for one in SETTINGS if one.key not in {"models", "voice"}
    ]
    assert folder in "".join(part for part in ended.stdout.split() if "מ" in part or "/" in part)
    assert any(line.startswith("voice") and "invalid" in line for line in lines)
    assert "Unknown, and not changed: xgnp.exe" in " ".join(lines)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("get", "sped"), ExitCode.USAGE, "Did you mean speed?"),
        (("set", "speed", "900"), ExitCode.CONFIGURATION, "a whole number from 80 to 300"),
        (("set", "voice", "zz"), ExitCode.AUDIO, "no voice named “zz”"),
        (("set", "models", "no/such"), ExitCode.CONFIGURATION, "There is no folder"),
        (("unset", "xyzzy"), ExitCode.USAGE, "There is no setting “xyzzy”"),
    ],
)
def test_what_cannot_be_is_told(
    miolingo_home: Path, arguments: tuple[str, ...], code: ExitCode, told: str
) -> None:
    ended = run("settings", *arguments)
    assert (ended.exit_code, ended.stdout) == (code, "")
    assert told in ended.stderr
    assert len(ended.stderr.splitlines()) == 2
    assert not miolingo_home.exists()


def test_a_variable_that_cannot_be_is_named_and_can_be_listed() -> None:
    for arguments in (("settings", "get", "speed"), ("practice", "안녕")):
        ended = run(*arguments, MIOLINGO_SPEED="fast")
        assert ended.exit_code == ExitCode.CONFIGURATION
        assert "MIOLINGO_SPEED cannot be “fast”" in ended.stderr
    assert (
        "MIOLINGO_SPEED cannot be “fast”" in run("settings", "list", MIOLINGO_SPEED="fast").stdout
    )


def test_set_says_so_while_a_variable_overrides() -> None:
    ended = run("settings", "set", "speed", "110", MIOLINGO_SPEED="99")
    assert ended.exit_code == ExitCode.OK
    assert "MIOLINGO_SPEED overrides this" in ended.stderr
    assert settings("get", "speed", MIOLINGO_SPEED="99") == "99\n"
    assert settings("get", "speed") == "110\n"


def test_a_damaged_file_stops_what_needs_it_and_stays(file: Path) -> None:
    file.write_text("speed = 100\nvoice = \n", encoding="utf-8")
    for arguments in (("settings", "list"), ("settings", "set", "pitch", "3"), ("history",)):
        ended = run(*arguments)
        assert ended.exit_code == ExitCode.CONFIGURATION
        assert "line 2" in ended.stderr
    assert file.read_text(encoding="utf-8") == "speed = 100\nvoice = \n"


def test_a_models_folder_is_kept_whole_and_looked_in_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    assert invoke_here("settings", "set", "models", "mine").exit_code == ExitCode.OK
    assert model_folders(context_from())[0] == tmp_path / "mine"
    monkeypatch.setenv("MIOLINGO_MODELS", "/elsewhere")
    assert model_folders(context_from())[0] == Path("/elsewhere")


def practiced(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> PracticeSetup:
    asked: list[PracticeSetup] = []
    monkeypatch.setattr(practice, "run_practice", lambda _context, one: not asked.append(one))
    ended = invoke_here("practice", *arguments)
    assert ended.exit_code == ExitCode.OK, ended
    return asked[0]


def test_practice_follows_the_settings(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: dict[str, Any] = {
        "speed": 100, "pitch": 70, "pause": 1.5, "daily_goal": 20, "plain": True,
        "device": "USB", "output_device": "HDMI", "voice": "ko+f4", "auto_sync": False,
    }  # fmt: skip
    file.write_text(
        "".join(f"{key} = {json.dumps(value)}\n" for key, value in chosen.items()), encoding="utf-8"
    )
    setup = practiced(monkeypatch)
    assert [card.deck for card in setup.deck.cards] == ["starter"] * 10, "whatever the goal"
    assert setup.request == PracticeRequest()
    assert setup.settings == PracticeSettings(
        language_code="ko", device="USB", output_device="HDMI", voice="ko+f4",
        words_per_minute=100, pitch=70, pause_ms=1500, plain=True, daily_goal=20, auto_sync=False,
    )  # fmt: skip
    options = practiced(
        monkeypatch,
        *("--speed", "90", "--pause", "0.5", "--no-plain", "--device", "1"),
        *("bonjour", "--lang", "fr"),
    ).settings
    assert (options.words_per_minute, options.pause_ms) == (90, 500)
    assert (options.plain, options.device) == (False, "1")
    assert (options.language_code, options.voice) == ("fr", None), "ko+f4 speaks no French"
    assert practiced(monkeypatch, "oi", "--lang", "pt", "--voice", "ko").settings.voice == "ko"


def test_the_language_is_that_of_every_command_unless_it_is_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIOLINGO_LANGUAGE", "qaa")
    manifest = tmp_path / "list.tsv"
    manifest.write_text("audio\ttext\na.wav\tword\n", encoding="utf-8")
    for command in (["practice"], ["score", "a.wav", "--text", "word"], ["drill", str(manifest)]):
        for option, language in (([], "qaa"), (["--lang", "qab"], "qab")):
            assert language in str(invoke_here(*command, *option).error)
        refusal = invoke_here(*command, "--lang", "a b").error
        assert isinstance(refusal, UsageError)
        assert "language cannot be" in str(refusal)
    monkeypatch.setenv("MIOLINGO_LANGUAGE", "a b")
    refusal = invoke_here("score", "a.wav", "--text", "word").error
    assert isinstance(refusal, ConfigurationError)
    assert "MIOLINGO_LANGUAGE" in str(refusal)


def test_a_goal_is_for_the_learners_day_in_any_language(tmp_path: Path) -> None:
    seoul = timezone(timedelta(hours=9))
    late = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    with Store(tmp_path / "history.db") as store:
        for number, at in enumerate((late - timedelta(hours=1), late, NOON)):
            code = ("ko", "fr", "pt-BR")[number]
            attempt = replace(
                ATTEMPT, id=str(UUID(int=number)), practice_date=at, language_code=code
            )
            store.add_attempt(attempt)
        today = NOON.date()
        assert daily_goal(store, 9, today=today, zone=seoul) == DailyGoal(9, 2)
        assert daily_goal(store, 9, today=today, zone=UTC) == DailyGoal(9, 1)
        assert daily_goal(store, 0, today=today, zone=UTC) is None


def test_the_history_tells_of_the_goal_only_when_there_is_one(miolingo_home: Path) -> None:
    now = datetime(2026, 11, 23, 12).astimezone()
    with Store(miolingo_home / "data" / "history.db") as store:
        for number, at in enumerate((now, now, now, now - timedelta(days=1))):
            store.add_attempt(replace(ATTEMPT, id=str(UUID(int=number)), practice_date=at))
    assert "Today" not in run("history", now=now).stdout
    assert json.loads(run("history", "--format", "json", now=now).stdout)["daily_goal"] is None
    goal: dict[str, Any] = {"now": now, "MIOLINGO_DAILY_GOAL": "5"}
    assert "Today: 3 of 5 attempts.\n" in run("history", "--lang", "ko", **goal).stdout
    found = json.loads(run("history", "--format", "json", "--lang", "fr", **goal).stdout)
    assert found["daily_goal"] == {"goal": 5, "attempts_today": 3}
    met = run("history", **goal | {"MIOLINGO_DAILY_GOAL": "3"}).stdout
    assert "Today: 3 attempts; your goal of 3 is met.\n" in met
    demo = run("history", "--demo", "--format", "json", **goal).stdout
    assert json.loads(demo)["daily_goal"] is None


def test_a_session_ends_with_the_goal_only_when_there_is_one() -> None:
    for goal, last in (
        (DailyGoal(20, 12), "Today: 12 of 20 attempts."),
        (None, "Hardest words: 반갑습니다 (12)"),
    ):
        screen = Screen()
        view = PlainScreen(ScreenParts(screen.console, interactive=False, goal=lambda g=goal: g))
        view.summary(SUMMARY, [])
        assert screen.lines()[-1] == last


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [(["--help"], {"tomllib", "tomlkit"}), (["settings", "list"], {"tomlkit", "httpx", "keyring"})],
)
def test_only_who_writes_waits_for_the_writers_library(
    file: Path, arguments: list[str], unwanted: set[str]
) -> None:
    file.write_text("speed = 100\n", encoding="utf-8")
    program = (
        f"import sys; sys.argv[1:] = {arguments!r}; before = set(sys.modules)\n"
        "from miolingo.cli import app\n"
        "app(standalone_mode=False)\n"
        f"print(sorted({unwanted!r} & (set(sys.modules) - before)), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stderr.strip() == "[]"


def test_a_setting_that_begins_as_it_was_typed_is_meant() -> None:
    assert run("settings", "set", "lang", "fr").stderr.splitlines()[1] == "Did you mean language?"


def test_a_negative_number_is_a_value_and_no_option() -> None:
    ended = run("settings", "set", "daily_goal", "-3")
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert ended.stderr.splitlines()[0] == "Error: daily_goal cannot be “-3”."


@pytest.mark.parametrize(("name", "told"), [("Blue", True), ("USB", False), ("3", False)])
def test_a_device_that_is_not_there_is_kept_and_told(
    name: str, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = (Device(3, "USB Audio", "ALSA", 1, 0, 48_000, True, False),)
    monkeypatch.setattr(devices, "list_devices", lambda: there)
    ended = run("settings", "set", "device", name)

    assert ended.exit_code == ExitCode.OK
    assert ended.stdout == f"Kept on this machine: device = {name}\n"
    assert ("is not one of the devices" in ended.stderr) == told
    assert ("3 USB Audio" in ended.stderr) == told
