"""The command line: every command's name, and the one place where errors become an exit code."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from miolingo import __version__
from miolingo.errors import ExitCode, MiolingoError

app = typer.Typer(
    name="miolingo",
    help="A speaking coach: say a phrase and see which words a listener would have understood.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"miolingo {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line and exit with a code of ExitCode."""
    try:
        app()
    except MiolingoError as error:
        _tell(error.message, error.hint)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)


def _tell(message: str, hint: str) -> None:
    for line in filter(None, (f"Error: {message}", hint)):
        typer.echo(line, err=True)
