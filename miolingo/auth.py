"""Stay signed in: the one place that knows whose session this is and keeps it fresh."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from miolingo.account.identity import Session
from miolingo.errors import AccountError, CloudError, UnreadableSessionError

T = TypeVar("T")

_REFUSED_TOKEN = {"bad_jwt", "PGRST301", "PGRST303"}
_MARGIN = timedelta(seconds=60)


class SessionStorage(Protocol):
    """Where a session outlives the process."""

    @property
    def where(self) -> str:
        """The place, in plain words."""

    def load(self) -> Session | None:
        """The session kept; None only where there certainly is none. Raises AccountError."""

    def save(self, session: Session) -> None:
        """Keep a session in the place of any other. Raises AccountError."""

    def clear(self) -> None:
        """Forget the session, if there is one. Raises AccountError."""


class Refresher(Protocol):
    """The part of the server that ``SessionManager`` needs."""

    def refresh(self, refresh_token: str) -> Session:
        """Trade a refresh token for a new session. Raises AccountError and CloudError."""

    def sign_out(self, session: Session, *, everywhere: bool = False) -> None:
        """End one session or all of them. Raises AccountError and CloudError."""


class SessionManager:
    """The session of one project on this machine, shared by every process that uses it.

    ``lock`` keeps two processes from using up the same refresh token; each reads the session
    again once it holds the lock. A new session is stored before anything uses it.
    """

    def __init__(
        self,
        server: Refresher,
        storage: SessionStorage,
        lock: AbstractContextManager[object],
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._server = server
        self._storage = storage
        self._lock = lock
        self._now = now

    @property
    def where(self) -> str:
        """Where the session is kept, in plain words."""
        return self._storage.where

    def stored(self) -> Session | None:
        """The session as it is kept, fresh or not; None when nobody is signed in."""
        return self._storage.load()

    def session(self) -> Session:
        """A session whose access token is good for a minute or more, as far as is known here.

        Raises AccountError when nobody is signed in or the session has ended, and CloudError
        when the server cannot be asked; the session kept is lost by neither.
        """
        session = self._stored()
        return session if self._is_fresh(session) else self.refreshed(session)

    def ask(self, question: Callable[[Session], T]) -> T:
        """The answer to a question asked with a session; once more when its token is refused.

        Raises what ``session`` and ``question`` raise.
        """
        session = self.session()
        try:
            return question(session)
        except AccountError as error:
            if error.code not in _REFUSED_TOKEN:
                raise
        return question(self.refreshed(session))

    def refreshed(self, stale: Session) -> Session:
        """A session newer than one that the server does not accept. Raises as ``session``."""
        with self._lock:
            session = self._stored()
            if session.access_token != stale.access_token and self._is_fresh(session):
                return session
            return self._refresh(session)

    def sign_in(self, session: Session) -> None:
        """Keep a new session; the machine is signed in from now on. Raises AccountError.

        That of another user who was signed in here is ended.
        """
        with self._lock:
            previous = self._readable()
            self._storage.save(session)
        if previous and previous.user_id not in {session.user_id, ""}:
            self._end_quietly(previous)

    def sign_out(self, *, everywhere: bool = False) -> None:
        """Leave: here at once, even offline, or ``everywhere``, which needs the server's word.

        Raises AccountError when nobody is signed in, and CloudError when only ``everywhere``
        failed; this machine stays signed in then.
        """
        if everywhere:
            self._server.sign_out(self.session(), everywhere=True)
            self.forget()
        elif session := self._taken():
            self._end_quietly(session)

    def check_place(self) -> None:
        """See that a session can be kept here, before one is asked for. Raises AccountError."""
        with suppress(UnreadableSessionError):
            self._storage.load()

    def forget(self) -> None:
        """Drop the session kept here without telling the server. Raises AccountError."""
        with self._lock:
            self._storage.clear()

    def _readable(self) -> Session | None:
        """The session; None also where what is kept is none."""
        try:
            return self._storage.load()
        except UnreadableSessionError:
            return None

    def _taken(self) -> Session | None:
        """The session, which is not kept any more; None where what was kept cannot be read."""
        with self._lock:
            try:
                session = self._stored()
            except UnreadableSessionError:
                session = None
            self._storage.clear()
        return session

    def _end_quietly(self, session: Session) -> None:
        try:
            fresh = (
                session if self._is_fresh(session) else self._server.refresh(session.refresh_token)
            )
            self._server.sign_out(fresh)
        except (AccountError, CloudError):
            return

    def _stored(self) -> Session:
        session = self._storage.load()
        if session is None:
            raise AccountError("You are not signed in.", hint="Sign in: miolingo account login")
        return session

    def _is_fresh(self, session: Session) -> bool:
        return (
            session.access_token is not None
            and session.expires_at is not None
            and session.expires_at - _MARGIN > self._now()
        )

    def _refresh(self, session: Session) -> Session:
        if not session.refresh_token:
            raise AccountError(
                "The session has reached its end and cannot be renewed.",
                hint="Put a new token into the environment.",
                code="session_expired",
            )
        fresh = self._server.refresh(session.refresh_token)
        fresh = replace(fresh, email=fresh.email or session.email)
        self._storage.save(fresh)
        return fresh
