"""``miolingo doctor``: what is here, what is missing, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.errors import ExitCode

if TYPE_CHECKING:
    from miolingo.composition.context import Context


def doctor(
    ctx: typer.Context,
    recover: Annotated[
        bool, typer.Option("--recover", help="Save what can be read of a damaged history.")
    ] = False,
    microphone: Annotated[
        bool,
        typer.Option("--microphone", help="Record three seconds, show the level, play them back."),
    ] = False,
    device: Annotated[
        str | None, typer.Option(help="With --microphone: which one, number or part of its name.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check that this machine is ready for practice, and list its sound devices.

    Examples:
        miolingo doctor
        miolingo doctor --microphone
    """
    if microphone:
        _hear(context_of(ctx), device, as_json=as_json)
    elif recover:
        _recover(context_of(ctx), as_json=as_json)
    else:
        _examine(context_of(ctx), as_json=as_json)


def _hear(context: Context, device: str | None, *, as_json: bool) -> None:
    """Raises AudioError for a microphone that cannot be used, or is of no use."""
    from miolingo.composition.doctor import play_back
    from miolingo.composition.speech import build_microphone, microphone_name
    from miolingo.doctor import hear_microphone
    from miolingo.judging.judgement import Reason
    from miolingo.settings.definitions import DEVICE
    from miolingo.ui.console import show
    from miolingo.ui.doctor import (
        heard_json,
        no_use_error,
        print_heard,
        print_listening,
        shown_level,
    )

    chosen = device or context.settings.value(DEVICE)
    opened = build_microphone(chosen).open
    if as_json:
        heard = hear_microphone(opened, lambda _level, _speaking: None)
        typer.echo(heard_json(heard, microphone_name(chosen)))
        raise typer.Exit(ExitCode.AUDIO if heard.defect else ExitCode.OK)
    print_listening(microphone_name(chosen))
    with shown_level() as meter:
        heard = hear_microphone(opened, meter)
    print_heard(heard)
    if heard.defect is not Reason.NO_SIGNAL:
        play_back(context, heard.audio, show)
    if heard.defect:
        raise no_use_error(heard.defect)


def _recover(context: Context, *, as_json: bool) -> None:
    from miolingo.composition.history import recover_history
    from miolingo.ui.console import show
    from miolingo.ui.doctor import recovery_json, recovery_lines

    report = recover_history(context)
    if as_json:
        typer.echo(recovery_json(report))
    else:
        show("\n".join(recovery_lines(report)))


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
