"""What a signed-in learner does with the account: look, change, take the data along, leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Any

from miolingo.account.http import CloudClient
from miolingo.account.server.auth_api import AuthServer, CodeKind, Enrolment, User
from miolingo.account.server.rest_api import SCHEMA_VERSION, TABLES, Row, Tables, schema_version
from miolingo.account.sign_in import Dialog, SigningIn
from miolingo.auth import (
    OneOffSession,
    Project,
    Session,
    SessionManager,
    SessionSource,
    claims,
)
from miolingo.errors import AccountError, CloudError, ConfigurationError, UsageError


@unique
class SignInState(StrEnum):
    """How an account stands on this machine."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    ENDED = "ended"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class AccountStatus:
    """Who is signed in, where, and until when; ``session`` is what this machine keeps."""

    standing: SignInState
    project: Project
    where: str
    session: Session | None = None
    user: User | None = None
    problem: str = ""

    @property
    def second_factor_shown(self) -> bool:
        """Whether the session has the second factor, as its token says."""
        return claims((self.session and self.session.access_token) or "").get("aal") == "aal2"


@dataclass(frozen=True)
class AccountContext:
    """The real parts that an account is made of."""

    project: Project
    http: CloudClient
    server: AuthServer
    account: SessionManager

    @property
    def tables(self) -> Tables:
        """The learner's rows."""
        return Tables(self.project, self.http, self.account)


def check_project(project: Project, http: CloudClient) -> None:
    """See that a project answers, knows its key and has Miolingo's schema.

    Raises CloudError, and ConfigurationError for a schema of another version.
    """
    version = schema_version(project, http)
    if version < SCHEMA_VERSION:
        raise ConfigurationError(
            f"The project has version {version} of the schema; {SCHEMA_VERSION} is needed.",
            hint="Its owner must apply the migrations (docs/supabase.md).",
        )


def status(parts: AccountContext) -> AccountStatus:
    """Look at the session kept here and, where the network allows, ask the server about it.

    Raises AccountError when the place of the session cannot be used.
    """
    kept = parts.account.stored()
    place = parts.project, parts.account.where
    if kept is None:
        return AccountStatus(SignInState.SIGNED_OUT, *place)
    try:
        user = parts.account.ask(parts.server.user)
    except AccountError as error:
        if not error.code:  # the keyring's words, not the server's
            raise
        return AccountStatus(
            SignInState.ENDED, *place, kept, problem=f"{error.message} {error.hint}"
        )
    except CloudError as error:
        return AccountStatus(SignInState.UNCHECKED, *place, kept, problem=error.message)
    return AccountStatus(SignInState.SIGNED_IN, *place, parts.account.stored(), user)


def change_password(
    server: AuthServer, account: SessionSource, password: str, dialog: Dialog
) -> None:
    """Set a new password, with the proofs that the server asks for on the way."""
    proofs: dict[str, str] = {}
    while True:
        try:
            account.ask(lambda session: server.change_password(session, password, **proofs))
        except AccountError as error:
            if error.code == "reauthentication_needed" and "code" not in proofs:
                account.ask(server.reauthenticate)
                dialog.say("A code was sent to the account's email address.")
                proofs["code"] = dialog.line("Code from the mail").strip()
            elif error.code == "current_password_required" and "present" not in proofs:
                proofs["present"] = dialog.secret("Current password")
            else:
                raise
        else:
            return


def change_email(
    parts: AccountContext, new_email: str, dialog: Dialog, *, ask: bool = True
) -> bool:
    """Move the account to another address; whether every code that was wanted was given.

    With ``ask`` the server mails new codes first. The first code may be the only one.
    """
    session = parts.account.session()
    if ask:
        parts.account.ask(lambda session: parts.server.change_email(session, new_email))
        dialog.say(f"Codes were sent to {new_email} and to {session.email}.")
    for email in (new_email, session.email):
        code = dialog.line(f"Code mailed to {email}").strip()
        signed_in = parts.server.verify_code(email, code, CodeKind.EMAIL_CHANGE)
        if signed_in:
            parts.account.sign_in(signed_in.session)
            return True
    return False


def exported(parts: AccountContext) -> Iterator[tuple[str, Row]]:
    """Every row that the server keeps of the learner, each with its table's name."""
    tables = parts.tables
    for name in TABLES:
        for row in tables.rows(name):
            yield name, row


def delete_account(parts: AccountContext, user: User, signing_in: SigningIn) -> None:
    """Prove again who this is, remove the account with every row, and forget the session."""
    if "email" in user.providers:
        proven = signing_in.with_password(user.email)
    else:
        proven = signing_in.with_mailed_code(user.email)
    if proven.user_id != user.id:
        raise AccountError("That is a different account.", hint="Nothing was deleted.")
    Tables(parts.project, parts.http, OneOffSession(proven)).call("delete_account")
    parts.account.forget()


def begin_factor(parts: AccountContext, name: str) -> Enrolment:
    """Begin to add a second factor; one of this name that was never finished gives way to it."""
    for factor in parts.account.ask(parts.server.user).factors:
        if factor.name == name and not factor.verified:
            parts.server.remove_factor(parts.account.session(), factor.id)
    return parts.account.ask(lambda session: parts.server.enroll(session, name))


def confirm_factor(parts: AccountContext, enrolment: Enrolment, dialog: Dialog) -> None:
    """Bring a new second factor into use with a code of it; a wrong code is asked for again."""
    signing_in = SigningIn(parts.server, dialog)
    parts.account.sign_in(signing_in.show_first(parts.account.session(), enrolment.factor_id))


def remove_factor(parts: AccountContext, name: str | None, dialog: Dialog) -> str:
    """Remove the second factor of this name, or the only one; its name.

    Asks for the factor's code where this session has not shown it yet. Raises AccountError where
    there is none, or several without a name to choose by.
    """
    factors = parts.account.ask(parts.server.user).factors
    chosen = [factor for factor in factors if name is None or factor.name == name]
    if len(chosen) != 1:
        raise AccountError(
            "There is no such second factor." if not chosen else "There are several.",
            hint="See the list and choose with --name: miolingo account mfa list",
        )
    (factor,) = chosen
    session = parts.account.session()
    if factor.verified and claims(session.access_token or "").get("aal") != "aal2":
        session = SigningIn(parts.server, dialog).show(session, factor)
        parts.account.sign_in(session)
    parts.server.remove_factor(session, factor.id)
    return factor.name


@dataclass(frozen=True)
class ServerSession:
    """A sign-in that the server still honors."""

    id: str
    created_at: datetime
    last_used_at: datetime
    user_agent: str
    is_this_one: bool


def server_sessions(parts: AccountContext) -> list[ServerSession]:
    """Every sign-in of the account, the latest used first."""
    this = claims(parts.account.session().access_token or "").get("session_id")
    return [_server_session(row, this) for row in parts.tables.call("account_sessions")]


def end_session(parts: AccountContext, wanted: str) -> ServerSession:
    """End the one sign-in whose id begins as ``wanted``; what it was. Raises UsageError."""
    found = [one for one in server_sessions(parts) if wanted and one.id.startswith(wanted.lower())]
    if len(found) != 1:
        raise UsageError(
            f"{'Several sign-ins have' if found else 'No sign-in has'} the id “{wanted}”.",
            hint="See the ids: miolingo account sessions",
        )
    (session,) = found
    if session.is_this_one:
        raise UsageError(
            "That is the sign-in of this machine.", hint="Leave it: miolingo account logout"
        )
    parts.tables.call("end_account_session", {"session_id": session.id})
    return session


def _server_session(row: dict[str, Any], this: str | None) -> ServerSession:
    return ServerSession(
        id=row["id"],
        created_at=datetime.fromisoformat(row["created_at"]),
        last_used_at=datetime.fromisoformat(row["last_used_at"]),
        user_agent=row["user_agent"] or "",
        is_this_one=row["id"] == this,
    )
