"""Supabase Auth, as the account needs it: each method is one conversation with the server.

Sessions go in and come out; nothing is kept here, and nothing is refreshed unasked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum, unique

from supabase_auth import Session as WireSession
from supabase_auth import SyncGoTrueClient, SyncMemoryStorage
from supabase_auth import User as WireUser
from supabase_auth.errors import AuthError

from miolingo.account.http import CloudClient, unreadable_answer
from miolingo.account.server.error_messages import refusal_for
from miolingo.auth import Project, Session, SignOutScope
from miolingo.errors import AccountError, UsageError

_KEY = "session"
_NEVER = 2**40


@unique
class CodeKind(StrEnum):
    """What a mailed code is for."""

    SIGN_UP = "signup"
    SIGN_IN = "email"
    RESET = "recovery"
    EMAIL_CHANGE = "email_change"


@dataclass(frozen=True)
class Factor:
    """A second factor of an account; one that is not verified does not count yet."""

    id: str
    name: str
    verified: bool
    created_at: datetime


@dataclass(frozen=True)
class User:
    """An account as the server knows it."""

    id: str
    email: str
    new_email: str | None
    created_at: datetime
    providers: tuple[str, ...]
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class SignIn:
    """A new session, and the account's second factors of which one is still to be shown."""

    session: Session
    factors: tuple[Factor, ...] = ()


@dataclass(frozen=True)
class Enrolment:
    """A second factor that waits for its first code; ``uri`` is what the QR code holds."""

    factor_id: str
    uri: str = field(repr=False)
    secret: str = field(repr=False)


class AuthServer:
    """Every method may raise AccountError or CloudError."""

    def __init__(self, project: Project, http: CloudClient, *, now: Callable[[], datetime]) -> None:
        self._project = project
        self._http = http
        self._now = now

    def sign_up(self, email: str, password: str) -> Session | None:
        """Make an account; None when a mailed code is to confirm it, or the address is taken."""
        with _told():
            answer = self._client().sign_up({"email": email, "password": password})
        return self._session(answer.session) if answer.session else None

    def resend_code(self, email: str) -> None:
        """Mail the code that confirms a new account once more."""
        with _told():
            self._client().resend({"type": "signup", "email": email})

    def sign_in(self, email: str, password: str) -> SignIn:
        """Sign in with a password."""
        with _told():
            answer = self._client().sign_in_with_password({"email": email, "password": password})
        return self._sign_in(answer.session)

    def request_code(self, email: str) -> None:
        """Mail a code to sign in with; no account is made, nor said to be missing."""
        try:
            with _told():
                self._client().sign_in_with_otp(
                    {"email": email, "options": {"should_create_user": False}}
                )
        except AccountError as error:
            if error.code not in {"otp_disabled", "user_not_found"}:
                raise

    def request_reset(self, email: str) -> None:
        """Mail a code to set a new password with."""
        with _told():
            self._client().reset_password_for_email(email)

    def verify_code(self, email: str, code: str, kind: CodeKind) -> SignIn | None:
        """Hand in a mailed code; None where the server waits for a second one."""
        with _told():
            answer = self._client().verify_otp({"email": email, "token": code, "type": kind.value})
        return self._sign_in(answer.session) if answer.session else None

    def provider_page(self, provider: str, redirect_to: str) -> tuple[str, str]:
        """The address to open in a browser, and the secret that ``exchange`` wants (RFC 7636)."""
        storage = SyncMemoryStorage()
        client = self._client(storage, flow="pkce")
        with _told():
            answer = client.sign_in_with_oauth(
                {"provider": provider, "options": {"redirect_to": redirect_to}}  # type: ignore[typeddict-item]
            )
        return answer.url, storage.storage[f"{_KEY}-code-verifier"]

    def exchange(self, code: str, verifier: str) -> SignIn:
        """Sign in with what the browser brought back."""
        with _told():
            answer = self._client().exchange_code_for_session(
                {"auth_code": code, "code_verifier": verifier, "redirect_to": ""}
            )
        return self._sign_in(answer.session)

    def refresh(self, refresh_token: str) -> Session:
        """Trade a refresh token for a new session; the old token is used up by it."""
        try:
            with _told():
                answer = self._client().refresh_session(refresh_token)
        except AccountError as error:
            if error.code != "validation_failed":
                raise
            # Nobody typed it: a token of the wrong form is one that the server does not know.
            raise refusal_for("refresh_token_not_found", error.status, "") from error
        return self._sign_in(answer.session).session

    def user(self, session: Session) -> User:
        """What the server knows of the account."""
        with _told():
            answer = self._client().get_user(session.access_token)
        if answer is None:
            raise unreadable_answer()
        return _user(answer.user)

    def reauthenticate(self, session: Session) -> None:
        """Mail the code that a change of the password may ask for."""
        with _told():
            self._signed_in(session).reauthenticate()

    def change_password(
        self, session: Session, password: str, *, code: str = "", present: str = ""
    ) -> None:
        """Set a new password; with a mailed code or the present password where asked for."""
        proof = {"nonce": code, "current_password": present}
        with _told():
            self._signed_in(session).update_user(
                {"password": password, **{name: value for name, value in proof.items() if value}}  # type: ignore[typeddict-item]
            )

    def change_email(self, session: Session, email: str) -> None:
        """Ask for another address; codes are mailed to the new one and, mostly, to the old."""
        with _told():
            self._signed_in(session).update_user({"email": email})

    def enroll(self, session: Session, name: str) -> Enrolment:
        """Begin to add an authenticator app as a second factor."""
        with _told():
            answer = self._signed_in(session).mfa.enroll(
                {"factor_type": "totp", "friendly_name": name, "issuer": "Miolingo"}
            )
        if answer.totp is None:
            raise unreadable_answer()
        return Enrolment(answer.id, answer.totp.uri, answer.totp.secret)

    def verify_factor(self, session: Session, factor_id: str, code: str) -> Session:
        """Show the second factor: a session that has it."""
        client = self._signed_in(session)
        with _told():
            client.mfa.challenge_and_verify({"factor_id": factor_id, "code": code})
            return self._sign_in(client.get_session()).session

    def remove_factor(self, session: Session, factor_id: str) -> None:
        """Remove a second factor."""
        with _told():
            self._signed_in(session).mfa.unenroll({"factor_id": factor_id})

    def sign_out(self, session: Session, scope: SignOutScope = SignOutScope.THIS_SESSION) -> None:
        """End this session, or every session of the account; one already ended is no error."""
        try:
            with _told():
                self._client().admin.sign_out(session.access_token or "", scope.value)
        except AccountError as error:
            if error.code not in {"session_not_found", "user_not_found"}:
                raise

    def _client(
        self, storage: SyncMemoryStorage | None = None, flow: str = "implicit"
    ) -> SyncGoTrueClient:
        return SyncGoTrueClient(
            url=f"{self._project.url}/auth/v1",
            headers={"apikey": self._project.key},
            storage_key=_KEY,
            storage=storage or SyncMemoryStorage(),
            auto_refresh_token=False,
            flow_type=flow,  # type: ignore[arg-type]
            http_client=self._http,
        )

    def _signed_in(self, session: Session) -> SyncGoTrueClient:
        """A client that believes the session never ends, so that it refreshes nothing unasked."""
        storage = SyncMemoryStorage()
        at = self._now().isoformat()
        user = {
            "id": session.user_id,
            "app_metadata": {},
            "user_metadata": {},
            "aud": "",
            "created_at": at,
        }
        storage.set_item(
            _KEY,
            json.dumps(
                {
                    "access_token": session.access_token or "",
                    "refresh_token": session.refresh_token,
                    "expires_in": 0,
                    "expires_at": _NEVER,
                    "token_type": "bearer",
                    "user": user,
                }
            ),
        )
        return self._client(storage)

    def _sign_in(self, wire: WireSession | None) -> SignIn:
        if wire is None:
            raise unreadable_answer()
        factors = tuple(factor for factor in _factors(wire.user) if factor.verified)
        return SignIn(self._session(wire), factors)

    def _session(self, wire: WireSession) -> Session:
        return Session(
            user_id=wire.user.id,
            email=wire.user.email or "",
            refresh_token=wire.refresh_token,
            access_token=wire.access_token,
            expires_at=self._now().astimezone(UTC) + timedelta(seconds=wire.expires_in),
        )


def _user(wire: WireUser) -> User:
    return User(
        id=wire.id,
        email=wire.email or "",
        new_email=wire.new_email,
        created_at=wire.created_at,
        providers=tuple(identity.provider for identity in wire.identities or ()),
        factors=_factors(wire),
    )


def _factors(wire: WireUser) -> tuple[Factor, ...]:
    return tuple(
        Factor(
            factor.id, factor.friendly_name or "", factor.status == "verified", factor.created_at
        )
        for factor in wire.factors or ()
    )


@contextmanager
def _told() -> Iterator[None]:
    """Answers that the HTTP client let through and the library still cannot read."""
    try:
        yield
    except UnicodeEncodeError as error:  # of the question, not of the answer
        raise UsageError(
            "What you typed has characters that cannot be sent.",
            hint="Make sure that your terminal uses UTF-8, for example with LANG=C.UTF-8.",
        ) from error
    except (AuthError, ValueError, KeyError, TypeError) as error:
        raise unreadable_answer() from error
