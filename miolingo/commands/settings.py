"""``miolingo settings``: what the learner has chosen."""

from __future__ import annotations

from typing import Annotated

import typer

from miolingo.commands.command_line.completion import setting_keys, setting_values
from miolingo.commands.context import context_of
from miolingo.errors import ExitCode

settings = typer.Typer(
    help="""Your settings: language, voice, speed, goal, devices and more.

    Examples:
        miolingo settings list
        miolingo settings set language fr
    """,
)

Key = Annotated[
    str,
    typer.Argument(
        help="A setting, such as speed; see: settings list.", autocompletion=setting_keys
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@settings.command("list")
def list_settings(ctx: typer.Context, json: AsJson = False) -> None:
    """List every setting, its value and where the value comes from.

    Examples:
        miolingo settings list
    """
    from miolingo.settings.service import list_settings as every_setting
    from miolingo.ui.console import stdout_console
    from miolingo.ui.settings import as_json, print_settings

    resolved = context_of(ctx).settings
    entries = every_setting(resolved)
    if json:
        typer.echo(as_json(entries, resolved.unknown()))
    else:
        print_settings(entries, resolved.unknown(), stdout_console())
    if any(entry.problem for entry in entries):
        raise typer.Exit(ExitCode.CONFIGURATION)


@settings.command("get")
def get_setting(ctx: typer.Context, key: Key, json: AsJson = False) -> None:
    """Print the value of a setting; an empty line when it has none.

    Examples:
        miolingo settings get language
    """
    from miolingo.settings.definitions import setting_named
    from miolingo.ui.settings import resolved_json, shown

    resolved = context_of(ctx).settings.find(setting_named(key))
    typer.echo(resolved_json(resolved) if json else shown(resolved.value))


@settings.command("set", context_settings={"ignore_unknown_options": True})  # as -3 seems one
def set_setting(
    ctx: typer.Context,
    key: Key,
    value: Annotated[str, typer.Argument(help="The new value.", autocompletion=setting_values)],
) -> None:
    """Set a value. It applies from the next command on.

    Examples:
        miolingo settings set language fr
        miolingo settings set daily_goal 20
    """
    from miolingo.composition.settings import device_problem, setting_sources
    from miolingo.composition.sync import sync_later
    from miolingo.settings.service import choose
    from miolingo.ui.console import say, show
    from miolingo.ui.settings import overridden_line, saved_line

    context = context_of(ctx)
    sources = setting_sources(context)
    saved = choose(sources, key, value)
    show(saved_line(saved))
    if problem := device_problem(saved.setting, saved.value):
        say(f"But it cannot be used now. {problem}")
    if sources.overrides(saved.setting):
        say(overridden_line(saved.setting))
    sync_later(context.refreshed())


@settings.command("unset")
def unset_setting(ctx: typer.Context, key: Key) -> None:
    """Remove a value, so that the next lower source or the default applies.

    Examples:
        miolingo settings unset voice
    """
    from miolingo.composition.settings import setting_sources
    from miolingo.composition.sync import sync_later
    from miolingo.settings.definitions import BY_KEY
    from miolingo.settings.service import unset
    from miolingo.ui.console import show
    from miolingo.ui.settings import current_line, unset_line

    context = context_of(ctx)
    source = unset(setting_sources(context), key)
    show(unset_line(key, source))
    if key in BY_KEY:
        show(current_line(context.refreshed().settings.find(BY_KEY[key])))
    sync_later(context.refreshed())
