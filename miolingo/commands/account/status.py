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
    from miolingo.ui.console import show

    with open_account(context_of(ctx)) as parts:
        account_status = manage.status(parts)
    if as_json:
        typer.echo(status_json(account_status))
    else:
        show("\n".join(status_lines(account_status)))
    if account_status.standing in {manage.SignInState.SIGNED_OUT, manage.SignInState.ENDED}:
        raise typer.Exit(ExitCode.ACCOUNT)
