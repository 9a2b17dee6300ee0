"""``account password``, ``email``, ``mfa`` and ``sessions``."""

from __future__ import annotations

from typing import Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.errors import AccountError

_ROWS_BELOW_QR_CODE = 4

mfa = typer.Typer(
    help="""A second factor: an authenticator app's code at each sign-in.

    Examples:
        miolingo account mfa add
    """,
)


def password(
    ctx: typer.Context,
    reset: Annotated[
        bool, typer.Option("--reset", help="If you forgot it: set a new one with a mailed code.")
    ] = False,
    email: Annotated[
        str | None, typer.Option("--email", help="With --reset: the account's email address.")
    ] = None,
) -> None:
    """Change the password.

    Examples:
        miolingo account password
        miolingo account password --reset --email mina@example.org
    """
    from miolingo.account.manage import change_password
    from miolingo.account.sign_in import SigningIn
    from miolingo.auth import OneOffSession
    from miolingo.composition.account import open_account
    from miolingo.ui.console import show
    from miolingo.ui.prompts import TerminalDialog

    dialog = TerminalDialog()
    with open_account(context_of(ctx)) as parts:
        signing_in = SigningIn(parts.server, dialog)
        if reset:
            proven = signing_in.with_reset_code(signing_in.address(email))
            signing_in.with_new_password(
                lambda new: change_password(parts.server, OneOffSession(proven), new, dialog)
            )
            parts.server.sign_out(proven)
        else:
            parts.account.session()
            signing_in.with_new_password(
                lambda new: change_password(parts.server, parts.account, new, dialog)
            )
    show("The password is changed." + (" Next: miolingo account login" if reset else ""))


def email(
    ctx: typer.Context,
    new_email: Annotated[str, typer.Argument(help="The new email address.")],
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Only type the codes that were mailed before.")
    ] = False,
) -> None:
    """Change the account's email address.

    Examples:
        miolingo account email new@example.org
    """
    from miolingo.account.manage import change_email
    from miolingo.account.sign_in import checked_address
    from miolingo.composition.account import open_account
    from miolingo.ui.console import show
    from miolingo.ui.prompts import TerminalDialog

    checked_address(new_email)
    with open_account(context_of(ctx)) as parts:
        if not change_email(parts, new_email, TerminalDialog(), ask=not confirm):
            raise AccountError(
                "The server still waits for a code.",
                hint=f"Check both mailboxes: miolingo account email {new_email} --confirm",
            )
    show(f"The account's address is now {new_email}.")


@mfa.command("add")
def add_factor(
    ctx: typer.Context,
    name: Annotated[str, typer.Option(help="What to call it.")] = "Authenticator app",
) -> None:
    """Add an authenticator app by scanning a QR code.

    Examples:
        miolingo account mfa add --name "My phone"
    """
    from miolingo.account.manage import begin_factor, confirm_factor
    from miolingo.composition.account import open_account
    from miolingo.ui.account import factor_key, factor_secret, qr_code
    from miolingo.ui.console import show, stderr_console
    from miolingo.ui.prompts import TerminalDialog

    dialog = TerminalDialog()
    with open_account(context_of(ctx)) as parts:
        enrolment = begin_factor(parts, name)
        console, picture = stderr_console(), qr_code(enrolment.uri)
        rows = picture.plain.count("\n") + 1 + _ROWS_BELOW_QR_CODE
        if console.is_terminal and console.height < rows:
            dialog.say(factor_key(enrolment, rows))
        else:
            console.print(picture, overflow="ignore", crop=False)
            dialog.say(factor_secret(enrolment))
        confirm_factor(parts, enrolment, dialog)
    show("Done: signing in now asks for the app's code as well.")


@mfa.command("list")
def list_factors(ctx: typer.Context) -> None:
    """List the account's second factors.

    Examples:
        miolingo account mfa list
    """
    from miolingo.composition.account import open_account
    from miolingo.ui.account import factor_lines
    from miolingo.ui.console import show

    with open_account(context_of(ctx)) as parts:
        for line in factor_lines(parts.account.ask(parts.server.user).factors):
            show(line)


@mfa.command("remove")
def remove_factor(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Option(help="Name of the factor; not needed if there is only one.")
    ] = None,
) -> None:
    """Remove a second factor.

    Examples:
        miolingo account mfa remove --name "My phone"
    """
    from miolingo.account.manage import remove_factor as remove
    from miolingo.composition.account import open_account
    from miolingo.ui.prompts import TerminalDialog

    with open_account(context_of(ctx)) as parts:
        removed = remove(parts, name, TerminalDialog())
    typer.echo(f"Removed: {removed}")


def sessions(
    ctx: typer.Context,
    end: Annotated[
        str | None,
        typer.Option("--end", help="End the sign-in with this id, or the beginning of it."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List the account's sign-ins, on every machine, as the server tells; or end one.

    Examples:
        miolingo account sessions
    """
    from miolingo.account.manage import end_session, server_sessions
    from miolingo.composition.account import open_account
    from miolingo.ui.account import ended_line, session_lines, sessions_json
    from miolingo.ui.console import show

    with open_account(context_of(ctx)) as parts:
        if end is not None:
            show(ended_line(end_session(parts, end)))
            return
        signed_in = server_sessions(parts)
    if as_json:
        typer.echo(sessions_json(signed_in))
    else:
        show("\n".join(session_lines(signed_in)))
