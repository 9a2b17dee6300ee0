"""The stand-in's sign-in through another provider, which no local project of Supabase has."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from supabase_auth import SyncGoTrueClient
from supabase_auth.errors import AuthApiError

from tests.supabase_stack.auth.fake_provider import Person
from tests.supabase_stack.auth.server import AuthServer
from tests.supabase_stack.auth.world import World
from tests.supabase_stack.project import fresh_email
from tests.supabase_stack.stack import Stack

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
    server.provider.person = Person(fresh_email())
    client = world.client("pkce")
    back = browse(world, begin(client))
    assert back.startswith(f"{CALLBACK}?code=")
    session = client.exchange_code_for_session({"auth_code": query(back)["code"]}).session
    assert session is not None
    assert session.user.email == server.provider.person.email
    assert [one.provider for one in session.user.identities or []] == ["github"]
    level = client.mfa.get_authenticator_assurance_level()
    assert [proof.method for proof in level.current_authentication_methods] == ["oauth"]


def test_an_address_links_to_the_account_that_has_it(world: World, server: AuthServer) -> None:
    email = world.user()
    _, own = world.sign_in(email)
    server.provider.person = Person(email)
    for _ in range(2):
        client = world.client("pkce")
        code = query(browse(world, begin(client)))["code"]
        session = client.exchange_code_for_session({"auth_code": code}).session
        assert session is not None
        assert session.user.id == own.user.id
        assert [one.provider for one in session.user.identities or []] == ["email", "github"]
    world.sign_in(email)


def test_declining_at_the_provider_comes_back_as_an_error(world: World, server: AuthServer) -> None:
    server.provider.declines = True
    told = query(browse(world, begin(world.client("pkce"))))
    assert told == {
        "error": "access_denied",
        "error_description": "The user denied the request",
    }


def test_a_provider_that_is_not_set_up_is_refused(stack: Stack) -> None:
    answer = httpx.get(f"{stack.url}/auth/v1/authorize", params={"provider": "gitlab"})
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed")


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        ("http://127.0.0.1:9/callback", True),
        ("http://[::1]:9/callback", True),
        ("http://localhost:9/callback", False),
        ("https://evil.example/callback", False),
        ("http://2130706433/callback", False),
    ],
)
def test_a_browser_is_sent_back_to_this_machine_only(
    world: World, server: AuthServer, wanted: str, allowed: bool
) -> None:
    server.provider.person = Person(fresh_email())
    assert browse(world, begin(world.client("pkce"), wanted)).startswith(wanted) is allowed


def test_without_a_person_the_page_asks(world: World, server: AuthServer) -> None:
    assert server.provider.person is None
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


def refused_exchange(client: SyncGoTrueClient, code: str, **more: str) -> tuple[int, str | None]:
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
