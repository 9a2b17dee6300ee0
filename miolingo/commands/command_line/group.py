"""The commands as Typer runs them, with our help and errors, and imported when they are used."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cached_property
from pkgutil import resolve_name
from typing import Any, ClassVar

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command, get_group

from miolingo.commands.command_line.help_page import help_page
from miolingo.commands.command_line.mistakes import mistake, too_many, unknown_command
from miolingo.commands.command_line.values import Argument, Option
from miolingo.errors import ExitCode


class Command(TyperCommand):
    """A command."""

    def get_help(self, ctx: Any) -> str:
        """Return its help page."""
        return help_page(self, ctx)

    def get_params(self, ctx: Any) -> list[Any]:
        """Return its options and arguments."""
        return [_adopted(param) for param in super().get_params(ctx)]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read its arguments. Raises UsageError for more than it takes."""
        ctx.allow_extra_args = True
        left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            raise too_many(left, ctx.command_path)
        return left


class Group(TyperGroup):
    """A command of commands; by itself it shows its help."""

    def get_help(self, ctx: Any) -> str:
        """Return its help page."""
        return help_page(self, ctx)

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options that stand before the command's name."""
        return [_adopted(param) for param in super().get_params(ctx)]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what stands before the command's name; show the help where there is nothing."""
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help())
            ctx.exit()
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Find the command that is typed. Raises UsageError, with those of a similar name."""
        typed = args[0]
        if typed not in self.commands and not typed.startswith("-") and not ctx.resilient_parsing:
            raise unknown_command(typed, ctx.command_path, list(self.commands))
        name, command, rest = super().resolve_command(ctx, args)
        loaded = command.loaded if isinstance(command, LazyCommand) else command
        return name, _adopted(loaded), rest


class LazyCommand(TyperCommand):
    """A command of which no more is known than its name and a sentence, until it is used.

    ``target`` is ``module:function``, or ``module:app`` for a Typer app.
    """

    def __init__(self, name: str, target: str, about: str, panel: str) -> None:
        super().__init__(name, short_help=about, rich_help_panel=panel)
        self.target = target

    @cached_property
    def loaded(self) -> Any:
        """The command itself; its module is imported now."""
        target = resolve_name(self.target)
        if isinstance(target, typer.Typer):
            return get_group(target)
        app = typer.Typer(add_completion=False)
        app.command(self.name)(target)
        return get_command(app)


class CommandLine(Group):
    """The whole command line, ``lazy_commands`` and those that an app has besides."""

    lazy_commands: ClassVar[Sequence[LazyCommand]] = ()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = {str(one.name): one for one in self.lazy_commands} | dict(self.commands)

    def main(self, *args: Any, **options: Any) -> Any:
        """Run a command and, in ``standalone_mode``, end the process. Raises MiolingoError."""
        ends = options.pop("standalone_mode", True)
        options = {"prog_name": "miolingo", **options, "standalone_mode": False}
        try:
            code = super().main(*args, **options)
        except typer.TyperException as error:
            raise mistake(error) from error
        except typer.Abort:
            code = ExitCode.INTERRUPTED
        if ends:
            sys.exit(code or ExitCode.OK)
        return code


_OURS: dict[type, type] = {
    TyperCommand: Command,
    TyperGroup: Group,
    TyperOption: Option,
    TyperArgument: Argument,
}


def _adopted(made_by_typer: Any) -> Any:
    """Give what Typer made, of classes of its own, the class that it has here."""
    made_by_typer.__class__ = _OURS.get(type(made_by_typer), type(made_by_typer))
    return made_by_typer
