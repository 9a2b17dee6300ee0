"""The stand-in's clock, limits and settings: what a real project does not let a test set."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from supabase_auth import SyncGoTrueClient
from supabase_auth.errors import AuthApiError, AuthWeakPasswordError

from tests.supabase_stack.auth.server import AuthServer
from tests.supabase_stack.auth.world import (
    OTHER_PASSWORD,
    PASSWORD,
    World,
    fresh_email,
)

HOUR_S = 3600


def settle(server: AuthServer, **changes: Any) -> None:
    server.settings = replace(server.settings, **changes)


def sign_up(world: World, email: str, password: str = PASSWORD) -> None:
    world.client().sign_up({"email": email, "password": password})


def test_an_access_token_ends_after_its_hour(world: World, server: AuthServer) -> None:
    client, session = world.sign_in(world.user())
    server.clock.advance(HOUR_S)
    with pytest.raises(AuthApiError) as expired:
        world.client().get_user(session.access_token)
    assert (expired.value.status, expired.value.code) == (403, "bad_jwt")
    assert "expired" in expired.value.message
    client.refresh_session(session.refresh_token)


def test_a_server_two_hours_ahead_issues_tokens_by_its_own_clock(
    world: World, server: AuthServer
) -> None:
    server.clock.advance(2 * HOUR_S)
    _, session = world.sign_in(world.user())
    assert session.expires_at is not None
    assert abs(session.expires_at - time.time() - 3 * HOUR_S) < 60


def test_sessions_end_by_age_and_by_idleness(world: World, server: AuthServer) -> None:
    settle(server, session_timebox_s=2 * HOUR_S, session_inactivity_s=HOUR_S)
    client, idle = world.sign_in(world.user())
    server.clock.advance(HOUR_S + 1)
    with pytest.raises(AuthApiError) as idled:
        client.refresh_session(idle.refresh_token)
    assert idled.value.code == "session_expired"

    client, old = world.sign_in(world.user())
    token = old.refresh_token
    for _ in range(2):
        server.clock.advance(HOUR_S - 1)
        refreshed = client.refresh_session(token).session
        assert refreshed is not None
        token = refreshed.refresh_token
    server.clock.advance(10)
    with pytest.raises(AuthApiError) as aged:
        client.refresh_session(token)
    assert aged.value.code == "session_expired"


def test_eight_refreshes_at_once_agree_on_one_session(world: World) -> None:
    _, session = world.sign_in(world.user())

    def refresh(_: int) -> str:
        answer = world.client().refresh_session(session.refresh_token).session
        assert answer is not None
        return answer.refresh_token

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(refresh, range(8)))) == 1


def test_a_day_old_session_changes_the_password_only_with_a_mailed_code(
    world: World, server: AuthServer
) -> None:
    email = world.user()
    client, session = world.sign_in(email)
    server.clock.advance(24 * HOUR_S + 1)
    refreshed = client.refresh_session(session.refresh_token).session
    assert refreshed is not None
    with pytest.raises(AuthApiError) as needed:
        client.update_user({"password": OTHER_PASSWORD})
    client.reauthenticate()
    code = server.mailbox.code(email, "reauthentication")
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    with pytest.raises(AuthApiError) as invalid:
        client.update_user({"password": OTHER_PASSWORD, "nonce": wrong})
    assert [(error.value.status, error.value.code) for error in (needed, invalid)] == [
        (400, "reauthentication_needed"),
        (422, "reauthentication_not_valid"),
    ]
    client.update_user({"password": OTHER_PASSWORD, "nonce": code})
    world.sign_in(email, OTHER_PASSWORD)


def test_the_current_password_may_be_asked_for(world: World, server: AuthServer) -> None:
    settle(server, current_password_required=True)
    email = world.user()
    client, _ = world.sign_in(email)
    codes = []
    for more in ({}, {"current_password": OTHER_PASSWORD}):
        with pytest.raises(AuthApiError) as refused:
            client.update_user({"password": OTHER_PASSWORD, **more})
        codes.append(refused.value.code)
    assert codes == ["current_password_required", "current_password_invalid"]
    client.update_user({"password": OTHER_PASSWORD, "current_password": PASSWORD})

    recovering = world.client()
    code = world.link_code("recovery", email)
    recovering.verify_otp({"email": email, "token": code, "type": "recovery"})
    recovering.update_user({"password": PASSWORD})


@pytest.mark.parametrize("mail_type", ["signup", "magiclink", "recovery", "reauthentication"])
def test_a_user_is_mailed_once_a_minute(world: World, server: AuthServer, mail_type: str) -> None:
    settle(server, mail_interval_s=60)
    email = fresh_email() if mail_type == "signup" else world.user()
    client = world.client()
    if mail_type == "reauthentication":
        client, _ = world.sign_in(email)
    ask = {
        "signup": lambda: client.sign_up({"email": email, "password": PASSWORD}),
        "magiclink": lambda: client.sign_in_with_otp({"email": email}),
        "recovery": lambda: client.reset_password_for_email(email),
        "reauthentication": client.reauthenticate,
    }[mail_type]
    ask()
    server.clock.advance(20)
    with pytest.raises(AuthApiError) as often:
        ask()
    assert (often.value.status, often.value.code) == (429, "over_email_send_rate_limit")
    said = re.fullmatch(
        r"For security purposes, you can only request this after (\d+) seconds\.",
        often.value.message,
    )
    assert said is not None
    assert 35 <= int(said[1]) <= 40
    server.clock.advance(40)
    ask()


def test_a_project_sends_so_many_mails_an_hour(world: World, server: AuthServer) -> None:
    settle(server, mails_an_hour=2)
    emails = [fresh_email() for _ in range(3)]
    sign_up(world, emails[0])
    sign_up(world, emails[1])
    with pytest.raises(AuthApiError) as full:
        sign_up(world, emails[2])
    assert (full.value.status, full.value.code) == (429, "over_email_send_rate_limit")
    assert full.value.message == "email rate limit exceeded"
    server.clock.advance(HOUR_S + 1)
    sign_up(world, emails[2])


def test_tokens_are_given_thirty_at_once(world: World, server: AuthServer) -> None:
    email = world.user()
    settle(server, token_burst=30)

    def attempt(client: SyncGoTrueClient) -> str | None:
        try:
            client.sign_in_with_password({"email": email, "password": OTHER_PASSWORD})
        except AuthApiError as error:
            return f"{error.status} {error.code}"
        return None

    answers = [attempt(world.client()) for _ in range(33)]
    assert set(answers[:30]) == {"400 invalid_credentials"}
    assert answers[-1] == "429 over_request_rate_limit"
    server.clock.advance(2)
    assert attempt(world.client()) == "400 invalid_credentials"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"signup_enabled": False}, 422, "signup_disabled"),
        ({"authorized_addresses": ("owner@miolingo.test",)}, 400, "email_address_not_authorized"),
        ({"refused_mail_domains": frozenset({"miolingo.test"})}, 400, "email_address_invalid"),
        ({"captcha_required": True}, 400, "captcha_failed"),
        ({"mails_an_hour": 0}, 429, "over_email_send_rate_limit"),
    ],
)
def test_a_project_that_does_not_take_a_sign_up_keeps_nothing_of_it(
    world: World, server: AuthServer, changes: dict[str, Any], status: int, code: str
) -> None:
    settle(server, **changes)
    email = fresh_email()
    with pytest.raises(AuthApiError) as refused:
        sign_up(world, email)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert email not in {user.email for user in world.admin.admin.list_users(1, 100)}


def test_weak_passwords_are_weak_for_every_reason(world: World, server: AuthServer) -> None:
    settle(
        server,
        password_min_length=8,
        password_required_characters=("0123456789",),
        leaked_passwords=frozenset({"qwerty"}),
    )
    with pytest.raises(AuthWeakPasswordError) as weak:
        sign_up(world, fresh_email(), "qwerty")
    assert weak.value.reasons == ["length", "characters", "pwned"]


def test_without_confirmation_a_sign_up_signs_in(world: World, server: AuthServer) -> None:
    settle(server, confirm_email=False)
    email = fresh_email()
    assert world.client().sign_up({"email": email, "password": PASSWORD}).session is not None
    with pytest.raises(AuthApiError) as taken:
        sign_up(world, email)
    assert (taken.value.status, taken.value.code) == (422, "user_already_exists")


def test_a_challenge_of_a_factor_lasts_five_minutes(world: World, server: AuthServer) -> None:
    client, _ = world.sign_in(world.user())
    factor = client.mfa.enroll({"factor_type": "totp", "friendly_name": "phone"})
    challenge = client.mfa.challenge({"factor_id": factor.id})
    server.clock.advance(301)
    answer = {"factor_id": factor.id, "challenge_id": challenge.id, "code": "000000"}
    with pytest.raises(AuthApiError) as late:
        client.mfa.verify(answer)
    assert (late.value.status, late.value.code) == (422, "mfa_challenge_expired")


def test_a_factor_never_challenged_is_forgotten(world: World, server: AuthServer) -> None:
    client, _ = world.sign_in(world.user())
    client.mfa.enroll({"factor_type": "totp", "friendly_name": "phone"})
    server.clock.advance(301)
    client.mfa.enroll({"factor_type": "totp", "friendly_name": "phone"})


def test_a_request_without_a_bearer_is_refused(world: World) -> None:
    answer = world.http.get(f"{world.url}/user")
    assert (answer.status_code, answer.json()["error_code"]) == (401, "no_authorization")


def test_a_fault_of_the_server_tells_nothing_of_itself(world: World, server: AuthServer) -> None:
    server.database = "host=/nowhere"
    answer = world.http.get(f"{world.url}/settings")
    assert (answer.status_code, answer.json()["error_code"]) == (500, "unexpected_failure")
    assert "nowhere" not in answer.text
