"""``account status``."""

from __future__ import annotations

from typing import Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.errors import ExitCode


def status(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show who is signed in, where, and until when.

    Examples:
        miolingo account status
    """
    from miolingo.account import manage
    from miolingo.composition.account import open_account
    from miolingo.ui.account import status_json, status_lines

    with open_account(context_of(ctx)) as parts:
        account_status = manage.status(parts)
    for line in [status_json(account_status)] if as_json else status_lines(account_status):
        typer.echo(line)
    if account_status.standing in {manage.SignInState.SIGNED_OUT, manage.SignInState.ENDED}:
        raise typer.Exit(ExitCode.ACCOUNT)
