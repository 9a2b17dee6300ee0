"""``account export`` and ``delete``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miolingo.commands.command_line.files import Force, told_written, written
from miolingo.commands.context import context_of
from miolingo.errors import UsageError


def export(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A new file; standard output if left out, or for -."),
    ] = None,
    force: Force = False,
) -> None:
    """Export all data that the server stores about you, one JSON object per line.

    Examples:
        miolingo account export --output account.jsonl
    """
    from miolingo.account.manage import exported
    from miolingo.composition.account import open_account
    from miolingo.ui.account import export_lines

    with open_account(context_of(ctx)) as parts:
        lines = export_lines(exported(parts))
        with written(output, force=force) as file:
            file.writelines(f"{line}\n" for line in lines)
    told_written(output)


def delete(
    ctx: typer.Context,
    local_history: Annotated[
        bool,
        typer.Option("--local-history", help="Delete the account's history on this machine too."),
    ] = False,
) -> None:
    """Permanently delete the account and everything the server stores about it.

    Examples:
        miolingo account delete
    """
    from miolingo.account.local_history import detach_account_history
    from miolingo.account.manage import delete_account
    from miolingo.account.sign_in import SigningIn
    from miolingo.composition.account import open_account
    from miolingo.ui.console import show
    from miolingo.ui.prompts import TerminalDialog

    context, dialog = context_of(ctx), TerminalDialog()
    with open_account(context) as parts:
        user = parts.account.ask(parts.server.user)
        dialog.say(
            "This permanently deletes the account and its history on the server. "
            "To keep a copy, stop now and run: miolingo account export --output FILE"
        )
        if dialog.line(f"Type {user.email} to continue").casefold() != user.email.casefold():
            raise UsageError("That is not the account's address.", hint="Nothing was deleted.")
        delete_account(parts, user, SigningIn(parts.server, dialog))
        detach_account_history(
            context.folders.data, parts.project.name, user.id, keep=not local_history
        )
    here = "is deleted too" if local_history else "stays"
    show(f"The account is deleted. The account's history on this machine {here}.")
