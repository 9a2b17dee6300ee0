"""``miolingo doctor``: what is here, what is missing, and what to do about it."""

from __future__ import annotations

from typing import Annotated

import typer


def doctor(
    recover: Annotated[
        bool, typer.Option("--recover", help="Save what can be read of a damaged history.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check that this machine is fit for practice, and list its sound devices."""
    if recover:
        _recover(as_json=as_json)
    else:
        _examine(as_json=as_json)


def _recover(*, as_json: bool) -> None:
    from miolingo.composition.recovery import recover_history
    from miolingo.ui.doctor import recovery_json, recovery_lines

    report = recover_history()
    for line in [recovery_json(report)] if as_json else recovery_lines(report):
        typer.echo(line)


def _examine(*, as_json: bool) -> None:
    from miolingo.composition import context, history
    from miolingo.doctor import Check, examine
    from miolingo.speech.audio.devices import list_devices
    from miolingo.ui.doctor import describe_terminal, print_report, report_json

    terminal = Check("Terminal", describe_terminal)
    checks = [*context.doctor_checks(), *history.doctor_checks(), terminal]
    report = examine(checks, list_devices)
    if as_json:
        typer.echo(report_json(report))
    else:
        print_report(report)
    raise typer.Exit(report.exit_code)
