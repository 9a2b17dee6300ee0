"""The stand-in's sign-in through another provider, and authorization codes with PKCE."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from supabase_auth import SyncGoTrueClient
from supabase_auth.errors import AuthApiError

from tests.supabase_stack.auth.fake_provider import Person
from tests.supabase_stack.auth.server import AuthServer
from tests.supabase_stack.auth.world import PASSWORD, World, fresh_email

CALLBACK = "http://127.0.0.1:43210/callback"


def begin(client: SyncGoTrueClient, redirect_to: str = CALLBACK) -> str:
    options = {"redirect_to": redirect_to}
    return client.sign_in_with_oauth({"provider": "github", "options": options}).url


def browse(world: World, address: str) -> str:
    """Follow redirects as a browser does, up to the first address outside the auth server."""
    while address.startswith(world.url):
        answer = world.http.get(address)
        assert answer.is_redirect, answer.text
        address = answer.headers["location"]
    return address


def query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_a_provider_signs_a_newcomer_up_and_in(world: World, server: AuthServer) -> None:
    server.provider.person = Person(fresh_email(), name="Ada")
    client = world.client("pkce")
    back = browse(world, begin(client))
    assert back.startswith(f"{CALLBACK}?code=")
    session = client.exchange_code_for_session({"auth_code": query(back)["code"]}).session
    assert session is not None
    assert session.user.email == server.provider.person.email
    assert session.user.app_metadata["providers"] == ["github"]
    assert session.user.user_metadata["name"] == "Ada"
    assert session.provider_token
    level = client.mfa.get_authenticator_assurance_level()
    assert [proof.method for proof in level.current_authentication_methods] == ["oauth"]


def test_a_verified_address_links_to_the_account_that_has_it(
    world: World, server: AuthServer
) -> None:
    email = world.user()
    _, own = world.sign_in(email)
    server.provider.person = Person(email)
    for _ in range(2):
        client = world.client("pkce")
        code = query(browse(world, begin(client)))["code"]
        session = client.exchange_code_for_session({"auth_code": code}).session
        assert session is not None
        assert session.user.id == own.user.id
        assert session.user.app_metadata["providers"] == ["email", "github"]
    world.sign_in(email)


def test_an_account_begun_by_a_stranger_loses_its_password_to_the_owner(
    world: World, server: AuthServer
) -> None:
    email = fresh_email()
    world.client().sign_up({"email": email, "password": PASSWORD})
    server.provider.person = Person(email)
    client = world.client("pkce")
    code = query(browse(world, begin(client)))["code"]
    client.exchange_code_for_session({"auth_code": code})
    with pytest.raises(AuthApiError) as refused:
        world.sign_in(email)
    assert refused.value.code == "invalid_credentials"


def test_declining_at_the_provider_comes_back_as_an_error(world: World, server: AuthServer) -> None:
    server.provider.declines = True
    told = query(browse(world, begin(world.client("pkce"))))
    assert told == {
        "error": "access_denied",
        "error_description": "The user denied the request",
    }


def test_an_unverified_address_is_mailed_first(world: World, server: AuthServer) -> None:
    server.provider.person = Person(fresh_email(), email_verified=False)
    told = query(browse(world, begin(world.client("pkce"))))
    assert (told["error"], told["error_code"]) == (
        "access_denied",
        "provider_email_needs_verification",
    )
    assert server.mailbox.code(server.provider.person.email, "signup")


def test_a_closed_project_says_so_in_the_callback(world: World, server: AuthServer) -> None:
    server.settings = replace(server.settings, signup_enabled=False)
    server.provider.person = Person(fresh_email())
    told = query(browse(world, begin(world.client("pkce"))))
    assert (told["error"], told["error_code"]) == ("access_denied", "signup_disabled")


@pytest.mark.parametrize(
    ("provider", "message"),
    [
        ("gitlab", "Unsupported provider: provider is not enabled"),
        ("myspace", "Unsupported provider: Provider myspace could not be found"),
    ],
)
def test_a_provider_that_is_not_set_up_is_refused(
    world: World, provider: str, message: str
) -> None:
    answer = world.http.get(f"{world.url}/authorize", params={"provider": provider})
    assert (answer.status_code, answer.json()) == (
        400,
        {"code": 400, "error_code": "validation_failed", "msg": message},
    )


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        ("http://127.0.0.1:9/callback", True),
        ("http://[::1]:9/callback", True),
        ("http://localhost:9/callback", False),
        ("https://evil.example/callback", False),
        ("http://2130706433/callback", False),
        ("https://app.miolingo.test/callback", True),
        ("https://app.miolingo.test/more/callback", False),
        ("https://web.miolingo.test/more/callback", True),
    ],
)
def test_a_browser_is_sent_back_to_allowed_places_only(
    world: World, server: AuthServer, wanted: str, allowed: bool
) -> None:
    server.settings = replace(
        server.settings,
        site_url="https://site.miolingo.test",
        redirect_urls=("https://app.miolingo.test/*", "https://web.miolingo.test/**"),
    )
    server.provider.person = Person(fresh_email())
    back = browse(world, begin(world.client("pkce"), wanted))
    assert back.startswith(wanted if allowed else "https://site.miolingo.test")


def test_without_a_person_the_page_asks(world: World) -> None:
    page = world.http.get(world.http.get(begin(world.client("pkce"))).headers["location"])
    assert page.status_code == 200
    state = re.search(r'name="state" value="([^"]+)"', page.text)
    assert state is not None
    answered = f"{world.url}/fake-provider?state={state[1]}&email={fresh_email()}"
    assert "code" in query(browse(world, answered))


def test_a_callback_counts_once_and_for_five_minutes(world: World, server: AuthServer) -> None:
    server.provider.person = Person(fresh_email())
    page = world.http.get(begin(world.client("pkce"))).headers["location"]
    browse(world, page)
    assert query(browse(world, page))["error_code"] == "flow_state_already_used"
    late = world.http.get(begin(world.client("pkce"))).headers["location"]
    server.clock.advance(301)
    assert query(browse(world, late))["error_code"] == "bad_oauth_state"
    forged = f"{world.url}/callback?state={uuid4()}&code=x"
    assert query(browse(world, forged))["error_code"] == "bad_oauth_state"


def refused_exchange(client: SyncGoTrueClient, code: str, **more: Any) -> tuple[int, str | None]:
    with pytest.raises(AuthApiError) as refused:
        client.exchange_code_for_session({"auth_code": code, **more})
    return refused.value.status, refused.value.code


def test_an_authorization_code_needs_its_verifier_once_within_five_minutes(
    world: World, server: AuthServer
) -> None:
    server.provider.person = Person(fresh_email())
    client = world.client("pkce")
    code = query(browse(world, begin(client)))["code"]
    wrong = {"code_verifier": "x" * 43}
    assert refused_exchange(client, code, **wrong) == (400, "bad_code_verifier")
    client.exchange_code_for_session({"auth_code": code})
    assert refused_exchange(client, code, **wrong) == (404, "flow_state_not_found")

    late = query(browse(world, begin(client)))["code"]
    server.clock.advance(301)
    assert refused_exchange(client, late) == (422, "flow_state_expired")


def test_a_mailed_link_of_a_pkce_flow_ends_in_a_code(world: World, server: AuthServer) -> None:
    email, client = fresh_email(), world.client("pkce")
    client.sign_up(
        {"email": email, "password": PASSWORD, "options": {"email_redirect_to": CALLBACK}}
    )
    link = re.search(r'href="([^"]+)"', server.mailbox.to(email)[0].body)
    assert link is not None
    back = browse(world, link[1])
    assert back.startswith(f"{CALLBACK}?code=")
    session = client.exchange_code_for_session({"auth_code": query(back)["code"]}).session
    assert session is not None
    assert session.user.email_confirmed_at is not None


@pytest.mark.parametrize(
    ("challenge", "method"),
    [("short", "s256"), ("x" * 43, ""), ("x" * 42 + "!", "s256"), ("x" * 43, "md5")],
)
def test_a_malformed_challenge_is_refused(world: World, challenge: str, method: str) -> None:
    asked = {"provider": "github", "code_challenge": challenge, "code_challenge_method": method}
    answer = world.http.get(f"{world.url}/authorize", params=asked)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "validation_failed")
