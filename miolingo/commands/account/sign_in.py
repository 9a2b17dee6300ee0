"""``account connect``, ``sign-up``, ``login`` and ``logout``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from miolingo.account.sign_in import SigningIn
    from miolingo.auth import Session
    from miolingo.composition.context import Context
    from miolingo.ui.prompts import TerminalDialog

Email = Annotated[str | None, typer.Option("--email", help="Mail address; asked for if left out.")]
InsecureStorage = Annotated[
    bool,
    typer.Option(
        "--insecure-storage",
        help="Keep the session in a plain file that only you can read, not in the keyring.",
    ),
]


def connect(
    ctx: typer.Context,
    url: Annotated[str, typer.Option("--url", help="The project's address: https://...")],
) -> None:
    """Say which Supabase project the account is in; asks for its publishable key."""
    from miolingo.account.project_file import project_of
    from miolingo.composition import account
    from miolingo.ui.prompts import TerminalDialog

    project = project_of(url, TerminalDialog().secret("Publishable key"))
    account.connect(context_of(ctx), project)
    typer.echo(f"Connected to {project.url}. Next: miolingo account sign-up, or login")


def sign_up(
    ctx: typer.Context,
    email: Email = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Only type the code that was mailed before.")
    ] = False,
    resend: Annotated[
        bool, typer.Option("--resend", help="Mail the code once more, then type it.")
    ] = False,
    insecure_storage: InsecureStorage = False,
) -> None:
    """Make an account with a mail address and a password."""

    def way(signing_in: SigningIn, address: str) -> Session:
        if resend:
            signing_in.server.resend_code(address)
        return signing_in.confirm(address) if confirm or resend else signing_in.sign_up(address)

    _sign_in_by_mail(context_of(ctx), email, way, insecure_storage=insecure_storage)


def login(
    ctx: typer.Context,
    email: Email = None,
    code: Annotated[
        bool, typer.Option("--code", help="With a mailed code in place of the password.")
    ] = False,
    provider: Annotated[
        str | None, typer.Option("--provider", help="In the browser: github, google, ...")
    ] = None,
    insecure_storage: InsecureStorage = False,
) -> None:
    """Sign in; the password is asked for, or read from standard input."""
    if provider and (code or email):
        raise UsageError(
            "--provider excludes --code and --email.", hint="Choose one way of signing in."
        )

    def way(signing_in: SigningIn, address: str) -> Session:
        if code:
            return signing_in.with_mailed_code(address)
        return signing_in.with_password(address)

    if provider:
        _sign_in_by_browser(context_of(ctx), provider, insecure_storage=insecure_storage)
    else:
        _sign_in_by_mail(context_of(ctx), email, way, insecure_storage=insecure_storage)


def logout(
    ctx: typer.Context,
    everywhere: Annotated[
        bool, typer.Option("--all", help="End the account's sessions on every machine.")
    ] = False,
) -> None:
    """Leave on this machine, with or without a network; what was practiced here stays."""
    from miolingo.composition.account import open_account
    from miolingo.composition.history import use_guest_history

    context = context_of(ctx)
    with open_account(context) as parts:
        parts.account.sign_out(everywhere=everywhere)
        use_guest_history(context)
    typer.echo("Signed out everywhere." if everywhere else "Signed out on this machine.")
    typer.echo("What you practiced stays here and is shown again when you sign in again.")


def _sign_in_by_mail(
    context: Context,
    email: str | None,
    way: Callable[[SigningIn, str], Session],
    *,
    insecure_storage: bool,
) -> None:
    def with_address(signing_in: SigningIn) -> Session:
        return way(signing_in, email or signing_in.dialog.line("Mail address"))

    _sign_in(context, with_address, insecure_storage=insecure_storage)


def _sign_in_by_browser(context: Context, provider: str, *, insecure_storage: bool) -> None:
    from miolingo.composition.account import loopback_browser
    from miolingo.ui.prompts import TerminalDialog

    with loopback_browser(context, TerminalDialog().say) as browser:
        _sign_in(
            context,
            lambda signing_in: signing_in.with_provider(provider, browser),
            insecure_storage=insecure_storage,
        )


def _sign_in(
    context: Context, way: Callable[[SigningIn], Session], *, insecure_storage: bool
) -> None:
    from miolingo.account.sign_in import SigningIn
    from miolingo.composition.account import open_account
    from miolingo.composition.history import use_account_history
    from miolingo.composition.sync import sync_later
    from miolingo.ui.prompts import TerminalDialog

    dialog = TerminalDialog()
    with open_account(context, insecure_storage=insecure_storage) as parts:
        parts.account.check_place()
        if insecure_storage:
            dialog.say("Warning: the session is kept in a plain file, not in the keyring.")
        session = way(SigningIn(parts.server, dialog))
        parts.account.sign_in(session)
        signed_in = use_account_history(context, session.user_id)
        typer.echo(f"Signed in as {session.email}. The session is kept in {parts.account.where}.")
    _offer_guest_history(signed_in, dialog)
    if sync_later(signed_in):
        typer.echo("Your history is being fetched. To wait for it: miolingo sync")


def bring_history(ctx: typer.Context) -> None:
    """Bring what was practiced and chosen here without an account into the account."""
    _bring_history(context_of(ctx))


def _bring_history(context: Context) -> None:
    from miolingo.account.local_history import bring_file_settings, bring_guest_history
    from miolingo.composition.settings import setting_sources

    moved = bring_guest_history(context.folders.data, context.location)
    sources = setting_sources(context)
    if sources.account:
        bring_file_settings(sources.account, sources.file)
    typer.echo(f"Brought into the account: {moved}. To send them now: miolingo sync")


def _offer_guest_history(context: Context, dialog: TerminalDialog) -> None:
    """Ask, once an account and machine, whether a guest's history belongs to the account."""
    from miolingo.account.local_history import (
        guest_attempts_to_offer,
        note_guest_history_offered,
    )

    count = guest_attempts_to_offer(context.folders.data, context.location)
    if not count:
        return
    wanted = dialog.confirm(
        f"Attempts practiced here without an account: {count}. Bring them into the account?"
    )
    if wanted is None:
        dialog.say(
            f"Attempts practiced here without an account: {count}. "
            "To bring them into it: miolingo account bring-history"
        )
        return
    note_guest_history_offered(context.location)
    if wanted:
        _bring_history(context)
