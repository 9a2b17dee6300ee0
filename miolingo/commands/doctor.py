"""``miolingo doctor``: what is here, what is missing, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.context import context_of

if TYPE_CHECKING:
    from miolingo.composition.context import Context


def doctor(
    ctx: typer.Context,
    recover: Annotated[
        bool, typer.Option("--recover", help="Save what can be read of a damaged history.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check that this machine is ready for practice, and list its sound devices."""
    if recover:
        _recover(context_of(ctx), as_json=as_json)
    else:
        _examine(context_of(ctx), as_json=as_json)


def _recover(context: Context, *, as_json: bool) -> None:
    from miolingo.composition.history import recover_history
    from miolingo.ui.doctor import recovery_json, recovery_lines

    report = recover_history(context)
    for line in [recovery_json(report)] if as_json else recovery_lines(report):
        typer.echo(line)


def _examine(context: Context, *, as_json: bool) -> None:
    from miolingo.account.local_history import kept_histories
    from miolingo.composition.doctor import checks, model_sounds
    from miolingo.doctor import examine
    from miolingo.speech.audio.devices import list_devices
    from miolingo.ui.doctor import print_report, report_json

    histories = kept_histories(context.folders.data)
    report = examine(checks(context), list_devices, model_sounds(context), histories)
    if as_json:
        typer.echo(report_json(report))
    else:
        print_report(report)
    raise typer.Exit(report.exit_code)
