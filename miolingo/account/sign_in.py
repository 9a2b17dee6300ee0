"""The ways into an account: a password, a mailed code or a provider, and the second factor."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol, TypeVar

from miolingo.account.oauth_callback import LoopbackBrowser
from miolingo.account.server.auth_api import AuthServer, CodeKind, Factor, SignIn
from miolingo.auth import Session
from miolingo.errors import AccountError, MiolingoError, UsageError

T = TypeVar("T")

_TRIES = 3
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_WRONG_CODE = {"otp_expired", "mfa_verification_failed"}
_WRONG_PASSWORD = {"invalid_credentials"}
_UNFIT_PASSWORD = {"weak_password", "same_password", "passwords_differ"}
_PASSWORD_RULE = "A password has at least 10 characters and is used nowhere else."  # noqa: S105
"""The rule of projects that were set up as supabase/config.toml says."""


class Dialog(Protocol):
    """Questions to the learner; each may raise UsageError where nobody can answer."""

    def line(self, question: str) -> str:
        """An answer that may be seen while it is typed."""

    def secret(self, question: str) -> str:
        """An answer that is hidden while it is typed."""

    def say(self, text: str) -> None:
        """Something to know before the next question."""

    @property
    def can_ask_again(self) -> bool:
        """Whether somebody is there who can give another answer."""


@dataclass(frozen=True)
class SigningIn:
    """One attempt at getting in; its methods raise AccountError and CloudError."""

    server: AuthServer
    dialog: Dialog

    def sign_up(self, email: str) -> Session:
        """Make an account and confirm its address with the mailed code."""
        session = self.with_new_password(lambda password: self.server.sign_up(email, password))
        if session:
            return session
        self.dialog.say(
            f"If {email} is new here, a code was sent to it. If you have an account already, "
            "press Ctrl-C and sign in: miolingo account login"
        )
        return self.confirm(email)

    def confirm(self, email: str) -> Session:
        """Confirm a new account with the mailed code."""
        return self._with_code(email, CodeKind.SIGN_UP)

    def with_password(self, email: str) -> Session:
        """Sign in with a password."""
        return self._complete(
            self._repeating(
                lambda: self.server.sign_in(email, self.dialog.secret("Password")), _WRONG_PASSWORD
            )
        )

    def with_mailed_code(self, email: str) -> Session:
        """Sign in with a code that is mailed now."""
        self.server.request_code(email)
        self.dialog.say(f"If {email} has an account, a code was sent to it.")
        return self._with_code(email, CodeKind.SIGN_IN)

    def with_reset_code(self, email: str) -> Session:
        """Sign in with a code that is mailed now, to set a new password."""
        self.server.request_reset(email)
        self.dialog.say(f"If {email} has an account, a code was sent to it.")
        return self._with_code(email, CodeKind.RESET)

    def with_provider(self, provider: str, browser: LoopbackBrowser) -> Session:
        """Sign in at GitHub, Google or another provider in a browser."""
        page, verifier = self.server.provider_page(provider, browser.redirect_to)
        return self._complete(self.server.exchange(browser.visit(page), verifier))

    def address(self, given: str | None = None) -> str:
        """A mail address: the one given, or else asked for. Raises UsageError for what is none."""
        for _ in range(_TRIES - 1):
            address = given or self.dialog.line("Email address")
            if given or not self.dialog.can_ask_again or _ADDRESS.fullmatch(address):
                return checked_address(address)
            self.dialog.say(f"“{address}” is not an email address.")
        return checked_address(self.dialog.line("Email address"))

    def with_new_password(self, use: Callable[[str], T]) -> T:
        """What becomes of a new password, typed twice; asked for again where it is unfit."""
        self.dialog.say(_PASSWORD_RULE)
        return self._repeating(lambda: use(self._new_password()), _UNFIT_PASSWORD)

    def show(self, session: Session, factor: Factor) -> Session:
        """Show a second factor; the session that has it."""
        return self._asking(
            _question(factor),
            lambda code: self.server.verify_factor(session, factor.id, code),
        )

    def show_first(self, session: Session, factor_id: str) -> Session:
        """Show a new second factor, which brings it into use; the session that has it."""
        return self._asking(
            "The code that the app shows now",
            lambda code: self.server.verify_factor(session, factor_id, code),
        )

    def _with_code(self, email: str, kind: CodeKind) -> Session:
        signed_in = self._asking(
            "Code from the mail", lambda code: self.server.verify_code(email, code, kind)
        )
        if signed_in is None:
            raise AccountError("The server needs another code.", hint="Run the command again.")
        return self._complete(signed_in)

    def _complete(self, signed_in: SignIn) -> Session:
        if not signed_in.factors:
            return signed_in.session
        try:
            return self.show(signed_in.session, signed_in.factors[0])
        except BaseException:
            self._leave(signed_in.session)
            raise

    def _leave(self, session: Session) -> None:
        try:
            self.server.sign_out(session)
        except MiolingoError:
            return

    def _new_password(self) -> str:
        password = self.dialog.secret("New password")
        if self.dialog.secret("Repeat it") != password:
            raise AccountError(
                "The two passwords are different.",
                hint="Type the same one twice.",
                code="passwords_differ",
            )
        return password

    def _repeating(self, attempt: Callable[[], T], mendable: Collection[str]) -> T:
        """What an attempt gives, made again while its error is one that another answer mends."""
        for _ in range(_TRIES - 1):
            try:
                return attempt()
            except AccountError as error:
                if error.code not in mendable or not self.dialog.can_ask_again:
                    raise
                self.dialog.say(f"{error.message} {error.hint}")
        return attempt()

    def _asking(self, question: str, attempt: Callable[[str], T]) -> T:
        for _ in range(_TRIES - 1):
            try:
                return attempt(self._code(question))
            except AccountError as error:
                if error.code not in _WRONG_CODE:
                    raise
                self.dialog.say(f"{error.message} {error.hint}")
        return attempt(self._code(question))

    def _code(self, question: str) -> str:
        return "".join(self.dialog.line(question).split())


def checked_address(text: str) -> str:
    """A mail address, if the text has the form of one. Raises UsageError."""
    if not _ADDRESS.fullmatch(text):
        raise UsageError(
            f"“{text}” is not an email address.", hint="Type a whole one, such as name@example.org."
        )
    return text


def _question(factor: Factor) -> str:
    app = f"authenticator app ({factor.name})" if factor.name else "authenticator app"
    return f"Code of your {app}"
