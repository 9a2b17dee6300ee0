"""Signing in through another provider: out to it, back from it, and whose account that is."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.responses import HTMLResponse, RedirectResponse, Response

from tests.supabase_stack.auth import flows, users
from tests.supabase_stack.auth.errors import AuthError, bad_request, invalid
from tests.supabase_stack.auth.fake_provider import Person, sign_in_page
from tests.supabase_stack.auth.server import Call, Row

PROVIDERS = {"github", "google"}
SITE = "http://127.0.0.1"
REDIRECT = 302


def authorize(call: Call) -> Response:
    """GET /authorize: send the browser to the provider."""
    provider = call.query("provider").lower()
    if provider not in PROVIDERS:
        raise invalid("Unsupported provider: provider is not enabled")
    flow = flows.begin(call, provider, _target(call.query("redirect_to")))
    return _browse(f"{call.settings.external_url}/fake-provider", {"state": str(flow["id"])})


def provider_page(call: Call) -> Response:
    """GET /fake-provider: the provider's own page, which signs in and sends the browser back."""
    provider, state, email = call.server.provider, call.query("state"), call.query("email")
    person = Person(email) if email else provider.person
    if provider.declines or call.query("decline"):
        answer = {"error": "access_denied", "error_description": "The user denied the request"}
    elif person:
        answer = {"code": provider.code_for(person)}
    else:
        return HTMLResponse(sign_in_page(state))
    return _browse(f"{call.settings.external_url}/callback", answer | {"state": state})


def callback(call: Call) -> Response:
    """GET /callback: back from the provider, and on to the program with a code."""
    try:
        flow = _flow(call)
    except AuthError as error:
        told = {"error": "invalid_request", "error_code": error.code}
        return _browse(SITE, told | {"error_description": error.message})
    if call.query("error"):
        told = {name: call.query(name) for name in ("error", "error_description")}
        return _browse(flow["referrer"], told)
    user = _account_of(
        call, flow["provider_type"], call.server.provider.exchange(call.query("code"))
    )
    call.db.execute(
        "update auth.flow_state set user_id = %s, updated_at = %s where id = %s",
        (user["id"], call.now, flow["id"]),
    )
    return _browse(flow["referrer"], {"code": flow["auth_code"]})


def _target(wanted: str) -> str:
    """The address that the program asks for if it is on this machine, else the site's own."""
    try:
        return wanted if ip_address(urlsplit(wanted).hostname or "").is_loopback else SITE
    except ValueError:
        return SITE


def _browse(address: str, values: dict[str, str]) -> RedirectResponse:
    """Send the browser to an address with values set in its query."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | values
    return RedirectResponse(urlunsplit(parts._replace(query=urlencode(query))), REDIRECT)


def _flow(call: Call) -> Row:
    query = "select * from auth.flow_state where id::text = %s for update"
    flow = call.db.execute(query, (call.query("state"),)).fetchone()
    if flow is None or flows.is_expired(call, flow):
        raise bad_request("bad_oauth_state", "OAuth state not found or expired")
    if flow["user_id"]:
        raise bad_request("flow_state_already_used", "State has already been used")
    return flow


def _account_of(call: Call, provider: str, person: Person) -> Row:
    """The user behind a person: known by identity, linked by the address, or new."""
    identity = users.identity(call.db, provider, person.subject)
    if identity:
        user = users.by_id(call.db, identity["user_id"])
        assert user is not None
        return user
    user = users.by_email(call.db, person.email) or users.create(call, person.email)
    users.add_identity(call, user, provider, person.subject)
    if not user["email_confirmed_at"]:
        users.confirm(call, user)
    return user
