"""``miolingo voice``: which natural voices there are, and bringing and removing them."""

from __future__ import annotations

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
    from miolingo.installs.installer import Installer
    from miolingo.installs.voices import PublishedVoice

voice = typer.Typer(
    help="Natural voices: what there is, and bringing, checking and removing them.",
    no_args_is_help=True,
)


@voice.command("list")
def list_voices(ctx: typer.Context, lang: Language = None, json: AsJson = False) -> None:
    """List the voices of this machine, then those that can be installed, the better ones first."""
    from miolingo.ui.console import stdout_console
    from miolingo.ui.installs import print_voices, voices_json

    entries = _installer(context_of(ctx)).entries(lang)
    if json:
        typer.echo(voices_json(entries))
    else:
        print_voices(entries, stdout_console())


@voice.command()
def install(
    ctx: typer.Context,
    wanted: MaybeWanted = None,
    file: Annotated[
        Path | None,
        typer.Option(help="Install this .onnx file and the .onnx.json beside it, no network."),
    ] = None,
) -> None:
    """Download a voice and install it; run it again to go on where a download stopped."""
    from miolingo.composition.speech import can_speak
    from miolingo.ui.installs import NO_PIPER

    install_wanted(_installer(context_of(ctx)), wanted, file)
    if not can_speak():
        typer.echo(NO_PIPER, err=True)


@voice.command()
def verify(ctx: typer.Context, wanted: AnyWanted = None, json: AsJson = False) -> None:
    """Check the files of the voices on this machine; exit code 6 when one is damaged."""
    tell_checked(list(_installer(context_of(ctx)).verify(wanted)), "voice", as_json=json)


def _installer(context: Context) -> Installer[PublishedVoice]:
    from miolingo.composition.installs import voice_installer

    return voice_installer(context)


add_shared_commands(voice, "voice", _installer)
