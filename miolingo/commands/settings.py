"""``miolingo settings``: what the learner has chosen."""

from __future__ import annotations

from typing import Annotated

import typer

from miolingo.errors import ExitCode

settings = typer.Typer(
    help="What you have chosen: language, voice, speed, goal, devices and more.",
    no_args_is_help=True,
)

Key = Annotated[str, typer.Argument(help="A setting, such as speed; see: settings list.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@settings.command("list")
def list_settings(json: AsJson = False) -> None:
    """List every setting, its value and where the value comes from."""
    from miolingo.composition import settings
    from miolingo.settings.service import rows
    from miolingo.ui.console import stdout_console
    from miolingo.ui.settings import as_json, print_settings

    choices = settings.settings()
    listed = rows(choices)
    if json:
        typer.echo(as_json(listed, choices.unknown()))
    else:
        print_settings(listed, choices.unknown(), stdout_console())
    if any(row.problem for row in listed):
        raise typer.Exit(ExitCode.CONFIGURATION)


@settings.command("get")
def get_setting(key: Key, json: AsJson = False) -> None:
    """Print the value of a setting; an empty line when it has none."""
    from miolingo.composition import settings
    from miolingo.settings.definitions import setting_named
    from miolingo.ui.settings import found_json, shown

    found = settings.settings().find(setting_named(key))
    typer.echo(found_json(found) if json else shown(found.value))


@settings.command("set")
def set_setting(key: Key, value: Annotated[str, typer.Argument(help="What you choose.")]) -> None:
    """Choose a value; it holds from the next command on."""
    from miolingo.composition import settings
    from miolingo.settings.service import choose
    from miolingo.ui.settings import kept_line, overridden_line

    kept = choose(settings.settings_parts(), key, value)
    typer.echo(kept_line(kept))
    if kept.overridden:
        typer.echo(overridden_line(kept), err=True)
    settings.sync_later()


@settings.command("unset")
def unset_setting(key: Key) -> None:
    """Take a choice back, so that the next one below it holds, or the default."""
    from miolingo.composition import settings
    from miolingo.settings.definitions import BY_KEY
    from miolingo.settings.service import take_back
    from miolingo.ui.settings import found_line, taken_back_line

    source = take_back(settings.settings_parts(), key)
    typer.echo(taken_back_line(key, source))
    if key in BY_KEY:
        typer.echo(found_line(settings.settings().find(BY_KEY[key])))
    settings.sync_later()
