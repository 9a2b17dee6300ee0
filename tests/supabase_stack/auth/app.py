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
    admin,
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
from tests.supabase_stack.auth.errors import (
    UNEXPECTED,
    AuthError,
    OAuthError,
    as_response,
    bad_request,
    invalid,
    too_many,
)
from tests.supabase_stack.auth.server import AuthServer, Call, Handler, Row

VERSION = "v2.196.0"
log = logging.getLogger(__name__)


def health(_: Call) -> JSONResponse:
    """GET /health: which server this is."""
    description = "GoTrue is a user registration and authentication API"
    return JSONResponse({"version": VERSION, "name": "GoTrue", "description": description})


def settings(call: Call) -> JSONResponse:
    """GET /settings: what a sign-in page needs to know."""
    known = {name: name in call.settings.providers for name in sorted(oauth.KNOWN_PROVIDERS)}
    return JSONResponse(
        {
            "external": known | {"email": True, "phone": False, "anonymous_users": False},
            "disable_signup": not call.settings.signup_enabled,
            "mailer_autoconfirm": not call.settings.confirm_email,
            "phone_autoconfirm": False,
            "sms_provider": "",
            "saml_enabled": False,
        }
    )


def public_keys(call: Call) -> JSONResponse:
    """GET /.well-known/jwks.json: the keys that check users' tokens."""
    return JSONResponse(call.server.keys.jwks())


def token(call: Call) -> JSONResponse:
    """POST /token: a session for a password, a refresh token or an authorization code."""
    grant = GRANTS.get(call.query("grant_type"))
    if grant is None:
        raise bad_request("invalid_credentials", "unsupported_grant_type")
    burst, an_hour = call.settings.token_burst, call.settings.tokens_an_hour
    limit = call.server.token_requests
    if burst is not None and not limit.allows(call.caller_address, burst, an_hour, call.now):
        raise too_many("over_request_rate_limit", "Request rate limit reached")
    return JSONResponse(grant(call))


def sign_in(call: Call) -> Row:
    """A session for an address and its password.

    Raises ``invalid_credentials``, ``user_banned`` or ``email_not_confirmed``.
    """
    sign_up.require_captcha(call)
    email, password = call.text("email"), call.text("password")
    if not email:
        raise invalid("missing email or phone")
    user = users.by_email(call.db, email)
    if user is None or not user["encrypted_password"]:
        raise bad_request("invalid_credentials", "Invalid login credentials")
    if users.is_banned(user, call.now):
        raise bad_request("user_banned", "User is banned")
    if not passwords.matches(password, user["encrypted_password"]):
        raise bad_request("invalid_credentials", "Invalid login credentials")
    if not user["email_confirmed_at"]:
        raise bad_request("email_not_confirmed", "Email not confirmed")
    session = sessions.grant(call, user, "password")
    try:
        passwords.check_strength(password, call.settings)
    except AuthError as weakness:
        told = {"message": weakness.message} | weakness.extra.get("weak_password", {})
        return session | {"weak_password": told}
    return session


GRANTS: dict[str, Callable[[Call], Row]] = {
    "password": sign_in,
    "refresh_token": sessions.refresh,
    "pkce": flows.redeem,
}


def signed_in(handler: Callable[[Call, Caller], Response]) -> Handler:
    """A handler that is given who calls."""
    return lambda call: handler(call, account.authenticate(call))


def by_service_key(handler: Handler) -> Handler:
    """A handler that only the service role reaches."""

    def guarded(call: Call) -> Response:
        account.require_admin(call)
        return handler(call)

    return guarded


ROUTES: list[tuple[str, str, Handler]] = [
    ("GET", "/health", health),
    ("GET", "/settings", settings),
    ("GET", "/.well-known/jwks.json", public_keys),
    ("POST", "/signup", sign_up.sign_up),
    ("POST", "/otp", sign_up.one_time_sign_in),
    ("POST", "/recover", sign_up.recover),
    ("POST", "/resend", sign_up.resend),
    ("POST", "/verify", verification.verify),
    ("GET", "/verify", verification.verify_link),
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
    ("POST", "/admin/users", by_service_key(admin.create_user)),
    ("GET", "/admin/users", by_service_key(admin.list_users)),
    ("GET", "/admin/users/{user_id}", by_service_key(admin.show_user)),
    ("PUT", "/admin/users/{user_id}", by_service_key(admin.change_user)),
    ("DELETE", "/admin/users/{user_id}", by_service_key(admin.delete_user)),
    ("POST", "/admin/generate_link", by_service_key(admin.generate_link)),
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
    except (AuthError, OAuthError) as error:
        return as_response(error, request)
    except Exception:
        log.exception("%s %s failed", request.method, request.url.path)
        return as_response(AuthError(500, "unexpected_failure", UNEXPECTED), request)


def _in_transaction(handler: Handler, call: Call) -> Response:
    try:
        return handler(call)
    except AuthError as error:
        if error.commits:
            call.db.commit()
        raise
