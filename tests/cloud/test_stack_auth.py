"""What Supabase Auth promises, asked over HTTP; true of the stand-in and of a real project."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import jwt
import pytest
from supabase_auth import SyncGoTrueClient
from supabase_auth.errors import AuthApiError
from supabase_auth.types import Session

from tests.supabase_stack.auth.world import OTHER_PASSWORD, World
from tests.supabase_stack.project import PASSWORD, fresh_email


def headers(world: World, **more: str) -> dict[str, str]:
    return {"apikey": world.key, "x-supabase-api-version": "2024-01-01", **more}


def refusal(world: World, path: str, body: dict[str, object]) -> httpx.Response:
    return world.http.post(f"{world.url}{path}", json=body, headers=headers(world))


def is_alive(world: World, session: Session) -> bool:
    bearer = f"Bearer {session.access_token}"
    answer = world.http.get(f"{world.url}/user", headers=headers(world, authorization=bearer))
    assert answer.is_success or answer.json()["code"] == "session_not_found"
    return answer.is_success


def test_an_error_has_the_form_that_the_request_names(world: World) -> None:
    wrong = {"email": fresh_email(), "password": PASSWORD}
    refused = refusal(world, "/token?grant_type=password", wrong)
    assert (refused.status_code, refused.json()) == (
        400,
        {"code": "invalid_credentials", "message": "Invalid login credentials"},
    )
    assert refused.headers["x-supabase-api-version"] == "2024-01-01"
    assert refused.headers["x-sb-error-code"] == "invalid_credentials"


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
        ("/signup", {"email": "a@miolingo.test", "password": "12345"}, 422, "weak_password"),
        ("/signup", {"email": "a@miolingo.test", "password": "é" * 37}, 400, "validation_failed"),
        ("/verify", {"type": "signup"}, 400, "validation_failed"),
        ("/resend", {"type": "sonnet", "email": "a@miolingo.test"}, 400, "validation_failed"),
        ("/otp", {"email": "a@miolingo.test", "create_user": False}, 422, "otp_disabled"),
    ],
)
def test_a_request_that_cannot_be_met_is_named(
    world: World, path: str, body: dict[str, object], status: int, code: str
) -> None:
    answer = refusal(world, path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_body_must_be_json(world: World) -> None:
    typed = headers(world, **{"content-type": "application/json"})
    answer = world.http.post(f"{world.url}/recover", content=b"{", headers=typed)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_json")


def test_an_access_token_says_who_and_how(world: World) -> None:
    email = world.user()
    _, session = world.sign_in(email)
    claims = jwt.decode(session.access_token, options={"verify_signature": False})
    assert claims["sub"] == session.user.id
    assert claims["email"] == email
    assert claims["iss"] == world.url
    assert claims["exp"] - claims["iat"] == session.expires_in == 3600
    assert [claims[name] for name in ("aud", "role", "aal")] == [
        "authenticated",
        "authenticated",
        "aal1",
    ]
    assert [proof["method"] for proof in claims["amr"]] == ["password"]
    assert claims["session_id"]


def test_only_the_right_password_of_a_confirmed_user_signs_in(world: World) -> None:
    email = fresh_email()
    world.sign_up(email)
    with pytest.raises(AuthApiError) as unconfirmed:
        world.sign_in(email)
    assert unconfirmed.value.code == "email_not_confirmed"
    with pytest.raises(AuthApiError) as wrong:
        world.sign_in(email, OTHER_PASSWORD)
    assert wrong.value.code == "invalid_credentials"

    code = world.project.inbox.code(email)
    world.client().verify_otp({"email": email, "token": code, "type": "signup"})
    _, session = world.sign_in(email.upper())
    assert session.user.email == email


@pytest.mark.parametrize("code_type", ["signup", "email"])
def test_a_mailed_sign_up_code_confirms_once(world: World, code_type: str) -> None:
    email = fresh_email()
    world.sign_up(email)
    code = world.project.inbox.code(email)
    assert re.fullmatch(r"\d{6}", code)
    proof = {"email": email, "token": code, "type": code_type}
    session = world.client().verify_otp(proof).session
    assert session is not None
    assert session.user.email_confirmed_at is not None
    with pytest.raises(AuthApiError) as used:
        world.client().verify_otp(proof)
    assert (used.value.status, used.value.code) == (403, "otp_expired")


def test_a_wrong_code_and_a_stranger_get_the_same_answer(world: World) -> None:
    email = fresh_email()
    world.sign_up(email)
    wrong = f"{(int(world.project.inbox.code(email)) + 1) % 1_000_000:06}"
    messages = set()
    for address in (email, fresh_email()):
        with pytest.raises(AuthApiError) as refused:
            world.client().verify_otp({"email": address, "token": wrong, "type": "signup"})
        messages.add((refused.value.status, refused.value.code, refused.value.message))
    assert messages == {(403, "otp_expired", "Token has expired or is invalid")}


def test_signing_up_with_a_taken_address_reveals_nothing(world: World) -> None:
    email = world.user()
    answer = world.client().sign_up({"email": email, "password": OTHER_PASSWORD})
    assert answer.session is None
    assert answer.user is not None
    assert (answer.user.email, answer.user.identities) == (email, [])
    _, session = world.sign_in(email)
    assert session.user.id != answer.user.id
    assert world.project.inbox.mails(email) == []


def test_a_one_time_code_signs_in(world: World) -> None:
    email, client = world.user(), world.client()
    client.sign_in_with_otp({"email": email, "options": {"should_create_user": False}})
    code = world.project.inbox.code(email)
    session = client.verify_otp({"email": email, "token": code, "type": "email"}).session
    assert session is not None
    assert session.user.email == email
    level = client.mfa.get_authenticator_assurance_level()
    assert [proof.method for proof in level.current_authentication_methods] == ["otp"]


def test_refresh_tokens_rotate_and_the_parent_brings_the_active_one_again(world: World) -> None:
    client, session = world.sign_in(world.user())
    second = client.refresh_session(session.refresh_token).session
    assert second is not None
    assert second.refresh_token != session.refresh_token
    world.project.wait(11)
    again = client.refresh_session(session.refresh_token).session
    assert again is not None
    assert again.refresh_token == second.refresh_token
    assert again.access_token != second.access_token


def test_eight_refreshes_at_once_agree_on_one_session(world: World) -> None:
    _, session = world.sign_in(world.user())

    def refresh(_: int) -> str:
        answer = world.client().refresh_session(session.refresh_token).session
        assert answer is not None
        return answer.refresh_token

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(refresh, range(8)))) == 1


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
    world.project.wait(11)
    with pytest.raises(AuthApiError) as replayed:
        client.refresh_session(tokens[0])
    assert (replayed.value.status, replayed.value.code) == (400, "refresh_token_already_used")
    world.project.wait(11)
    for token in reversed(tokens):
        with pytest.raises(AuthApiError) as ended:
            client.refresh_session(token)
        assert ended.value.code in {
            "refresh_token_already_used",
            "refresh_token_not_found",
            "session_not_found",
        }


@pytest.mark.parametrize(
    ("scope", "survivors"), [("local", [False, True]), ("global", [False, False])]
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
    client = world.client()
    client.reset_password_for_email(email)
    code = world.project.inbox.code(email)
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


def test_a_stranger_gets_no_recovery_mail_and_no_other_answer(world: World) -> None:
    email, stranger = world.user(), fresh_email()
    for address in (stranger, email):
        world.client().reset_password_for_email(address)
    assert world.project.inbox.code(email)
    assert world.project.inbox.mails(stranger) == []


def test_an_address_changes_when_both_addresses_agree(world: World) -> None:
    email, new_email = world.user(), fresh_email()
    client, _ = world.sign_in(email)
    assert client.update_user({"email": new_email}).user.new_email == new_email
    codes = {address: world.project.inbox.code(address) for address in (new_email, email)}
    proofs = [{"email": at, "token": code, "type": "email_change"} for at, code in codes.items()]
    assert client.verify_otp(proofs[0]).session is None
    with pytest.raises(AuthApiError):
        client.verify_otp(proofs[0])
    second = client.verify_otp(proofs[1]).session
    assert second is not None
    assert second.user.email == new_email
    _, session = world.sign_in(new_email)
    assert [identity.identity_data["email"] for identity in session.user.identities or []] == [
        new_email
    ]


def test_an_address_that_is_taken_cannot_be_changed_to(world: World) -> None:
    client, _ = world.sign_in(world.user())
    with pytest.raises(AuthApiError) as taken:
        client.update_user({"email": world.user()})
    assert (taken.value.status, taken.value.code) == (422, "email_exists")


def test_the_account_is_shown_to_its_owner_only(world: World) -> None:
    forged = headers(world, authorization="Bearer not.a.token")
    answer = world.http.get(f"{world.url}/user", headers=forged)
    assert (answer.status_code, answer.json()["code"]) == (403, "bad_jwt")
