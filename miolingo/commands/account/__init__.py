"""``miolingo account``: the learner's account and everything that is done with it."""

from __future__ import annotations

import typer

from miolingo.commands.account.bring_history import bring_history
from miolingo.commands.account.data import delete, export
from miolingo.commands.account.security import email, mfa, password, sessions
from miolingo.commands.account.sign_in import connect, login, logout, sign_up
from miolingo.commands.account.status import status

account = typer.Typer(
    help="""The same history on every machine: sign up, sign in, and what an account needs.

    Examples:
        miolingo account sign-up --email mina@example.org
        miolingo account status
    """,
)
account.command()(connect)
account.command()(sign_up)
account.command()(login)
account.command()(logout)
account.command()(status)
account.command()(password)
account.command()(email)
account.add_typer(mfa, name="mfa")
account.command()(sessions)
account.command()(bring_history)
account.command()(export)
account.command()(delete)
