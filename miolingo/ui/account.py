"""What the account commands print, for people and for programs."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Iterator
from datetime import datetime

import segno
from rich.text import Text

from miolingo.account.manage import AccountStatus, ServerSession, SignInState
from miolingo.account.server.auth_api import Enrolment, Factor
from miolingo.account.server.rest_api import Row
from miolingo.language.terminal_safe import printable
from miolingo.ui.json_objects import json_object

SCHEMA = "miolingo.account/1"

_QUIET_ZONE_MODULES = 4
_SHORT_ID = 8

_STANDINGS = {
    SignInState.SIGNED_IN: "Signed in",
    SignInState.SIGNED_OUT: "Not signed in",
    SignInState.ENDED: "The session has ended",
    SignInState.UNCHECKED: "Signed in (not checked with the server)",
}


def status_lines(status: AccountStatus) -> Iterator[str]:
    """Who, where and until when; a token is never shown."""
    yield _STANDINGS[status.standing]
    session, user = status.session, status.user
    if session:
        yield f"Account:  {printable(user.email if user else session.email)} ({session.user_id})"
    yield f"Project:  {status.project.url}"
    yield f"Kept in:  {status.where}"
    if session and session.access_token and session.expires_at:
        yield f"Until:    {_local(session.expires_at)}, then it is renewed automatically"
    if user:
        yield f"Sign-in:  {', '.join(user.providers) or 'none'}"
        yield f"Second factor: {_factor_names(user.factors)}"
        if user.new_email:
            yield f"Waiting for the codes that confirm {printable(user.new_email)}"
    if status.problem:
        yield status.problem


def status_json(status: AccountStatus) -> str:
    """The same as one JSON object; tokens are masked."""
    session, user = status.session, status.user
    return json_object(
        SCHEMA,
        {
            "standing": status.standing,
            "project": status.project.url,
            "kept_in": status.where,
            "user_id": session and session.user_id,
            "email": user.email if user else session and session.email,
            "access_token": _masked(session.access_token if session else None),
            "refresh_token": _masked(session.refresh_token if session else None),
            "expires_at": session and session.expires_at and session.expires_at.isoformat(),
            "providers": list(user.providers) if user else None,
            "second_factors": len(_verified(user.factors)) if user else None,
            "second_factor_shown": status.second_factor_shown,
            "problem": status.problem or None,
        },
    )


def factor_secret(enrolment: Enrolment) -> str:
    """What to type into an authenticator app that cannot scan the QR code."""
    groups = " ".join(textwrap.wrap(enrolment.secret, 4))
    return f"Scan this with an authenticator app, or type its key there:\n{groups}"


def factor_key(enrolment: Enrolment, rows: int) -> str:
    """The key to type where the QR code, with ``rows`` rows, would not fit into the window."""
    groups = " ".join(textwrap.wrap(enrolment.secret, 4))
    return (
        f"This window is too low for the QR code, which needs {rows} rows. "
        f"Type its key into an authenticator app:\n{groups}"
    )


def factor_lines(factors: Iterable[Factor]) -> Iterator[str]:
    """The second factors, one a line."""
    listed = False
    for factor in factors:
        listed = True
        state = "in use" if factor.verified else "not finished"
        yield f"{printable(factor.name) or 'without a name'}  {state}  {_local(factor.created_at)}"
    if not listed:
        yield "No second factor. Add one: miolingo account mfa add"


def session_lines(sessions: Iterable[ServerSession]) -> Iterator[str]:
    """The sign-ins that the server honors: which machine each is of, and below it since when."""
    for session in sessions:
        short_id, this = session.id[:_SHORT_ID], "  (this one)" if session.is_this_one else ""
        since, used = _local(session.created_at), _local(session.last_used_at)
        yield f"{short_id}  {printable(session.user_agent)}{this}"
        yield f"{'':{_SHORT_ID}}  since {since}, used {used}"


def ended_line(session: ServerSession) -> str:
    """What was ended, and what still works there for a while."""
    return (
        f"Ended: {printable(session.user_agent)}, signed in since {_local(session.created_at)}. "
        "That machine can use the account for an hour at most, and then has to sign in again."
    )


def sessions_json(sessions: Iterable[ServerSession]) -> str:
    """The same as one JSON object."""
    listed = [
        {
            "id": session.id,
            "created_at": session.created_at.isoformat(),
            "last_used_at": session.last_used_at.isoformat(),
            "user_agent": session.user_agent,
            "this_one": session.is_this_one,
        }
        for session in sessions
    ]
    return json_object(SCHEMA, {"sessions": listed})


def export_lines(rows: Iterable[tuple[str, Row]]) -> Iterator[str]:
    """Every row as a JSON object of its own, with the table's name."""
    for table, row in rows:
        yield json_object(SCHEMA, {"table": table, "row": row})


def qr_code(content: str) -> Text:
    """Draw a QR code with half blocks, dark on light whatever the terminal's own colors."""
    drawn = io.StringIO()
    segno.make(content, micro=False).terminal(drawn, border=_QUIET_ZONE_MODULES, compact=True)
    return Text(drawn.getvalue().rstrip("\n"), style="white on black", no_wrap=True)


def _factor_names(factors: Iterable[Factor]) -> str:
    return ", ".join(printable(factor.name) or "yes" for factor in _verified(factors)) or "none"


def _verified(factors: Iterable[Factor]) -> list[Factor]:
    return [factor for factor in factors if factor.verified]


def _masked(token: str | None) -> str | None:
    return f"({len(token)} characters, hidden)" if token else None


def _local(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
