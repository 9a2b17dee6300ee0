"""Sessions: what is known of a project, its keys and a session, and keeping a session fresh."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum, unique
from ipaddress import ip_address
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from miolingo.errors import (
    AccountError,
    CloudError,
    NotSignedInError,
    SessionLockError,
    UnreadableSessionError,
)

T = TypeVar("T")

ACCESS_TOKEN = "MIOLINGO_ACCESS_TOKEN"  # noqa: S105 - the name of a variable
REFRESH_TOKEN = "MIOLINGO_REFRESH_TOKEN"  # noqa: S105 - the name of a variable

_REFUSED_TOKEN = {"bad_jwt", "PGRST301", "PGRST303"}
_MARGIN = timedelta(seconds=60)


@unique
class KeyKind(StrEnum):
    """What a Supabase API key may do."""

    PUBLISHABLE = "publishable"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Project:
    """A Supabase project: its address without a trailing slash, and its publishable key."""

    url: str
    key: str

    @property
    def name(self) -> str:
        """The host, and the port where one is named; what keeps two projects apart."""
        return urlsplit(self.url).netloc

    @property
    def on_this_machine(self) -> bool:
        """Whether its address never leaves this machine."""
        return is_loopback(urlsplit(self.url).hostname or "")


@dataclass(frozen=True)
class Session:
    """Proof that a user signed in. ``expires_at`` is the access token's end by the server's clock.

    ``access_token`` is None where only the means to get one is known. ``refresh_token`` is empty
    where there are no such means: the session cannot be renewed. ``user_id`` and ``email`` are
    empty where the server has yet to tell.
    """

    user_id: str
    email: str
    refresh_token: str = field(repr=False)
    access_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine, by its name or its address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def issued_by(project_name: str, token: str) -> bool:
    """Whether a token says of itself that the project of this name made it out (``iss``).

    A project on this machine may call itself by another of the machine's names.
    """
    issuer = claims(token).get("iss")
    try:
        named, own = urlsplit(str(issuer)), urlsplit(f"//{project_name}")
        here = is_loopback(named.hostname or "") and is_loopback(own.hostname or "")
        return named.netloc == project_name or (here and named.port == own.port)
    except ValueError:
        return False


def key_kind(key: str) -> KeyKind:
    """Tell a key that a program may carry from one that opens every learner's rows."""
    if key.startswith("sb_publishable_"):
        return KeyKind.PUBLISHABLE
    if key.startswith("sb_secret_"):
        return KeyKind.SECRET
    match claims(key).get("role"):
        case "anon":
            return KeyKind.PUBLISHABLE
        case "service_role" | "supabase_admin" | "postgres":
            return KeyKind.SECRET
        case _:
            return KeyKind.UNKNOWN


def claims(token: str) -> Mapping[str, Any]:
    """What a JSON Web Token says of itself, unverified (RFC 7519); empty for anything else."""
    try:
        _header, payload, _signature = token.split(".")
        payload_claims = json.loads(_bytes_of(payload))
    except ValueError:
        return {}
    return payload_claims if isinstance(payload_claims, dict) else {}


def to_text(session: Session, longest: int) -> str:
    """A session as ASCII JSON of at most ``longest`` characters, if its refresh token fits at all.

    Where the access token is too long it is packed, and where that does not help it is left out:
    a refresh brings another.
    """
    kept = {
        "user_id": session.user_id,
        "email": session.email,
        "refresh_token": session.refresh_token,
    }
    if session.access_token and session.expires_at:
        kept_at = {"expires_at": session.expires_at.astimezone(UTC).isoformat()}
        for form in (
            {"access_token": session.access_token},
            {"packed_token": _packed(session.access_token)},
        ):
            whole = json.dumps(kept | kept_at | form)
            if len(whole) <= longest and all(form.values()):
                return whole
    return json.dumps(kept)


def from_text(text: str) -> Session:
    """The session that ``to_text`` wrote. Raises ValueError for anything else."""
    kept = json.loads(text)
    if not isinstance(kept, dict) or not kept.keys() >= {"user_id", "email", "refresh_token"}:
        raise ValueError("no session")
    if not all(isinstance(value, str) for value in kept.values()):
        raise ValueError("no session")
    try:
        if "packed_token" in kept:
            kept["access_token"] = _unpacked(kept.pop("packed_token"))
        if "expires_at" in kept:
            kept["expires_at"] = datetime.fromisoformat(kept["expires_at"]).astimezone(UTC)
        return Session(**kept)
    except (TypeError, OverflowError, zlib.error) as error:
        raise ValueError("no session") from error


def _packed(token: str) -> str:
    """A JSON Web Token with its claims compressed; empty for one that would not come back."""
    try:
        header, payload, signature = token.split(".")
        deflated = _base64_of(zlib.compress(_bytes_of(payload), 9))
        packed = f"{header}.{deflated}.{signature}"
        return packed if _unpacked(packed) == token else ""
    except ValueError:
        return ""


def _unpacked(packed: str) -> str:
    header, deflated, signature = packed.split(".")
    return f"{header}.{_base64_of(zlib.decompress(_bytes_of(deflated)))}.{signature}"


def _bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _base64_of(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


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


@unique
class SignOutScope(StrEnum):
    """Which sessions of a user a sign-out ends, in the words of Supabase Auth."""

    THIS_SESSION = "local"
    EVERY_SESSION = "global"


@dataclass(frozen=True)
class OneOffSession:
    """A session for one use that this machine does not keep."""

    session: Session

    def ask(self, question: Callable[[Session], T]) -> T:
        """The answer to a question asked with this session."""
        return question(self.session)


class SessionManager:
    """The session of one project on this machine, shared by every process that uses it.

    ``lock`` keeps two processes from using up the same refresh token; each reads the session
    again once it holds the lock. A new session is stored before anything uses it. ``refresh``
    trades a refresh token for a new session, and ``sign_out`` ends sessions on the server; both
    raise AccountError and CloudError. Where none is ``expected``, as nobody signed in here, a place
    that cannot be used holds none.
    """

    def __init__(
        self,
        refresh: Callable[[str], Session],
        sign_out: Callable[[Session, SignOutScope], None],
        storage: SessionStorage,
        lock: AbstractContextManager[object],
        *,
        now: Callable[[], datetime],
        expected: bool = True,
    ) -> None:
        self._trade = refresh
        self._end_on_server = sign_out
        self._storage = storage
        self._lock = lock
        self._now = now
        self._expected = expected

    @property
    def where(self) -> str:
        """Where the session is kept, in plain words."""
        return self._storage.where

    def stored(self) -> Session | None:
        """The session as it is kept, fresh or not; None when nobody is signed in."""
        try:
            return self._storage.load()
        except UnreadableSessionError:
            raise
        except AccountError:
            if self._expected:
                raise
            return None

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
            self._end_on_server(self.session(), SignOutScope.EVERY_SESSION)
            self.forget()
        elif session := self._taken():
            self._end_quietly(session)

    def check_place(self) -> None:
        """See that a session can be kept here, before one is asked for. Raises AccountError."""
        with suppress(UnreadableSessionError):
            self._storage.load()

    def forget(self) -> None:
        """Drop the session kept here without telling the server. Raises AccountError."""
        with self._turn_if_possible():
            self._storage.clear()

    @contextmanager
    def _turn_if_possible(self) -> Iterator[None]:
        """Wait for the lock, but go on without it: a process that hangs keeps nobody from leaving.

        What that one refreshes is not kept any more (``_refresh``).
        """
        with ExitStack() as held:
            with suppress(SessionLockError):
                held.enter_context(self._lock)
            yield

    def _readable(self) -> Session | None:
        """The session; None also where what is kept is none."""
        try:
            return self._storage.load()
        except UnreadableSessionError:
            return None

    def _taken(self) -> Session | None:
        """The session, which is not kept any more; None where what was kept cannot be read."""
        with self._turn_if_possible():
            try:
                session = self._stored()
            except UnreadableSessionError:
                session = None
            self._storage.clear()
        return session

    def _end_quietly(self, session: Session) -> None:
        try:
            fresh = session if self._is_fresh(session) else self._trade(session.refresh_token)
            self._end_on_server(fresh, SignOutScope.THIS_SESSION)
        except (AccountError, CloudError):
            return

    def _stored(self) -> Session:
        session = self.stored()
        if session is None:
            raise NotSignedInError
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
                "The session has expired and cannot be renewed.",
                hint="Put a new token into the environment.",
                code="session_expired",
            )
        fresh = self._trade(session.refresh_token)
        fresh = replace(fresh, email=fresh.email or session.email)
        if self._storage.load() is None:  # signed out meanwhile, by a process that could not wait
            self._end_quietly(fresh)
            raise NotSignedInError
        self._storage.save(fresh)
        return fresh


SessionSource = SessionManager | OneOffSession
"""What gives the session that the account's functions are asked with."""
