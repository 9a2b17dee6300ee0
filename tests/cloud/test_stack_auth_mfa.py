"""Second factors as Supabase Auth has them; true of the stand-in and of a real project."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest
from supabase_auth import SyncGoTrueClient
from supabase_auth.errors import AuthApiError

from tests.supabase_stack.auth.world import OTHER_PASSWORD, World


def code(world: World, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(world.project.now() + timedelta(seconds=30 * steps))


def enrolled(world: World, client: SyncGoTrueClient, name: str = "phone") -> tuple[str, str]:
    factor = client.mfa.enroll({"factor_type": "totp", "friendly_name": name})
    assert factor.totp is not None
    answer = {"factor_id": factor.id, "code": code(world, factor.totp.secret)}
    client.mfa.challenge_and_verify(answer)
    return factor.id, factor.totp.secret


def test_enrolling_shows_a_secret_that_authenticators_take(world: World) -> None:
    email = world.user()
    client, _ = world.sign_in(email)
    factor = client.mfa.enroll({"factor_type": "totp", "friendly_name": "p", "issuer": "Miolingo"})
    assert factor.totp is not None
    read = pyotp.parse_uri(factor.totp.uri)
    assert (read.secret, read.issuer, read.name) == (factor.totp.secret, "Miolingo", email)
    assert [listed.status for listed in client.mfa.list_factors().all] == ["unverified"]
    assert client.mfa.list_factors().totp == []


def test_a_verified_code_raises_the_session_and_ends_lower_ones(world: World) -> None:
    email = world.user()
    _, other = world.sign_in(email)
    client, first = world.sign_in(email)
    enrolled(world, client)

    level = client.mfa.get_authenticator_assurance_level()
    assert (level.current_level, level.next_level) == ("aal2", "aal2")
    assert [proof.method for proof in level.current_authentication_methods] == ["password", "totp"]
    session = client.get_session()
    assert session is not None
    assert session.refresh_token != first.refresh_token
    with pytest.raises(AuthApiError) as ended:
        world.client().get_user(other.access_token)
    assert ended.value.code == "session_not_found"
    refreshed = client.refresh_session().session
    assert refreshed is not None
    assert client.mfa.get_authenticator_assurance_level().current_level == "aal2"


def test_a_password_alone_is_the_first_level_of_two(world: World) -> None:
    email = world.user()
    client, _ = world.sign_in(email)
    factor_id, secret = enrolled(world, client)
    later, _ = world.sign_in(email)
    level = later.mfa.get_authenticator_assurance_level()
    assert (level.current_level, level.next_level) == ("aal1", "aal2")
    later.mfa.challenge_and_verify({"factor_id": factor_id, "code": code(world, secret, 1)})
    assert later.mfa.get_authenticator_assurance_level().current_level == "aal2"


def test_the_first_level_may_not_touch_what_the_factor_protects(world: World) -> None:
    email = world.user()
    client, _ = world.sign_in(email)
    factor_id, _ = enrolled(world, client)
    later, _ = world.sign_in(email)
    refusals = []
    for attempt in (
        lambda: later.update_user({"password": OTHER_PASSWORD}),
        lambda: later.update_user({"email": f"{uuid4().hex}@miolingo.test"}),
        lambda: later.mfa.unenroll({"factor_id": factor_id}),
        lambda: later.mfa.enroll({"factor_type": "totp", "friendly_name": "second"}),
    ):
        with pytest.raises(AuthApiError) as refused:
            attempt()
        refusals.append((refused.value.status, refused.value.code))
    assert refusals == [
        (401, "insufficient_aal"),
        (401, "insufficient_aal"),
        (422, "insufficient_aal"),
        (403, "insufficient_aal"),
    ]


def test_unenrolling_takes_the_session_back_to_the_first_level(world: World) -> None:
    client, _ = world.sign_in(world.user())
    factor_id, _ = enrolled(world, client)
    assert client.mfa.unenroll({"factor_id": factor_id}).id == factor_id
    client.refresh_session()
    level = client.mfa.get_authenticator_assurance_level()
    assert (level.current_level, level.next_level) == ("aal1", "aal1")


def test_a_wrong_code_and_a_wrong_challenge_are_told_apart(world: World) -> None:
    client, _ = world.sign_in(world.user())
    factor = client.mfa.enroll({"factor_type": "totp", "friendly_name": "phone"})
    assert factor.totp is not None
    wrong = f"{(int(code(world, factor.totp.secret)) + 1) % 1_000_000:06}"
    challenge = client.mfa.challenge({"factor_id": factor.id})
    answer = {"factor_id": factor.id, "challenge_id": challenge.id, "code": wrong}
    with pytest.raises(AuthApiError) as wrong_code:
        client.mfa.verify(answer)
    with pytest.raises(AuthApiError) as wrong_challenge:
        client.mfa.verify(answer | {"challenge_id": str(uuid4())})
    with pytest.raises(AuthApiError) as wrong_factor:
        client.mfa.challenge({"factor_id": str(uuid4())})
    assert [error.value.code for error in (wrong_code, wrong_challenge, wrong_factor)] == [
        "mfa_verification_failed",
        "mfa_factor_not_found",
        "mfa_factor_not_found",
    ]


def test_names_of_factors_differ(world: World) -> None:
    client, _ = world.sign_in(world.user())
    client.mfa.enroll({"factor_type": "totp", "friendly_name": "phone"})
    with pytest.raises(AuthApiError) as conflict:
        client.mfa.enroll({"factor_type": "totp", "friendly_name": "phone"})
    assert (conflict.value.status, conflict.value.code) == (422, "mfa_factor_name_conflict")


def test_a_factor_is_its_owners_own(world: World) -> None:
    owner, _ = world.sign_in(world.user())
    stranger, _ = world.sign_in(world.user())
    factor = owner.mfa.enroll({"factor_type": "totp", "friendly_name": "phone"})
    with pytest.raises(AuthApiError) as refused:
        stranger.mfa.unenroll({"factor_id": factor.id})
    assert (refused.value.status, refused.value.code) == (404, "mfa_factor_not_found")


def test_a_code_of_two_steps_ago_is_too_old(world: World) -> None:
    client, _ = world.sign_in(world.user())
    factor = client.mfa.enroll({"factor_type": "totp", "friendly_name": "phone"})
    assert factor.totp is not None
    old = code(world, factor.totp.secret, -2)
    with pytest.raises(AuthApiError) as refused:
        client.mfa.challenge_and_verify({"factor_id": factor.id, "code": old})
    assert refused.value.code == "mfa_verification_failed"
