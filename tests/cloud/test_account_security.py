"""Passwords, addresses, second factors and sign-ins, in real processes against the project."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest

from miolingo.errors import ExitCode
from miolingo.ui.account import qr_code
from tests.parts.account_world import INSECURE, NEW_PASSWORD, PASSWORD, Learner, ended, status
from tests.supabase_stack.project import fresh_email
from tests.supabase_stack.stack import Stack


def test_a_second_factor_from_its_qr_code_to_its_removal(learner: Learner) -> None:
    email = learner.project.create_user()[1]
    learner.sign_in(email)
    broken_off = learner.run("mfa", "add", "--name", "Phone", typed="")
    assert broken_off.returncode == ExitCode.USAGE
    with learner.terminal("mfa", "add", "--name", "Phone") as child:
        child.expect(r"type its key there:\s+([A-Z2-7 ]+)\r\n")
        app = pyotp.TOTP("".join(child.match.group(1).split()))
        for code_shown in ("000000", app.now()):
            child.expect("shows now: ")
            child.sendline(code_shown)
        code, _ = ended(child)
    assert code == 0
    assert re.match(r"Phone +in use", learner.run("mfa", "list").stdout)
    assert status(learner)["second_factor_shown"] is True

    learner.run("logout")
    wrong = f"{PASSWORD}\n" + "000000\n" * 3
    refused = learner.run("login", "--email", email, INSECURE, typed=wrong)
    assert refused.returncode == ExitCode.ACCOUNT
    assert not any((learner.home / "data" / "account" / "sessions").iterdir())

    again = learner.run("login", "--email", email, INSECURE, typed=f"{PASSWORD}\n{app.now()}\n")
    assert again.returncode == 0, again.stderr
    assert learner.run("mfa", "remove").returncode == 0
    assert status(learner)["second_factors"] == 0


def test_a_window_too_low_for_the_qr_code_shows_the_key(learner: Learner) -> None:
    learner.sign_in(learner.project.create_user()[1])
    with learner.terminal("mfa", "add") as child:
        child.setwinsize(24, 80)
        child.expect(r"too low for the QR code.*([A-Z2-7]{4} ){4}")
        assert "█" not in child.before


def test_the_qr_code_is_a_square_with_its_quiet_zone() -> None:
    lines = qr_code("otpauth://totp/Miolingo:a@b.c?secret=ABC").plain.splitlines()
    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines) == (len(lines[0]) + 1) // 2
    assert lines[0] == "█" * len(lines[0])


def test_changing_the_password(signed_in: Learner) -> None:
    email = str(status(signed_in)["email"])
    done = signed_in.run("password", typed=f"{NEW_PASSWORD}\n{NEW_PASSWORD}\n")
    assert done.returncode == 0, done.stderr
    signed_in.run("logout")
    signed_in.sign_in(email, NEW_PASSWORD)


def test_an_old_session_needs_a_mailed_code_to_change_the_password(
    signed_in: Learner, stack: Stack
) -> None:
    email = str(status(signed_in)["email"])
    stack.auth.clock.advance(25 * 3600)
    with signed_in.terminal("password") as child:
        for question in ("New password: ", "Repeat it: "):
            child.expect(question)
            child.sendline(NEW_PASSWORD)
        child.expect("Code from the mail: ")
        child.sendline(signed_in.project.inbox.code(email))
        code, said = ended(child)
    assert code == 0, said


def test_a_project_may_ask_for_the_present_password(signed_in: Learner, stack: Stack) -> None:
    stack.auth.settings = replace(stack.auth.settings, current_password_required=True)
    with signed_in.terminal("password") as child:
        for question, answer in (
            ("New password: ", NEW_PASSWORD),
            ("Repeat it: ", NEW_PASSWORD),
            ("Current password: ", PASSWORD),
        ):
            child.expect(question)
            child.sendline(answer)
        code, said = ended(child)
    assert code == 0, said


def test_two_new_passwords_that_differ_change_nothing(signed_in: Learner) -> None:
    refused = signed_in.run("password", typed=f"{NEW_PASSWORD}\nanother one\n")
    assert refused.returncode == ExitCode.ACCOUNT
    assert "are different" in refused.stderr


def test_an_unfit_password_is_typed_again_in_place(learner: Learner) -> None:
    email = fresh_email()
    with learner.terminal("sign-up", INSECURE) as child:
        child.expect("Email address: ")
        child.sendline("mina@")
        child.expect("“mina@” is not an email address")
        child.expect("Email address: ")
        child.sendline(email)
        child.expect("at least 10 characters")
        for first, second, told in (
            (NEW_PASSWORD, "another one", "are different"),
            ("short", "short", "too weak"),
            (NEW_PASSWORD, NEW_PASSWORD, "Code from the mail: "),
        ):
            child.expect("New password: ")
            child.sendline(first)
            child.expect("Repeat it: ")
            child.sendline(second)
            child.expect(told)
        child.sendline(learner.project.inbox.code(email))
        code, said = ended(child)
    assert code == 0, said


def test_a_forgotten_password_is_set_anew_with_a_code(learner: Learner) -> None:
    email = learner.project.create_user()[1]
    learner.run("login", "--email", email, INSECURE, typed="wrong\n")
    with learner.terminal("password", "--reset", "--email", email) as child:
        child.expect("Code from the mail: ")
        child.sendline(learner.project.inbox.code(email))
        for question in ("New password: ", "Repeat it: "):
            child.expect(question)
            child.sendline(NEW_PASSWORD)
        code, said = ended(child)
    assert code == 0, said
    learner.sign_in(email, NEW_PASSWORD)


def test_moving_to_another_address_takes_both_codes(signed_in: Learner) -> None:
    old, new = str(status(signed_in)["email"]), fresh_email()
    with signed_in.terminal("email", new) as child:
        child.expect(f"Code mailed to {re.escape(new)}: ")
        child.sendline(signed_in.project.inbox.code(new))
        child.expect(f"Code mailed to {re.escape(old)}: ")
        child.sendline(signed_in.project.inbox.code(old))
        code, said = ended(child)
    assert code == 0, said
    assert status(signed_in)["email"] == new


def test_the_sign_ins_that_the_server_knows(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.node", lambda: "kitchen")
    signed_in = learner
    signed_in.sign_in(learner.project.create_user()[1])
    email = str(status(signed_in)["email"])
    Learner(signed_in.project, tmp_path / "phone").sign_in(email)
    listed = json.loads(signed_in.run("sessions", "--json").stdout)["sessions"]
    assert [session["this_one"] for session in listed].count(True) == 1
    assert len(listed) == 2
    assert all("miolingo/" in session["user_agent"] for session in listed)
    assert all(session["user_agent"].split()[-1] == "kitchen" for session in listed)
    assert "this one" in signed_in.run("sessions").stdout


def test_a_sign_in_elsewhere_is_ended_by_its_id(signed_in: Learner, tmp_path: Path) -> None:
    phone = Learner(signed_in.project, tmp_path / "phone")
    phone.sign_in(str(status(signed_in)["email"]))
    listed = json.loads(signed_in.run("sessions", "--json").stdout)["sessions"]
    (here,) = (session["id"] for session in listed if session["this_one"])
    (there,) = (session["id"] for session in listed if not session["this_one"])
    assert signed_in.run("sessions", "--end", here).returncode == ExitCode.USAGE
    assert signed_in.run("sessions", "--end", "no id").returncode == ExitCode.USAGE
    done = signed_in.run("sessions", "--end", there[:8])
    assert (done.returncode, done.stdout[:6]) == (0, "Ended:"), done.stderr
    listed = json.loads(signed_in.run("sessions", "--json").stdout)["sessions"]
    assert [session["id"] for session in listed] == [here]
