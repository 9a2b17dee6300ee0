"""``account export`` and ``delete``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miolingo.errors import UsageError


def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A new file; standard output if left out.")
    ] = None,
) -> None:
    """Write every row that the server keeps of you, one JSON object a line."""
    from miolingo.account.manage import exported
    from miolingo.composition import account
    from miolingo.files.atomic import new_private_file
    from miolingo.ui.account import export_lines

    with account.open_account() as parts:
        lines = export_lines(exported(parts))
        if output is None:
            for line in lines:
                typer.echo(line)
        else:
            with new_private_file(output) as file:
                file.writelines(f"{line}\n" for line in lines)


def delete(
    local_history: Annotated[
        bool,
        typer.Option("--local-history", help="Delete the account's history on this machine too."),
    ] = False,
) -> None:
    """Delete the account and everything the server keeps of it, for good."""
    from miolingo.account.manage import delete_account
    from miolingo.account.sign_in import SigningIn
    from miolingo.composition import account, histories
    from miolingo.ui.prompts import TerminalDialog

    dialog = TerminalDialog()
    with account.open_account() as parts:
        user = parts.account.ask(parts.server.user)
        dialog.say(
            "This deletes the account and its history on the server for good. "
            "To keep a copy, stop now and run: miolingo account export --output FILE"
        )
        if dialog.line(f"Type {user.email} to go on").casefold() != user.email.casefold():
            raise UsageError("That is not the account's address.", hint="Nothing was deleted.")
        delete_account(parts, user, SigningIn(parts.server, dialog))
        histories.detach_account_history(parts.project, user.id, keep=not local_history)
    here = "is deleted too" if local_history else "stays"
    typer.echo(f"The account is deleted. The account's history on this machine {here}.")
