"""``miolingo settings``: what the learner has chosen."""

from __future__ import annotations

from typing import Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.errors import ExitCode

settings = typer.Typer(
    help="What you have chosen: language, voice, speed, goal, devices and more.",
    no_args_is_help=True,
)

Key = Annotated[str, typer.Argument(help="A setting, such as speed; see: settings list.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@settings.command("list")
def list_settings(ctx: typer.Context, json: AsJson = False) -> None:
    """List every setting, its value and where the value comes from."""
    from miolingo.settings.service import rows
    from miolingo.ui.console import stdout_console
    from miolingo.ui.settings import as_json, print_settings

    choices = context_of(ctx).settings
    listed = rows(choices)
    if json:
        typer.echo(as_json(listed, choices.unknown()))
    else:
        print_settings(listed, choices.unknown(), stdout_console())
    if any(row.problem for row in listed):
        raise typer.Exit(ExitCode.CONFIGURATION)


@settings.command("get")
def get_setting(ctx: typer.Context, key: Key, json: AsJson = False) -> None:
    """Print the value of a setting; an empty line when it has none."""
    from miolingo.settings.definitions import setting_named
    from miolingo.ui.settings import found_json, shown

    resolved = context_of(ctx).settings.find(setting_named(key))
    typer.echo(found_json(resolved) if json else shown(resolved.value))


@settings.command("set")
def set_setting(
    ctx: typer.Context,
    key: Key,
    value: Annotated[str, typer.Argument(help="What you choose.")],
) -> None:
    """Choose a value; it holds from the next command on."""
    from miolingo.composition.settings import setting_sources
    from miolingo.composition.sync import sync_later
    from miolingo.settings.service import choose
    from miolingo.ui.settings import kept_line, overridden_line

    context = context_of(ctx)
    kept = choose(setting_sources(context), key, value)
    typer.echo(kept_line(kept))
    if kept.overridden:
        typer.echo(overridden_line(kept), err=True)
    sync_later(context.refreshed())


@settings.command("unset")
def unset_setting(ctx: typer.Context, key: Key) -> None:
    """Take a choice back, so that the next one below it holds, or the default."""
    from miolingo.composition.settings import setting_sources
    from miolingo.composition.sync import sync_later
    from miolingo.settings.definitions import BY_KEY
    from miolingo.settings.service import take_back
    from miolingo.ui.settings import found_line, taken_back_line

    context = context_of(ctx)
    source = take_back(setting_sources(context), key)
    typer.echo(taken_back_line(key, source))
    if key in BY_KEY:
        typer.echo(found_line(context.refreshed().settings.find(BY_KEY[key])))
    sync_later(context.refreshed())
