"""``account bring-history``, and what is said of other histories at a sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.errors import UsageError

if TYPE_CHECKING:
    from miolingo.auth import Session
    from miolingo.composition.context import Context
    from miolingo.ui.prompts import TerminalDialog


def bring_history(
    ctx: typer.Context,
    account: Annotated[
        str | None,
        typer.Option(
            "--from", help="Copy from another account on this machine: its address or its id."
        ),
    ] = None,
) -> None:
    """Copy what you practiced without an account, or with another one, into your account.

    Examples:
        miolingo account bring-history
        miolingo account bring-history --from mina@example.org
    """
    if account is None:
        _bring_guest_history(context_of(ctx))
    else:
        _bring_other_history(context_of(ctx), account)


def _bring_guest_history(context: Context) -> None:
    from miolingo.account.local_history import bring_file_settings, bring_guest_history
    from miolingo.composition.settings import setting_sources
    from miolingo.ui.console import show

    moved = bring_guest_history(context.folders.data, context.location)
    sources = setting_sources(context)
    if sources.account:
        bring_file_settings(sources.account, sources.file)
    show(f"Copied into the account: {moved}. To send them now: miolingo sync")


def _bring_other_history(context: Context, account: str) -> None:
    """Copy the history of another account, once its address was typed: it may be a stranger's."""
    from miolingo.composition.history import bring_other_history, find_other_history
    from miolingo.composition.sync import sync_later
    from miolingo.ui.console import show
    from miolingo.ui.doctor import history_line
    from miolingo.ui.prompts import TerminalDialog

    history, dialog = find_other_history(context, account), TerminalDialog()
    dialog.say(history_line(history))
    dialog.say(
        "This copies it into the present history permanently. Stop here if somebody else "
        "practiced it."
    )
    if dialog.line(f"Type {history.account} to continue").casefold() != history.account.casefold():
        raise UsageError("That is not the account's name.", hint="Nothing was copied.")
    show(f"Copied into the present history: {bring_other_history(context, history)}.")
    sync_later(context)


def offer_guest_history(context: Context, dialog: TerminalDialog) -> None:
    """Ask, once an account and machine, whether a guest's history belongs to the account."""
    from miolingo.account.local_history import (
        guest_rows_to_offer,
        note_guest_history_offered,
    )

    attempts, answers = guest_rows_to_offer(context.folders.data, context.location)
    if not attempts + answers:
        return
    also = f", listening answers: {answers}" if answers else ""
    found = f"Attempts practiced here without an account: {attempts}{also}."
    wanted = dialog.confirm(f"{found} Copy them into the account?")
    if wanted is None:
        dialog.say(f"{found} To copy them into it: miolingo account bring-history")
        return
    note_guest_history_offered(context.location)
    if wanted:
        _bring_guest_history(context)


def tell_of_earlier_histories(context: Context, session: Session, dialog: TerminalDialog) -> None:
    """Name the histories here that are of the same account in another project, or of its address.

    The account was made anew then, or its project moved.
    """
    from miolingo.composition.history import other_histories

    for kept in other_histories(context):
        same_address = kept.address and kept.address.casefold() == session.email.casefold()
        if same_address or kept.location.user_id == session.user_id:
            dialog.say(
                f"Another history of {kept.account} is on this machine. To copy it here: "
                f"miolingo account bring-history --from {kept.location.user_id}"
            )
