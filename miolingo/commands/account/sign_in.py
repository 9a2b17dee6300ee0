"""``account connect``, ``sign-up``, ``login`` and ``logout``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.account.bring_history import (
    offer_guest_history,
    tell_of_earlier_histories,
)
from miolingo.commands.context import context_of
from miolingo.errors import AccountError, NotSignedInError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from miolingo.account.sign_in import SigningIn
    from miolingo.auth import Session
    from miolingo.composition.context import Context

Email = Annotated[
    str | None, typer.Option("--email", help="Email address; you are asked if you leave it out.")
]
InsecureStorage = Annotated[
    bool,
    typer.Option(
        "--insecure-storage",
        help="Keep the session in a plain file that only you can read, not in the keyring.",
    ),
]


def connect(
    ctx: typer.Context,
    url: Annotated[
        str | None,
        typer.Option("--url", help="The project's address, https://...; asked for if left out."),
    ] = None,
) -> None:
    """Say which Supabase project the account is in; asks for its publishable key.

    Examples:
        miolingo account connect --url https://abcdefgh.supabase.co
    """
    from miolingo.account.project_file import checked_url, project_of
    from miolingo.composition import account
    from miolingo.history.location import account_locations
    from miolingo.ui.console import show
    from miolingo.ui.prompts import TerminalDialog

    context, dialog = context_of(ctx), TerminalDialog()
    address = checked_url(url or dialog.line("The project's address (https://...)"))
    project = project_of(address, dialog.line("Publishable key"))
    account.connect(context, project)
    show(f"Connected to {project.url}. Next: miolingo account sign-up, or login")
    if any(name != project.name for name, _ in account_locations(context.folders.data)):
        show("What was practiced with another project stays here: miolingo doctor lists it.")


def sign_up(
    ctx: typer.Context,
    email: Email = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Only type the code that was mailed before.")
    ] = False,
    resend: Annotated[
        bool, typer.Option("--resend", help="Mail the code again, then type it.")
    ] = False,
    insecure_storage: InsecureStorage = False,
) -> None:
    """Create an account with an email address and a password.

    Examples:
        miolingo account sign-up --email mina@example.org
        miolingo account sign-up --email mina@example.org --resend
    """

    def way(signing_in: SigningIn, address: str) -> Session:
        if resend:
            signing_in.server.resend_code(address)
        return signing_in.confirm(address) if confirm or resend else signing_in.sign_up(address)

    _sign_in_by_mail(context_of(ctx), email, way, insecure_storage=insecure_storage)


def login(
    ctx: typer.Context,
    email: Email = None,
    code: Annotated[
        bool, typer.Option("--code", help="Use a mailed code instead of the password.")
    ] = False,
    provider: Annotated[
        str | None, typer.Option("--provider", help="In the browser: github, google, ...")
    ] = None,
    insecure_storage: InsecureStorage = False,
) -> None:
    """Sign in; the password is asked for, or read from standard input.

    Examples:
        miolingo account login --email mina@example.org
        miolingo account login --provider github
    """
    if provider and (code or email):
        raise UsageError(
            "--provider cannot be used together with --code or --email.",
            hint="Choose one way of signing in.",
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
    """Sign out on this machine (works offline). Your local history stays.

    Examples:
        miolingo account logout
    """
    from miolingo.composition.account import open_account
    from miolingo.composition.history import practices_as_guest, use_guest_history
    from miolingo.ui.console import show

    context = context_of(ctx)
    with open_account(context) as parts:
        try:
            parts.account.sign_out(everywhere=everywhere)
        except NotSignedInError:  # the session was lost, and the history is still the account's
            if everywhere or practices_as_guest(context):
                raise
        except AccountError:
            if not (everywhere or practices_as_guest(context)):
                use_guest_history(context)
            raise
        use_guest_history(context)
    show("Signed out everywhere." if everywhere else "Signed out on this machine.")
    show("What you practiced stays here and is shown again when you sign in again.")
    show("If the account is deleted or its project moves, miolingo doctor still lists it.")


def _sign_in_by_mail(
    context: Context,
    email: str | None,
    way: Callable[[SigningIn, str], Session],
    *,
    insecure_storage: bool,
) -> None:
    def with_address(signing_in: SigningIn) -> Session:
        return way(signing_in, signing_in.address(email))

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
    from miolingo.ui.console import show
    from miolingo.ui.prompts import TerminalDialog

    dialog = TerminalDialog()
    with open_account(context, insecure_storage=insecure_storage) as parts:
        parts.account.check_place()
        if insecure_storage:
            dialog.say("Warning: the session is kept in a plain file, not in the keyring.")
        session = way(SigningIn(parts.server, dialog))
        parts.account.sign_in(session)
        signed_in = use_account_history(context, session)
        show(f"Signed in as {session.email}. The session is kept in {parts.account.where}.")
    offer_guest_history(signed_in, dialog)
    tell_of_earlier_histories(signed_in, session, dialog)
    if sync_later(signed_in):
        show("Your history is being fetched. To wait for it: miolingo sync")
