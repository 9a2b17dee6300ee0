"""``miolingo listen``: hear one of two words that differ in one sound, and say which."""

from __future__ import annotations

from typing import Annotated

import typer

from miolingo.commands.command_line.options import Lang
from miolingo.commands.context import context_of
from miolingo.errors import ExitCode
from miolingo.settings import definitions

_SETTING = "from settings"


def listen(
    ctx: typer.Context,
    lang: Lang = None,
    count: Annotated[int, typer.Option(min=1, max=1000, help="Number of words to hear.")] = 20,
    output_device: Annotated[
        str | None,
        typer.Option(
            "--output-device",
            metavar="DEVICE",
            help="Loudspeaker: its number or a part of its name (see doctor).",
            show_default=_SETTING,
        ),
    ] = None,
    plain: Annotated[
        bool | None,
        typer.Option(
            "--plain/--no-plain",
            help="Answer by typed lines instead of single keys.",
            show_default=_SETTING,
        ),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print JSON objects; read each answer as a line of input."),
    ] = False,
) -> None:
    """Hear one of two words that differ in one sound, and say which. No microphone needed.

    It starts with the sounds that you mix up when you speak, and gets faster and noisier as you
    hear them better.

    Examples:
        miolingo listen
        miolingo listen --lang fr --count 10
    """
    from miolingo.composition.listening import ListeningSetup, run_listening
    from miolingo.composition.practice_language import with_language
    from miolingo.practice.request import PracticeRequest

    context = context_of(ctx)
    choices = context.choices(
        {
            definitions.LANGUAGE.key: lang,
            definitions.OUTPUT_DEVICE.key: output_device,
            definitions.PLAIN.key: plain,
        }
    )
    choices = with_language(context, choices, PracticeRequest(minimal_pairs=True))
    setup = ListeningSetup(
        language_code=choices.value(definitions.LANGUAGE),
        count=count,
        device=choices.value(definitions.OUTPUT_DEVICE),
        plain=choices.value(definitions.PLAIN),
        as_json=as_json,
        auto_sync=choices.value(definitions.AUTO_SYNC),
    )
    if not run_listening(context, setup):
        raise typer.Exit(ExitCode.STORE)
