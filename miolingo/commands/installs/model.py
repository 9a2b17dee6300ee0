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
    only_language,
    tell_checked,
)

if TYPE_CHECKING:
    from miolingo.composition.context import Context
    from miolingo.installs.installer import Checked, Installer
    from miolingo.installs.models import PublishedModel

model = typer.Typer(
    help="""List, install, verify and remove speech models.

    Examples:
        miolingo model list
        miolingo model install fr
    """,
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
    """List the models of this machine, then those that can be installed, the better ones first.

    Examples:
        miolingo model list --lang fr
    """
    from miolingo.composition.installs import refresh_catalogue
    from miolingo.ui.console import stdout_console
    from miolingo.ui.installs import models_json, print_models

    if refresh:
        refresh_catalogue(context_of(ctx))
    entries = _installer(context_of(ctx)).entries(only_language(lang))
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
    """Download a model and install it; run it again to continue a download that stopped.

    Examples:
        miolingo model install fr
        miolingo model install --file vosk-model-small-fr-0.22.zip
    """
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
    """Check the files of the models on this machine; exit code 6 when one is damaged.

    Examples:
        miolingo model verify
        miolingo model verify ko --contrasts
    """
    from miolingo.ui.progress_bar import busy

    context = context_of(ctx)
    with busy("Checking each model"):
        found = list(_installer(context).verify(wanted))
    checked = [_with_sounds(context, result, contrasts=contrasts) for result in found]
    tell_checked(checked, "model", as_json=json)


def _with_sounds(context: Context, result: Checked, *, contrasts: bool) -> Checked:
    from miolingo.composition.installs import check_contrasts, sound_judging
    from miolingo.errors import UnsupportedModelError
    from miolingo.ui.console import say
    from miolingo.ui.progress_bar import counter

    sounds, measured = sound_judging(context, result.folder), None
    if contrasts and not sounds.reason:
        try:
            measured = check_contrasts(context, result.folder, counter)
        except UnsupportedModelError as error:
            say(f"{result.folder.name}: {error.message}")
    return replace(result, sounds=sounds, contrasts=measured)


def _installer(context: Context) -> Installer[PublishedModel]:
    from miolingo.composition.installs import model_installer

    return model_installer(context)


add_shared_commands(model, "model", _installer)


def offer_model(context: Context, language_code: str) -> None:
    """Ask at a terminal whether to install the model that a language lacks, and do so.

    Raises Exit, with 0, where the answer is no.
    """
    from miolingo.composition.installs import missing_model, model_catalogue
    from miolingo.ui.installs import download_offer
    from miolingo.ui.prompts import TerminalDialog

    missing, dialog = missing_model(context, language_code), TerminalDialog()
    if missing is None or not context.at_terminal:
        return
    address = model_catalogue(context).address_of(missing.files[0])
    dialog.say(download_offer(missing, language_code, address))
    if not dialog.confirm("Download it?"):
        dialog.say(
            f"Nothing was downloaded. Whenever you like: miolingo model install {language_code}."
            f" To train your ear without a model: miolingo listen --lang {language_code}"
        )
        raise typer.Exit
    _install(context, missing.name, None)


def _install(context: Context, wanted: str | None, file: Path | None) -> None:
    from miolingo.speech.recognizer.model_dir import has_dynamic_graph
    from miolingo.ui.console import say
    from miolingo.ui.installs import NO_GRAMMAR

    installation = install_wanted(_installer(context), wanted, file)
    if not has_dynamic_graph(installation.folder.path):
        say(NO_GRAMMAR)
