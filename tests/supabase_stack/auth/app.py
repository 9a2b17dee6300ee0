"""The server's routes, and what happens around every handler."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import psycopg
from psycopg.rows import dict_row
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.supabase_stack.auth import (
    account,
    flows,
    mfa,
    oauth,
    passwords,
    sessions,
    sign_up,
    users,
    verification,
)
from tests.supabase_stack.auth.account import Caller
from tests.supabase_stack.auth.errors import UNEXPECTED, AuthError, bad_request, invalid
from tests.supabase_stack.auth.server import AuthServer, Call, Handler, Row

log = logging.getLogger(__name__)


def health(_: Call) -> JSONResponse:
    """GET /health: which server this is."""
    return JSONResponse({"name": "GoTrue", "description": "a stand-in for Supabase Auth"})


def token(call: Call) -> JSONResponse:
    """POST /token: a session for a password, a refresh token or an authorization code."""
    grant = GRANTS.get(call.query("grant_type"))
    if grant is None:
        raise bad_request("invalid_credentials", "unsupported_grant_type")
    return JSONResponse(grant(call))


def sign_in(call: Call) -> Row:
    """A session for an address and its password.

    Raises ``invalid_credentials`` or ``email_not_confirmed``.
    """
    email, password = call.text("email"), call.text("password")
    if not email:
        raise invalid("missing email or phone")
    user = users.by_email(call.db, email)
    if user is None or not passwords.matches(password, user["encrypted_password"]):
        raise bad_request("invalid_credentials", "Invalid login credentials")
    if not user["email_confirmed_at"]:
        raise bad_request("email_not_confirmed", "Email not confirmed")
    return sessions.grant(call, user, "password")


GRANTS: dict[str, Callable[[Call], Row]] = {
    "password": sign_in,
    "refresh_token": sessions.refresh,
    "pkce": flows.redeem,
}


def signed_in(handler: Callable[[Call, Caller], Response]) -> Handler:
    """A handler that is given who calls."""
    return lambda call: handler(call, account.authenticate(call))


ROUTES: list[tuple[str, str, Handler]] = [
    ("GET", "/health", health),
    ("POST", "/signup", sign_up.sign_up),
    ("POST", "/otp", sign_up.one_time_sign_in),
    ("POST", "/recover", sign_up.recover),
    ("POST", "/resend", sign_up.resend),
    ("POST", "/verify", verification.verify),
    ("POST", "/token", token),
    ("GET", "/user", signed_in(account.show)),
    ("PUT", "/user", signed_in(account.change)),
    ("GET", "/reauthenticate", signed_in(account.reauthenticate)),
    ("POST", "/logout", signed_in(account.sign_out)),
    ("POST", "/factors", signed_in(mfa.enroll)),
    ("POST", "/factors/{factor_id}/challenge", signed_in(mfa.challenge)),
    ("POST", "/factors/{factor_id}/verify", signed_in(mfa.verify)),
    ("DELETE", "/factors/{factor_id}", signed_in(mfa.unenroll)),
    ("GET", "/authorize", oauth.authorize),
    ("GET", "/fake-provider", oauth.provider_page),
    ("GET", "/callback", oauth.callback),
    ("POST", "/admin/users", account.create),
    ("GET", "/admin/users/{user_id}", account.look_up),
]


def auth_app(server: AuthServer) -> Starlette:
    """The application, to be mounted at ``/auth/v1``."""
    routes = [
        Route(path, _endpoint(server, handler), methods=[method])
        for method, path, handler in ROUTES
    ]
    return Starlette(routes=routes)


def _endpoint(server: AuthServer, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        body = await request.body()
        return await run_in_threadpool(_handle, server, handler, request, body)

    return answer


def _handle(server: AuthServer, handler: Handler, request: Request, body: bytes) -> Response:
    try:
        with psycopg.connect(
            server.database, row_factory=dict_row, options="-c timezone=UTC"
        ) as db:
            return _in_transaction(handler, Call(server, request, body, db, server.clock.now()))
    except AuthError as error:
        return error.response
    except Exception:
        log.exception("%s %s failed", request.method, request.url.path)
        return AuthError(500, "unexpected_failure", UNEXPECTED).response


def _in_transaction(handler: Handler, call: Call) -> Response:
    try:
        return handler(call)
    except AuthError as error:
        if error.commits:
            call.db.commit()
        raise
