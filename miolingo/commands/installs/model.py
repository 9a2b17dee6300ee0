"""``miolingo model``: which speech models there are, and bringing and removing them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.commands.installs.shared import (
    AnyWanted,
    AsJson,
    Language,
    MaybeWanted,
    add_shared_commands,
    install_wanted,
    tell_checked,
)

if TYPE_CHECKING:
    from miolingo.composition.context import Context
    from miolingo.installs.installer import Checked, Installer
    from miolingo.installs.models import PublishedModel

model = typer.Typer(
    help="Speech models: what there is, and bringing, checking and removing them.",
    no_args_is_help=True,
)


@model.command("list")
def list_models(
    ctx: typer.Context,
    lang: Language = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Fetch Vosk's own list first; it stays.")
    ] = False,
    json: AsJson = False,
) -> None:
    """List the models of this machine, then those that can be installed, the better ones first."""
    from miolingo.composition.installs import refresh_catalogue
    from miolingo.ui.console import stdout_console
    from miolingo.ui.installs import models_json, print_models

    if refresh:
        refresh_catalogue(context_of(ctx))
    entries = _installer(context_of(ctx)).entries(lang)
    if json:
        typer.echo(models_json(entries))
    else:
        print_models(entries, stdout_console())


@model.command()
def install(
    ctx: typer.Context,
    wanted: MaybeWanted = None,
    file: Annotated[
        Path | None, typer.Option(help="Install this ZIP file, without the network.")
    ] = None,
) -> None:
    """Download a model and install it; run it again to go on where a download stopped."""
    _install(context_of(ctx), wanted, file)


@model.command()
def verify(
    ctx: typer.Context,
    wanted: AnyWanted = None,
    contrasts: Annotated[
        bool,
        typer.Option(
            "--contrasts",
            help="Measure which sounds each model tells apart, by synthesized voices; minutes.",
        ),
    ] = False,
    json: AsJson = False,
) -> None:
    """Check the files of the models on this machine; exit code 6 when one is damaged."""
    context = context_of(ctx)
    checked = [
        _with_sounds(context, result, contrasts=contrasts)
        for result in _installer(context).verify(wanted)
    ]
    tell_checked(checked, "model", as_json=json)


def _with_sounds(context: Context, result: Checked, *, contrasts: bool) -> Checked:
    from miolingo.composition.installs import check_contrasts, sound_judging
    from miolingo.errors import UnsupportedModelError
    from miolingo.ui.progress_bar import counter

    sounds, measured = sound_judging(context, result.folder), None
    if contrasts and not sounds.reason:
        try:
            measured = check_contrasts(context, result.folder, counter)
        except UnsupportedModelError as error:
            typer.echo(f"{result.folder.name}: {error.message}", err=True)
    return replace(result, sounds=sounds, contrasts=measured)


def _installer(context: Context) -> Installer[PublishedModel]:
    from miolingo.composition.installs import model_installer

    return model_installer(context)


add_shared_commands(model, "model", _installer)


def offer_model(context: Context, language_code: str) -> None:
    """Ask at a terminal whether to install the model that a language lacks, and do so."""
    from miolingo.composition.installs import missing_model
    from miolingo.ui.installs import download_question
    from miolingo.ui.prompts import TerminalDialog

    missing = missing_model(context, language_code)
    if missing and TerminalDialog().confirm(download_question(missing, language_code)):
        _install(context, missing.name, None)


def _install(context: Context, wanted: str | None, file: Path | None) -> None:
    from miolingo.speech.recognizer.model_dir import has_dynamic_graph
    from miolingo.ui.installs import NO_GRAMMAR

    installation = install_wanted(_installer(context), wanted, file)
    if not has_dynamic_graph(installation.folder.path):
        typer.echo(NO_GRAMMAR, err=True)
