"""``miolingo voice``: which natural voices there are, and bringing and removing them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.command_line.completion import languages
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
    from miolingo.installs.installer import Installer
    from miolingo.installs.voices import PublishedVoice

voice = typer.Typer(
    help="""List, install, verify and remove natural voices.

    Examples:
        miolingo voice list
        miolingo voice install fr
    """,
)


@voice.command("list")
def list_voices(ctx: typer.Context, lang: Language = None, json: AsJson = False) -> None:
    """List the voices of this machine, then those that can be installed, the better ones first.

    Examples:
        miolingo voice list --lang fr
    """
    from miolingo.ui.console import stdout_console
    from miolingo.ui.installs import print_voices, voices_json

    entries = _installer(context_of(ctx)).entries(only_language(lang))
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
    """Download a voice and install it; run it again to continue a download that stopped.

    Examples:
        miolingo voice install fr
        miolingo voice install --file fr_FR-siwis-medium.onnx
    """
    from miolingo.composition.speech import can_speak
    from miolingo.ui.console import say
    from miolingo.ui.installs import NO_PIPER

    if not can_speak():
        say(NO_PIPER)
    install_wanted(_installer(context_of(ctx)), wanted, file)


@voice.command()
def verify(ctx: typer.Context, wanted: AnyWanted = None, json: AsJson = False) -> None:
    """Check the files of the voices on this machine; exit code 6 when one is damaged.

    Examples:
        miolingo voice verify
    """
    from miolingo.ui.progress_bar import busy

    with busy("Checking each voice"):
        checked = list(_installer(context_of(ctx)).verify(wanted))
    tell_checked(checked, "voice", as_json=json)


@voice.command()
def contrasts(
    ctx: typer.Context,
    language: Annotated[
        str,
        typer.Argument(help="A language with a model on this machine.", autocompletion=languages),
    ],
) -> None:
    """Measure which pairs of sounds each voice really makes, with the speech model; minutes.

    It prints a table with tabs: language, voice, contrast, and the share of words that the model
    tells apart (0.5 by chance). What is below 0.75 is not asked of that voice in listening.

    Examples:
        miolingo voice contrasts ko > contrasts.tsv
    """
    from miolingo.composition.voice_contrasts import measure_voices
    from miolingo.language.names import known_language
    from miolingo.speech.synthesis.voice_contrasts import table_lines
    from miolingo.ui.progress_bar import counter

    measured = measure_voices(context_of(ctx), known_language(language), counter)
    for line in table_lines(measured):
        typer.echo(line)


def _installer(context: Context) -> Installer[PublishedVoice]:
    from miolingo.composition.installs import voice_installer

    return voice_installer(context)


add_shared_commands(voice, "voice", _installer)
