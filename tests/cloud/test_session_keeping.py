"""A session outlives processes, faults, wrong clocks and lost answers, and is never mixed up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from miolingo.account.http import CloudClient
from miolingo.account.manage import AccountContext, status
from miolingo.account.server.auth_api import AuthServer
from miolingo.account.server.rest_api import Tables
from miolingo.account.token_storage import FileStorage
from miolingo.auth import Project, Session, SessionManager, SessionStorage, SignOutScope
from miolingo.errors import AccountError, CloudError
from tests.supabase_stack.faults import Fault
from tests.supabase_stack.stack import Stack

PASSWORD = "correct horse battery"  # noqa: S105 - what the tests' learners type
TOKEN_PATH = "/auth/v1/token"  # noqa: S105 - a path


def now() -> datetime:
    return datetime.now(UTC)


def session_manager(
    server: AuthServer, storage: SessionStorage, clock: Callable[[], datetime]
) -> SessionManager:
    return SessionManager(server.refresh, server.sign_out, storage, nullcontext(), now=clock)


@dataclass
class Machine:
    """A learner's machine: one file with a session, and the server on the other side."""

    stack: Stack
    file: Path
    http: CloudClient
    email: str
    offset: timedelta = field(default_factory=timedelta)

    @property
    def storage(self) -> FileStorage:
        return FileStorage(self.file)

    @property
    def project(self) -> Project:
        return Project(self.stack.url, self.stack.publishable_key)

    @property
    def server(self) -> AuthServer:
        return AuthServer(self.project, self.http, now=self.clock)

    @property
    def account(self) -> SessionManager:
        return session_manager(self.server, self.storage, self.clock)

    @property
    def tables(self) -> Tables:
        return Tables(self.project, self.http, self.account)

    def clock(self) -> datetime:
        return now() + self.offset

    def sign_in(self) -> Session:
        session = self.server.sign_in(self.email, PASSWORD).session
        self.account.sign_in(session)
        self.stack.requests.clear()
        return session

    def let_token_end(self) -> None:
        """Write into the file that the access token has ended."""
        kept = json.loads(self.file.read_text())
        kept["expires_at"] = (now() - timedelta(hours=3)).isoformat()
        self.file.write_text(json.dumps(kept))

    def refreshes(self) -> int:
        return sum(request.path == TOKEN_PATH for request in self.stack.requests)


@pytest.fixture
def machine(stack: Stack, tmp_path: Path) -> Iterator[Machine]:
    with CloudClient() as http:
        yield Machine(stack, tmp_path / "sessions" / "session.json", http, stack.create_user())


def test_no_data_request_leaves_without_a_learners_token(machine: Machine) -> None:
    tables = Tables(machine.project, machine.http, machine.account)
    machine.stack.requests.clear()
    with pytest.raises(AccountError, match="not signed in"):
        list(tables.rows("user_progress"))
    assert machine.stack.requests == []

    machine.sign_in()
    assert len(list(tables.rows("users"))) == 1
    data = [request for request in machine.stack.requests if request.path.startswith("/rest/")]
    assert {request.bearer for request in data} == {"user"}


@pytest.mark.parametrize(
    "fault", sorted(set(Fault) - {Fault.SLOW, Fault.ANSWER_LOST, Fault.HALF_ANSWER, Fault.CUT_JSON})
)
def test_a_failed_refresh_leaves_the_stored_session_byte_for_byte(
    machine: Machine, fault: Fault
) -> None:
    machine.sign_in()
    machine.let_token_end()
    before = machine.file.read_bytes()
    machine.stack.faults.plan(fault, TOKEN_PATH)

    with pytest.raises(CloudError) as refusal:
        machine.account.session()

    assert refusal.value.hint
    assert machine.file.read_bytes() == before
    assert machine.account.session().access_token


def test_a_server_that_is_not_there_leaves_the_stored_session(machine: Machine) -> None:
    machine.sign_in()
    machine.let_token_end()
    before = machine.file.read_bytes()
    nowhere = AuthServer(Project("http://127.0.0.1:9", "key"), machine.http, now=now)
    with pytest.raises(CloudError, match=r"127\.0\.0\.1 cannot be reached"):
        session_manager(nowhere, machine.storage, now).session()
    assert machine.file.read_bytes() == before


@pytest.mark.parametrize("fault", [Fault.ANSWER_LOST, Fault.HALF_ANSWER, Fault.CUT_JSON])
def test_a_rotated_token_whose_answer_was_lost_is_recovered(machine: Machine, fault: Fault) -> None:
    machine.sign_in()
    machine.let_token_end()
    machine.stack.faults.plan(fault, TOKEN_PATH)
    with pytest.raises(CloudError):
        machine.account.session()

    machine.stack.auth.clock.advance(60)
    assert machine.server.user(machine.account.session()).email == machine.email


class FailingStorage(FileStorage):
    """A disk that is full when the rotated token is to be kept."""

    def save(self, session: Session) -> None:  # noqa: ARG002 - none is kept
        raise AccountError("The session cannot be kept.")


def test_a_rotated_token_is_kept_before_it_is_used(machine: Machine) -> None:
    machine.sign_in()
    machine.let_token_end()
    full = session_manager(machine.server, FailingStorage(machine.file), now)
    with pytest.raises(AccountError, match="cannot be kept"):
        full.ask(machine.server.user)
    assert [request.path for request in machine.stack.requests] == [TOKEN_PATH]

    machine.stack.auth.clock.advance(60)
    assert machine.account.session().access_token


KILLED_WHILE_STORING = """
import os, sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from miolingo.auth import SessionManager
from miolingo.account.server.auth_api import AuthServer
from miolingo.account.http import CloudClient
from miolingo.account.token_storage import FileStorage
from miolingo.auth import Project

class Dying(FileStorage):
    def save(self, session):
        os.kill(os.getpid(), 9)

def now():
    return datetime.now(UTC)

url, key, file = sys.argv[1:]
server = AuthServer(Project(url, key), CloudClient(), now=now)
storage = Dying(Path(file))
SessionManager(server.refresh, server.sign_out, storage, nullcontext(), now=now).session()
"""


def test_the_next_run_recovers_from_a_kill_between_refresh_and_storing(machine: Machine) -> None:
    machine.sign_in()
    machine.let_token_end()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_STORING, *machine_arguments(machine)], check=False
    )
    assert killed.returncode == -9
    assert machine.refreshes() == 1

    machine.stack.auth.clock.advance(120)
    assert machine.server.user(machine.account.session()).email == machine.email


def machine_arguments(machine: Machine) -> list[str]:
    return [machine.stack.url, machine.stack.publishable_key, str(machine.file)]


def test_eight_processes_at_once_make_one_refresh(stack: Stack, miolingo_home: Path) -> None:
    email = stack.create_user()
    environment = os.environ | {
        "MIOLINGO_SUPABASE_URL": stack.url,
        "MIOLINGO_SUPABASE_KEY": stack.publishable_key,
    }
    command = [sys.executable, "-m", "miolingo", "account"]
    login = [*command, "login", "--email", email, "--insecure-storage"]
    subprocess.run(login, input=f"{PASSWORD}\n", text=True, env=environment, check=True)
    (file,) = (miolingo_home / "data" / "account" / "sessions").iterdir()
    kept = json.loads(file.read_text())
    kept["expires_at"] = (now() - timedelta(hours=1)).isoformat()
    file.write_text(json.dumps(kept))
    stack.requests.clear()

    running = [
        subprocess.Popen([*command, "status"], env=environment, stdout=subprocess.DEVNULL)
        for _ in range(8)
    ]
    assert [process.wait() for process in running] == [0] * 8
    assert sum(request.path == TOKEN_PATH for request in stack.requests) == 1


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_two_hours_off_costs_at_most_one_refresh_and_one_retry(
    machine: Machine, hours: int
) -> None:
    machine.offset = timedelta(hours=hours)
    machine.sign_in()
    for _ in range(3):
        machine.stack.requests.clear()
        assert len(list(machine.tables.rows("users"))) == 1
        assert machine.server.user(machine.account.session()).email == machine.email
        assert machine.refreshes() == 0


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_jumps_costs_at_most_one_refresh_and_one_retry(
    machine: Machine, hours: int
) -> None:
    machine.sign_in()
    machine.offset = timedelta(hours=hours)
    for most in (1, 0):
        machine.stack.requests.clear()
        assert len(list(machine.tables.rows("users"))) == 1
        assert machine.account.ask(machine.server.user).email == machine.email
        assert machine.refreshes() <= most


def test_a_token_that_ended_by_the_servers_clock_is_renewed_once(machine: Machine) -> None:
    machine.sign_in()
    machine.stack.auth.clock.advance(7200)
    assert machine.account.ask(machine.server.user).email == machine.email
    assert len(list(machine.tables.rows("users"))) == 1
    assert machine.refreshes() == 1


def test_a_refresh_token_of_the_wrong_form_leads_to_a_new_sign_in(machine: Machine) -> None:
    machine.sign_in()
    machine.let_token_end()
    kept = json.loads(machine.file.read_text())
    machine.file.write_text(json.dumps(kept | {"refresh_token": "damaged"}))
    with pytest.raises(AccountError, match="The session has ended") as refusal:
        machine.account.session()
    assert "account login" in refusal.value.hint


def test_signing_out_is_local_and_works_offline(machine: Machine) -> None:
    elsewhere = machine.server.sign_in(machine.email, PASSWORD).session
    machine.sign_in()
    machine.stack.faults.plan(Fault.DROPPED, "/", times=10)
    machine.account.sign_out()
    assert machine.account.stored() is None

    machine.stack.faults.clear()
    assert machine.server.user(elsewhere).email == machine.email


def test_signing_out_ends_the_session_on_the_server_too(machine: Machine) -> None:
    session = machine.sign_in()
    machine.account.sign_out()
    with pytest.raises(AccountError) as refusal:
        machine.server.refresh(session.refresh_token)
    assert refusal.value.code in {"refresh_token_not_found", "session_not_found"}


def test_signing_in_ends_the_session_of_another_user_and_not_an_own_one(machine: Machine) -> None:
    first, again = machine.sign_in(), machine.sign_in()
    assert machine.server.user(first).email == machine.email
    machine.email = machine.stack.create_user()
    machine.sign_in()
    with pytest.raises(AccountError):
        machine.server.refresh(again.refresh_token)
    assert machine.account.session().email == machine.email


def test_signing_out_everywhere_is_global_and_needs_the_network(machine: Machine) -> None:
    elsewhere = machine.server.sign_in(machine.email, PASSWORD).session
    machine.sign_in()
    machine.stack.faults.plan(Fault.DROPPED, "/auth/v1/logout")
    with pytest.raises(CloudError):
        machine.account.sign_out(everywhere=True)
    assert machine.account.stored() is not None

    machine.account.sign_out(everywhere=True)
    assert machine.account.stored() is None
    with pytest.raises(AccountError):
        machine.server.refresh(elsewhere.refresh_token)


def test_a_session_that_the_server_ended_says_so_and_stays_until_the_next_sign_in(
    machine: Machine,
) -> None:
    session = machine.sign_in()
    machine.server.sign_out(session, SignOutScope.EVERY_SESSION)
    machine.let_token_end()
    with pytest.raises(AccountError, match="session has ended") as refusal:
        machine.account.session()
    assert "account login" in refusal.value.hint
    assert machine.account.stored() is not None


def test_signing_out_drops_what_cannot_be_read(machine: Machine) -> None:
    machine.sign_in()
    machine.file.write_text("{")
    machine.account.sign_out()
    assert machine.account.stored() is None


class LockedStorage(FileStorage):
    """A keyring that locked itself since the session was read."""

    def save(self, session: Session) -> None:  # noqa: ARG002 - none is kept
        raise AccountError("The keyring is locked.")


def test_a_session_that_cannot_be_kept_is_not_told_as_ended(machine: Machine) -> None:
    machine.sign_in()
    machine.let_token_end()
    locked = session_manager(machine.server, LockedStorage(machine.file), now)
    parts = AccountContext(machine.project, machine.http, machine.server, locked)
    with pytest.raises(AccountError, match="keyring is locked"):
        status(parts)
