"""Every account command in a real process against the project, as a learner types it."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import httpx
import pytest

from miolingo.errors import ExitCode
from tests.parts.account_world import INSECURE, PASSWORD, Learner, ended, status
from tests.parts.sync_world import Machine, attempt
from tests.supabase_stack.auth.fake_provider import Person
from tests.supabase_stack.auth.world import fresh_email
from tests.supabase_stack.faults import Fault


def test_signing_up_with_a_mailed_code_at_a_terminal(learner: Learner) -> None:
    email = fresh_email()
    with learner.terminal("sign-up", INSECURE) as child:
        child.expect("Mail address: ")
        child.sendline(email)
        for question in ("New password: ", "The same once more: "):
            child.expect(question)
            child.sendline(PASSWORD)
        child.expect("Code from the mail: ")
        child.sendline(learner.code(email, "signup"))
        child.expect(f"Signed in as {email}")
        code, _ = ended(child)
    assert code == 0
    assert PASSWORD not in (child.before or "")
    assert status(learner)["standing"] == "signed_in"


def test_a_hidden_password_is_never_on_the_screen(learner: Learner) -> None:
    email = learner.stack.create_user()
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
    taken, free = learner.stack.create_user(), fresh_email()
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

    code = learner.code(email, "signup")
    done = learner.run("sign-up", "--confirm", "--email", email, INSECURE, typed=f"{code}\n")
    assert done.returncode == 0, done.stderr


def test_a_wrong_password_says_what_to_do(learner: Learner) -> None:
    email = learner.stack.create_user()
    refused = learner.run("login", "--email", email, INSECURE, typed="wrong\n")
    assert refused.returncode == ExitCode.ACCOUNT
    assert "wrong" in refused.stderr
    assert "account password --reset" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_signing_in_with_a_mailed_code(learner: Learner) -> None:
    email = learner.stack.create_user()
    with learner.terminal("login", "--code", "--email", email, INSECURE) as child:
        child.expect("Code from the mail: ")
        child.sendline("123456")
        child.expect("wrong, used or too old")
        child.expect("Code from the mail: ")
        child.sendline(learner.code(email, "magiclink"))
        assert ended(child)[0] == 0
    assert status(learner)["email"] == email


def test_a_mailed_code_does_not_reveal_whether_an_address_exists(learner: Learner) -> None:
    email = fresh_email()
    refused = learner.run("login", "--code", "--email", email, INSECURE, typed="000000\n" * 3)
    assert refused.returncode == ExitCode.ACCOUNT
    assert f"If {email} has an account" in refused.stderr
    assert "otp_disabled" not in refused.stderr


def test_signing_in_at_a_provider_without_a_browser_here(learner: Learner) -> None:
    learner.stack.auth.provider.person = Person(fresh_email())
    with learner.terminal("login", "--provider", "github", INSECURE) as child:
        child.expect(r"sign in:\r\n(http\S+)\r\n")
        page = child.match.group(1)
        child.expect("ssh -L")
        with httpx.Client(follow_redirects=True) as browser:
            assert "Go back to the terminal" in browser.get(page).text
        assert ended(child)[0] == 0
    assert status(learner)["providers"] == ["github"]


def test_a_refusal_by_the_provider_is_told(learner: Learner) -> None:
    learner.stack.auth.provider.declines = True
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
    assert signed_in.stack.url in shown
    assert "Until:" in shown


def test_status_offline_says_what_this_machine_knows(signed_in: Learner) -> None:
    signed_in.stack.faults.plan(Fault.DROPPED, "/", times=10)
    offline = signed_in.run("status")
    assert offline.returncode == 0
    assert "as far as this machine knows" in offline.stdout
    assert "cannot be reached" in offline.stdout


def test_status_of_nobody(learner: Learner) -> None:
    nobody = learner.run("status", "--json")
    assert nobody.returncode in {0, ExitCode.ACCOUNT}
    learner.sign_in(learner.stack.create_user())
    learner.run("logout")
    learner_status = learner.run("status")
    assert learner_status.returncode == ExitCode.ACCOUNT


def test_the_plain_file_is_private_and_warned_of(learner: Learner) -> None:
    email = learner.stack.create_user()
    done = learner.run("login", "--email", email, INSECURE, typed=f"{PASSWORD}\n")
    assert "Warning" in done.stderr
    (file,) = (learner.home / "data" / "account" / "sessions").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def add_attempts(learner: Learner, email: str, number: int) -> None:
    learner.stack.sql(
        """
        insert into public.user_progress (
            user_id, id, device_id, practice_date, similarity_score, duration_ms, perfect_match,
            language_code, target_phrase, recognized_phrase, verdict, words, model, scorer_version
        )
        select u.id, gen_random_uuid(), gen_random_uuid(), now(), 50, 900, false, 'ko', '안녕',
            '안녕', 'partly_understood', '[]', 'small', '1'
        from auth.users u, generate_series(1, %s) where u.email = %s
        """,
        [number, email],
    )


def test_export_writes_every_row(signed_in: Learner, tmp_path: Path) -> None:
    email = str(status(signed_in)["email"])
    add_attempts(signed_in, email, 1203)
    stranger = signed_in.stack.create_user()
    add_attempts(signed_in, stranger, 3)

    file = tmp_path / "mine.jsonl"
    done = signed_in.run("export", "--output", str(file))
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [row["table"] for row in rows].count("user_progress") == 1203
    assert len({row["row"]["id"] for row in rows if row["table"] == "user_progress"}) == 1203
    assert [row["table"] for row in rows].count("users") == 1
    assert file.stat().st_mode & 0o777 == 0o600

    again = signed_in.run("export", "--output", str(file))
    assert again.returncode == ExitCode.CONFIGURATION
    assert len(file.read_text(encoding="utf-8").splitlines()) == len(rows)


def test_delete_asks_again_and_leaves_nothing_on_the_server(signed_in: Learner) -> None:
    email = str(status(signed_in)["email"])
    user_id = str(status(signed_in)["user_id"])
    add_attempts(signed_in, email, 2)
    history = signed_in.home / "data" / "history.db"
    with sqlite3.connect(history) as database:
        database.execute("create table kept (it)")

    wrong = signed_in.run("delete", typed=f"{email}\nwrong password\n")
    assert wrong.returncode == ExitCode.ACCOUNT
    unsure = signed_in.run("delete", typed="no\n")
    assert unsure.returncode == ExitCode.USAGE
    account = "select count(*) from auth.users where id = %s"
    assert signed_in.stack.sql(account, [user_id])[0] == (1,)

    done = signed_in.run("delete", typed=f"{email}\n{PASSWORD}\n")
    assert done.returncode == 0, done.stderr
    for table in ("auth.users", "public.users"):
        query = f"select count(*) from {table} where id = %s"  # noqa: S608 - two names
        assert signed_in.stack.sql(query, [user_id])[0] == (0,)
    left = "select count(*) from public.user_progress where user_id = %s"
    assert signed_in.stack.sql(left, [user_id])[0] == (0,)
    assert not any((signed_in.home / "data" / "account" / "sessions").iterdir())
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


def test_connect_asks_for_the_key_and_remembers_the_project(learner: Learner) -> None:
    url, key = learner.stack.url, learner.stack.publishable_key
    done = learner.run("connect", "--url", f"{url}/", typed=f"{key}\n")
    assert done.returncode == 0, done.stderr
    kept = json.loads((learner.home / "config" / "project.json").read_text())
    assert kept == {"url": url, "publishable_key": key}

    secret = learner.run("connect", "--url", url, typed=f"{learner.stack.secret_key}\n")
    assert secret.returncode == ExitCode.CONFIGURATION
    assert "secret key" in secret.stderr
    assert learner.stack.secret_key not in secret.stderr
    legacy = learner.run("connect", "--url", url, typed=f"{learner.stack.service_role_key}\n")
    assert legacy.returncode == ExitCode.CONFIGURATION
    assert "every learner's rows" in legacy.stderr

    unknown = learner.run("connect", "--url", url, typed="sb_publishable_unknown\n")
    assert unknown.returncode == ExitCode.CLOUD
    assert "does not know this API key" in unknown.stderr
    assert json.loads((learner.home / "config" / "project.json").read_text()) == kept


def test_ctrl_c_at_a_hidden_prompt_ends_quietly(learner: Learner) -> None:
    with learner.terminal("login", "--email", learner.stack.create_user(), INSECURE) as child:
        child.expect("Password: ")
        child.sendintr()
        code, said = ended(child)
    assert code == ExitCode.INTERRUPTED
    assert "Traceback" not in said


def test_no_secret_is_ever_printed(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIOLINGO_DEBUG", "1")
    email = learner.stack.create_user()
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


def test_a_captive_portal_is_told_as_such(signed_in: Learner) -> None:
    signed_in.stack.faults.plan(Fault.CAPTIVE_PORTAL, "/", times=10)
    refused = signed_in.run("sessions")
    assert refused.returncode == ExitCode.CLOUD
    assert "in the server's place" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_no_command_takes_a_secret_as_an_argument(learner: Learner) -> None:
    for command in ("connect", "sign-up", "login", "password", "email", "delete"):
        shown = learner.run(command, "--help").stdout
        options = set(re.findall(r"--[a-z-]+", shown))
        assert not options & {"--password", "--token", "--key", "--secret", "--nonce"}


def test_the_end_of_a_terminal_while_a_code_is_asked_for(learner: Learner) -> None:
    with learner.terminal(
        "login", "--code", "--email", learner.stack.create_user(), INSECURE
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
        child.sendline(learner.code(email, "signup", mails=2))
        code, said = ended(child)
    assert code == 0, said


def test_an_account_without_a_password_is_deleted_with_a_mailed_code(learner: Learner) -> None:
    email = fresh_email()
    learner.stack.auth.provider.person = Person(email)
    with learner.terminal("login", "--provider", "github", INSECURE) as child:
        child.expect(r"sign in:\r\n(http\S+)\r\n")
        httpx.get(child.match.group(1), follow_redirects=True)
        assert ended(child)[0] == 0
    with learner.terminal("delete") as child:
        child.expect("to go on: ")
        child.sendline(email)
        child.expect("Code from the mail: ")
        child.sendline(learner.code(email, "magiclink"))
        code, said = ended(child)
    assert code == 0, said
    assert learner.stack.sql("select count(*) from auth.users where email = %s", [email]) == [(0,)]


def test_a_machine_without_a_keyring_says_so_before_it_asks(learner: Learner) -> None:
    refused = learner.run("login", typed=f"{learner.stack.create_user()}\n{PASSWORD}\n")
    assert refused.returncode == ExitCode.ACCOUNT
    assert "--insecure-storage" in refused.stderr
    assert not any(request.path.endswith("/token") for request in learner.stack.requests)
