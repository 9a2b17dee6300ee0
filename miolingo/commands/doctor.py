"""``miolingo doctor``: what is here, what is missing, and what to do about it."""

from __future__ import annotations

from typing import Annotated

import typer


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check that this machine is fit for practice, and list its sound devices."""
    from miolingo import runtime
    from miolingo.services.doctor import Check, examine
    from miolingo.speech.portaudio import list_devices
    from miolingo.ui.doctor import describe_terminal, print_report, report_json

    terminal = Check("Terminal", describe_terminal)
    report = examine([*runtime.doctor_checks(), terminal], list_devices)
    if as_json:
        typer.echo(report_json(report))
    else:
        print_report(report)
    raise typer.Exit(report.exit_code)
