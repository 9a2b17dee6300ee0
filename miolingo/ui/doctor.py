"""What ``doctor`` prints: each part with what to do next, or how a damaged history was saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from miolingo.account.local_history import KeptHistory
from miolingo.doctor import MICROPHONE_TEST_MS, HeardSound, Report, Status
from miolingo.errors import AudioError
from miolingo.history.recovery import Recovery, RecoveryReport
from miolingo.judging.judgement import Reason
from miolingo.language.terminal_safe import printable
from miolingo.speech.audio.devices import Device
from miolingo.ui.console import stdout_console
from miolingo.ui.json_objects import json_object
from miolingo.ui.model_sounds import sounds_clause, sounds_fields
from miolingo.ui.practice.level_meter import level_bar, level_cells
from miolingo.ui.practice.live_region import LiveRegion

SCHEMA = "miolingo.doctor/1"
RECOVERY_SCHEMA = "miolingo.recovery/1"
MICROPHONE_SCHEMA = "miolingo.microphone/1"

_ANOTHER = "or try another one: miolingo doctor --microphone --device NUMBER"
_NO_VOICE = ("I heard no voice.", f"Come closer to the microphone and speak up, {_ANOTHER}")
_DEFECTS = {
    Reason.NO_SIGNAL: (
        "Nothing at all came in, not even noise: the microphone is blocked or muted.",
        f"Allow the terminal to use it, look for a mute switch, {_ANOTHER}",
    ),
    Reason.CLIPPED: (
        "The sound was too loud for the microphone.",
        f"Lower the microphone’s level, move away a little, {_ANOTHER}",
    ),
}

_STYLES = {Status.OK: "green", Status.WARNING: "yellow", Status.PROBLEM: "bold red"}
_BRING = (
    "  To copy the history of another account into the present one: "
    "miolingo account bring-history --from ADDRESS"
)
_WIDTH = max(len(status) for status in Status)


def describe_terminal() -> str:
    """Say what the terminal can show."""
    console = stdout_console()
    colored = console.color_system and not console.no_color
    colors = f"{console.color_system} colors" if colored else "no colors"
    letters = "Unicode" if console.encoding.lower().startswith("utf") else console.encoding
    return f"{colors}, {letters}, {console.width} columns"


def print_report(report: Report, console: Console | None = None) -> None:
    """Print the findings, the devices, and whether the learner can practice."""
    console = console or stdout_console()
    for finding in report.findings:
        status = Text(f"{finding.status:<{_WIDTH}}  ", _STYLES[finding.status])
        _print(console, status + Text(f"{finding.name}: {finding.detail}"))
        if finding.next_step:
            _print(console, Text(f"{'':<{_WIDTH}}  Next: {finding.next_step}"))
    if report.devices:
        _print(
            console, Text("\nSound devices (choose one with --device NUMBER or part of a name):")
        )
    for device in report.devices:
        _print(console, Text(_device_line(device)))
    if report.histories:
        _print(console, Text("\nHistories on this machine:"))
    for history in report.histories:
        _print(console, Text(f"  {history_line(history)}"))
    if any(history.account for history in report.histories):
        _print(console, Text(_BRING))
    for sounds in report.models:
        line = f"\n{sounds.model.name} {sounds_clause(sounds.judging)}."
        _print(console, Text(line))
    problem = any(finding.status is Status.PROBLEM for finding in report.findings)
    _print(
        console, Text("\nNot ready yet: see “Next” above." if problem else "\nReady to practice.")
    )


def print_listening(microphone: str, console: Console | None = None) -> None:
    """Ask the learner to speak."""
    seconds = MICROPHONE_TEST_MS // 1000
    told = f"Speak now: the microphone “{printable(microphone)}” records for {seconds} seconds."
    _print(console or stdout_console(), Text(told))


@contextmanager
def shown_level(console: Console | None = None) -> Iterator[Callable[[float, bool], None]]:
    """Show the level as a bar while the context lasts, where things may move."""
    console = console or stdout_console()
    if not console.is_terminal or console.is_dumb_terminal:
        yield lambda _level, _speaking: None
        return
    region = LiveRegion(console)
    try:
        yield lambda level, speaking: region.draw([level_bar(level, speaking, console)])
    finally:
        region.close()


def print_heard(heard: HeardSound, console: Console | None = None) -> None:
    """Say how loud it was, and whether a voice was heard."""
    console = console or stdout_console()
    bar = level_cells(heard.loudest_dbfs, console)
    _print(console, Text(f"Loudest: {bar} {heard.loudest_dbfs:.0f} dBFS"))
    if not heard.defect:
        _print(console, Text("The microphone works: a voice was heard.", _STYLES[Status.OK]))


def no_use_error(defect: Reason) -> AudioError:
    """What keeps a recording from being of use, and what to do."""
    message, hint = _DEFECTS.get(defect, _NO_VOICE)
    return AudioError(message, hint=hint)


def heard_json(heard: HeardSound, microphone: str) -> str:
    """Give what the microphone gave as one JSON object."""
    return json_object(
        MICROPHONE_SCHEMA,
        {
            "microphone": microphone,
            "recorded_ms": heard.audio.duration_ms,
            "loudest_dbfs": round(heard.loudest_dbfs, 1),
            "reason": heard.defect,
        },
    )


def report_json(report: Report) -> str:
    """Give the report as one JSON object."""
    return json_object(
        SCHEMA,
        {
            "ready": report.exit_code == 0,
            "exit_code": int(report.exit_code),
            "checks": [
                asdict(finding) | {"exit_code": int(finding.exit_code)}
                for finding in report.findings
            ],
            "devices": [asdict(device) for device in report.devices],
            "models": [
                {"name": sounds.model.name, "language": sounds.model.language}
                | sounds_fields(sounds.judging)
                for sounds in report.models
            ],
            "histories": [_history_object(history) for history in report.histories],
        },
    )


def history_line(history: KeptHistory) -> str:
    """Say whose a history is, where, and how much it holds."""
    whose = "without an account"
    if history.location.user_id:
        whose = f"of {printable(history.account)} in the project {printable(history.project_name)}"
        whose += f" (id {history.location.user_id})" if history.address else ""
    held = f"attempts: {history.attempts}"
    if history.listening_answers:
        held += f", listening answers: {history.listening_answers}"
    held += f", unsent: {history.unsent}" if history.location.user_id else ""
    return f"{whose}: {history.problem or held}, in {history.location.path}"


def _history_object(history: KeptHistory) -> dict[str, Any]:
    return {
        "address": history.address or None,
        "user_id": history.location.user_id,
        "project": history.project_name or None,
        "path": history.location.path,
        "attempts": history.attempts,
        "listening_answers": history.listening_answers,
        "unsent": history.unsent,
        "problem": history.problem or None,
    }


def recovery_lines(report: RecoveryReport) -> Iterator[str]:
    """Say what became of a history, and where its damaged files lie."""
    if not report.recoveries:
        yield f"The history {report.path} is not damaged. Attempts: {report.attempts}."
        return
    for recovery in report.recoveries:
        yield f"The damaged history is kept at {recovery.aside}."
        yield (
            f"Read: attempts {recovery.attempts}, practice sessions {recovery.sessions}, "
            f"listening answers {recovery.listening_answers}, settings {recovery.settings}, "
            f"deletions {recovery.deletions}."
        )
        if recovery.lost:
            yield f"Lost: at least {recovery.lost} attempts and practice sessions."
    yield f"The history {report.path} is repaired. Attempts: {report.attempts}."
    if report.signed_in:
        yield "To get back what your account has of the rest: miolingo sync"


def recovery_json(report: RecoveryReport) -> str:
    """Give the same as one JSON object."""
    return json_object(
        RECOVERY_SCHEMA,
        {
            "history": report.path,
            "signed_in": report.signed_in,
            "attempts": report.attempts,
            "recoveries": [_recovery_object(recovery) for recovery in report.recoveries],
        },
    )


def _recovery_object(recovery: Recovery) -> dict[str, Any]:
    return {
        "aside": recovery.aside,
        "attempts": recovery.attempts,
        "sittings": recovery.sessions,
        "listening_answers": recovery.listening_answers,
        "settings": recovery.settings,
        "deletions": recovery.deletions,
        "lost": recovery.lost,
    }


def _device_line(device: Device) -> str:
    ways = []
    if device.input_channels:
        ways.append("input, default" if device.is_default_input else "input")
    if device.output_channels:
        ways.append("output, default" if device.is_default_output else "output")
    return f"  {device.index}  {device.name} ({device.host_api}): {'; '.join(ways)}"


def _print(console: Console, line: Text) -> None:
    """Print a line; on a terminal it is broken between words, in a pipe it stays whole."""
    console.print(line, soft_wrap=not console.is_terminal, highlight=False)
