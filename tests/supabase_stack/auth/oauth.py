"""Signing in through another provider: out to it, back from it, and whose account that is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, RedirectResponse, Response

from tests.supabase_stack.auth import flows, one_time_codes, sessions, users
from tests.supabase_stack.auth.errors import (
    AuthError,
    OAuthError,
    bad_request,
    forbidden,
    invalid,
    unprocessable,
)
from tests.supabase_stack.auth.fake_provider import Person, sign_in_page
from tests.supabase_stack.auth.one_time_codes import CodeKind
from tests.supabase_stack.auth.redirects import (
    error_redirect,
    redirect_target,
    with_fragment,
    with_query,
)
from tests.supabase_stack.auth.server import Call, Row

KNOWN_PROVIDERS = frozenset(
    [
        "apple",
        "azure",
        "bitbucket",
        "discord",
        "facebook",
        "figma",
        "fly",
        "github",
        "gitlab",
        "google",
        "kakao",
        "keycloak",
        "linkedin",
        "linkedin_oidc",
        "notion",
        "slack",
        "slack_oidc",
        "snapchat",
        "spotify",
        "twitch",
        "twitter",
        "workos",
        "x",
        "zoom",
    ]
)


def authorize(call: Call) -> Response:
    """GET /authorize: send the browser to the provider."""
    provider = call.query("provider").lower()
    if provider not in KNOWN_PROVIDERS:
        raise invalid(f"Unsupported provider: Provider {provider} could not be found")
    if provider not in call.settings.providers:
        raise invalid("Unsupported provider: provider is not enabled")
    challenge, method = call.query("code_challenge"), call.query("code_challenge_method")
    flows.check_challenge(challenge, method)
    target = redirect_target(call)
    flow = flows.begin(call, provider, "oauth", challenge, method, referrer=target)
    asked = {
        "client_id": "stack",
        "redirect_uri": f"{call.settings.external_url}/callback",
        "response_type": "code",
        "state": str(flow["id"]),
    }
    return RedirectResponse(f"{call.settings.external_url}/fake-provider?{urlencode(asked)}", 302)


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
    query = urlencode(answer | {"state": state})
    return RedirectResponse(f"{call.settings.external_url}/callback?{query}", 302)


def callback(call: Call) -> Response:
    """GET /callback: back from the provider, and on to the program with a code or tokens."""
    try:
        flow = _flow(call)
    except AuthError as error:
        return error_redirect(call.settings.site_url, error, 303)
    try:
        with call.db.transaction():
            return _signed_in(call, flow)
    except (AuthError, OAuthError) as error:
        return error_redirect(flow["referrer"], error)


def _flow(call: Call) -> Row:
    if not call.query("state"):
        raise bad_request("bad_oauth_callback", "OAuth state parameter missing")
    query = "select * from auth.flow_state where id::text = %s for update"
    flow = call.db.execute(query, (call.query("state"),)).fetchone()
    if flow is None:
        raise bad_request("bad_oauth_state", "OAuth state not found or expired")
    if flows.is_expired(call, flow):
        raise bad_request("bad_oauth_state", "OAuth state has expired")
    if flow["user_id"]:
        raise bad_request("flow_state_already_used", "State has already been used")
    return flow


def _signed_in(call: Call, flow: Row) -> Response:
    if call.query("error"):
        raise OAuthError(call.query("error"), call.query("error_description"))
    if not call.query("code"):
        raise bad_request(
            "bad_oauth_callback", "OAuth callback with missing authorization code missing"
        )
    try:
        person = call.server.provider.exchange(call.query("code"))
    except KeyError as error:
        message = f"Unable to exchange external code: {call.query('code')[:4]}"
        raise AuthError(500, "unexpected_failure", message) from error
    user = _account_of(call, flow["provider_type"], person)
    provider_token = f"provider-token-of-{person.subject}"
    if flow["auth_code"]:
        call.db.execute(
            """update auth.flow_state set user_id = %s, provider_access_token = %s,
               auth_code_issued_at = %s, updated_at = %s where id = %s""",
            (user["id"], provider_token, call.now, call.now, flow["id"]),
        )
        return RedirectResponse(with_query(flow["referrer"], {"code": flow["auth_code"]}), 302)
    session = sessions.grant(call, user, "oauth")
    call.db.execute("delete from auth.flow_state where id = %s", (flow["id"],))
    session.pop("user")
    values = {name: str(value) for name, value in session.items()}
    address = with_fragment(flow["referrer"], values | {"provider_token": provider_token})
    return RedirectResponse(address, 302)


def _account_of(call: Call, provider: str, person: Person) -> Row:
    """The user behind a person: known by identity, linked by a verified address, or new."""
    data = _claims(provider, person)
    identity = users.identity(call.db, provider, person.subject)
    owner = users.owner_of_email(call.db, person.email) if person.email_verified else None
    if identity:
        user = users.by_id(call.db, identity["user_id"])
        assert user is not None
        users.change_identity(call, identity, **data)
    elif owner:
        user = owner
        identity = users.add_identity(call, user, provider, data)
    else:
        user = _new_user(call, provider, person, data)
        identity = users.add_identity(call, user, provider, data)
    metadata = users.merged(user["raw_user_meta_data"], data)
    users.update(call, user, raw_user_meta_data=metadata)
    users.list_providers(call, user)
    if users.is_banned(user, call.now):
        raise forbidden("user_banned", "User is banned")
    if not user["email_confirmed_at"]:
        users.keep_only_identity(call, user, identity)
        _confirm(call, user, provider, person)
    return user


def _new_user(call: Call, provider: str, person: Person, data: Row) -> Row:
    if not call.settings.signup_enabled:
        raise unprocessable("signup_disabled", "Signups not allowed for this instance")
    return users.create(call, person.email, "", provider, data)


def _confirm(call: Call, user: Row, provider: str, person: Person) -> None:
    if person.email_verified or not call.settings.confirm_email:
        users.confirm(call, user)
        return
    one_time_codes.send(call, user, "signup", CodeKind.CONFIRMATION)
    raise unprocessable(
        "provider_email_needs_verification",
        f"Unverified email with {provider}. A confirmation email has been sent to your "
        f"{provider} email",
    )


def _claims(provider: str, person: Person) -> dict[str, Any]:
    return {
        "iss": f"https://{provider}.example",
        "sub": person.subject,
        "provider_id": person.subject,
        "name": person.name,
        "full_name": person.name,
        "email": person.email,
        "email_verified": person.email_verified,
        "phone_verified": False,
    }
