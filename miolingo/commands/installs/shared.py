"""What ``miolingo model`` and ``miolingo voice`` do in the same way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from miolingo.commands.command_line.completion import installed, languages, published
from miolingo.commands.context import context_of
from miolingo.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from miolingo.composition.context import Context
    from miolingo.installs.installer import Checked, Installation, Installer

OpenInstaller = Callable[["Context"], "Installer[Any]"]

Wanted = Annotated[
    str, typer.Argument(help="A language such as pt, or a name.", autocompletion=installed)
]
MaybeWanted = Annotated[
    str | None, typer.Argument(help="A language such as pt, or a name.", autocompletion=published)
]
AnyWanted = Annotated[
    str | None,
    typer.Argument(
        help="A language such as pt, or a name; all without it.", autocompletion=installed
    ),
]
Language = Annotated[
    str | None, typer.Option("--lang", help="Only this language.", autocompletion=languages)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def only_language(lang: str | None) -> str | None:
    """The language that a list is to be of. Raises UsageError for one that is not known."""
    from miolingo.history.reports.statistics import language_tag

    return language_tag(lang) if lang else None


def install_wanted(
    installer: Installer[Any], wanted: str | None, file: Path | None
) -> Installation:
    """Install what is published, or what a file holds, and tell where it is. Raises UsageError."""
    from miolingo.installs.installer import install_file_command
    from miolingo.ui.console import say
    from miolingo.ui.installs import installation_lines
    from miolingo.ui.progress_bar import byte_counter

    noun = installer.format.noun
    if wanted is not None and file is not None:
        raise UsageError(
            f"The file holds one {noun}, and “{wanted}” names another.",
            hint=f"Leave it out: {install_file_command(noun, file)}",
        )
    if wanted is None and file is None:
        raise UsageError(
            f"Which {noun}?", hint=f"Name a language or a {noun}, or a file with --file."
        )
    try:
        if wanted:
            installation = installer.install(wanted, byte_counter)
        else:
            installation = installer.install_file(file or Path(), byte_counter)
    except KeyboardInterrupt:
        say("Stopped. Run the same command again to continue.")
        raise
    for line in installation_lines(installation):
        say(line)
    return installation


def tell_checked(checked: Sequence[Checked], noun: str, *, as_json: bool) -> None:
    """Tell what is wrong with models or voices; end with exit code 6 when one is damaged."""
    from miolingo.ui.console import say, show
    from miolingo.ui.installs import checked_json, checked_lines

    if as_json:
        typer.echo(checked_json(checked, noun))
    else:
        for result in checked:
            show("\n".join(checked_lines(result)))
    if any(result.faults for result in checked):
        say(f"To repair a damaged one, install it again: miolingo {noun} install NAME")
        raise typer.Exit(ExitCode.MODEL)


def add_shared_commands(app: typer.Typer, noun: str, open_installer: OpenInstaller) -> None:
    """Add what holds for models and voices alike: ``remove`` and ``path``."""

    @app.command(
        help=f"""Remove a {noun} that was installed.

        Examples:
            miolingo {noun} remove fr
        """
    )
    def remove(ctx: typer.Context, wanted: Wanted, yes: Yes = False) -> None:
        from miolingo.ui.prompts import TerminalDialog

        installer = open_installer(context_of(ctx))
        # Where confirmation needs a terminal it goes all the same: it can be downloaded again.
        if not yes and TerminalDialog().confirm(f"Remove the {noun} {wanted}?") is False:
            typer.echo("Nothing was changed.")
        else:
            typer.echo(f"Removed: {installer.remove(wanted).name}")

    @app.command(
        help=f"""Print the folder of a {noun} on this machine; for a language, of the one used.

        Examples:
            miolingo {noun} path fr
        """
    )
    def path(ctx: typer.Context, wanted: Wanted) -> None:
        typer.echo(str(open_installer(context_of(ctx)).find(wanted)[0].path))
