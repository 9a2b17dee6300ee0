"""Every account command in a real process against the project, as a learner types it."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from miolingo.errors import ExitCode
from tests.parts.account_world import INSECURE, PASSWORD, Learner, ended, status
from tests.parts.sync_world import Machine, account_ids, attempt, signed_in_machine
from tests.supabase_stack.auth.fake_provider import Person
from tests.supabase_stack.faults import Fault
from tests.supabase_stack.project import fresh_email
from tests.supabase_stack.stack import Stack


def test_signing_up_with_a_mailed_code_at_a_terminal(learner: Learner) -> None:
    email = fresh_email()
    with learner.terminal("sign-up", INSECURE) as child:
        child.expect("Email address: ")
        child.sendline(email)
        for question in ("New password: ", "Repeat it: "):
            child.expect(question)
            child.sendline(PASSWORD)
        child.expect("Code from the mail: ")
        child.sendline(learner.project.inbox.code(email))
        child.expect(f"Signed in as {email}")
        code, _ = ended(child)
    assert code == 0
    assert PASSWORD not in (child.before or "")
    assert status(learner)["standing"] == "signed_in"


def test_a_hidden_password_is_never_on_the_screen(learner: Learner) -> None:
    email = learner.project.create_user()[1]
    with learner.terminal("login", "--email", email, INSECURE) as child:
        child.logfile_read = screen = Screen()
        child.expect("Password: ")
        child.sendline(PASSWORD)
        assert ended(child)[0] == 0
    assert PASSWORD not in screen.text
    assert "Signed in as" in screen.text


class Screen:
    """Everything that a terminal showed."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        """There is nothing to flush."""


def test_signing_up_does_not_reveal_whether_an_address_exists(learner: Learner) -> None:
    taken, free = learner.project.create_user()[1], fresh_email()
    told = []
    for email in (taken, free):
        answer = learner.run(
            "sign-up", "--email", email, INSECURE, typed=f"{PASSWORD}\n{PASSWORD}\n000000\n" * 3
        )
        told.append((answer.returncode, answer.stderr.replace(email, "ADDRESS")))
    assert told[0] == told[1]
    assert told[0][0] == ExitCode.ACCOUNT


def test_an_interrupted_sign_up_is_finished_with_the_code(learner: Learner) -> None:
    email = fresh_email()
    first = learner.run("sign-up", "--email", email, INSECURE, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert first.returncode == ExitCode.USAGE
    assert "Code from the mail" in first.stderr

    code = learner.project.inbox.code(email)
    done = learner.run("sign-up", "--confirm", "--email", email, INSECURE, typed=f"{code}\n")
    assert done.returncode == 0, done.stderr


def test_a_project_that_confirms_no_addresses_signs_up_at_once(
    learner: Learner, stack: Stack
) -> None:
    stack.auth.settings = replace(stack.auth.settings, confirm_email=False)
    email = fresh_email()
    words, typed = ("sign-up", "--email", email, INSECURE), f"{PASSWORD}\n{PASSWORD}\n"
    assert learner.run(*words, typed=typed).returncode == 0
    assert status(learner)["email"] == email
    taken = learner.run(*words, typed=typed)
    assert taken.returncode == ExitCode.ACCOUNT
    assert "cannot be used" in taken.stderr


def test_a_wrong_password_says_what_to_do(learner: Learner) -> None:
    email = learner.project.create_user()[1]
    refused = learner.run("login", "--email", email, INSECURE, typed="wrong\n")
    assert refused.returncode == ExitCode.ACCOUNT
    assert "wrong" in refused.stderr
    assert "account password --reset" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_signing_in_with_a_mailed_code(learner: Learner) -> None:
    email = learner.project.create_user()[1]
    with learner.terminal("login", "--code", "--email", email, INSECURE) as child:
        child.expect("Code from the mail: ")
        child.sendline("123456")
        child.expect("wrong, used or too old")
        child.expect("Code from the mail: ")
        child.sendline(learner.project.inbox.code(email))
        assert ended(child)[0] == 0
    assert status(learner)["email"] == email


def test_a_mailed_code_does_not_reveal_whether_an_address_exists(learner: Learner) -> None:
    email = fresh_email()
    refused = learner.run("login", "--code", "--email", email, INSECURE, typed="000000\n" * 3)
    assert refused.returncode == ExitCode.ACCOUNT
    assert f"If {email} has an account" in refused.stderr
    assert "otp_disabled" not in refused.stderr


def test_signing_in_at_a_provider_without_a_browser_here(learner: Learner, stack: Stack) -> None:
    stack.auth.provider.person = Person(fresh_email())
    with learner.terminal("login", "--provider", "github", INSECURE) as child:
        child.expect(r"sign in:\r\n(http\S+)\r\n")
        page = child.match.group(1)
        child.expect("ssh -L")
        with httpx.Client(follow_redirects=True) as browser:
            assert "Go back to the terminal" in browser.get(page).text
        assert ended(child)[0] == 0
    assert status(learner)["providers"] == ["github"]


def test_a_refusal_by_the_provider_is_told(learner: Learner, stack: Stack) -> None:
    stack.auth.provider.declines = True
    with learner.terminal("login", "--provider", "github", INSECURE) as child:
        child.expect(r"sign in:\r\n(http\S+)\r\n")
        httpx.get(child.match.group(1), follow_redirects=True)
        code, said = ended(child)
    assert code == ExitCode.ACCOUNT
    assert "refused" in said


def test_status_masks_tokens_and_says_how_long(signed_in: Learner) -> None:
    shown = signed_in.run("status").stdout
    found = status(signed_in)
    (file,) = (signed_in.home / "data" / "account" / "sessions").iterdir()
    kept = json.loads(file.read_text())
    for token in (kept["access_token"], kept["refresh_token"]):
        assert token not in shown
        assert token not in json.dumps(found)
    assert str(found["email"]) in shown
    assert signed_in.project.url in shown
    assert "Until:" in shown


def test_status_offline_says_what_this_machine_knows(signed_in: Learner, stack: Stack) -> None:
    stack.faults.plan(Fault.DROPPED, "/", times=10)
    offline = signed_in.run("status")
    assert offline.returncode == 0
    assert "not checked with the server" in offline.stdout
    assert "cannot be reached" in offline.stdout


def test_status_of_nobody(learner: Learner) -> None:
    nobody = learner.run("status", "--json")
    assert nobody.returncode in {0, ExitCode.ACCOUNT}
    learner.sign_in(learner.project.create_user()[1])
    learner.run("logout")
    learner_status = learner.run("status")
    assert learner_status.returncode == ExitCode.ACCOUNT


def test_the_plain_file_is_private_and_warned_of(learner: Learner) -> None:
    email = learner.project.create_user()[1]
    done = learner.run("login", "--email", email, INSECURE, typed=f"{PASSWORD}\n")
    assert "Warning" in done.stderr
    (file,) = (learner.home / "data" / "account" / "sessions").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_export_writes_every_row(signed_in: Learner, tmp_path: Path) -> None:
    laptop = Machine(signed_in)
    laptop.practice(1, 1203)
    laptop.sync()
    stranger = signed_in.project.create_user()[1]
    elsewhere = signed_in_machine(signed_in.project, tmp_path / "elsewhere", stranger)
    elsewhere.practice(5000, 3)
    elsewhere.sync()

    file = tmp_path / "mine.jsonl"
    done = signed_in.run("export", "--output", str(file))
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    attempts = [row["row"]["id"] for row in rows if row["table"] == "user_progress"]
    assert sorted(attempts) == [attempt(number).id for number in range(1, 1204)]
    assert [row["table"] for row in rows].count("users") == 1
    assert file.stat().st_mode & 0o777 == 0o600

    again = signed_in.run("export", "--output", str(file))
    assert again.returncode == ExitCode.CONFIGURATION
    assert len(file.read_text(encoding="utf-8").splitlines()) == len(rows)


def test_delete_asks_again_and_leaves_nothing_on_the_server(laptop: Machine, email: str) -> None:
    learner, project = laptop.learner, laptop.learner.project
    user_id = str(laptop.place.user_id)
    laptop.practice(1, 2)
    laptop.sync()
    history = learner.home / "data" / "history.db"
    with sqlite3.connect(history) as database:
        database.execute("create table kept (it)")

    wrong = learner.run("delete", typed=f"{email}\nwrong password\n")
    assert wrong.returncode == ExitCode.ACCOUNT
    unsure = learner.run("delete", typed="no\n")
    assert unsure.returncode == ExitCode.USAGE
    assert project.has_user(user_id)
    assert account_ids(learner, user_id) == [1, 2]

    done = learner.run("delete", typed=f"{email}\n{PASSWORD}\n")
    assert done.returncode == 0, done.stderr
    assert not project.has_user(user_id)
    assert project.rows("users", id=user_id) == []
    assert account_ids(learner, user_id) == []
    assert not any((learner.home / "data" / "account" / "sessions").iterdir())
    assert history.exists()


def test_delete_takes_the_accounts_local_history_when_asked_and_never_a_guests(
    signed_in: Learner,
) -> None:
    email = str(status(signed_in)["email"])
    machine = Machine(signed_in)
    with machine.guest_store as store:
        store.add_attempt(attempt(1))
    machine.practice(2)
    accounts_history = machine.place.path
    assert accounts_history.exists()
    done = signed_in.run("delete", "--local-history", typed=f"{email}\n{PASSWORD}\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("The account's history on this machine is deleted too.\n")
    assert not accounts_history.exists()
    assert machine.place.user_id is None
    assert machine.ids() == [1]


def test_an_address_that_is_none_is_refused_before_the_key_is_asked_for(learner: Learner) -> None:
    for words, typed in ((("--url", "nonsense"), ""), ((), "nonsense\n")):
        refused = learner.run("connect", *words, typed=typed)
        assert refused.returncode == ExitCode.CONFIGURATION
        assert "https://abcdefgh.supabase.co" in refused.stderr


def test_connect_asks_for_the_key_and_remembers_the_project(learner: Learner, stack: Stack) -> None:
    url, key = stack.url, stack.publishable_key
    done = learner.run("connect", "--url", f"{url}/", typed=f"{key}\n")
    assert done.returncode == 0, done.stderr
    kept = json.loads((learner.home / "config" / "project.json").read_text())
    assert kept == {"url": url, "publishable_key": key}

    secret = learner.run("connect", "--url", url, typed=f"{stack.secret_key}\n")
    assert secret.returncode == ExitCode.CONFIGURATION
    assert "secret key" in secret.stderr
    assert stack.secret_key not in secret.stderr
    legacy = learner.run("connect", "--url", url, typed=f"{stack.service_role_key}\n")
    assert legacy.returncode == ExitCode.CONFIGURATION
    assert "every learner's rows" in legacy.stderr

    unknown = learner.run("connect", "--url", url, typed="sb_publishable_unknown\n")
    assert unknown.returncode == ExitCode.CLOUD
    assert "does not know this API key" in unknown.stderr
    assert json.loads((learner.home / "config" / "project.json").read_text()) == kept


def test_ctrl_c_at_a_hidden_prompt_ends_quietly(learner: Learner) -> None:
    with learner.terminal("login", "--email", learner.project.create_user()[1], INSECURE) as child:
        child.expect("Password: ")
        child.sendintr()
        code, said = ended(child)
    assert code == ExitCode.INTERRUPTED
    assert "Traceback" not in said


def test_no_secret_is_ever_printed(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIOLINGO_DEBUG", "1")
    email = learner.project.create_user()[1]
    printed = []
    for words, typed in (
        (["login", "--email", email, INSECURE], f"{PASSWORD}\n"),
        (["status"], ""),
        (["sessions"], ""),
        (["password"], f"{PASSWORD}\n{PASSWORD}\n"),
    ):
        done = learner.run(*words, typed=typed)
        printed.append(done.stdout + done.stderr)
    (file,) = (learner.home / "data" / "account" / "sessions").iterdir()
    kept = json.loads(file.read_text())
    everything = "".join(printed)
    assert "same as the old one" in everything
    for secret in (PASSWORD, kept["access_token"], kept["refresh_token"]):
        assert secret not in everything


def test_a_captive_portal_is_told_as_such(signed_in: Learner, stack: Stack) -> None:
    stack.faults.plan(Fault.CAPTIVE_PORTAL, "/", times=10)
    refused = signed_in.run("sessions")
    assert refused.returncode == ExitCode.CLOUD
    assert "instead of the server" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_no_command_takes_a_secret_as_an_argument(learner: Learner) -> None:
    for command in ("connect", "sign-up", "login", "password", "email", "delete"):
        shown = learner.run(command, "--help").stdout
        options = set(re.findall(r"--[a-z-]+", shown))
        assert not options & {"--password", "--token", "--key", "--secret", "--nonce"}


def test_the_end_of_a_terminal_while_a_code_is_asked_for(learner: Learner) -> None:
    with learner.terminal(
        "login", "--code", "--email", learner.project.create_user()[1], INSECURE
    ) as child:
        child.expect("Code from the mail: ")
        child.sendeof()
        code, said = ended(child)
    assert code == ExitCode.USAGE
    assert "No answer" in said


def test_a_code_that_never_came_is_mailed_once_more(learner: Learner) -> None:
    email = fresh_email()
    learner.run("sign-up", "--email", email, INSECURE, typed=f"{PASSWORD}\n{PASSWORD}\n")
    with learner.terminal("sign-up", "--resend", "--email", email, INSECURE) as child:
        child.expect("Code from the mail: ")
        child.sendline(learner.project.inbox.code(email, mails=2))
        code, said = ended(child)
    assert code == 0, said


def test_an_account_without_a_password_is_deleted_with_a_mailed_code(
    learner: Learner, stack: Stack
) -> None:
    email = fresh_email()
    stack.auth.provider.person = Person(email)
    with learner.terminal("login", "--provider", "github", INSECURE) as child:
        child.expect(r"sign in:\r\n(http\S+)\r\n")
        httpx.get(child.match.group(1), follow_redirects=True)
        assert ended(child)[0] == 0
    with learner.terminal("delete") as child:
        child.expect("to continue: ")
        child.sendline(email)
        child.expect("Code from the mail: ")
        child.sendline(learner.project.inbox.code(email))
        code, said = ended(child)
    assert code == 0, said
    assert stack.sql("select count(*) from auth.users where email = %s", [email]) == [(0,)]


def test_a_refresh_token_of_the_wrong_form_is_told_as_a_session_that_ended(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIOLINGO_REFRESH_TOKEN", "damaged")
    refused = learner.run("sessions")
    assert refused.returncode == ExitCode.ACCOUNT
    assert "Sign in again" in refused.stderr


def test_a_machine_without_a_keyring_says_so_before_it_asks(learner: Learner, stack: Stack) -> None:
    refused = learner.run("login", typed=f"{learner.project.create_user()[1]}\n{PASSWORD}\n")
    assert refused.returncode == ExitCode.ACCOUNT
    assert "--insecure-storage" in refused.stderr
    assert not any(request.path.endswith("/token") for request in stack.requests)


def test_a_project_on_this_machine_is_never_asked_through_a_proxy(
    learner: Learner, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
    learner.sign_in(email)
