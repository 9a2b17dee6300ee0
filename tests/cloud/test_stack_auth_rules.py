"""What the stand-in does that no real project lets a test see: its clock, and its database."""

from __future__ import annotations

import re
import time

import psycopg
import pytest
from supabase_auth.errors import AuthApiError

from tests.supabase_stack.auth.server import AuthServer
from tests.supabase_stack.auth.world import OTHER_PASSWORD, World
from tests.supabase_stack.project import PASSWORD, fresh_email

HOUR_S = 3600


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


def test_a_day_old_session_changes_the_password_only_with_a_mailed_code(
    world: World, server: AuthServer
) -> None:
    email = world.user()
    client, session = world.sign_in(email)
    server.clock.advance(24 * HOUR_S + 1)
    client.refresh_session(session.refresh_token)
    with pytest.raises(AuthApiError) as needed:
        client.update_user({"password": OTHER_PASSWORD})
    client.reauthenticate()
    code = world.project.inbox.code(email)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    with pytest.raises(AuthApiError) as invalid:
        client.update_user({"password": OTHER_PASSWORD, "nonce": wrong})
    assert [(error.value.status, error.value.code) for error in (needed, invalid)] == [
        (400, "reauthentication_needed"),
        (422, "reauthentication_not_valid"),
    ]
    client.update_user({"password": OTHER_PASSWORD, "nonce": code})
    world.sign_in(email, OTHER_PASSWORD)


def test_a_code_lasts_an_hour(world: World, server: AuthServer) -> None:
    email = world.user()
    world.client().reset_password_for_email(email)
    code = world.project.inbox.code(email)
    server.clock.advance(HOUR_S + 1)
    with pytest.raises(AuthApiError) as old:
        world.client().verify_otp({"email": email, "token": code, "type": "recovery"})
    assert (old.value.status, old.value.code) == (403, "otp_expired")


def test_mail_is_made_of_the_projects_own_templates(world: World, server: AuthServer) -> None:
    email = fresh_email()
    world.sign_up(email)
    (mail,) = world.project.inbox.mails(email)
    assert mail.subject == server.mailbox.templates["confirmation"].subject
    assert mail.code in mail.html
    assert "{{" not in mail.html


def test_nothing_secret_is_kept_as_it_is(world: World, server: AuthServer) -> None:
    email = fresh_email()
    world.sign_up(email)
    with psycopg.connect(server.database) as db:
        kept = db.execute(
            """select encrypted_password, token_hash from auth.users
               join auth.one_time_tokens on user_id = users.id where email = %s""",
            (email,),
        ).fetchone()
    assert kept is not None
    assert kept[0].startswith("$2b$")
    assert re.fullmatch("[0-9a-f]{56}", kept[1])
    assert PASSWORD not in kept[0]


def test_a_fault_of_the_server_tells_nothing_of_itself(
    world: World, server: AuthServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, session = world.sign_in(world.user())
    monkeypatch.setattr(server, "database", "host=/nowhere")
    with pytest.raises(AuthApiError) as failed:
        world.client().get_user(session.access_token)
    assert (failed.value.status, failed.value.code) == (500, "unexpected_failure")
    assert "nowhere" not in failed.value.message
