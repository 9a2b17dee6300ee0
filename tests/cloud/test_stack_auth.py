"""What Supabase Auth promises, asked over HTTP; true of the stand-in and of a real project."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest
from supabase_auth import SyncGoTrueClient
from supabase_auth.errors import AuthApiError, AuthWeakPasswordError
from supabase_auth.types import Session

from tests.supabase_stack.auth.world import (
    OTHER_PASSWORD,
    PASSWORD,
    World,
    fresh_email,
)


@pytest.fixture
def world(any_world: World) -> World:
    return any_world


def refusal(world: World, path: str, body: dict[str, object], version: str = "") -> httpx.Response:
    headers = {"apikey": world.key} | ({"x-supabase-api-version": version} if version else {})
    return world.http.post(f"{world.url}{path}", json=body, headers=headers)


def is_alive(world: World, session: Session) -> bool:
    headers = {"apikey": world.key, "authorization": f"Bearer {session.access_token}"}
    answer = world.http.get(f"{world.url}/user", headers=headers)
    assert answer.is_success or answer.json()["error_code"] == "session_not_found"
    return answer.is_success


def test_the_server_says_what_it_is_and_allows(world: World) -> None:
    headers = {"apikey": world.key}
    assert world.http.get(f"{world.url}/health", headers=headers).json()["name"] == "GoTrue"
    settings = world.http.get(f"{world.url}/settings", headers=headers).json()
    assert settings["external"]["email"] is True
    assert settings.keys() >= {"disable_signup", "mailer_autoconfirm"}


def test_an_error_has_the_form_that_the_request_names(world: World) -> None:
    wrong = {"email": fresh_email(), "password": PASSWORD}
    newer = refusal(world, "/token?grant_type=password", wrong, "2024-01-01")
    assert (newer.status_code, newer.json()) == (
        400,
        {"code": "invalid_credentials", "message": "Invalid login credentials"},
    )
    assert newer.headers["x-supabase-api-version"] == "2024-01-01"
    assert newer.headers["x-sb-error-code"] == "invalid_credentials"
    older = refusal(world, "/token?grant_type=password", wrong)
    assert older.json() == {
        "code": 400,
        "error_code": "invalid_credentials",
        "msg": "Invalid login credentials",
    }
    assert "x-supabase-api-version" not in older.headers


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/token?grant_type=rubber_stamp", {}, 400, "invalid_credentials"),
        ("/token?grant_type=password", {"password": PASSWORD}, 400, "validation_failed"),
        ("/token?grant_type=refresh_token", {"refresh_token": "x"}, 400, "validation_failed"),
        (
            "/token?grant_type=refresh_token",
            {"refresh_token": "abcdefghijkl"},
            400,
            "refresh_token_not_found",
        ),
        (
            "/token?grant_type=pkce",
            {"auth_code": str(uuid4()), "code_verifier": "v"},
            404,
            "flow_state_not_found",
        ),
        ("/token?grant_type=pkce", {"auth_code": "a"}, 400, "validation_failed"),
        ("/signup", {"email": "nowhere", "password": PASSWORD}, 400, "validation_failed"),
        ("/signup", {"email": "a@miolingo.test"}, 400, "validation_failed"),
        ("/verify", {"type": "signup"}, 400, "validation_failed"),
        ("/resend", {"type": "sonnet", "email": "a@miolingo.test"}, 400, "validation_failed"),
        ("/otp", {"email": "a@miolingo.test", "create_user": False}, 422, "otp_disabled"),
    ],
)
def test_a_request_that_cannot_be_met_is_named(
    world: World, path: str, body: dict[str, object], status: int, code: str
) -> None:
    answer = refusal(world, path, body, "2024-01-01")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_body_must_be_json(world: World) -> None:
    answer = world.http.post(
        f"{world.url}/recover",
        content=b"{",
        headers={"apikey": world.key, "content-type": "application/json"},
    )
    assert (answer.status_code, answer.json()["error_code"]) == (400, "bad_json")


def test_an_access_token_says_who_and_how_and_is_signed_with_the_published_key(
    world: World,
) -> None:
    email = world.user()
    client, session = world.sign_in(email)
    found = client.get_claims()
    assert found is not None
    claims = found["claims"]
    assert claims["sub"] == session.user.id
    assert claims["email"] == email
    assert claims["iss"] == world.url
    assert claims["exp"] - claims["iat"] == session.expires_in == 3600
    assert [claims[name] for name in ("aud", "role", "aal", "is_anonymous", "phone")] == [
        "authenticated",
        "authenticated",
        "aal1",
        False,
        "",
    ]
    assert [proof["method"] for proof in claims["amr"]] == ["password"]
    assert claims.keys() >= {"session_id", "app_metadata", "user_metadata"}


def test_only_the_right_password_of_a_confirmed_user_signs_in(world: World) -> None:
    email = fresh_email()
    code = world.link_code("signup", email, password=PASSWORD)
    with pytest.raises(AuthApiError) as unconfirmed:
        world.sign_in(email)
    assert unconfirmed.value.code == "email_not_confirmed"
    with pytest.raises(AuthApiError) as wrong:
        world.sign_in(email, OTHER_PASSWORD)
    assert wrong.value.code == "invalid_credentials"

    world.client().verify_otp({"email": email, "token": code, "type": "signup"})
    _, session = world.sign_in(email.upper())
    assert session.user.email == email
    assert session.user.user_metadata["email_verified"] is True


@pytest.mark.parametrize("code_type", ["signup", "email"])
def test_a_sign_up_code_confirms_once(world: World, code_type: str) -> None:
    email = fresh_email()
    code = world.link_code("signup", email, password=PASSWORD)
    proof = {"email": email, "token": code, "type": code_type}
    session = world.client().verify_otp(proof).session
    assert session is not None
    assert session.user.email_confirmed_at is not None
    with pytest.raises(AuthApiError) as used:
        world.client().verify_otp(proof)
    assert (used.value.status, used.value.code) == (403, "otp_expired")


def test_a_wrong_code_and_a_stranger_get_the_same_answer(world: World) -> None:
    email = fresh_email()
    code = world.link_code("signup", email, password=PASSWORD)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    messages = set()
    for address in (email, fresh_email()):
        with pytest.raises(AuthApiError) as refused:
            world.client().verify_otp({"email": address, "token": wrong, "type": "signup"})
        messages.add((refused.value.status, refused.value.code, refused.value.message))
    assert messages == {(403, "otp_expired", "Token has expired or is invalid")}


def test_signing_up_with_a_taken_address_reveals_nothing(world: World) -> None:
    email = world.user()
    answer = world.client().sign_up(
        {"email": email, "password": OTHER_PASSWORD, "options": {"data": {"name": "Ada"}}}
    )
    assert answer.session is None
    assert answer.user is not None
    assert (answer.user.email, answer.user.identities) == (email, [])
    assert answer.user.user_metadata == {"name": "Ada"}
    assert answer.user.confirmation_sent_at is not None
    _, session = world.sign_in(email)
    assert session.user.id != answer.user.id


def test_a_short_password_is_weak(world: World) -> None:
    with pytest.raises(AuthWeakPasswordError) as weak:
        world.client().sign_up({"email": fresh_email(), "password": "12345"})
    assert (weak.value.status, weak.value.reasons) == (422, ["length"])


def test_a_password_of_more_than_72_bytes_is_refused(world: World) -> None:
    with pytest.raises(AuthApiError) as long:
        world.client().sign_up({"email": fresh_email(), "password": "é" * 37})
    assert long.value.code == "validation_failed"


def test_a_banned_user_stays_out(world: World) -> None:
    email = world.user()
    client, session = world.sign_in(email)
    world.admin.admin.update_user_by_id(session.user.id, {"ban_duration": "1h"})
    with pytest.raises(AuthApiError) as at_the_door:
        world.sign_in(email)
    with pytest.raises(AuthApiError) as inside:
        client.refresh_session(session.refresh_token)
    assert at_the_door.value.code == inside.value.code == "user_banned"
    world.admin.admin.update_user_by_id(session.user.id, {"ban_duration": "none"})
    world.sign_in(email)


def test_refresh_tokens_rotate_and_the_parent_brings_the_active_one_again(world: World) -> None:
    client, session = world.sign_in(world.user())
    second = client.refresh_session(session.refresh_token).session
    assert second is not None
    assert second.refresh_token != session.refresh_token
    world.wait(11)
    again = client.refresh_session(session.refresh_token).session
    assert again is not None
    assert again.refresh_token == second.refresh_token
    assert again.access_token != second.access_token


def three_generations(world: World) -> tuple[SyncGoTrueClient, list[str]]:
    client, session = world.sign_in(world.user())
    tokens = [session.refresh_token]
    for _ in range(2):
        refreshed = client.refresh_session(tokens[-1]).session
        assert refreshed is not None
        tokens.append(refreshed.refresh_token)
    return client, tokens


def test_a_grandparent_is_good_for_ten_seconds(world: World) -> None:
    client, tokens = three_generations(world)
    assert client.refresh_session(tokens[0]).session is not None


def test_a_replayed_refresh_token_ends_the_whole_family(world: World) -> None:
    client, tokens = three_generations(world)
    world.wait(11)
    with pytest.raises(AuthApiError) as replayed:
        client.refresh_session(tokens[0])
    assert (replayed.value.status, replayed.value.code) == (400, "refresh_token_already_used")
    world.wait(11)
    for token in reversed(tokens):
        with pytest.raises(AuthApiError) as ended:
            client.refresh_session(token)
        assert ended.value.code in {
            "refresh_token_already_used",
            "refresh_token_not_found",
            "session_not_found",
        }


@pytest.mark.parametrize(
    ("scope", "survivors"),
    [("local", [False, True]), ("others", [True, False]), ("global", [False, False])],
)
def test_signing_out_ends_the_sessions_of_its_scope(
    world: World, scope: str, survivors: list[bool]
) -> None:
    email = world.user()
    client, mine = world.sign_in(email)
    _, other = world.sign_in(email)
    client.sign_out({"scope": scope})
    assert [is_alive(world, session) for session in (mine, other)] == survivors


def test_a_recovery_code_signs_in_and_lets_a_new_password_be_set(world: World) -> None:
    email = world.user()
    _, elsewhere = world.sign_in(email)
    code = world.link_code("recovery", email)
    client = world.client()
    client.verify_otp({"email": email, "token": code, "type": "recovery"})
    with pytest.raises(AuthApiError) as same:
        client.update_user({"password": PASSWORD})
    assert (same.value.status, same.value.code) == (422, "same_password")
    client.update_user({"password": OTHER_PASSWORD})

    world.sign_in(email, OTHER_PASSWORD)
    with pytest.raises(AuthApiError) as old:
        world.sign_in(email)
    assert old.value.code == "invalid_credentials"
    with pytest.raises(AuthApiError) as ended:
        world.client().get_user(elsewhere.access_token)
    assert ended.value.code == "session_not_found"


def test_an_address_changes_when_both_addresses_agree(world: World) -> None:
    email, new_email = world.user(), fresh_email()
    current = world.link_code("email_change_current", email, new_email=new_email)
    new = world.link_code("email_change_new", email, new_email=new_email)
    client = world.client()
    first = client.verify_otp({"email": email, "token": current, "type": "email_change"})
    assert first.session is None
    with pytest.raises(AuthApiError):
        client.verify_otp({"email": email, "token": current, "type": "email_change"})
    second = client.verify_otp({"email": new_email, "token": new, "type": "email_change"})
    assert second.session is not None
    assert second.session.user.email == new_email
    _, session = world.sign_in(new_email)
    assert [identity.identity_data["email"] for identity in session.user.identities or []] == [
        new_email
    ]


def test_an_address_that_is_taken_cannot_be_changed_to(world: World) -> None:
    client, _ = world.sign_in(world.user())
    with pytest.raises(AuthApiError) as taken:
        client.update_user({"email": world.user()})
    assert (taken.value.status, taken.value.code) == (422, "email_exists")


def test_metadata_is_merged_and_null_removes(world: World) -> None:
    client, _ = world.sign_in(world.user())
    client.update_user({"data": {"name": "Ada", "language": "ko"}})
    user = client.update_user({"data": {"name": None}}).user
    assert user.user_metadata["language"] == "ko"
    assert "name" not in user.user_metadata


def test_the_account_is_shown_to_its_owner_only(world: World) -> None:
    headers = {"apikey": world.key, "authorization": "Bearer not.a.token"}
    answer = world.http.get(f"{world.url}/user", headers=headers)
    assert (answer.status_code, answer.json()["error_code"]) == (403, "bad_jwt")


def test_the_service_key_makes_lists_and_deletes_users(world: World) -> None:
    email = world.user()
    client, session = world.sign_in(email)
    admin = world.admin.admin
    assert email in {user.email for user in admin.list_users(page=1, per_page=20)}
    with pytest.raises(AuthApiError) as twice:
        admin.create_user({"email": email, "password": PASSWORD})
    assert (twice.value.status, twice.value.code) == (422, "email_exists")
    with pytest.raises(AuthApiError) as learner:
        client.admin._request("GET", "admin/users", jwt=session.access_token)
    assert (learner.value.status, learner.value.code) == (403, "not_admin")

    admin.delete_user(session.user.id)
    with pytest.raises(AuthApiError) as gone:
        client.get_user()
    assert (gone.value.status, gone.value.code) == (403, "user_not_found")
    with pytest.raises(AuthApiError) as refused:
        client.refresh_session(session.refresh_token)
    assert refused.value.code == "refresh_token_not_found"
