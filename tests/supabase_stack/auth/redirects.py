"""Where the server sends a browser back to, and how it carries an answer there."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.responses import RedirectResponse

from tests.supabase_stack.auth.errors import AuthError, OAuthError
from tests.supabase_stack.auth.server import Call
from tests.supabase_stack.auth.settings import AuthSettings

OAUTH_ERRORS = {
    400: "invalid_request",
    401: "unauthorized_client",
    403: "access_denied",
    500: "server_error",
    503: "temporarily_unavailable",
}
GLOBS = {"*": "[^./]*", "**": ".*"}
DENIALS = {"signup_disabled", "user_banned", "provider_email_needs_verification"}


def redirect_target(call: Call) -> str:
    """The address that the request asks for if it is allowed, else the site's own."""
    headers = call.request.headers
    for wanted in (headers.get("redirect_to") or call.query("redirect_to"), headers.get("referer")):
        if wanted and is_allowed(wanted, call.settings):
            return wanted
    return call.settings.site_url


def is_allowed(address: str, settings: AuthSettings) -> bool:
    """Whether a browser may be sent there: the site's host, a loopback IP, or a listed pattern."""
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return False
    if host == urlsplit(settings.site_url).hostname:
        return True
    if host is None or host.isdigit():
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return any(_pattern(glob).fullmatch(address) for glob in settings.redirect_urls)


def _pattern(glob: str) -> re.Pattern[str]:
    """``*`` stands for what holds neither dot nor slash, ``**`` for anything."""
    pieces = re.split(r"(\*\*|\*)", glob)
    return re.compile("".join(GLOBS.get(piece, re.escape(piece)) for piece in pieces))


def with_query(address: str, values: dict[str, str]) -> str:
    """The address with values set in its query."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | values
    return urlunsplit(parts._replace(query=urlencode(query)))


def with_fragment(address: str, values: dict[str, str]) -> str:
    """The address with values in its fragment, marked as this server's."""
    return urlunsplit(urlsplit(address)._replace(fragment=urlencode(values | {"sb": ""})))


def error_values(error: AuthError | OAuthError) -> dict[str, str]:
    """A refusal as the query parameters that OAuth callbacks carry."""
    if isinstance(error, OAuthError):
        return {"error": error.error, "error_description": error.description}
    named = OAUTH_ERRORS.get(error.status, "server_error")
    return {
        "error": "access_denied" if error.code in DENIALS else named,
        "error_code": error.code,
        "error_description": error.message,
    }


def error_redirect(
    address: str, error: AuthError | OAuthError, status: int = 302, in_query: bool = True
) -> RedirectResponse:
    """Send the browser back with a refusal."""
    values = error_values(error)
    told = with_query(address, values) if in_query else address
    return RedirectResponse(with_fragment(told, values), status)
