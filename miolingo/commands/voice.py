"""``miolingo voice``: which natural voices there are, and bringing and removing them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.errors import ExitCode, UsageError

voice = typer.Typer(
    help="Natural voices: what there is, and bringing, checking and removing them.",
    no_args_is_help=True,
)

Wanted = Annotated[str, typer.Argument(help="A language such as pt, or a voice's name.")]
MaybeWanted = Annotated[
    str | None, typer.Argument(help="A language such as pt, or a voice's name.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@voice.command("list")
def list_voices(
    ctx: typer.Context,
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.")] = None,
    json: AsJson = False,
) -> None:
    """List the voices of this machine, then those that can be installed, the better ones first."""
    from miolingo.composition import installs
    from miolingo.installs.voices import rows
    from miolingo.ui.console import stdout_console
    from miolingo.ui.voices import print_voices, voices_json

    listed = rows(installs.voice_parts(context_of(ctx)), lang)
    if json:
        typer.echo(voices_json(listed))
    else:
        print_voices(listed, stdout_console())


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
    from miolingo.composition import installs, speech
    from miolingo.installs import voices
    from miolingo.ui.progress_bar import byte_counter
    from miolingo.ui.voices import installation_lines

    if (wanted is None) == (file is None):
        raise UsageError("Which voice?", hint="Name a language or a voice, or a file with --file.")
    parts = installs.voice_parts(context_of(ctx))
    try:
        installation = (
            voices.install(parts, wanted, byte_counter)
            if wanted
            else voices.install_file(parts, file or Path())
        )
    except KeyboardInterrupt:
        typer.echo("Stopped. Run it again to go on.", err=True)
        raise
    for line in installation_lines(installation, can_speak=speech.can_speak()):
        typer.echo(line, err=True)


@voice.command()
def remove(ctx: typer.Context, wanted: Wanted) -> None:
    """Remove a voice that was installed."""
    from miolingo.composition import installs
    from miolingo.installs import installer

    removed = installer.remove(installs.voice_parts(context_of(ctx)), wanted)
    typer.echo(f"Removed: {removed.name}")


@voice.command()
def verify(ctx: typer.Context, wanted: MaybeWanted = None, json: AsJson = False) -> None:
    """Check the files of the voices on this machine; exit code 6 when one is damaged."""
    from miolingo.composition import installs
    from miolingo.installs import installer
    from miolingo.ui.models import checked_json, checked_lines
    from miolingo.ui.voices import SCHEMA

    checked = list(installer.verify(installs.voice_parts(context_of(ctx)), wanted))
    if json:
        typer.echo(checked_json(checked, SCHEMA, "voices"))
    else:
        for one in checked:
            typer.echo("\n".join(checked_lines(one)))
    if any(one.faults for one in checked):
        typer.echo("Install what is damaged again: miolingo voice install NAME", err=True)
        raise typer.Exit(ExitCode.MODEL)


@voice.command()
def path(ctx: typer.Context, wanted: Wanted) -> None:
    """Print the folder of a voice on this machine; for a language, of the one that is used."""
    from miolingo.composition import installs
    from miolingo.installs import installer, voices

    parts = installs.voice_parts(context_of(ctx))
    of_language = voices.voice_for(parts.found, wanted)
    typer.echo(str((of_language or installer.find_installed(parts, wanted)[0]).path))
