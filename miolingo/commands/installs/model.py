"""``miolingo model``: which speech models there are, and bringing and removing them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.commands.installs.shared import (
    AsJson,
    Language,
    MaybeWanted,
    add_shared_commands,
    install_wanted,
)

if TYPE_CHECKING:
    from miolingo.composition.context import Context
    from miolingo.installs.installer import Installer
    from miolingo.installs.models import PublishedModel
    from miolingo.speech.recognizer.model_dir import ModelFolder
    from miolingo.speech.sounds.description import SoundJudging

model = typer.Typer(
    help="List, install, verify and remove speech models.",
    no_args_is_help=True,
)


@model.command("list")
def list_models(
    ctx: typer.Context,
    lang: Language = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Fetch Vosk's newest list first, and keep it.")
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
    """Download a model and install it; run it again to continue a download that stopped."""
    _install(context_of(ctx), wanted, file)


def _installer(context: Context) -> Installer[PublishedModel]:
    from miolingo.composition.installs import model_installer

    return model_installer(context)


def _describe_sounds(context: Context, folder: ModelFolder) -> SoundJudging:
    from miolingo.composition.installs import sound_judging

    return sound_judging(context, folder)


add_shared_commands(model, "model", _installer, _describe_sounds)


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
