"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

from miolingo.commands.command_line.completion import languages

Lang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        help="Language, such as ko or pt-BR.",
        show_default="from settings",
        autocompletion=languages,
    ),
]
"""The language of what is said; that of the settings where it is left out."""
