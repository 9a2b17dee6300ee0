"""``miolingo help``: the help of a command, as its ``--help`` shows it."""

from __future__ import annotations

from typing import Annotated

import typer

from miolingo.commands.command_line.completion import commands
from miolingo.commands.command_line.group import Group
from miolingo.errors import UsageError


def show_help(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="COMMAND", help="A command, such as deck add.", autocompletion=commands
        ),
    ] = None,
) -> None:
    """Show the help of a command, or of Miolingo.

    Examples:
        miolingo help practice
        miolingo help deck add
    """
    shown = ctx.find_root()
    for word in words or []:
        if not isinstance(shown.command, Group):
            raise UsageError(
                f"“{shown.command_path}” has no commands of its own.",
                hint=f"See its help: miolingo help {shown.command_path.partition(' ')[2]}",
            )
        _, command, _ = shown.command.resolve_command(shown, [word])
        shown = typer.Context(command, info_name=word, parent=shown)
    typer.echo(shown.get_help())
