"""The surroundings that each command gets from whoever calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from miolingo.composition.context import Context


def provide_context(ctx: typer.Context) -> None:
    """Make the surroundings out of this process's environment, unless others were handed in."""
    if ctx.obj is None:
        from miolingo.composition.context import context_from

        ctx.obj = context_from()


def context_of(ctx: typer.Context) -> Context:
    """The surroundings of the command that is run."""
    context: Context = ctx.obj
    return context
