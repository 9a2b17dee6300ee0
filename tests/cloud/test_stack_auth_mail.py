"""The stand-in's mail, and the codes and links in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import psycopg
import pytest
from supabase_auth.errors import AuthApiError

from tests.supabase_stack.auth.mailbox import Mailbox, project_templates
from tests.supabase_stack.auth.server import AuthServer
from tests.supabase_stack.auth.world import (
    OTHER_PASSWORD,
    PASSWORD,
    World,
    fresh_email,
)

HOUR_S = 3600


def sign_up(world: World, email: str, password: str = PASSWORD) -> None:
    world.client().sign_up({"email": email, "password": password})


@pytest.mark.parametrize("flow_type", ["implicit", "pkce"])
def test_sign_up_is_finished_by_the_mailed_code(
    world: World, server: AuthServer, flow_type: Any
) -> None:
    email, client = fresh_email(), world.client(flow_type)
    answer = client.sign_up({"email": email, "password": PASSWORD})
    assert answer.session is None
    code = server.mailbox.code(email, "signup")
    assert re.fullmatch(r"\d{6}", code)
    session = client.verify_otp({"email": email, "token": code, "type": "signup"}).session
    assert session is not None
    assert answer.user is not None
    assert session.user.id == answer.user.id
    assert client.get_user() is not None


def test_nobody_with_a_confirmed_address_is_mailed_for_a_second_sign_up(
    world: World, server: AuthServer
) -> None:
    email = world.user()
    sign_up(world, email)
    assert server.mailbox.to(email) == []


def test_an_unconfirmed_address_gets_another_code_and_the_first_password_stays(
    world: World, server: AuthServer
) -> None:
    email = fresh_email()
    sign_up(world, email)
    first = server.mailbox.code(email)
    sign_up(world, email, OTHER_PASSWORD)
    world.client().resend({"type": "signup", "email": email})
    assert len(server.mailbox.to(email, "signup")) == 3
    with pytest.raises(AuthApiError) as void:
        world.client().verify_otp({"email": email, "token": first, "type": "signup"})
    assert void.value.code == "otp_expired"
    newest = server.mailbox.code(email)
    world.client().verify_otp({"email": email, "token": newest, "type": "signup"})
    world.sign_in(email, PASSWORD)


def test_a_one_time_code_signs_in_and_signs_up(world: World, server: AuthServer) -> None:
    for email, mail_type in ((world.user(), "magiclink"), (fresh_email(), "signup")):
        client = world.client()
        client.sign_in_with_otp({"email": email})
        code = server.mailbox.code(email, mail_type)
        session = client.verify_otp({"email": email, "token": code, "type": "email"}).session
        assert session is not None
        assert session.user.email == email
        level = client.mfa.get_authenticator_assurance_level()
        assert [proof.method for proof in level.current_authentication_methods] == ["otp"]


def test_a_stranger_gets_no_recovery_mail_and_no_other_answer(
    world: World, server: AuthServer
) -> None:
    email, stranger = world.user(), fresh_email()
    for address in (email, stranger):
        world.client().reset_password_for_email(address)
    assert len(server.mailbox.to(email, "recovery")) == 1
    assert server.mailbox.to(stranger) == []


@pytest.mark.parametrize("flow_type", ["implicit", "pkce"])
def test_an_address_changes_by_the_codes_mailed_to_both(
    world: World, server: AuthServer, flow_type: Any
) -> None:
    email, new_email = world.user(), fresh_email()
    client = world.client(flow_type)
    client.sign_in_with_password({"email": email, "password": PASSWORD})
    assert client.update_user({"email": new_email}).user.new_email == new_email
    codes = {
        address: server.mailbox.code(address, "email_change") for address in (new_email, email)
    }
    sessions = [
        client.verify_otp({"email": address, "token": code, "type": "email_change"}).session
        for address, code in codes.items()
    ]
    assert sessions[0] is None
    assert sessions[1] is not None
    assert sessions[1].user.email == new_email
    world.sign_in(new_email)


def test_a_code_lasts_an_hour(world: World, server: AuthServer) -> None:
    email = world.user()
    world.client().reset_password_for_email(email)
    code = server.mailbox.code(email)
    server.clock.advance(HOUR_S + 1)
    with pytest.raises(AuthApiError) as old:
        world.client().verify_otp({"email": email, "token": code, "type": "recovery"})
    assert (old.value.status, old.value.code) == (403, "otp_expired")


def test_a_mailed_link_does_what_its_code_does(world: World, server: AuthServer) -> None:
    email = fresh_email()
    sign_up(world, email)
    link = re.search(r'href="([^"]+)"', server.mailbox.to(email)[0].body)
    assert link is not None
    followed = world.http.get(link[1])
    assert followed.status_code == 303
    assert "access_token=" in followed.headers["location"]
    again = world.http.get(link[1]).headers["location"]
    assert "error_code=otp_expired" in again
    world.sign_in(email)


def test_mail_is_made_of_the_projects_own_templates(
    world: World, server: AuthServer, tmp_path: Path
) -> None:
    folder = tmp_path / "supabase"
    (folder / "templates").mkdir(parents=True)
    (folder / "templates" / "confirmation.html").write_text("Hello {{ .Email }}: {{ .Token }}")
    (folder / "templates" / "recovery.html").write_text("Click {{ .ConfirmationURL }}")
    (folder / "config.toml").write_text(
        "[auth.email.template.confirmation]\nsubject = 'Welcome'\n"
        "content_path = './supabase/templates/confirmation.html'\n"
        "[auth.email.template.recovery]\nsubject = 'Lost?'\n"
        "content_path = './supabase/templates/recovery.html'\n"
    )
    server.mailbox = Mailbox(project_templates(folder / "config.toml"))
    email = fresh_email()
    sign_up(world, email)
    [message] = server.mailbox.to(email)
    assert (message.subject, message.body) == ("Welcome", f"Hello {email}: {message.code}")

    world.client().reset_password_for_email(email)
    assert server.mailbox.to(email, "recovery")[0].code is None


def test_nothing_secret_is_kept_as_it_is(world: World, server: AuthServer) -> None:
    email = fresh_email()
    sign_up(world, email)
    code = server.mailbox.code(email)
    with psycopg.connect(server.database) as db:
        kept = db.execute(
            "select encrypted_password, confirmation_token from auth.users where email = %s",
            (email,),
        ).fetchone()
    assert kept is not None
    assert kept[0].startswith("$2b$")
    assert re.fullmatch("[0-9a-f]{56}", kept[1])
    assert code not in "".join(kept)
