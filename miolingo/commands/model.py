"""``miolingo model``: which speech models there are, and bringing and removing them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from miolingo.composition.context import Context
    from miolingo.installs.catalogue import PublishedModel
    from miolingo.installs.models import Installation

model = typer.Typer(
    help="Speech models: what there is, and bringing, checking and removing them.",
    no_args_is_help=True,
)

Wanted = Annotated[str, typer.Argument(help="A language such as pt, or a model's name.")]
AnyWanted = Annotated[
    str | None, typer.Argument(help="A language such as pt, or a model's name; all without it.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@model.command("list")
def list_models(
    ctx: typer.Context,
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.")] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Fetch Vosk's own list first; it stays.")
    ] = False,
    json: AsJson = False,
) -> None:
    """List the models of this machine, then those that can be installed, the better ones first."""
    from miolingo.composition import installs
    from miolingo.installs.models import rows
    from miolingo.ui.console import stdout_console
    from miolingo.ui.models import models_json, print_models

    context = context_of(ctx)
    if refresh:
        installs.refresh_catalogue(context)
    listed = rows(installs.model_parts(context), lang)
    if json:
        typer.echo(models_json(listed))
    else:
        print_models(listed, stdout_console())


@model.command()
def install(
    ctx: typer.Context,
    wanted: Annotated[
        str | None, typer.Argument(help="A language such as pt, or a model's name.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="Install this ZIP file, without the network.")
    ] = None,
) -> None:
    """Download a model and install it; run it again to go on where a download stopped."""
    from miolingo.composition import installs
    from miolingo.installs import models
    from miolingo.ui.progress_bar import byte_counter

    if (wanted is None) == (file is None):
        raise UsageError("Which model?", hint="Name a language or a model, or a file with --file.")
    context = context_of(ctx)
    if file:
        _tell(models.install_file(installs.model_parts(context), file, byte_counter))
    elif wanted:
        _bring(context, wanted)


@model.command()
def remove(ctx: typer.Context, wanted: Wanted) -> None:
    """Remove a model that was installed."""
    from miolingo.composition import installs
    from miolingo.installs import installer

    removed = installer.remove(installs.model_parts(context_of(ctx)), wanted)
    typer.echo(f"Removed: {removed.name}")


@model.command()
def verify(ctx: typer.Context, wanted: AnyWanted = None, json: AsJson = False) -> None:
    """Check the files of the models on this machine; exit code 6 when one is damaged."""
    from miolingo.composition import installs
    from miolingo.installs import installer
    from miolingo.ui.models import SCHEMA, checked_json, checked_lines

    checked = list(installer.verify(installs.model_parts(context_of(ctx)), wanted))
    lines = (
        [checked_json(checked, SCHEMA, "models")]
        if json
        else [ln for one in checked for ln in checked_lines(one)]
    )
    for line in lines:
        typer.echo(line)
    if any(one.faults for one in checked):
        typer.echo("Install what is damaged again: miolingo model install NAME", err=True)
        raise typer.Exit(ExitCode.MODEL)


@model.command()
def path(ctx: typer.Context, wanted: Wanted) -> None:
    """Print the folder of a model on this machine; for a language, of the one that is used."""
    from miolingo.composition import installs
    from miolingo.installs import installer

    parts = installs.model_parts(context_of(ctx))
    typer.echo(str(installer.find_installed(parts, wanted)[0].path))


def offer_model(context: Context, language_code: str) -> None:
    """Ask at a terminal whether to install the model that a language lacks, and do so."""
    from miolingo.composition.installs import missing_model

    missing = missing_model(context, language_code)
    if missing and _wanted(missing, language_code):
        _bring(context, missing.name)


def _wanted(missing: PublishedModel, language_code: str) -> bool:
    from miolingo.ui.models import question
    from miolingo.ui.prompts import TerminalDialog

    return bool(TerminalDialog().confirm(question(missing, language_code)))


def _bring(context: Context, wanted: str) -> None:
    from miolingo.composition import installs
    from miolingo.installs import models
    from miolingo.ui.progress_bar import byte_counter

    try:
        _tell(models.install(installs.model_parts(context), wanted, byte_counter))
    except KeyboardInterrupt:
        typer.echo("Stopped. Run it again to go on.", err=True)
        raise


def _tell(installation: Installation) -> None:
    from miolingo.ui.models import installation_lines

    for line in installation_lines(installation):
        typer.echo(line, err=True)
